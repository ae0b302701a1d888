"""Prequalification of a tender, and objections to a single source.  R-P05, R-P06, R-M19"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.bidding.messages import BidReceived, ReceiveBid
from domain.bidding.prequalification.messages import (
    ApplyForPrequalification,
    ClarifyPrequalification,
    ConcludePrequalification,
    Examined,
    OpenPrequalification,
    PrequalificationApplied,
    PrequalificationClarified,
    PrequalificationConcluded,
    PrequalificationOpened,
)
from domain.planning.messages import ChangeMethod, MethodChanged
from domain.publication.messages import PrepareSolicitation, SolicitationPrepared
from domain.publication.objections.messages import (
    ArgueObjection,
    ObjectionArgued,
    ObjectionRecorded,
    RecordObjection,
)
from tests.domain.builders import NAMES, THREE, notice
from tests.domain.scene import SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day
from tests.domain.test_methods import OPEN, SINGLE, SIX, THRESHOLD, of, stands, terms

UNTIL = day("2026-02-28")


def opening(until: datetime = UNTIL) -> OpenPrequalification:
    return OpenPrequalification(documents=D, applications_until=until)


def announced() -> Scene:
    """The prequalification notice shows since Monday, 2 March."""
    return stands(OPEN).on("2026-03-02").has(*notice("pre-1", "prequalification", "2026-03-02"))


def opened() -> Scene:
    return announced().when(opening(day("2026-03-09"))).then()


def applied(*suppliers: str) -> Scene:
    here = opened().has(
        *(
            PrequalificationApplied(supplier=u, name=NAMES[u], digest=D, received_at=day("2026-03-05"))
            for u in suppliers or THREE
        )
    )
    return here.on("2026-03-09")


def conclude(**passes: bool) -> ConcludePrequalification:
    known = {"first": SUPPLIER, "second": SUPPLIER_2, "third": SUPPLIER_3}
    results = tuple(Examined(supplier=known[name], passes=ok, reason="审查") for name, ok in passes.items())
    return ConcludePrequalification(results=results, letters=D)


ALL: dict[str, Any] = {"first": True, "second": True, "third": True}


def test_applicants_have_five_working_days_from_the_notice() -> None:
    """R-P06."""
    announced().when(opening(day("2026-03-09"))).accepted(PrequalificationOpened)
    announced().when(opening(day("2026-03-08"))).refused("R-P06")
    stands(OPEN).when(opening()).refused("R-P06")  # no notice
    opened().when(opening(day("2026-03-20"))).refused("R-P06")  # once


def test_a_clarification_comes_three_days_before_or_puts_the_deadline_off() -> None:
    """R-P05."""
    text: dict[str, Any] = {"clarification": "人员证明可以后补", "digest": D}
    opened().on("2026-03-06").when(ClarifyPrequalification(**text)).accepted(PrequalificationClarified)
    late = opened().on("2026-03-07T10:00")
    late.when(ClarifyPrequalification(**text)).refused("R-P05")
    later = ClarifyPrequalification(**text, applications_until=day("2026-03-10"))
    late.when(later).accepted(PrequalificationClarified)
    earlier = ClarifyPrequalification(**text, applications_until=day("2026-03-08"))
    opened().on("2026-03-03").when(earlier).refused("R-P05")
    moved = late.when(later).then().on("2026-03-09T15:00")
    moved.when(ApplyForPrequalification(supplier=SUPPLIER, digest=D)).accepted(PrequalificationApplied)


def test_applications_come_before_the_deadline_and_all_are_examined_after_it() -> None:
    """R-P06."""
    apply = ApplyForPrequalification(supplier=SUPPLIER, digest=D)
    opened().on("2026-03-05").when(apply).accepted(PrequalificationApplied)
    opened().on("2026-03-09").when(apply).refused("R-P06")
    applied().when(conclude(**ALL)).accepted(PrequalificationConcluded)
    applied().on("2026-03-09T09:00").when(conclude(**ALL)).refused("R-P06")
    applied().when(conclude(first=True, second=True)).refused("R-P06")


def test_only_those_who_passed_bid() -> None:
    """R-P06."""
    here = applied(*THREE)
    passed = here.when(conclude(first=True, second=True, third=True)).then()
    later: dict[str, Any] = {"response_deadline": day("2026-04-02"), "opens_at": day("2026-04-02T10:30")}
    prepare = PrepareSolicitation(solicitation=terms(OPEN, **later))
    passed.when(prepare).accepted(SolicitationPrepared)
    here.when(prepare).refused("R-P06")  # not concluded
    offered = (
        passed.when(prepare).then().on("2026-03-10").has(*notice("offer-1", "solicitation", "2026-03-10", round=1))
    )

    def bid(supplier: str) -> ReceiveBid:
        return ReceiveBid(supplier=supplier, name="投标人", digest=D)

    offered.on("2026-03-16").when(bid(SUPPLIER)).accepted(BidReceived)
    offered.on("2026-03-16").when(bid(SIX[0])).refused("R-P06")


def test_with_two_who_passed_the_prequalification_is_announced_again() -> None:
    """R-P06, E-07: a tender with two possible bidders can't be opened."""
    two = applied().when(conclude(first=True, second=True, third=False)).then()
    two.when(PrepareSolicitation(solicitation=terms(OPEN))).refused("E-07")
    again = two.on("2026-03-11").has(*notice("pre-2", "prequalification", "2026-03-11"))
    again.when(opening(day("2026-03-19"))).accepted(PrequalificationOpened)


# ---------------------------------------------------------------- objections to a single source

LARGE = of(SINGLE, budget_yuan=THRESHOLD)
OBJECTION = RecordObjection(objection="o-1", objector="长春市安宁医院", points="县外还有两家具备资质", digest=D)
PREPARE = PrepareSolicitation(solicitation=terms(SINGLE, ceiling_yuan=THRESHOLD))


def argue(*, upheld: bool) -> ArgueObjection:
    return ArgueObjection(
        objection="o-1", upheld=upheld, argument="两家床位已满", participants=("关山", "杜宁", "毕海"), digest=D
    )


def recorded() -> Scene:
    """Objected on 26 January; the notice shows from the 21st to the 28th."""
    event = ObjectionRecorded(**OBJECTION.model_dump(), on=date(2026, 1, 26))
    return stands(SINGLE, LARGE).has(event)


def test_an_objection_is_heard_while_the_notice_stands() -> None:
    """R-M19."""
    stands(SINGLE, LARGE).when(OBJECTION, on=date(2026, 1, 28)).accepted(ObjectionRecorded)
    stands(SINGLE, LARGE).when(OBJECTION, on=date(2026, 1, 29)).refused("R-M19")
    stands(OPEN).when(OBJECTION).refused("R-M19")
    recorded().when(OBJECTION, on=date(2026, 1, 28)).refused("R-M19")


def test_it_is_argued_within_five_working_days_of_the_notices_end() -> None:
    """R-M19: late, it is still owed and says so."""
    assert recorded().item("publication.objection.o-1").due == day("2026-02-05T00:00:00")
    on_time = recorded().when(argue(upheld=False), on=date(2026, 2, 4))
    assert [type(e) for _, e in on_time.accepted().events] == [ObjectionArgued]
    recorded().when(argue(upheld=False), on=date(2026, 2, 5)).warned("R-M19")
    stands(SINGLE, LARGE).when(argue(upheld=False)).refused("R-M19")


def test_not_upheld_it_goes_on_and_upheld_another_method_is_taken() -> None:
    """R-M19."""
    recorded().when(PREPARE).refused("R-M19")
    recorded().when(argue(upheld=False)).then().when(PREPARE).accepted(SolicitationPrepared)
    right = recorded().when(argue(upheld=True)).then()
    right.when(PREPARE).refused("R-M19")
    other = ChangeMethod(method="open_tender", reason="另有两家供应商", minutes=D)
    right.when(other).accepted(MethodChanged)
    recorded().when(argue(upheld=False)).then().when(other).refused("E-08")
