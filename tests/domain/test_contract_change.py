"""Announced renewals (1+1+1), amendments, and their notices and copies.  JL44-4.3.4, JL44-4.3.5, R-B09, HR-CT-3, HR-CT-4"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.breach.messages import ContractDissolved
from domain.contract.change.messages import AmendContract, ContractAmended, ContractRenewed, RenewContract
from domain.contract.messages import (
    ContractFiled,
    ContractPeriod,
    ContractSigned,
    ContractSupplemented,
    FileContract,
)
from domain.evaluation.messages import EvaluationConcluded
from domain.funding.messages import FundsReserved, PoolCharged, ReserveRenewal
from domain.given import Refusal
from domain.payment.due import payable_yuan
from domain.performance.messages import PerformanceStarted
from domain.planning.messages import FIVE_CONDITIONS, FundingLine, LongTermCondition
from domain.project import Project
from domain.publication.messages import NoticeOrdered, OrderNotice, Renewals
from domain.publication.ordering import notice_parts
from domain.register.messages import BarEntered
from domain.supervision.messages import DeadlineMissed
from tests.domain.running import AMOUNT, awarded, notice, performing, plan, signed, terms
from tests.domain.scene import DIVISION, HOME, SUPPLIER, D, Scene, rulebook, scene
from tests.domain.test_contract import supplement
from tests.domain.test_funding import allocate

MET = tuple(LongTermCondition(condition=c, met=True, evidence="见附件") for c in FIVE_CONDITIONS)
ANNOUNCED = Renewals(times=2, conditions="评价80分以上，价格不变", lowest_score=Decimal(80))
SIGNED = date(2026, 2, 24)
NEXT = f"pool/{DIVISION}-2027"


def year(n: int = 2027, amount: Decimal = AMOUNT) -> ContractPeriod:
    return ContractPeriod(
        key=f"y{n}",
        title=f"{n}年度",
        starts_on=date(n, 1, 1),
        ends_on=date(n, 12, 31),
        targets={"visits": Decimal(1200)},
        payable_yuan=amount,
    )


def renew(n: int = 2027, **changes: Any) -> RenewContract:
    amount = changes.get("amount_yuan", Decimal(576000))
    values: dict[str, Any] = {
        "key": f"renewal-{n}",
        "starts_on": date(n, 1, 1),
        "ends_on": date(n, 12, 31),
        "amount_yuan": amount,
        "periods": (year(n, amount),),
        "conditions": MET,
        "score": Decimal(88),
        "evaluation": D,
        "minutes": D,
        "signed_on": date(n - 1, 12, 20),
        "text": D,
    }
    return RenewContract(**{**values, **changes})


def announced(renewals: Renewals | None = ANNOUNCED) -> Scene:
    """Served since March 2026 (306 days for 480,000); renewals were announced; it is 20 December."""
    return announcing(performing().has(rated()).on("2026-12-20"), renewals)


def announcing(at: Scene, renewals: Renewals | None) -> Scene:
    """As if the round's documents had said so."""
    state = project(at)
    rounds = tuple(r.model_copy(update={"renewals": renewals}) for r in state.publication.rounds)
    said = replace(state, publication=replace(state.publication, rounds=rounds))
    return replace(at, states={**at.states, HOME: said})


def rated(year: int = 1, score: str = "88") -> EvaluationConcluded:
    """The yearly result that a renewal rests on."""
    return EvaluationConcluded(
        score=Decimal(score), band="良", by_axis={}, opinion="良好", on=date(2025 + year, 12, 10), year=year
    )


def lines(amount: str, n: int = 2027) -> tuple[FundingLine, ...]:
    return (FundingLine(source="relief_subsidy", pool=f"{DIVISION}-{n}", amount_yuan=Decimal(amount), earmarked=True),)


def with_money(at: Scene, n: int = 2027, amount: str = "600000") -> Scene:
    pool = f"pool/{DIVISION}-{n}"
    came = at.in_stream(pool).when(allocate("30000000", year=n, number=n)).then().in_stream(HOME)
    return came.when(ReserveRenewal(lines=lines(amount, n), document_number=f"农财〔{n}〕1号")).then()


def ready() -> Scene:
    return with_money(announced())


def project(at: Scene) -> Project:
    state = at.states[HOME]
    assert isinstance(state, Project)
    return state


# ---------------------------------------------------------------- the money


def test_a_renewals_money_is_reserved_under_its_years_ceiling() -> None:
    """JL44-4.1.2, JL44-5.2: 30,000,000 make 600,000."""
    came = announced().in_stream(NEXT).when(allocate("30000000", year=2027)).then().in_stream(HOME)
    command = ReserveRenewal(lines=lines("600000"), document_number="农财〔2027〕1号")
    came.when(command).accepted(FundsReserved, PoolCharged)
    came.when(ReserveRenewal(lines=lines("600000.01"), document_number="农财〔2027〕1号")).refused("JL44-5.2")
    announced().when(command).refused("JL44-5.2")
    announced(None).when(command).refused("JL44-4.3.4")


def test_nor_from_a_year_that_is_over() -> None:
    """JL44-5.1"""
    too_early = (FundingLine(source="relief_subsidy", pool=f"{DIVISION}-2025", amount_yuan=Decimal(1), earmarked=True),)
    announced().when(ReserveRenewal(lines=too_early, document_number="x")).refused("JL44-5.1")


# ---------------------------------------------------------------- renewed


def test_an_announced_renewal_makes_one_longer_contract() -> None:
    """JL44-4.3.5: 480,000 for 306 days is 572,549.02 for 365; 576,000 is within 5 per cent."""
    done = ready().when(renew(), by="wang")
    done.accepted(ContractRenewed)
    after = project(done.then())
    assert after.contract.terms is not None
    assert after.contract.terms.ends_on == date(2027, 12, 31)
    assert after.contract.amount_yuan == Decimal(1056000)
    assert after.contract.original_yuan == AMOUNT
    period = after.contract.period("y2027")
    assert period is not None
    assert payable_yuan(after, period) == 0
    keys = {i.key for i in done.then().on("2027-01-02").agenda()}
    assert "performance.report.y2027" in keys


def test_what_was_not_announced_is_not_renewed() -> None:
    """R-C01; below the limit JL44-1.4b"""
    with_money(announced()).when(renew(), by="wang").accepted(ContractRenewed)
    announced(None).when(renew(), by="wang").refused("R-C01")
    once = with_money(announced(ANNOUNCED.model_copy(update={"times": 1})), 2027)
    twice = with_money(once.when(renew(), by="wang").then().on("2027-12-20"), 2028)
    twice.when(renew(2028), by="wang").refused("R-C01")
    small = signed(terms(performance_bond_yuan=None), the_plan=plan(budget_yuan=Decimal(200000)))
    small.has(PerformanceStarted(on=date(2026, 3, 1))).on("2026-12-20").when(renew(), by="wang").refused("JL44-1.4b")


def test_three_years_in_all_and_no_day_more() -> None:
    """JL44-4.3.5: from 1 March 2026 to 28 February 2029."""
    second = ready().when(renew(), by="wang").then().has(rated(2)).on("2027-12-20")
    third = with_money(second, 2028)
    third.when(renew(2028), by="wang").accepted(ContractRenewed)
    more = ANNOUNCED.model_copy(update={"times": 3})
    fourth = with_money(
        announcing(third, more).when(renew(2028), by="wang").then().has(rated(3)).on("2028-12-20"), 2029
    )
    fourth.when(renew(2029), by="wang").refused("JL44-4.3.5")
    ready().when(renew(ends_on=date(2028, 1, 1), periods=(year(),)), by="wang").refused("JL44-4.3.5")


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"starts_on": date(2027, 1, 2)}, "JL44-4.3.4"),
        ({"conditions": MET[1:]}, "JL44-4.3.4"),
        ({"score": Decimal("79.99")}, "JL44-4.5.1b"),
        ({"signed_on": date(2026, 12, 21)}, "JL44-4.4.0"),
        ({"amount_yuan": Decimal("601176.48")}, "HR-CT-3"),
        ({"amount_yuan": Decimal("543921.56")}, "HR-CT-3"),
        ({"periods": (year(2027, Decimal(1)),)}, "HR-CT-1"),
        ({"periods": (year().model_copy(update={"key": "q1", "payable_yuan": Decimal(576000)}),)}, "HR-CT-1"),
        ({"key": "q1"}, "JL44-4.0"),
    ],
)
def test_on_the_same_terms_only(changes: dict[str, Any], clause: str) -> None:
    rich = with_money(announced(), amount="600000")
    refusal = rich.when(renew(**changes), by="wang").refused(clause)
    assert clause in {f.clause for f in refusal.findings}


def test_the_price_moves_as_far_as_was_announced() -> None:
    """HR-CT-3 where nothing was announced; else the announced share."""
    ready().when(renew(amount_yuan=Decimal(543922)), by="wang").accepted(ContractRenewed)
    fixed = ANNOUNCED.model_copy(update={"price_change_max": Decimal(0)})
    with_money(announced(fixed)).when(renew(), by="wang").refused("HR-CT-3")


def test_not_without_its_money() -> None:
    """JL44-4.1.2: 505,000 are reserved for the first year."""
    announced().when(renew(), by="wang").refused("JL44-4.1.2")
    with_money(announced(), amount="551000").when(renew(), by="wang").accepted(ContractRenewed)
    with_money(announced(), amount="550999.99").when(renew(), by="wang").refused("JL44-4.1.2")


def test_not_after_it_lapsed_nor_after_its_end() -> None:
    """JL44-4.3.4, JL44-4.4.3a"""
    ready().on("2027-01-01").when(renew(signed_on=date(2026, 12, 31)), by="wang").refused("JL44-4.3.4")
    gone = ContractDissolved(
        key="d1", ground="agreed", notice=D, notified_on=date(2026, 6, 1), effective_on=date(2026, 6, 1)
    )
    ready().has(gone).when(renew(), by="wang").refused("JL44-4.4.3a")


def test_not_with_a_supplier_barred_on_the_day() -> None:
    """JL44-4.4.4b"""
    bar = BarEntered(
        authority="吉林省财政厅",
        document_number="吉财罚〔2026〕1号",
        scope="政府采购活动",
        from_on=date(2026, 12, 1),
        until_on=date(2027, 11, 30),
        scan=D,
    )
    ready().has(bar, stream=f"supplier/{SUPPLIER}").when(renew(), by="wang").refused("JL44-4.4.4b")


# ---------------------------------------------------------------- amended


def amend(**changes: Any) -> AmendContract:
    values: dict[str, Any] = {
        "key": "a1",
        "part": "settlement",
        "becomes": "改为每月结算",
        "ground": "agreed",
        "reason": "便于对账",
        "agreement": D,
    }
    return AmendContract(**{**values, **changes})


def test_what_is_not_the_substance_is_changed_by_agreement() -> None:
    """R-B09, GPL 50"""
    done = performing().when(amend(), by="wang")
    (_, event) = done.accepted(ContractAmended).events[0]
    assert isinstance(event, ContractAmended)
    assert event.was == terms().settlement
    after = project(done.then()).contract
    assert after.terms is not None
    assert after.terms.settlement == "改为每月结算"
    performing().when(amend(agreement=None), by="wang").refused("R-B09")


@pytest.mark.parametrize("part", ["content", "term", "quantity", "quality", "price"])
def test_the_substance_is_not(part: str) -> None:
    """HR-CT-4: amounts and subject are for supplements, renewals, another purchase."""
    performing().when(amend(part=part), by="wang").refused("HR-CT-4")


def test_what_harms_the_public_interest_must_change_and_fault_is_named() -> None:
    """R-B09: going on would harm; the party at fault pays.  Price and term stay all the same (HR-CT-4)."""
    harm = {"ground": "public_interest", "part": "quality", "agreement": None}
    performing().when(amend(**harm, decision=D, at_fault="neither"), by="wang").accepted(ContractAmended)
    performing().when(amend(**harm, at_fault="neither"), by="wang").refused("R-B09")
    performing().when(amend(**harm, decision=D), by="wang").refused("R-B09")
    dear = {**harm, "part": "price"}
    performing().when(amend(**dear, decision=D, at_fault="buyer"), by="wang").refused("HR-CT-4")


def test_a_key_is_used_once() -> None:
    once = performing().when(amend(), by="wang").then()
    once.when(amend(), by="wang").refused("JL44-4.0")
    once.when(supplement(1000, "a1"), by="wang").refused("JL44-4.0")
    scene().when(amend(), by="wang").refused("JL44-4.0")


# ---------------------------------------------------------------- announced and filed


def test_each_change_is_announced_and_filed_like_the_contract() -> None:
    """JL44-4.3.6, R-P21, R-P22"""
    changed = performing().when(amend(), by="wang").then().when(supplement(1000), by="wang").then()
    keys = {i.key: i.rule for i in changed.agenda()}
    assert {k: keys[k] for k in keys if k.startswith("contract.") and "bond" not in k and k != "contract.file"} == {
        "contract.notice.a1": "R-P21",
        "contract.file.a1": "R-P22",
        "contract.notice.s1": "R-P21",
        "contract.file.s1": "R-P22",
    }
    shown = changed.has(*notice("contract", date(2026, 3, 2), "contract-a1"))
    assert "contract.notice.a1" not in {i.key for i in shown.agenda()}
    assert "contract.notice.s1" in {i.key for i in shown.agenda()}
    changed.wake("contract.notice.a1").then().wake("contract.notice.a1").accepted(DeadlineMissed)


def test_a_notice_names_the_change_that_it_announces() -> None:
    """JL44-4.3.6, R-P21: the second change may be announced first; a notice without a name stands as it always did."""
    changed = performing().when(amend(), by="wang").then().when(supplement(1000), by="wang").then()
    ordered, published = notice("contract", date(2026, 3, 2), "contract-s1")
    named = changed.has(ordered.model_copy(update={"change": "s1"}), published)
    assert {"contract.notice.a1"} == {i.key for i in named.agenda() if i.key.startswith("contract.notice")}
    both = named.has(*notice("contract", date(2026, 3, 3), "contract-a1"))
    assert not {i.key for i in both.agenda() if i.key.startswith("contract.notice")}


def test_a_changes_notice_is_not_the_contracts_own() -> None:
    """JL44-4.3.6: the contract itself stays to be announced."""
    ordered, published = notice("contract", date(2026, 3, 2), "contract-s1")
    bare = awarded().has(*notice("result", date(2026, 2, 9)), ContractSigned(terms=terms(), signed_on=SIGNED, scan=D))
    changed = bare.has(ContractSupplemented(key="s1", amount_yuan=Decimal(1000), reason="增加", text=D, on=SIGNED))
    named = changed.has(ordered.model_copy(update={"change": "s1"}), published)
    assert {"contract.notice"} == {i.key for i in named.agenda() if i.key.startswith("contract.notice")}


def test_a_notice_names_a_change_on_record_and_only_of_a_contract() -> None:
    """JL44-4.3.6"""
    changed = performing().when(amend(), by="wang").then()
    fields = dict.fromkeys(notice_parts("contract", rulebook(DIVISION, date(2026, 3, 2))), "见合同")
    fields |= {"contract_number": terms().number, "supplier": terms().supplier_name}
    order = OrderNotice(notice="c-a1", kind="contract", title="合同变更公告", fields=fields, change="a1")
    changed.when(order).accepted(NoticeOrdered)
    changed.when(order.model_copy(update={"change": "a2"})).refused("JL44-4.3.6")
    other = changed.when(order.model_copy(update={"kind": "correction", "corrects": "contract"})).answer
    assert isinstance(other, Refusal)
    assert "JL44-4.3.6" in {f.clause for f in other.findings}


def test_a_change_is_filed_once_by_its_key() -> None:
    """R-P22"""
    changed = performing().when(amend(), by="wang").then()
    filed = changed.when(FileContract(receipt="备案2号", key="a1"), by="zhao")
    filed.accepted(ContractFiled)
    assert "contract.file.a1" not in {i.key for i in filed.then().agenda()}
    filed.then().when(FileContract(receipt="备案3号", key="a1"), by="zhao").refused("R-P22")
    changed.when(FileContract(receipt="备案3号", key="a9"), by="zhao").refused("R-P22")
    filed.then().when(FileContract(receipt="备案1号"), by="zhao").accepted(ContractFiled)


def test_supplements_are_measured_by_what_was_signed_first() -> None:
    """R-B05: a renewal doesn't make them larger."""
    done = with_money(announced(), amount="600000").when(renew(), by="wang").then()
    done.when(supplement("48000.01"), by="wang").refused("R-B05")
    done.when(supplement(48000), by="wang").accepted(ContractSupplemented)


def test_a_renewal_rests_on_the_yearly_result_on_record() -> None:
    """JL44-4.5.1b, HR-EV-5: not on a score that is only written down"""
    ready().when(renew(score=Decimal(88)), by="wang").accepted(ContractRenewed)
    ready().when(renew(score=Decimal(92)), by="wang").refused("JL44-4.5.1b")
    unrated = with_money(announcing(performing().on("2026-12-20"), ANNOUNCED))
    assert "尚未评价" in unrated.when(renew(), by="wang").refused("JL44-4.5.1b").findings[0].reason
    poor = with_money(announcing(performing().has(rated(score="79.99")).on("2026-12-20"), ANNOUNCED))
    poor.when(renew(score=Decimal("79.99")), by="wang").refused("JL44-4.5.1b")
