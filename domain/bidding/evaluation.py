"""Bidding: qualification, on every condition seen and on credit looked up.  JL44-2.2.*, CR-01, N46-08"""

from collections.abc import Iterator

from domain.bidding.eligibility import barred, method_of, reserved_for_smes
from domain.bidding.messages import (
    CheckQualification,
    QualificationChecked,
)
from domain.bidding.parties.credit import sources_seen
from domain.bidding.parties.qualification import sound
from domain.forms import require
from domain.given import Decision, Given
from domain.register.state import Supplier
from domain.supervision.messages import Finding

CONDITIONS = ("JL44-2.2.1", "JL44-2.2.2", "JL44-2.2.3", "JL44-2.2.4")


def check(command: CheckQualification, given: Given) -> Decision:
    project = given.project
    bid = project.round.bids.get(command.supplier)
    found = [
        require(given, "JL44-4.0", project.round.opened is not None, "响应文件尚未开启"),
        require(given, "JL44-1.4b", bid is not None, f"本轮没有 {command.supplier} 的响应文件", field="supplier"),
    ]
    if command.passes:
        found.extend(_passes(command, given))
    found.extend(sound(command, given))
    checked = QualificationChecked(round=project.publication.round, **command.model_dump())
    return given.settle(command, found, checked)


def _passes(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """A bidder passes only on every condition seen, on credit looked up, and with no bar.  JL44-2.2.*, CR-01"""
    kind = given.state(Supplier, f"supplier/{command.supplier}").kind
    yield barred(command.supplier, given)
    seen = {key.upper() for key in command.checks}
    for clause in (*CONDITIONS, "JL44-2.2.5") if kind == "institution_class_2" else CONDITIONS:
        yield require(given, clause, clause in seen, f"未核查“{_title(clause, given)}”，不得通过", field="checks")
    if method_of(given).inside_gpl and given.rules.has("CR-01", "channels"):
        missing = [c for c in given.rules.kinds("CR-01", "channels") if c not in sources_seen(command, given)]
        reason = f"尚未查询信用记录：{'、'.join(missing)}"
        yield require(given, "CR-01", not missing, reason, field="credit_sources", missing=missing)
    if reserved_for_smes(given.project):
        reason = "本项目专门面向中小企业，未附《中小企业声明函》的不得通过"
        yield require(given, "N46-08", command.is_sme, reason, field="is_sme")


def _title(clause: str, given: Given) -> str:
    return given.rules.rule(clause).title if given.rules.knows(clause) else clause
