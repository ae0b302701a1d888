"""Bidding: the opening in the presence of two, and a round that fails.  JL44-4.3.1, JL44-4.4.0, E-07"""

from collections.abc import Iterator

from domain.bidding.eligibility import enough, method_of
from domain.bidding.messages import BidsOpened, FailRound, OpenBids, RoundFailed
from domain.bidding.parties.agency import by_document
from domain.bidding.parties.conflicts import invalid
from domain.bidding.sealed import reading as sealed
from domain.bidding.standing import standing
from domain.calendar import beijing_date
from domain.forms import require
from domain.given import Decision, Given
from domain.supervision.messages import Finding


def open_bids(command: OpenBids, given: Given) -> Decision:
    number, now = given.project.publication.round, given.project.round
    strangers = [offer.supplier for offer in command.prices if offer.supplier not in now.bids]
    found = [
        *may_open(command.witness, given),
        require(given, "JL44-1.4b", not strangers, f"没有响应文件：{'、'.join(strangers)}", field="prices"),
        *sealed.all_read(command.sealed, {offer.supplier: offer.price_yuan for offer in command.prices}, given),
    ]
    said = command.model_dump(exclude={"sealed"})
    opened = BidsOpened(round=number, opened_by=given.by, opened_at=given.at, **said)
    return given.settle(command, found, opened, *sealed.read_out(command.sealed, number))


def may_open(witness: str, given: Given) -> Iterator[Finding | None]:
    """After the deadline and at the hour, before a second person, with enough bids; once."""
    project = given.project
    now, terms = project.round, project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    yield require(given, "JL44-4.0", now.closed, "响应截止时间未到，不得开启")
    yield require(given, "JL44-4.0", now.opened is None, "响应文件已开启")
    opens_at = terms.opens_at
    yield require(given, "JL44-4.0", given.at >= opens_at, f"开启时间为 {opens_at.isoformat()}，时间未到")
    second = witness not in (given.by, given.actor.name)
    yield require(given, "JL44-4.4.0", second, "开启须有第二人在场见证", field="witness")
    yield enough(len(now.bids), given, "响应供应商")
    yield from by_document("platform_opening", beijing_date(terms.response_deadline), given)


# ---------------------------------------------------------------- a round that fails


def fail(command: FailRound, given: Given) -> Decision:
    """Only for want of lawful bids: a round with enough of them goes on, or the head cancels the purchase.  JL44-1.4b"""
    project = given.project
    now = project.round
    reason = "响应供应商数量足够，不得宣布失败；确需停止的由负责人终止采购"
    found = [
        require(given, "JL44-4.0", now.closed, "响应截止时间未到，不得宣布失败"),
        require(given, "JL44-1.4b", not now.closed or _too_few(given), reason),
    ]
    clause = method_of(given).failure_clause
    if clause is not None:
        said = "须说明招标文件是否存在不合理条款：存在的改正后重新招标，不存在的可以报批改变方式"
        found.append(require(given, clause, command.documents_flawed is not None, said, field="documents_flawed"))
    failed = RoundFailed(
        round=project.publication.round,
        reason=command.reason,
        bids=len(now.bids),
        on=given.on,
        documents_flawed=command.documents_flawed,
    )
    return given.settle(command, found, failed)


def _too_few(given: Given) -> bool:
    """Too few bids; too few that can still qualify; or every opened price above the ceiling (R-B08)."""
    project = given.project
    now, terms = project.round, project.publication.solicitation
    failed = {uscc for uscc, checked in now.qualified.items() if not checked.passes} | now.out.keys()
    rejected = sum(uscc in failed or invalid(uscc, project) is not None for uscc in now.bids)
    if now.talks.requested is not None and given.at > now.talks.requested.due:  # who handed in no final offer is out
        rejected = len(now.bids) - sum(uscc in now.talks.offers for uscc in standing(project))
    if enough(len(now.bids), given, "响应供应商") or enough(len(now.bids) - rejected, given, "合格供应商"):
        return True
    prices = {offer.supplier: offer.price_yuan for offer in now.opened.prices} if now.opened else {}
    priced = bool(prices) and set(prices) == set(now.bids)
    return priced and terms is not None and all(price > terms.ceiling_yuan for price in prices.values())
