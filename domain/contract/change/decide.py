"""Changes of a signed contract: the rules.  Announced renewals within three years; amendments by agreement.  JL44-4.3.5, R-B09"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from domain.contract.change.messages import AmendContract, ContractAmended, ContractRenewed, RenewContract
from domain.contract.messages import ContractTerms
from domain.contract.terms import period_findings
from domain.evaluation.years import RULE as YEARLY
from domain.evaluation.years import years
from domain.forms import at_least, finding, inside_gpl, one_year_from, require, three_years_from
from domain.given import Decision, Given
from domain.planning.messages import FIVE_CONDITIONS
from domain.publication.messages import Renewals
from domain.register.state import Supplier
from domain.supervision.messages import Finding

ZERO = Decimal("0.00")


def renew(command: RenewContract, given: Given) -> Decision:
    project = given.project
    contract = project.contract
    terms = contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "JL44-4.0", "合同尚未签订")])
    solicitation = project.publication.solicitation
    announced = solicitation.renewals if solicitation is not None and contract.opened is None else None
    clause = "R-C01" if inside_gpl(project.plan, given.rules) else "JL44-1.4b"
    if announced is None:
        return given.settle(command, [finding(given, clause, "采购文件没有预告续签，须重新采购", field="key")])
    many = len(contract.renewals) < announced.times
    found = [
        _free_key(command.key, given),
        require(given, clause, many, f"采购文件预告续签{announced.times}次，已用完", field="key"),
        *_running(given),
        *_days(command, terms, given),
        *_five(command, given),
        *_price(command, announced, given),
        _money(command, given),
        *_evaluated(command, announced, given),
        *period_findings(command.periods, command.starts_on, command.ends_on, command.amount_yuan, given, "periods"),
        _barred(terms, command, given),
    ]
    keys = {p.key for p in contract.periods}
    twice = [p.key for p in command.periods if p.key in keys]
    found.append(require(given, "HR-CT-1", not twice, f"履约期编号已使用：{'、'.join(twice)}", field="periods"))
    return given.settle(command, found, ContractRenewed(**command.model_dump(), by=given.by))


def _free_key(key: str, given: Given) -> Finding | None:
    contract = given.project.contract
    free = contract.period(key) is None and key not in dict(contract.changes)
    return require(given, "JL44-4.0", free, "编号已使用", field="key")


def _running(given: Given) -> Iterator[Finding | None]:
    ended = given.project.breach.dissolved is not None
    yield require(given, "JL44-4.4.3a", not ended, "合同已解除，不能续签")
    bridged = given.project.takeover.active is not None
    yield require(given, "JL44-4.4.3c", not bridged, "临时接管期间不能续签")


def _days(command: RenewContract, terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """The day after the present term, a year at most, three years in all, and signed before the term lapses."""
    first = terms.ends_on + timedelta(days=1)
    yield require(
        given,
        "JL44-4.3.4",
        command.starts_on == first,
        f"续签应自{first}起，与原期限衔接",
        field="starts_on",
        first=first,
    )
    lapsed = given.on > terms.ends_on or command.signed_on > terms.ends_on
    yield require(given, "JL44-4.3.4", not lapsed, f"合同已于{terms.ends_on}届满，须重新采购", field="signed_on")
    yield require(given, "JL44-4.4.0", command.signed_on <= given.at.date(), "签订日期晚于今天", field="signed_on")
    longest = min(
        one_year_from(command.starts_on, given.rules), max(three_years_from(terms.starts_on, given.rules), first)
    )
    if command.ends_on > longest:
        reason = f"续签至{command.ends_on}：每次不超过1年，连同原合同不超过3年（最长至{longest}）"
        yield finding(given, "JL44-4.3.5", reason, field="ends_on", option=True, longest=longest)


def _five(command: RenewContract, given: Given) -> Iterator[Finding | None]:
    met = {c.condition for c in command.conditions if c.met}
    missing = sorted(set(FIVE_CONDITIONS) - met)
    reason = "连续超过1年，续签时须逐项证明五个条件"
    yield require(given, "JL44-4.3.4", not missing, reason, field="conditions", missing=missing)


def _price(command: RenewContract, announced: Renewals, given: Given) -> Iterator[Finding | None]:
    """By the day, against the year before: up or down by no more than was announced.  JL44-4.3.5"""
    contract = given.project.contract
    before = contract.renewals[-1] if contract.renewals else contract.signed
    if before is None:
        return
    days = (command.ends_on - command.starts_on).days + 1
    old_days = (before.ends_on - before.starts_on).days + 1
    rate = announced.price_change_max
    if rate is None:
        rate = given.rules.ratio("HR-CT-3", "price_change_max")
    same = before.amount_yuan * days
    kept = abs(command.amount_yuan * old_days - same) <= rate * same
    worth = (same / old_days).quantize(Decimal("0.01"))
    reason = f"同样的价格为 {worth} 元，续签 {command.amount_yuan} 元，变动超过 {rate:.2%}"
    yield require(given, "HR-CT-3", kept, reason, field="amount_yuan", rate=rate, same_yuan=worth)


def _evaluated(command: RenewContract, announced: Renewals, given: Given) -> Iterator[Finding | None]:
    """The score is the one on record for the year that ends, and as good as was announced.  JL44-4.5.1b, HR-EV-5"""
    project = given.project
    if given.rules.knows(YEARLY):
        year = len(years(project, given.rules))
        result = project.evaluation.part(year).concluded
        reason = f"第{year}年度尚未评价：先作年度评价（RecordPartyEvaluation、ConcludeEvaluation，year={year}）"
        yield require(given, "JL44-4.5.1b", result is not None, reason, field="score", year=year)
        if result is not None:
            reason = f"第{year}年度评价得分为 {result.score}，现写为 {command.score}"
            yield require(given, "JL44-4.5.1b", command.score == result.score, reason, field="score")
    yield at_least(given, "JL44-4.5.1b", command.score, announced.lowest_score, "上一年度评价得分", field="score")


def _money(command: RenewContract, given: Given) -> Finding | None:
    """The new year's money is reserved, not only promised."""
    project = given.project
    held = project.funding.reserved_yuan
    needed = project.contract.amount_yuan + command.amount_yuan
    reason = f"合同连同续签共 {needed} 元，已落实资金 {held} 元：先落实续签年度的资金（ReserveRenewal）"
    return require(given, "JL44-4.1.2", needed <= held, reason, field="amount_yuan", held_yuan=held)


def _barred(terms: ContractTerms, command: RenewContract, given: Given) -> Finding | None:
    bar = given.state(Supplier, f"supplier/{terms.supplier}").barred_on(
        command.signed_on, given.project.plan.buyer.division
    )
    if bar is None:
        return None
    reason = f"{terms.supplier_name}在{bar.from_on}至{bar.until_on}被禁止参加（{bar.document_number}）"
    return finding(given, "JL44-4.4.4b", reason, field="supplier", until=bar.until_on)


# ---------------------------------------------------------------- amendments


def amend(command: AmendContract, given: Given) -> Decision:
    """Nobody alone; never price or term; the substance only where going on would harm the public interest.  GPL 50"""
    contract = given.project.contract
    terms = contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "JL44-4.0", "合同尚未签订")])
    ended = given.project.breach.dissolved is not None
    closed_to = given.rules.kinds("HR-CT-4", "never" if command.ground == "public_interest" else "substance")
    substance = f"“{command.part}”是合同的实质内容，不能以变更代替采购、补充或者续签"
    found = [
        _free_key(command.key, given),
        require(given, "JL44-4.4.3a", not ended, "合同已解除，不能变更"),
        require(given, "HR-CT-4", command.part not in closed_to, substance, field="part", closed=closed_to),
        *_not_alone(command, given),
    ]
    was = getattr(terms, command.part)
    return given.settle(command, found, ContractAmended(**command.model_dump(), was=was, by=given.by, on=given.on))


def _not_alone(command: AmendContract, given: Given) -> Iterator[Finding | None]:
    if command.ground == "agreed":
        both = command.agreement is not None
        yield require(given, "R-B09", both, "不得擅自变更合同：须有双方盖章的变更协议", field="agreement")
        return
    decided = command.decision is not None
    yield require(given, "R-B09", decided, "须有继续履行将损害公共利益的决定", field="decision")
    named = command.at_fault is not None
    yield require(given, "R-B09", named, "须写明有无过错方：有过错的一方承担赔偿责任", field="at_fault")
