"""Framework agreements: who is admitted, agreements, contracts under them, providers that leave or are removed.  R-M17, E-30 … E-33"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven, PreparationRecorded
from domain.award.messages import AwardConfirmed, ConfirmAward, EvaluationReportSubmitted
from domain.bidding.framework.messages import (
    AgreementFiled,
    AgreementSigned,
    ApplicationReceived,
    ApplicationReviewed,
    ApplyToFramework,
    CalledOff,
    CallOff,
    CallOffRecorded,
    EndFramework,
    FeedbackRecorded,
    FileAgreement,
    FrameworkEnded,
    LeaveFramework,
    OpenTopUp,
    Provider,
    ProviderLeft,
    ProviderRemoved,
    ProvidersSelected,
    Quote,
    RecordFeedback,
    RemoveProvider,
    RequestPerformance,
    ReviewApplication,
    SelectProviders,
    SignAgreement,
    TopUpOpened,
)
from domain.bidding.messages import BidsScored, Ranked
from domain.closing.messages import ArchiveFiles, CloseProject, ProjectClosed, SettleProject
from domain.contract.messages import DraftContract
from domain.planning.messages import (
    Criterion,
    DetermineProject,
    Plan,
    ProjectDetermined,
    ProjectStarted,
    StartProject,
)
from domain.project import Project
from domain.publication.messages import (
    FrameworkTerms,
    NoticeOrdered,
    OrderNotice,
    PrepareSolicitation,
    Solicitation,
    SolicitationPrepared,
)
from domain.register.messages import BarEntered
from tests.domain.builders import (
    FIELDS,
    NAMES,
    THREE,
    approval,
    funded,
    lawful_plan,
    notice,
    ready,
    received,
    registered,
    solicitation,
)
from tests.domain.running import terms as contract_terms
from tests.domain.scene import DIVISION, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, code, day, scene

FRAMEWORK = f"{DIVISION}-2026-frame1"
STREAM = f"project/{FRAMEWORK}"
CALL = f"project/{DIVISION}-2026-call01"
PREPARED = ("need_survey", "public_consultation", "risk_study", "implementation_plan", "prior_evaluation")
PRICE_ALONE = (Criterion(key="price", title="单价", weight=Decimal(1), price=True),)
QUALITY = (Criterion(key="care", title="服务方案", weight=Decimal(1)),)
PRICES = {SUPPLIER: Decimal("42.00"), SUPPLIER_2: Decimal("45.00"), SUPPLIER_3: Decimal("48.00")}
REMOVED = day("2026-08-03")


def plan(method: str = "framework_agreement", **changes: Any) -> Plan:
    """Home care by framework for two years, from the limit on."""
    whole = {
        "method": method,
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2028, 4, 30),
        "method_reason": "由服务对象选择",
    }
    return lawful_plan(**{**whole, **changes})


def fixed(**changes: Any) -> FrameworkTerms:
    whole: dict[str, Any] = {
        "second_stage": ("direct_choice", "mini_competition", "rotation"),
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2028, 4, 30),
        "price_unit": "人次",
        "maximum": Decimal(12000),
    }
    return FrameworkTerms(**{**whole, **changes})


def documents(**changes: Any) -> Solicitation:
    whole: dict[str, Any] = {
        "evaluation": "lowest_price",
        "criteria": PRICE_ALONE,
        "substantive": ("每次上门不少于90分钟",),
        "bid_bond_yuan": None,
        "response_deadline": day("2026-03-23"),
        "opens_at": day("2026-03-23T10:30"),
        "framework": fixed(),
    }
    return solicitation(**{**whole, **changes})


def surveyed(count: int = 3, *, users: int = 3) -> tuple[PreparationRecorded, ...]:
    return tuple(
        PreparationRecorded(kind=kind, done_on=date(2026, 1, 8), summary="调查", digest=D, count=n, by="clerk-1")
        for kind, n in (("framework_survey_buyers", users), ("framework_survey_suppliers", count))
    )


def started(the_plan: Plan) -> Scene:
    return scene(at=day("2026-01-06")).when(StartProject(plan=the_plan), by="clerk-1")


def ready_to_offer(the_plan: Plan | None = None) -> Scene:
    """Determined and prepared; no money is reserved.  2026-02-28."""
    here = (
        scene(home=STREAM)
        .on("2026-01-12")
        .has(
            ProjectStarted(plan=the_plan or plan(), author="clerk-1", submitted_on=date(2026, 1, 6)),
            *(
                PreparationRecorded(
                    kind=kind, done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1"
                )
                for kind in PREPARED
            ),
            *surveyed(),
            *(approval(kind, date(2026, 1, 9)) for kind in ("general_review", "key_review")),
            ProjectDetermined(minutes=D, on=date(2026, 1, 12)),
        )
    )
    here = here.on("2026-01-20").has(*notice("intention-1", "intention", "2026-01-20"))
    kinds = ("implementation_plan_filing", "legal_adviser_approval")
    here = here.has(*(approval(kind, date(2026, 2, 10), by="other-1", role="") for kind in kinds))
    return registered(here.on("2026-02-28"))


def offered(the_plan: Plan | None = None, terms: Solicitation | None = None) -> Scene:
    prepared = SolicitationPrepared(round=1, solicitation=terms or documents(), by="clerk-1", on=date(2026, 2, 28))
    here = ready_to_offer(the_plan).has(prepared).on("2026-03-02")
    return here.has(*notice("offer-1", "solicitation", "2026-03-02", round=1))


def scored(*suppliers: str) -> Scene:
    """Three (or these) responses ranked by price on 24 March, the report handed in."""
    ranking = tuple(
        Ranked(rank=n, supplier=u, name=NAMES[u], price_yuan=PRICES[u], total=Decimal(100))
        for n, u in enumerate(suppliers or THREE, start=1)
    )
    return (
        offered()
        .has(*(received(u) for u in suppliers or THREE))
        .has(BidsScored(round=1, ranking=ranking, price_weight=Decimal(1), report=D, on=date(2026, 3, 24)))
        .has(EvaluationReportSubmitted(report=D, on=date(2026, 3, 25)))
        .on("2026-03-26")
    )


def select(*suppliers: str) -> SelectProviders:
    return SelectProviders(suppliers=suppliers, reason="按最后报价从低到高")


def admitted(*suppliers: str) -> Scene:
    """The first two of three are providers; the notice shows since 27 March."""
    providers = tuple(
        Provider(supplier=u, name=NAMES[u], price_yuan=PRICES[u], rank=n)
        for n, u in enumerate(suppliers or THREE[:2], start=1)
    )
    event = ProvidersSelected(round=1, providers=providers, eliminated=(), reason="排序", on=date(2026, 3, 26))
    return scored().has(event).on("2026-03-27").has(*notice("result-1", "result", "2026-03-27"))


def agreement(supplier: str = SUPPLIER, **changes: Any) -> SignAgreement:
    whole: dict[str, Any] = {
        "supplier": supplier,
        "number": f"KJ-{supplier[-2:]}",
        "price_yuan": PRICES[supplier],
        "capacity": Decimal(6000),
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2028, 4, 30),
        "signed_on": date(2026, 4, 8),
        "text": D,
    }
    return SignAgreement(**{**whole, **changes})


def agreed(*suppliers: str, **changes: Any) -> Scene:
    """Agreements run with the providers since 1 May; it is 6 May."""
    here = admitted(*suppliers)
    signed = (AgreementSigned(**agreement(u, **changes).model_dump()) for u in suppliers or THREE[:2])
    return here.has(*signed).on("2026-05-06")


def framework_of(here: Scene) -> Any:
    state = here.states[STREAM]
    assert isinstance(state, Project)
    return state.bidding.framework


# ---------------------------------------------------------------- the plan


def test_a_framework_is_for_people_outside_from_the_limit_on_and_jilin_warns() -> None:
    """R-M17; J-D4: the guide doesn't name it, so it warns and goes on."""
    assert any(getattr(e, "clause", "") == "JL44-4.3.1" for _, e in started(plan()).accepted(ProjectStarted).events)
    started(plan(whom_served=None, recipients={})).refused("JL44-3.1.2")
    small = plan(budget_yuan=Decimal("200000.00"))
    assert "R-M17" in {f.clause for f in started(small).refused("R-M17").findings}


def test_a_framework_runs_for_two_years_at_most() -> None:
    """E-30."""
    started(plan(ends_on=date(2028, 4, 30))).accepted(ProjectStarted)
    started(plan(ends_on=date(2028, 5, 1))).refused("E-30")


@pytest.mark.parametrize(("users", "suppliers"), [(2, 3), (3, 2)])
def test_both_sides_are_asked_three_at_the_least(users: int, suppliers: int) -> None:
    """E-30."""
    determine = DetermineProject(minutes=D)

    def asked(*preparations: PreparationRecorded) -> Scene:
        here = scene(at=day("2026-01-12")).has(
            ProjectStarted(plan=plan(), author="clerk-1", submitted_on=date(2026, 1, 6)),
            *(
                PreparationRecorded(kind=k, done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1")
                for k in PREPARED
            ),
            *(approval(kind, date(2026, 1, 9)) for kind in ("general_review", "key_review")),
            *preparations,
        )
        return here.when(determine, by="head-1")

    asked(*surveyed(suppliers, users=users)).refused("E-30")
    asked(*surveyed()).accepted(ProjectDetermined)


def test_a_framework_reserves_no_money_of_its_own() -> None:
    """JL44-4.1.2 holds for each call-off: what is admitted here is paid there."""
    state = ready_to_offer().states[STREAM]
    assert isinstance(state, Project)
    assert state.stage == "publication"


# ---------------------------------------------------------------- the documents


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"framework": None}, "R-M17"),
        ({"framework": fixed(ends_on=date(2028, 5, 1))}, "E-30"),
        ({"evaluation": "comprehensive_scoring", "criteria": QUALITY}, "E-30"),
        ({"evaluation": "agreed_price"}, "JL44-4.3.2"),
    ],
)
def test_the_documents_fix_term_and_second_stage_and_price_decides(wrong: dict[str, Any], clause: str) -> None:
    """R-M17, E-30."""
    ready_to_offer().when(PrepareSolicitation(solicitation=documents())).accepted(SolicitationPrepared)
    ready_to_offer().when(PrepareSolicitation(solicitation=documents(**wrong))).refused(clause)


def test_where_the_government_sets_the_price_quality_decides() -> None:
    """E-30: the exception to price first."""
    terms = documents(
        evaluation="comprehensive_scoring", criteria=QUALITY, framework=fixed(government_price=True), substantive=()
    )
    ready_to_offer().when(PrepareSolicitation(solicitation=terms)).accepted(SolicitationPrepared)


def test_other_methods_have_no_second_stage() -> None:
    """R-M17."""
    ready(scene()).when(PrepareSolicitation(solicitation=solicitation(framework=fixed()))).refused("R-M17")


def test_stage_one_is_open_for_the_days_of_a_tender() -> None:
    """R-P01: twenty days."""
    early = documents(response_deadline=day("2026-03-20"), opens_at=day("2026-03-20T10:30"))
    here = ready_to_offer().when(PrepareSolicitation(solicitation=early)).then().on("2026-03-02")
    offer = OrderNotice(notice="offer-1", kind="solicitation", title="征集公告", fields=FIELDS)
    here.when(offer).refused("R-P01")


# ---------------------------------------------------------------- who is admitted


def test_two_of_three_are_admitted_in_the_order_of_the_ranking() -> None:
    """R-M17, R-P14."""
    scored().when(select(SUPPLIER, SUPPLIER_2), by="head-1").accepted(ProvidersSelected)
    scored().when(select(SUPPLIER, SUPPLIER_3), by="head-1").refused("R-P14")
    scored().when(select(SUPPLIER), by="head-1").refused("R-M17")  # one is no choice
    scored().when(select(*THREE), by="head-1").refused("R-M17")  # nobody eliminated
    scored(SUPPLIER, SUPPLIER_2).when(select(SUPPLIER, SUPPLIER_2), by="head-1").refused("R-M17")


def test_a_fifth_of_the_responses_is_eliminated() -> None:
    """R-M17: of six one is 16.7 per cent and too few, two are enough; of five one is a fifth."""
    many = tuple(code(f"91220122MA1A0020{n}") for n in range(6))

    def of(number: int) -> Scene:
        ranking = tuple(
            Ranked(rank=n, supplier=u, name=u, price_yuan=Decimal(40 + n), total=Decimal(100))
            for n, u in enumerate(many[:number], start=1)
        )
        here = registered(offered(), *many)
        here = here.has(BidsScored(round=1, ranking=ranking, price_weight=Decimal(1), report=D, on=date(2026, 3, 24)))
        return here.has(EvaluationReportSubmitted(report=D, on=date(2026, 3, 25))).on("2026-03-26")

    of(6).when(select(*many[:5]), by="head-1").refused("R-M17")
    of(6).when(select(*many[:4]), by="head-1").accepted(ProvidersSelected)
    of(5).when(select(*many[:4]), by="head-1").accepted(ProvidersSelected)


def test_a_framework_has_several_winners_and_silence_makes_none() -> None:
    """R-M17; R-P15 deems one winner confirmed, which a framework has not."""
    scored().when(ConfirmAward(supplier=SUPPLIER, reason="第一"), by="head-1").refused("R-M17")
    keys = {item.key for item in scored().agenda()}
    assert "award.decision" in keys
    assert "award.confirm" not in keys
    assert "award.decision" not in {item.key for item in admitted().agenda()}


def test_who_was_admitted_is_told_in_two_working_days() -> None:
    """R-P17."""
    told = scored().when(select(SUPPLIER, SUPPLIER_2), by="head-1").then()
    assert told.item("framework.result.1").due == day("2026-03-31T00:00:00")
    assert "framework.result.1" not in {item.key for item in admitted().agenda()}


# ---------------------------------------------------------------- agreements


def test_agreements_are_signed_as_offered_within_thirty_days_and_filed_in_seven() -> None:
    """E-33."""
    here = admitted()
    assert here.item(f"framework.sign.{SUPPLIER}").due == day("2026-04-28T00:00:00")
    signed = here.on("2026-04-08").when(agreement(), by="head-1")
    assert [type(e) for _, e in signed.accepted().events] == [AgreementSigned]
    filed = signed.then()
    assert filed.item(f"framework.file.{SUPPLIER}").due == day("2026-04-18T00:00:00")
    on_time = filed.when(FileAgreement(supplier=SUPPLIER, receipt="备1"))
    assert [type(e) for _, e in on_time.accepted().events] == [AgreementFiled]
    filed.on("2026-04-20").when(FileAgreement(supplier=SUPPLIER, receipt="备1")).warned("E-33")
    late = here.on("2026-04-28").when(agreement(signed_on=date(2026, 4, 28)), by="head-1")
    late.warned("E-33")
    here.on("2026-04-08").when(FileAgreement(supplier=SUPPLIER, receipt="备1")).refused("E-33")


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"price_yuan": Decimal("43.00")}, "R-C01"),
        ({"ends_on": date(2028, 5, 31)}, "E-30"),
        ({"starts_on": date(2026, 6, 1), "ends_on": date(2028, 5, 1)}, "R-C01"),
    ],
)
def test_an_agreement_says_what_was_offered(wrong: dict[str, Any], clause: str) -> None:
    """R-C01, E-30."""
    admitted().on("2026-04-08").when(agreement(**wrong), by="head-1").refused(clause)


def test_nobody_else_signs_and_nobody_before_the_notice() -> None:
    """R-M17, E-33."""
    admitted().on("2026-04-08").when(agreement(SUPPLIER_3), by="head-1").refused("R-M17")
    silent = scored().when(select(SUPPLIER, SUPPLIER_2), by="head-1").then().on("2026-04-08")
    silent.when(agreement(), by="head-1").refused("E-33")


def test_a_framework_has_no_single_contract() -> None:
    """JL44-4.0: the stage of its agreements knows no contract to draft."""
    agreed().when(DraftContract(terms=contract_terms())).refused("JL44-4.0")


# ---------------------------------------------------------------- stage two


def call_plan(**changes: Any) -> Plan:
    whole = {
        "method": "framework_call_off",
        "framework": FRAMEWORK,
        "method_reason": "框架协议第二阶段",
        "budget_yuan": Decimal("90000.00"),
        "starts_on": date(2026, 6, 1),
        "ends_on": date(2026, 12, 31),
    }
    return lawful_plan(**{**whole, **changes})


def calling(framework: Scene, the_plan: Plan | None = None) -> Scene:
    """A call-off that is determined and funded; its framework's stream beside it."""
    at = framework.at
    here = funded(framework.in_stream(CALL), the_plan or call_plan())
    return Scene(home=CALL, at=max(at, here.at), division=DIVISION, states=here.states, versions=here.versions)


def call_off(supplier: str = SUPPLIER, **changes: Any) -> CallOff:
    whole: dict[str, Any] = {
        "supplier": supplier,
        "way": "direct_choice",
        "quantity": Decimal(2000),
        "unit_price_yuan": PRICES[supplier],
        "choice": D,
        "reason": "36名老人选择该机构",
    }
    return CallOff(**{**whole, **changes})


def test_a_call_off_names_a_framework_that_runs() -> None:
    """R-M17: at determination; what was surveyed and reviewed for the framework isn't asked for again."""

    def determine(framework: Scene, the_plan: Plan) -> Scene:
        here = framework.in_stream(CALL).has(
            ProjectStarted(plan=the_plan, author="clerk-1", submitted_on=date(2026, 5, 4))
        )
        return here.when(DetermineProject(minutes=D), by="head-1")

    determine(agreed(), call_plan()).accepted(ProjectDetermined)
    determine(admitted(), call_plan()).refused("R-M17")  # no agreement yet
    determine(agreed().on("2028-05-02"), call_plan()).refused("R-M17")  # run out
    determine(agreed(), call_plan(framework=f"{DIVISION}-2026-nobody")).refused("N22-01")
    started(call_plan(framework=None)).refused("R-M17")
    started(lawful_plan(framework=FRAMEWORK)).refused("R-M17")


def test_a_call_off_goes_to_a_provider_without_a_new_competition() -> None:
    """R-M17, E-30: the award stands in its own stream, the use in the framework's."""
    here = calling(agreed())
    state = here.states[CALL]
    assert isinstance(state, Project)
    assert state.stage == "award"
    answer = here.when(call_off(), by="head-1")
    events = answer.accepted(CalledOff, AwardConfirmed, CallOffRecorded).events
    award = next(e for _, e in events if isinstance(e, AwardConfirmed))
    assert (award.supplier, award.price_yuan) == (SUPPLIER, Decimal("84000.00"))
    after = answer.then()
    state = after.states[CALL]
    assert isinstance(state, Project)
    assert state.stage == "contract"
    assert framework_of(after).free(SUPPLIER) == Decimal(4000)


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"unit_price_yuan": Decimal("42.01")}, "R-M17"),  # above the agreed price
        ({"quantity": Decimal(6001), "unit_price_yuan": Decimal("1.00")}, "R-M17"),  # above what it can take
        ({"quantity": Decimal(2143)}, "R-B08"),  # 90,006 yuan
        ({"choice": None}, "E-30"),
    ],
)
def test_a_call_off_keeps_to_the_agreement(wrong: dict[str, Any], clause: str) -> None:
    """R-M17, R-B08, E-30."""
    calling(agreed()).when(call_off(**wrong), by="head-1").refused(clause)


def test_only_providers_in_their_term_get_a_contract() -> None:
    """R-M17, JL44-4.4.4b."""
    calling(agreed()).when(call_off(SUPPLIER_3), by="head-1").refused("R-M17")
    calling(agreed()).on("2028-05-01").when(call_off(), by="head-1").refused("R-M17")
    calling(agreed()).when(call_off(), by="clerk-1", role="head").refused("JL44-4.4.0")


def test_the_way_is_the_one_that_was_fixed() -> None:
    """E-30."""
    terms = documents(framework=fixed(second_stage=("rotation",)))
    only = SolicitationPrepared(round=1, solicitation=terms, by="clerk-1", on=date(2026, 2, 28))
    state = calling(agreed())
    assert only.solicitation.framework is not None
    framework = state.states[STREAM]
    assert isinstance(framework, Project)
    turned = replace(framework, publication=replace(framework.publication, rounds=(terms,)))
    here = replace(state, states={**state.states, STREAM: turned})
    here.when(call_off(), by="head-1").refused("E-30")
    here.when(call_off(way="rotation"), by="head-1").accepted(CalledOff)


def test_a_mini_competition_goes_to_the_lowest_quote() -> None:
    """E-30: at least two quotes, of providers alone."""
    two = (
        Quote(supplier=SUPPLIER, unit_price_yuan=Decimal("41.00")),
        Quote(supplier=SUPPLIER_2, unit_price_yuan=Decimal("40.00")),
    )
    here = calling(agreed())
    mini: dict[str, Any] = {"way": "mini_competition", "choice": None, "quotes": two}
    here.when(call_off(SUPPLIER_2, **mini, unit_price_yuan=Decimal("40.00")), by="head-1").accepted(CalledOff)
    here.when(call_off(SUPPLIER, **mini, unit_price_yuan=Decimal("41.00")), by="head-1").refused("E-30")
    alone = {**mini, "quotes": two[1:]}
    here.when(call_off(SUPPLIER_2, **alone, unit_price_yuan=Decimal("40.00")), by="head-1").refused("E-30")
    stranger = {**mini, "quotes": (*two, Quote(supplier=SUPPLIER_3, unit_price_yuan=Decimal("50.00")))}
    here.when(call_off(SUPPLIER_2, **stranger, unit_price_yuan=Decimal("40.00")), by="head-1").refused("E-30")


def test_by_turns_it_is_the_next_ones_turn() -> None:
    """E-30: fewest contracts first, then the ranking."""
    turn: dict[str, Any] = {"way": "rotation", "choice": None, "quantity": Decimal(1000)}
    here = calling(agreed())
    here.when(call_off(SUPPLIER_2, **turn), by="head-1").refused("E-30")
    here.when(call_off(SUPPLIER, **turn), by="head-1").accepted(CalledOff)
    used = CallOffRecorded(
        project=f"{DIVISION}-2026-before",
        supplier=SUPPLIER,
        way="rotation",
        quantity=Decimal(1000),
        amount_yuan=Decimal(42000),
        on=date(2026, 5, 5),
    )
    later = calling(agreed().has(used))
    later.when(call_off(SUPPLIER, **turn), by="head-1").refused("E-30")
    later.when(call_off(SUPPLIER_2, **turn), by="head-1").accepted(CalledOff)


# ---------------------------------------------------------------- who leaves, who is removed


def test_a_provider_is_removed_only_after_it_was_asked_to_perform() -> None:
    """E-31."""
    remove = RemoveProvider(supplier=SUPPLIER, ground="not_performing_after_request", reason="仍不上门", evidence=D)
    agreed().when(remove, by="head-1").refused("E-31")
    asked = agreed().when(RequestPerformance(supplier=SUPPLIER, failing="三次未上门", digest=D)).then()
    asked.when(remove, by="head-1").refused("E-31")  # the same day: it had no time
    gone = asked.on("2026-05-20").when(remove, by="head-1")
    gone.accepted(ProviderRemoved)
    calling(gone.then()).when(call_off(), by="head-1").refused("R-M17")
    gone.then().when(remove, by="head-1").refused("R-M17")


def test_a_barred_provider_is_removed_on_the_bar_alone() -> None:
    """E-31."""
    remove = RemoveProvider(supplier=SUPPLIER, ground="barred", reason="被禁止参加", evidence=D)
    agreed().when(remove, by="head-1").refused("E-31")
    bar = BarEntered(
        scope="政府采购活动",
        from_on=date(2026, 5, 1),
        until_on=date(2027, 4, 30),
        authority="农安县财政局",
        document_number="农财罚〔2026〕1号",
        scan=D,
    )
    agreed().has(bar, stream=f"supplier/{SUPPLIER}").when(remove, by="head-1").accepted(ProviderRemoved)


def test_feedback_is_kept_and_weighed_by_its_answers() -> None:
    """E-31: of a contract that there was."""
    used = calling(agreed()).when(call_off(), by="head-1").then().in_stream(STREAM).on("2026-09-01")
    said = RecordFeedback(
        supplier=SUPPLIER, project=CALL.removeprefix("project/"), rating=Decimal(90), answers=30, words="准时"
    )
    once = used.when(said)
    once.accepted(FeedbackRecorded)
    twice = once.then().when(said.model_copy(update={"rating": Decimal(60), "answers": 10})).then()
    assert framework_of(twice).providers[SUPPLIER].rating == Decimal("82.50")
    used.when(said.model_copy(update={"supplier": SUPPLIER_2})).refused("E-31")


def test_the_closed_type_is_topped_up_only_below_seventy_per_cent() -> None:
    """E-31, E-32: of four three remain, 75 per cent; of four two remain."""
    fourth = code("91220122MA1A00206")
    providers = (*THREE, fourth)
    event = ProvidersSelected(
        round=1,
        providers=tuple(
            Provider(supplier=u, name=u, price_yuan=Decimal("42.00"), rank=n) for n, u in enumerate(providers, start=1)
        ),
        eliminated=(),
        reason="排序",
        on=date(2026, 3, 26),
    )
    here = scored().has(event).on("2026-08-03")
    top_up = OpenTopUp(suffers="六个乡镇无人可选", minutes=D)

    def gone(supplier: str) -> ProviderRemoved:
        return ProviderRemoved(
            supplier=supplier, ground="agreed_ground", reason="约定情形", evidence=D, on=date(2026, 8, 3)
        )

    here.has(gone(SUPPLIER)).when(top_up, by="head-1").refused("E-31")
    opened = here.has(gone(SUPPLIER), gone(SUPPLIER_2)).when(top_up, by="head-1")
    opened.accepted(TopUpOpened)
    state = opened.then().states[STREAM]
    assert isinstance(state, Project)
    assert state.stage == "publication"
    later: dict[str, Any] = {"response_deadline": day("2026-09-21"), "opens_at": day("2026-09-21T10:30")}
    again = PrepareSolicitation(solicitation=documents(**later, documents_available_until=date(2026, 9, 1)))
    opened.then().when(again).accepted(SolicitationPrepared)
    here.has(gone(SUPPLIER)).when(again).refused("JL44-4.0")
    here.when(LeaveFramework(supplier=SUPPLIER, reason="人手不足")).refused("E-32")
    here.when(ApplyToFramework(supplier=SUPPLIER, digest=D)).refused("E-32")


# ---------------------------------------------------------------- the open type


def open_type() -> Scene:
    """The invitation shows since 2 March: anybody may ask, at 42 yuan."""
    terms = documents(
        evaluation="agreed_price",
        framework=fixed(set_price_yuan=Decimal("42.00")),
        response_deadline=day("2028-04-30"),
        opens_at=day("2028-04-30"),
    )
    return offered(plan("open_framework"), terms)


def test_the_open_type_has_its_price_in_the_documents() -> None:
    """E-30."""
    here = ready_to_offer(plan("open_framework"))
    terms = documents(evaluation="agreed_price", framework=fixed(set_price_yuan=Decimal("42.00")))
    here.when(PrepareSolicitation(solicitation=terms)).accepted(SolicitationPrepared)
    bare = documents(evaluation="agreed_price", framework=fixed())
    here.when(PrepareSolicitation(solicitation=bare)).refused("E-30")


def test_an_application_is_reviewed_in_seven_working_days_and_the_result_told_in_two() -> None:
    """E-32."""
    asked = open_type().on("2026-03-09").when(ApplyToFramework(supplier=SUPPLIER, digest=D))
    asked.accepted(ApplicationReceived)
    assert asked.then().item(f"framework.review.{SUPPLIER}").due == day("2026-03-19T00:00:00")
    review = ReviewApplication(supplier=SUPPLIER, passes=True, reason="符合条件")
    passed = asked.then().on("2026-03-16").when(review)
    passed.accepted(ApplicationReviewed)
    assert passed.then().item(f"framework.result.{SUPPLIER}").due == day("2026-03-19T00:00:00")
    asked.then().when(ApplyToFramework(supplier=SUPPLIER, digest=D)).refused("E-32")
    open_type().when(review).refused("E-32")
    told = passed.then().on("2026-03-17").has(*notice("result-1", "result", "2026-03-17"))
    assert f"framework.result.{SUPPLIER}" not in {item.key for item in told.agenda()}
    told.on("2026-03-20").when(agreement(signed_on=date(2026, 3, 20)), by="head-1").accepted(AgreementSigned)


def test_a_provider_of_the_open_type_leaves_when_it_will_and_that_is_told_in_two() -> None:
    """E-32."""
    passed = ApplicationReviewed(
        supplier=SUPPLIER,
        name=NAMES[SUPPLIER],
        passes=True,
        price_yuan=Decimal("42.00"),
        reason="符合条件",
        by="clerk-1",
        on=date(2026, 3, 16),
    )
    here = open_type().has(passed).on("2026-05-06")
    left = here.when(LeaveFramework(supplier=SUPPLIER, reason="不再服务农村"))
    left.accepted(ProviderLeft)
    assert left.then().item(f"framework.exit.{SUPPLIER}").due == day("2026-05-09T00:00:00")
    told = left.then().when(
        OrderNotice(notice="exit-1", kind="framework_exit", title="退出公告", fields={"project_name": "居家照料"})
    )
    told.accepted(NoticeOrdered)
    here.when(OrderNotice(notice="exit-1", kind="framework_exit", title="退出公告", fields={})).refused("JL44-4.0")
    told.warned("NT-framework-exit")


# ---------------------------------------------------------------- the end


def test_a_framework_ends_when_its_agreements_have_and_is_closed_without_a_contract() -> None:
    """JL44-4.0, R-P27: its call-offs were announced, accepted and evaluated as projects of their own."""
    end = EndFramework(reason="协议期满", minutes=D)
    agreed().when(end, by="head-1").refused("JL44-4.0")
    admitted().when(end, by="head-1").refused("JL44-4.0")  # still to be signed
    over = agreed().on("2028-05-08")
    assert over.item("framework.end").rule == "HR-CL-1"
    ended = over.when(end, by="head-1")
    ended.accepted(FrameworkEnded)
    settled = ended.then().when(SettleProject(statement=D), by="clerk-1").then()
    archived = settled.when(ArchiveFiles(keeper="档案室", index=D), by="clerk-1").then()
    archived.when(CloseProject(opinion="同意"), by="head-1").accepted(ProjectClosed)


def test_the_approvals_of_a_large_framework_are_those_of_any_other_method() -> None:
    """R-M02: at the open-tender threshold finance approves first."""
    large = plan(budget_yuan=Decimal("2000000.00"))
    terms = documents(budget_yuan=Decimal("2000000.00"), ceiling_yuan=Decimal("2000000.00"))
    ready_to_offer(large).when(PrepareSolicitation(solicitation=terms)).refused("R-M20")
    consents: tuple[ApprovalGiven, ...] = tuple(
        approval(k, date(2026, 2, 10), role="outside") for k in ("superior_consent", "finance_method_approval")
    )
    ready_to_offer(large).has(*consents).when(PrepareSolicitation(solicitation=terms)).accepted()
