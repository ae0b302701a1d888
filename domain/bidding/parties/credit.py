"""Parties: what the credit channels say.  Three lists refuse; only the supplier's own listing counts.  CR-01, CR-03"""

from collections.abc import Iterator

from domain.bidding.messages import CheckQualification
from domain.bidding.parties.messages import CreditChecked, CreditCheckRequested, RegisterCreditCheck, RequestCreditCheck
from domain.forms import allowed_kind, finding, require
from domain.given import Accepted, Decision, Given
from domain.register.state import Supplier
from domain.supervision.messages import Finding


def request(command: RequestCreditCheck, given: Given) -> Decision:
    """One order for each channel."""
    project, parties = given.project, given.project.bidding.parties
    name = given.state(Supplier, f"supplier/{command.supplier}").name
    sources = command.sources or given.rules.kinds("CR-01", "channels")
    keys = {f"{command.check}-{n}": source for n, source in enumerate(sources, start=1)}
    fresh = not any(key in parties.asked or key in parties.looked_up for key in keys)
    found = [
        require(given, "CR-01", fresh, f"信用查询“{command.check}”已提交", field="check"),
        require(given, "CR-01", name != "", f"供应商 {command.supplier} 尚未登记", field="supplier"),
        *(allowed_kind(given, "CR-01", "channels", s, "查询渠道", field="sources") for s in command.sources),
    ]
    if any(f is not None and f.blocks for f in found):
        return given.settle(command, found)
    asked = (
        CreditCheckRequested(
            check=key,
            round=project.publication.round,
            supplier=command.supplier,
            name=name,
            source=source,
            by=given.by,
            on=given.on,
        )
        for key, source in keys.items()
    )
    return given.settle(command, found, *asked)


def register(command: RegisterCreditCheck, given: Given) -> Decision:
    project, parties = given.project, given.project.bidding.parties
    asked, done = parties.asked.get(command.check), parties.looked_up.get(command.check)
    if done is not None and given.by == "adapter":  # the site was asked twice: done is done
        return Accepted()
    found = [require(given, "CR-01", done is None, f"信用查询“{command.check}”的结果已登记", field="check")]
    if given.by == "adapter":
        found.append(require(given, "CR-01", asked is not None, f"没有提交信用查询“{command.check}”", field="check"))
        found.append(require(given, "CR-01", command.receipt is not None, "没有信用平台的回执", field="receipt"))
    else:
        seen = command.screenshot is not None
        found.append(require(given, "CR-01", seen, "人工查询须留存页面截图", field="screenshot"))
        found.append(allowed_kind(given, "CR-01", "channels", command.source, "查询渠道", field="source"))
    same = asked is None or (asked.supplier, asked.source) == (command.supplier, command.source)
    found.append(require(given, "CR-01", same, "查询的供应商或者渠道与所提交的不一致", field="supplier"))
    past = command.looked_at <= given.at
    found.append(require(given, "CR-01", past, "查询时间晚于现在", field="looked_at"))
    number = asked.round if asked is not None else project.publication.round
    return given.settle(command, found, CreditChecked(**command.model_dump(), round=number, by=given.by))


def creditworthy(command: CheckQualification, uscc: str, given: Given) -> Iterator[Finding | None]:
    """On none of the three lists by its own name; a listing of its representative alone is no ground.  CR-01, CR-03"""
    project = given.project
    if not given.rules.has("CR-01", "lists"):
        return
    refused = given.rules.kinds("CR-01", "lists")
    listings = [entry for c in project.bidding.parties.checks(project.publication.round, uscc) for entry in c.listings]
    own = [entry for entry in listings if entry.subject == "supplier" and entry.list in refused]
    if command.passes:
        for entry in own:
            reason = f"{uscc} 被列入失信名单：{entry.reference}"
            yield finding(given, "CR-01", reason, field="supplier", list=entry.list)
    elif not own and any(entry.subject == "representative" for entry in listings):
        yield finding(given, "CR-03", "名单中只有法定代表人个人，不作为拒绝供应商的理由", field="passes")


def sources_seen(command: CheckQualification, given: Given) -> tuple[str, ...]:
    """The channels that were looked into: said by the reviewer, or on record as checks."""
    project = given.project
    checks = project.bidding.parties.checks(project.publication.round, command.supplier)
    return tuple(dict.fromkeys((*command.credit_sources, *(c.source for c in checks))))
