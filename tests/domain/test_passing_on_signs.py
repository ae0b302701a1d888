"""Signs of passing-on ask a person, and are no verdict.  JL44-4.4.2, HR-PO-1"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.breach.messages import BreachFound
from domain.payment.messages import InvoiceRegistered, RegisterInvoice
from domain.performance.passing.messages import (
    AnswerPassingOnSign,
    PassingOnSignAnswered,
    PassingOnSuspected,
    RaisePassingOnSign,
)
from domain.performance.records.messages import RecordServiceBatch, ServiceBatchRecorded, ServiceCount
from domain.performance.staff.messages import Filled, Post, ReportStaff, StaffingSet, StaffReported
from domain.supervision.messages import DeadlineMissed
from tests.domain.running import performing
from tests.domain.scene import SUPPLIER, SUPPLIER_2, D, Scene


def reported(*staff: str) -> Scene:
    """Two nurses are asked for; the supplier has told who they are."""
    asked = StaffingSet(posts=(Post(post="护理员", required=2),), digest=D, by="li", on=date(2026, 3, 1))
    told = StaffReported(
        as_of=date(2026, 3, 31),
        filled=(Filled(post="护理员", present=2),),
        digest=D,
        by="sun",
        on=date(2026, 4, 1),
        staff=staff,
    )
    return performing().has(asked, told).on("2026-04-07")


def batch(*staff: str, key: str = "sr-1", digest: str = "1" * 64) -> RecordServiceBatch:
    count = ServiceCount(item="visits", kind="visit", grade="A", result="done", count=10)
    values: dict[str, Any] = {"period": "q1", "provider": SUPPLIER, "digest": digest, "file": D, "rows": 10}
    return RecordServiceBatch(batch=key, counts=(count,), staff=staff, **values)


def signs(scene: Scene) -> list[PassingOnSuspected]:
    return [e for _, e in scene.accepted().events if isinstance(e, PassingOnSuspected)]


def test_carers_whom_nobody_reported_are_asked_about_once() -> None:
    """HR-PO-1: the rows come in all the same"""
    at = reported("s-1", "s-2")
    assert signs(at.when(batch("s-1", "s-2"), by="zhao")) == []
    strange = at.when(batch("s-1", "s-7", "s-8"), by="zhao")
    strange.accepted(ServiceBatchRecorded, PassingOnSuspected)
    (sign,) = signs(strange)
    assert (sign.kind, sign.carers, sign.digest, sign.by) == ("unreported_carers", ("s-7", "s-8"), None, "zhao")
    after = strange.then()
    assert signs(after.when(batch("s-7", key="sr-2", digest="2" * 64), by="zhao")) == []
    (other,) = signs(after.when(batch("s-7", "s-9", key="sr-2", digest="2" * 64), by="zhao"))
    assert other.carers == ("s-9",)


def test_nobody_is_a_stranger_where_no_report_names_its_staff() -> None:
    """HR-PO-1"""
    assert signs(reported().when(batch("s-7"), by="zhao")) == []


def test_a_report_names_pseudonyms_alone() -> None:
    """DP-02"""
    with pytest.raises(ValidationError):
        ReportStaff(as_of=date(2026, 3, 31), filled=(Filled(post="护理员", present=1),), digest=D, staff=("李护士",))


def invoice(seller: str | None) -> RegisterInvoice:
    return RegisterInvoice(
        number="F-1", kind="增值税发票", period="q1", amount_yuan=Decimal("1000.00"), digest=D, seller=seller
    )


def test_an_invoice_of_another_seller_asks_who_served() -> None:
    """HR-PO-1: the supplier's own, or one that names nobody, does not"""
    at = performing().on("2026-04-07")
    assert signs(at.when(invoice(SUPPLIER), by="zhao")) == []
    assert signs(at.when(invoice(None), by="zhao")) == []
    foreign = at.when(invoice(SUPPLIER_2), by="zhao")
    foreign.accepted(InvoiceRegistered, PassingOnSuspected)
    (sign,) = signs(foreign)
    assert (sign.kind, sign.seller) == ("other_seller", SUPPLIER_2)


# ---------------------------------------------------------------- asked, answered, decided


def raised() -> Scene:
    sign = RaisePassingOnSign(key="s1", kind="shared_carers", facts="s-7 同月也在另一家服务", digest=D, carers=("s-7",))
    return performing().on("2026-04-07").when(sign, by="zhao").accepted_then(PassingOnSuspected)


def answer(result: Any) -> AnswerPassingOnSign:
    return AnswerPassingOnSign(key="s1", result=result, reason="已核对劳动合同和工资单", digest=D)


def keys(scene: Scene) -> set[str]:
    return {i.key for i in scene.agenda()}


def test_another_person_answers_a_sign() -> None:
    """HR-PO-1: once; and a key is used once"""
    at = raised()
    at.when(answer("explained"), by="zhao", role="clerk").refused("HR-PO-1")
    done = at.when(answer("explained"), by="qian").accepted_then(PassingOnSignAnswered)
    done.when(answer("stands"), by="qian").refused("HR-PO-1")
    at.when(RaisePassingOnSign(key="s1", kind="other", facts="又一次", digest=D), by="zhao").refused("HR-PO-1")
    assert {k for k in keys(done) if "s1" in k} == set()


def test_a_sign_that_nobody_looks_into_raises_an_alarm() -> None:
    """HR-PO-1, JL44-4.4.2"""
    scene, key = raised(), "performance.sign.s1"
    while scene.item(key).does == "remind":
        scene = scene.wake(key).then()
    scene.wake(key).accepted(DeadlineMissed)


def test_what_stands_goes_to_the_head_and_is_no_breach_by_itself() -> None:
    """HR-PO-1, JL44-4.4.2: only a person finds a breach, and that answers it"""
    stands = raised().when(answer("stands"), by="qian").then()
    assert stands.item("performance.passing-on.s1").who == "head"
    found = BreachFound(
        key="b1", kind="passing_on", facts="交由他人履行", evidence=D, serious=True, very_bad_effect=False,
        by="wang", on=date(2026, 4, 8),
    )  # fmt: skip
    assert "performance.passing-on.s1" not in keys(stands.has(found))
