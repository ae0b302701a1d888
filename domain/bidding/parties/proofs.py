"""Parties: the proofs of GPL 22 and of the guide's five conditions, each by digest.  R-S01 … R-S04, JL44-2.2.1 … 2.2.5, N46-08"""

from collections.abc import Iterator
from typing import Final

from domain.bidding.messages import CheckQualification
from domain.bidding.parties.messages import FileProofs, ProofsFiled
from domain.forms import finding, parts, require
from domain.given import Decision, Given
from domain.register.messages import OffenceRecorded
from domain.register.state import Supplier
from domain.supervision.messages import Finding

# which list of proofs each clause asks for; the last of one kind of supplier alone
_PROOFS: Final = (("R-S02", "proofs"), ("JL44-2.2.3", "evidence"), ("JL44-2.2.4", "evidence"))
_MECHANISM: Final = ("JL44-2.2.5", "evidence")


def file(command: FileProofs, given: Given) -> Decision:
    """What is filed may be incomplete, and says so; it is whole when the bidder passes."""
    project = given.project
    number = project.publication.round
    known = set(_known_parts(given))
    strays = [key for key in command.proofs if key not in known]
    bidders = {code for bid in project.round.bids.values() for code in (bid.supplier, *_members(bid.consortium))}
    filed = ProofsFiled(round=number, **command.model_dump(), by=given.by, on=given.on)
    found = [
        require(
            given, "JL44-1.4b", command.supplier in bidders, f"本轮没有 {command.supplier} 的响应文件", field="supplier"
        ),
        require(given, "R-S02", not strays, f"没有这样的证明材料：{'、'.join(strays)}", field="proofs"),
    ]
    return given.settle(command, found, filed)


def _members(consortium: object) -> tuple[str, ...]:
    codes: tuple[str, ...] = getattr(consortium, "codes", ())
    return codes


def _known_parts(given: Given) -> Iterator[str]:
    for clause, name in (*_PROOFS, _MECHANISM):
        if given.rules.has(clause, name):
            yield from given.rules.kinds(clause, name)


def proven(command: CheckQualification, uscc: str, given: Given) -> Iterator[Finding | None]:
    """What still stands against a bidder, or one of a consortium: missing proofs, a major offence, its own liability."""
    project, supplier = given.project, given.state(Supplier, f"supplier/{uscc}")
    filed = project.bidding.parties.proofs.get((project.publication.round, uscc))
    if filed is not None:
        yield from _whole(filed, supplier, given)
    for offence in supplier.offences:
        yield _major(offence, supplier, given)
    if supplier.kind == "individual":
        yield from _no_employment(command, given)


def _whole(filed: ProofsFiled, supplier: Supplier, given: Given) -> Iterator[Finding | None]:
    """Where proofs are filed, all of them are.  R-S01, R-S02, JL44-2.2.3 … 2.2.5"""
    wanted = (*_PROOFS, _MECHANISM) if supplier.kind in given.rules.kinds("JL44-2.2.5", "applies_to") else _PROOFS
    for clause, name in wanted:
        yield from parts(given, clause, name, filed.proofs, f"{supplier.name}的证明材料")
    declared = dict.fromkeys(filed.declares, True)
    yield from parts(given, "R-S01", "conditions", declared, f"{supplier.name}的声明")


def _major(offence: OffenceRecorded, supplier: Supplier, given: Given) -> Finding | None:
    """A major offence in business within three years, unless the bar that punished it is over.  R-S03, R-S04"""
    rules = given.rules
    since = rules.calendar.subtract(given.on, rules.period("R-S01", "lookback"))
    if offence.decided_on < since or offence.kind not in rules.kinds("R-S03", "kinds") or _small(offence, given):
        return None
    bar = next((b for b in supplier.bars if b.document_number == offence.bar_document), None)
    if bar is not None and bar.until_on < given.on and rules.knows("R-S04"):
        return None
    reason = f"{supplier.name}有重大违法记录：{offence.authority}{offence.document_number}（{offence.decided_on}）"
    return finding(given, "R-S03", reason, field="supplier", kind=offence.kind, decided_on=offence.decided_on)


def _small(offence: OffenceRecorded, given: Given) -> bool:
    """A fine below the line, or below the sector's own where that is higher.  财库〔2022〕3号"""
    if offence.kind != "large_fine" or offence.fine_yuan is None or not given.rules.has("R-S03", "large_fine"):
        return False
    line = given.rules.yuan("R-S03", "large_fine")
    return offence.fine_yuan < max(line, offence.sector_line_yuan or line)


def _no_employment(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """To buy from a person is never to employ them under another name.  S102-14, JL44-2.1.4"""
    signs = command.employment_signs
    if signs is None:
        yield finding(given, "S102-14", "由个人承接的，须核查有无变相用工的情形", field="employment_signs")
        return
    listed = given.rules.kinds("S102-14", "employment_signs") if given.rules.has("S102-14", "employment_signs") else ()
    strays = [sign for sign in signs if sign not in listed]
    yield require(given, "S102-14", not strays, f"没有这样的情形：{'、'.join(strays)}", field="employment_signs")
    found = [sign for sign in signs if sign in listed]
    reason = f"存在变相用工的情形：{'、'.join(found)}"
    yield require(given, "S102-14", not found, reason, field="employment_signs", signs=found)


def declared(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """A small firm is proven by its declaration alone, and serves with people of its own.  N46-08, N46-09"""
    letter = command.sme_declaration
    if letter is None:
        return
    where = "sme_declaration"
    lawful = not given.rules.has("N46-08", "proofs") or letter.proof in given.rules.kinds("N46-08", "proofs")
    reason = "中小企业只凭《中小企业声明函》，不得要求或者采用其他证明文件"
    yield require(given, "N46-08", lawful, reason, field=f"{where}.proof", proof=letter.proof)
    kind = given.state(Supplier, f"supplier/{command.supplier}").kind
    yield require(given, "N46-08", kind == "enterprise", "出具声明函的不是企业", field=where, kind=kind)
    yield require(given, "N46-08", command.is_sme, "声明函与 is_sme 不一致", field="is_sme")
    reason = "提供服务的人员不是与该企业订立劳动合同的从业人员，不享受扶持政策"
    yield require(given, "N46-09", letter.own_people, reason, field=f"{where}.own_people")
