"""After the scores: signatures, corrections, ties; recordings, signs of rigging, past results.  E-18, E-19, E-22 … E-26, AD-10, S102-17"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.award.messages import AwardConfirmed, ConfirmAward, SubmitEvaluationReport
from domain.bidding.draw import commitment, draw
from domain.bidding.messages import BidsScored, Ranked, RoundFailed, ScoreBids
from domain.bidding.panel.messages import CommitDrawSeed
from domain.bidding.ranking import told
from domain.bidding.results.messages import (
    BreakTie,
    CorrectEvaluation,
    DecideRigging,
    EvaluationCorrected,
    PastResult,
    PastResultsPresented,
    PresentPastResults,
    ProceedingsRecorded,
    RecordProceedings,
    RecordRiggingSign,
    ReportSigned,
    RiggingDecided,
    RiggingSignRecorded,
    Signature,
    SignReport,
    TieBroken,
)
from domain.bidding.state import Round
from domain.planning.messages import Band
from tests.domain.builders import CRITERIA, THREE, awarded, below_limit_plan, lawful_plan, notice, opened, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene
from tests.domain.test_bidding import FOURTH, OFFERS, fail, score

NEGOTIATION = lawful_plan(method="competitive_negotiation", method_ground="failed_tender")
BY_PRICE = solicitation(evaluation="lowest_price", substantive=("按服务标准",))
MEMBERS = ("e1", "e2", "b1")
SEED = "桃李不言下自成蹊海阔凭鱼跃天高任鸟飞"


def evaluated(plan: Any = None, *, terms: Any = None, offers: dict[str, int] | None = None) -> Scene:
    """Scored on 2026-03-16."""
    by_price = terms is not None and terms.evaluation == "lowest_price"
    command = score(offers or OFFERS, **({"scores": ()} if by_price else {}))
    return opened(scene(), plan, terms=terms).when(command).then()


def now(running: Scene) -> Round:
    round_: Round = running.states[HOME].round  # type: ignore[union-attr]
    return round_


def order_of(running: Scene) -> list[str]:
    scored = now(running).scored
    assert scored is not None
    assert [r.rank for r in scored.ranking] == list(range(1, len(scored.ranking) + 1))
    return [r.supplier for r in scored.ranking]


# ---------------------------------------------------------------- signatures


def sign(*stances: str, reasons: tuple[str | None, ...] = (None, None, None)) -> SignReport:
    rows = zip(MEMBERS, stances, reasons, strict=False)
    return SignReport(signatures=tuple(Signature(member=m, stance=s, reason=r) for m, s, r in rows), report=D)


def test_every_member_signs_once() -> None:
    """E-24."""
    evaluated().when(sign("agrees", "agrees", "agrees")).accepted(ReportSigned)
    evaluated().when(sign("agrees", "agrees")).refused("E-24")
    evaluated().when(sign("agrees", "agrees", "agrees").model_copy(update={"report": "b" * 64})).refused("E-24")


def test_dissent_is_signed_with_reasons() -> None:
    """E-24."""
    evaluated().when(sign("agrees", "dissents", "agrees")).refused("E-24")
    evaluated().when(sign("agrees", "dissents", "agrees", reasons=(None, "方案分偏高", None))).accepted(ReportSigned)


def test_who_does_not_sign_and_is_silent_is_deemed_to_agree() -> None:
    """E-24, GPL Regulation 41."""
    accepted = evaluated().when(sign("agrees", "does_not_sign", "agrees")).accepted(ReportSigned)
    [event] = [e for _, e in accepted.events if isinstance(e, ReportSigned)]
    assert event.deemed == ("e2",)


def test_a_report_without_signatures_is_asked_for_them() -> None:
    """E-24; below the limit the house doesn't ask."""
    evaluated().when(SubmitEvaluationReport(report=D)).warned("E-24")
    signed = evaluated().when(sign("agrees", "agrees", "agrees")).then().when(SubmitEvaluationReport(report=D))
    assert [e for _, e in signed.accepted().events if getattr(e, "clause", "") == "E-24"] == []
    small = evaluated(below_limit_plan(), offers=dict.fromkeys(OFFERS, 190_000))
    assert len(small.when(SubmitEvaluationReport(report=D)).accepted().events) == 1


# ---------------------------------------------------------------- recordings


def recording(part: str = "opening", began: str = "10:20", ended: str = "10:30") -> RecordProceedings:
    return RecordProceedings(
        part=part,
        recording=D,
        began_at=day(f"2026-03-16T{began}"),
        ended_at=day(f"2026-03-16T{ended}"),
        kept_at="档案室",
    )


def test_opening_and_evaluation_are_recorded_whole() -> None:
    """E-25: the opening from before it."""
    running = opened(scene())
    running.when(recording()).accepted(ProceedingsRecorded)
    running.when(recording(began="10:31", ended="10:32")).refused("E-25")
    running.on("2026-03-16T12:00").when(recording(began="10:40", ended="11:40")).refused("E-25")
    running.on("2026-03-16T12:00").when(recording("evaluation", "10:40", "11:40")).accepted(ProceedingsRecorded)
    running.when(recording(ended="10:20")).refused("E-25")


def test_a_tenders_report_without_recordings_is_asked_for_them() -> None:
    """E-25 binds tenders."""
    tender = evaluated(lawful_plan(method="open_tender"))
    tender.when(SubmitEvaluationReport(report=D)).warned("E-25")
    kept = tender.when(recording()).then().when(recording("evaluation")).then().when(SubmitEvaluationReport(report=D))
    assert "E-25" not in [getattr(e, "clause", "") for _, e in kept.accepted().events]


# ---------------------------------------------------------------- corrections


def correct(ground: str = "sum_error", offers: dict[str, int] | None = None, **changes: Any) -> CorrectEvaluation:
    """Like the first scores, but SUPPLIER_3 gets 95 under every criterion."""
    first = score(offers or OFFERS)
    better = tuple(s.model_copy(update={"score": Decimal(95)}) if s.supplier == SUPPLIER_3 else s for s in first.scores)
    whole = {"offers": first.offers, "scores": better, "signed_by": MEMBERS, "reason": "汇总错误", "report": "b" * 64}
    return CorrectEvaluation(**{"ground": ground, **whole, **changes})


@pytest.mark.parametrize("ground", ["sum_error", "out_of_range", "objective_scores_differ", "abnormal_scores"])
def test_the_four_lawful_cases_change_the_result(ground: str) -> None:
    """E-22."""
    corrected = evaluated().when(correct(ground))
    corrected.accepted(EvaluationCorrected)
    assert order_of(corrected.then())[0] == SUPPLIER_3
    assert now(corrected.then()).scored.report == "b" * 64  # type: ignore[union-attr]


def test_nothing_else_changes_it() -> None:
    """E-22: another ground, a member's signature missing, another price, other bidders."""
    running = evaluated()
    running.when(correct("buyer_prefers")).refused("E-22")
    running.when(correct("qualification_error")).refused("E-22")
    running.when(correct(signed_by=("e1", "e2"))).refused("E-22")
    running.when(correct(signed_by=(*MEMBERS, "x1"))).refused("E-22")
    running.when(correct(offers={**OFFERS, SUPPLIER_3: 440_000})).refused("E-22")
    running.when(correct(offers={k: v for k, v in OFFERS.items() if k != SUPPLIER})).refused("E-22")
    running.when(correct(scores=())).refused("HR-BID-3")


def test_after_the_result_shows_it_is_re_evaluated_and_reported() -> None:
    """E-22, 87号令 art. 64: never once the contract is signed."""
    shown = evaluated().has(*notice("result-1", "result", "2026-03-19")).on("2026-03-20")
    shown.when(correct()).refused("E-22")
    shown.when(correct(reported="农财采〔2026〕12号")).accepted(EvaluationCorrected)
    again = awarded(scene()).when(correct(offers={SUPPLIER: 450_000, SUPPLIER_2: 460_000, SUPPLIER_3: 470_000}))
    again.refused("E-22")


def test_a_corrected_first_place_after_the_award_is_told() -> None:
    """R-P14."""
    confirmed = evaluated().has(
        AwardConfirmed(supplier=SUPPLIER, name="甲", price_yuan=450_000, reason="第一", on=date(2026, 3, 18))
    )
    confirmed.when(correct()).warned("R-P14")


def negotiated(ground: str, offers: dict[str, int], **changes: Any) -> CorrectEvaluation:
    return correct(ground, offers, **{"scores": (), **changes})


def test_a_negotiation_is_re_evaluated_in_two_cases_only() -> None:
    """E-23, 74号令 art. 21."""
    running = evaluated(NEGOTIATION, terms=BY_PRICE)
    assert order_of(running) == [SUPPLIER, SUPPLIER_2, SUPPLIER_3]
    running.when(negotiated("sum_error", OFFERS)).refused("E-23")
    priced = running.when(negotiated("price_calculation_error", {**OFFERS, SUPPLIER_3: 440_000}))
    assert order_of(priced.then())[0] == SUPPLIER_3
    out = negotiated("qualification_error", {SUPPLIER_2: 460_000, SUPPLIER_3: 470_000}, disqualified=(SUPPLIER,))
    running.when(out).refused("R-M13")  # two are too few for this negotiation


def test_a_bidder_kept_out_by_error_comes_back() -> None:
    """E-23."""
    plan = lawful_plan(method="competitive_negotiation", method_ground="failed_tender")
    running = opened(scene(), plan, suppliers=(*THREE, FOURTH), passing=THREE, terms=BY_PRICE)
    scored = running.when(score(OFFERS, scores=())).then()
    back = negotiated("qualification_error", {**OFFERS, FOURTH: 430_000}, requalified=(FOURTH,))
    assert order_of(scored.when(back).then())[0] == FOURTH


# ---------------------------------------------------------------- ties

EQUAL = {SUPPLIER: 450_000, SUPPLIER_2: 450_000, SUPPLIER_3: 470_000}


def seal(candidates: tuple[str, ...] = (SUPPLIER, SUPPLIER_2)) -> CommitDrawSeed:
    return CommitDrawSeed(
        draw="tie-1",
        purpose="tie",
        commitment=commitment(SEED, candidates),
        candidates=candidates,
        count=len(candidates),
    )


def lot(**changes: Any) -> BreakTie:
    whole = {"minutes": D, "draw": "tie-1", "seed": SEED, "lot": "十六", "witness": "监督员"}
    return BreakTie(**{**whole, **changes})


def test_a_tie_inside_the_law_is_told_and_nobody_is_chosen_out_of_it() -> None:
    """E-18: equal score, price and technical points; receipt decides nothing."""
    running = opened(scene()).when(score(EQUAL))
    running.warned("E-18")
    tied = running.then().when(SubmitEvaluationReport(report=D)).then().on("2026-03-18")
    assert now(tied).scored.ties == ((SUPPLIER, SUPPLIER_2),)  # type: ignore[union-attr]
    tied.when(ConfirmAward(supplier=SUPPLIER, reason="第一"), role="head").refused("E-18")
    late = tied.on("2026-03-24").wake("award.confirm")
    assert AwardConfirmed not in [type(e) for _, e in late.accepted().events]


def test_a_tie_is_decided_by_a_recorded_lot_where_the_documents_are_silent() -> None:
    """E-18, 87号令 art. 68."""
    tied = evaluated(offers=EQUAL)
    tied.when(lot()).refused("E-18")
    tied.when(seal((SUPPLIER, SUPPLIER_3))).refused("E-18")
    sealed = tied.when(seal(), by="clerk-1").then()
    sealed.when(lot(seed=SEED[::-1]), by="clerk-1").refused("E-18")
    sealed.when(lot(witness="clerk-1"), by="clerk-1").refused("E-18")
    sealed.when(lot(draw=None, order=(SUPPLIER_2, SUPPLIER)), by="clerk-1").refused("E-18")
    broken = sealed.when(lot(), by="clerk-1")
    broken.accepted(TieBroken)
    done = broken.then()
    assert order_of(done) == [*draw(SEED, "十六", (SUPPLIER, SUPPLIER_2), 2), SUPPLIER_3]
    done.when(lot(lot="十七"), by="clerk-1").refused("E-18")
    first = order_of(done)[0]
    sent = done.when(SubmitEvaluationReport(report=D)).then().on("2026-03-18")
    sent.when(ConfirmAward(supplier=first, reason="第一"), role="head").accepted(AwardConfirmed)


def test_a_tie_is_decided_by_the_documents_own_rule() -> None:
    """E-18."""
    tied = evaluated(terms=solicitation(tie_rule="服务方案得分高者优先，仍相同的由采购人确定"), offers=EQUAL)
    sealed = tied.when(seal(), by="clerk-1").then()
    sealed.when(lot(), by="clerk-1").refused("E-18")
    tied.when(BreakTie(order=(SUPPLIER_2, SUPPLIER_3), minutes=D, witness="监督员")).refused("E-18")
    broken = tied.when(BreakTie(order=(SUPPLIER_2, SUPPLIER), minutes=D, witness="监督员"))
    assert order_of(broken.then()) == [SUPPLIER_2, SUPPLIER, SUPPLIER_3]


def test_below_the_limit_receipt_decides() -> None:
    """HR-BID-2."""
    small = evaluated(below_limit_plan(), offers={SUPPLIER_2: 190_000, SUPPLIER: 190_000, SUPPLIER_3: 195_000})
    assert now(small).scored.ties == ()  # type: ignore[union-attr]
    assert order_of(small) == [SUPPLIER, SUPPLIER_2, SUPPLIER_3]


def test_a_negotiation_ties_by_price() -> None:
    """E-18: the same final offer twice."""
    tied = evaluated(NEGOTIATION, terms=BY_PRICE, offers=EQUAL)
    assert now(tied).scored.ties == ((SUPPLIER, SUPPLIER_2),)  # type: ignore[union-attr]


# ---------------------------------------------------------------- candidates


def test_three_candidates_are_recommended_and_two_where_two_may_go_on() -> None:
    """E-19 (from memory): it warns and never stands in the way; N-124's two are lawful."""
    three = opened(scene()).when(score(OFFERS)).accepted(BidsScored)
    two = opened(scene(), passing=(SUPPLIER, SUPPLIER_2)).when(score({SUPPLIER: 450_000, SUPPLIER_2: 460_000}))
    for accepted in (three, two.accepted(BidsScored)):
        assert "E-19" not in [getattr(e, "clause", "") for _, e in accepted.events]
    ranking = tuple(
        Ranked(rank=n, supplier=uscc, name="某供应商", price_yuan=Decimal(1), total=Decimal(80))
        for n, uscc in enumerate(THREE, start=1)
    )
    given = opened(scene())._given(score(OFFERS), "someone", "clerk", None, None)
    warned = {count: [f.clause for f in told(ranking[:count], (), given) if f] for count in (1, 2, 3)}
    assert warned == {1: ["E-19"], 2: [], 3: []}


# ---------------------------------------------------------------- signs of rigging


def sign_of(kind: str = "same_author", **changes: Any) -> RecordRiggingSign:
    whole = {"sign": "s1", "kind": kind, "suppliers": (SUPPLIER, SUPPLIER_2), "note": "文件作者相同", "evidence": D}
    return RecordRiggingSign(**{**whole, **changes})


def verdict(confirmed: bool = True, **changes: Any) -> DecideRigging:
    return DecideRigging(
        **{"sign": "s1", "confirmed": confirmed, "reason": "查实", "agreed_by": ("e1", "e2"), **changes}
    )


@pytest.mark.parametrize(
    "kind", ["same_author", "same_agent", "same_staff", "abnormal_likeness", "mixed_papers", "same_account"]
)
def test_the_six_presumptions_are_recorded_with_evidence(kind: str) -> None:
    """E-26, 87号令 art. 37."""
    opened(scene()).when(sign_of(kind)).accepted(RiggingSignRecorded)


def test_no_other_sign_is_a_presumption() -> None:
    """E-26."""
    running = opened(scene())
    running.when(sign_of("similar_price")).refused("E-26")
    running.when(sign_of(suppliers=(SUPPLIER, SUPPLIER))).refused("E-26")
    running.when(sign_of()).then().when(sign_of()).refused("E-26")


def test_a_confirmed_sign_makes_those_bids_invalid() -> None:
    """E-26: nothing is scored before the committee has decided; one bid left ends the round."""
    seen = opened(scene()).when(sign_of()).then()
    seen.when(score(OFFERS)).refused("E-26")
    seen.when(verdict(agreed_by=("b1",))).refused("E-26")
    confirmed = seen.when(verdict())
    confirmed.accepted(RiggingDecided)
    gone = confirmed.then()
    gone.when(verdict(False)).refused("E-26")
    assert "E-26" in {f.clause for f in gone.when(score(OFFERS)).refused("AD-02").findings}
    gone.when(fail()).accepted(RoundFailed)


def test_an_unconfirmed_sign_changes_nothing() -> None:
    """E-26."""
    cleared = opened(scene()).when(sign_of()).then().when(verdict(False, reason="同一打印店")).then()
    cleared.when(score(OFFERS)).accepted(BidsScored)


# ---------------------------------------------------------------- past results


def past(criterion: str = "past", **changes: Any) -> PresentPastResults:
    result = PastResult(
        buyer="扶余市民政局", division="220781", concluded_on=date(2025, 12, 1), result="优", evidence=D
    )
    return PresentPastResults(**{"supplier": SUPPLIER, "criterion": criterion, "results": (result,), **changes})


def weighing() -> Scene:
    """A round whose documents published past evaluations as a criterion."""
    criteria = (
        *CRITERIA[:2],
        CRITERIA[2].model_copy(
            update={
                "key": "past",
                "title": "以往绩效评价",
                "past_performance": True,
                "standard": "优100分，良80分，合格60分",
            }
        ),
    )
    return opened(scene(), terms=solicitation(criteria=criteria))


def test_the_committee_sees_past_results_only_under_a_published_criterion() -> None:
    """AD-10, S102-17, JL44-4.5.1b: evidence of another county or province counts alike."""
    published = weighing()
    published.when(past()).accepted(PastResultsPresented)
    (ours,) = past().results
    for division in ("220122", "220781", "110105"):
        elsewhere = ours.model_copy(update={"division": division})
        published.when(past(results=(elsewhere,))).accepted(PastResultsPresented)
    published.when(past("plan")).refused("AD-10")
    opened(scene()).when(past()).refused("AD-10")


def test_a_past_result_is_there_already_counted_once_and_the_suppliers_own() -> None:
    """AD-10, JL44-4.5.1b"""
    published = weighing()
    (one,) = past().results
    published.when(past(results=(one, one))).refused("AD-10")
    later = one.model_copy(update={"concluded_on": published.at.date() + timedelta(days=1)})
    published.when(past(results=(later,))).refused("AD-10")
    published.when(past(), role="supplier", uscc=SUPPLIER).accepted(PastResultsPresented)
    published.when(past(), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")


def test_a_score_outside_the_bands_is_refused_and_unequal_objective_scores_are_told() -> None:
    """E-16, E-22."""
    bands = (Band(below=Decimal(5), score=Decimal(60)), Band(at_least=Decimal(5), score=Decimal(80)))
    criteria = (*CRITERIA[:2], CRITERIA[2].model_copy(update={"bands": bands, "objective": True}))
    running = opened(scene(), terms=solicitation(criteria=criteria))
    running.when(score(OFFERS)).accepted(BidsScored)
    whole = score(OFFERS)

    def with_staff(value: int) -> ScoreBids:
        at = next(n for n, s in enumerate(whole.scores) if s.criterion == "staff")
        changed = (
            *whole.scores[:at],
            whole.scores[at].model_copy(update={"score": Decimal(value)}),
            *whole.scores[at + 1 :],
        )
        return whole.model_copy(update={"scores": changed})

    running.when(with_staff(70)).refused("E-16")
    running.when(with_staff(60)).warned("E-22")
