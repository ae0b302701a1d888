"""What one room leaves behind for the next: rounds that end, parties that change, results that move.

R-M07, R-P06, R-P14, R-P17, R-S07, R-S17, JL44-2.2.2, DQ-02, DQ-07
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.award.bonds.messages import BidBondReceived, ReturnBidBonds
from domain.award.messages import AwardConfirmed, ConfirmAward, EvaluationReportSubmitted, SubmitEvaluationReport
from domain.award.undoing.messages import AwardVoided, RecordRefusalToSign
from domain.bidding.messages import CancelProcurement, ProcurementCancelled, ReceiveBid, RoundFailed
from domain.bidding.parties.values import Consortium, ConsortiumMember
from domain.bidding.prequalification.messages import OpenPrequalification, PrequalificationOpened
from domain.bidding.results.messages import CorrectEvaluation, EvaluationCorrected
from domain.closing.messages import CloseProject, FilesArchived, ProjectClosed, ProjectSettled
from domain.contract.messages import ContractDrafted, DraftContract, SignContract
from domain.contract.seals.messages import SealRecorded
from domain.dispute.challenge.messages import AnswerChallenge, ChallengeAnswered, ChallengeFiled, FileChallenge
from domain.dispute.complaint.messages import ComplaintLodged, LodgeComplaint
from domain.message import Event
from domain.planning.messages import (
    ChangeMethod,
    DetermineProject,
    MethodChanged,
    ProjectDetermined,
    PurchaseRecorded,
    PurchaseTakenBack,
)
from domain.project import Project
from domain.publication.messages import NoticeOrdered, NoticePublished, SolicitationPrepared
from domain.register.messages import BarEntered
from domain.register.successions.messages import SuccessionChecked, SuccessionRecorded, Successor
from domain.supervision.messages import DeadlineTook
from tests.domain import running
from tests.domain.builders import THREE, awarded, notice, registered, scored, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, code, day, scene
from tests.domain.test_methods import OPEN, SIX, terms
from tests.domain.test_prequalification import ALL, applied, conclude
from tests.domain.test_splitting import YEAR, bought, determine, middling

HEIR = code("91220122MA1A00077")


def succeeded(at: Scene, kind: Any, on: date, *, heir: str | None = HEIR, of: str = SUPPLIER) -> Scene:
    """The register holds, compared by another, that a supplier was renamed, merged or dissolved on a day."""
    facts: dict[str, Any] = {"key": f"s-{kind}", "party": "supplier", "predecessor": of}
    entered = SuccessionRecorded(
        **facts,
        kind=kind,
        successors=(Successor(uscc=heir, name="承继单位"),) if heir else (),
        effective_on=on,
        authority="登记机关",
        document_number="登字〔2026〕1号",
        digest=D,
        reason="登记",
        by="clerk-1",
    )
    return at.has(entered, SuccessionChecked(**facts, matches=True, by="reviewer-1"), stream=f"supplier/{of}")


def bar(uscc: str, from_on: str, until_on: str = "2028-12-31") -> BarEntered:
    return BarEntered.model_validate(
        {
            "authority": "长春市财政局",
            "document_number": "长财罚〔2026〕1号",
            "scope": "全国政府采购活动",
            "from_on": from_on,
            "until_on": until_on,
            "scan": D,
        }
    )


def confirm(supplier: str = SUPPLIER) -> ConfirmAward:
    return ConfirmAward(supplier=supplier, reason="按排序确定")


# ---------------------------------------------------------------- called off: not bought


def test_a_purchase_that_was_called_off_counts_towards_no_limit_any_more() -> None:
    """R-M07: what was cancelled was not bought."""
    running_now = scored(scene())
    counted = running_now.has(bought("480000", project=running_now.home.split("/")[1]), stream=YEAR)
    cancel = CancelProcurement(reason="需求消失", minutes=D)
    answer = counted.when(cancel).accepted(ProcurementCancelled, PurchaseTakenBack)
    stream, taken = next((s, e) for s, e in answer.events if isinstance(e, PurchaseTakenBack))
    assert stream == YEAR
    assert isinstance(taken, PurchaseTakenBack)
    before = bought("1900000")
    determine(middling(), before).refused("R-M07")
    year = determine(middling(), before).has(taken.model_copy(update={"project": before.project}), stream=YEAR)
    year.when(DetermineProject(minutes=D), by="head-1").accepted(ProjectDetermined)
    # of a purchase that never was counted nothing is taken back
    assert not [e for _, e in scored(scene()).when(cancel).accepted().events if isinstance(e, PurchaseTakenBack)]


def test_a_purchase_that_is_tendered_openly_after_all_stands_so_in_its_year() -> None:
    """R-M07: and stands there once."""
    project = scene().home.split("/")[1]
    year = scene().has(bought("900000", project=project), bought("900000", "open_tender", project=project), stream=YEAR)
    assert [p.method for p in year.states[YEAR].purchases] == ["open_tender"]  # type: ignore[union-attr]
    failed = scored(scene(), report=False).has(
        RoundFailed(round=1, reason="供应商不足", bids=1, on=date(2026, 3, 16)),
        *notice("end-1", "termination", "2026-03-16", round=1),
    )
    change = ChangeMethod(method="open_tender", reason="重新公开招标", minutes=D)
    answer = failed.when(change).accepted(MethodChanged, PurchaseRecorded)
    recorded = next(e for _, e in answer.events if isinstance(e, PurchaseRecorded))
    assert recorded.method == "open_tender"


# ---------------------------------------------------------------- parties that end or change


@pytest.mark.parametrize("kind", ["merge", "split", "dissolve"])
def test_who_has_ceased_to_exist_is_not_chosen_and_the_next_may_be(kind: str) -> None:
    """JL44-2.2.2, R-P14."""
    gone = succeeded(scored(scene()), kind, date(2026, 3, 17)).on("2026-03-18")
    gone.when(confirm()).refused("JL44-2.2.2")
    gone.when(confirm(SUPPLIER_2)).accepted(AwardConfirmed)
    scored(scene()).on("2026-03-18").when(confirm(SUPPLIER_2)).refused("R-P14")


def test_silence_confirms_nobody_who_is_gone_or_in_common_with_a_barred_one() -> None:
    """R-P15, R-S07."""
    there = scored(scene())
    there.wake("award.confirm").accepted(AwardConfirmed)
    gone = succeeded(there, "dissolve", date(2026, 3, 18), heir=None).wake("award.confirm")
    assert [type(e) for _, e in gone.accepted().events] == [DeadlineTook]
    barred = in_common(there).has(bar(SUPPLIER_3, "2026-03-18"), stream=f"supplier/{SUPPLIER_3}")
    assert [type(e) for _, e in barred.wake("award.confirm").accepted().events] == [DeadlineTook]
    in_common(there).wake("award.confirm").accepted(AwardConfirmed)


def in_common(at: Scene) -> Scene:
    """The first-ranked bid for itself and for the third."""
    state = at.states[HOME]
    assert isinstance(state, Project)
    lead = state.round.bids[SUPPLIER]
    members = (
        ConsortiumMember.model_validate({"uscc": SUPPLIER, "name": "甲", "duty": "care", "share": "0.6"}),
        ConsortiumMember.model_validate({"uscc": SUPPLIER_3, "name": "丙", "duty": "escort", "share": "0.4"}),
    )
    together = Consortium(lead=SUPPLIER, members=members, agreement=D, joint_liability=True)
    return at.has(lead.model_copy(update={"consortium": together}))


def test_a_consortium_with_a_barred_member_is_not_chosen() -> None:
    """R-S07, JL44-4.4.4b."""
    here = in_common(scored(scene())).on("2026-03-18")
    here.when(confirm()).accepted(AwardConfirmed)
    here.has(bar(SUPPLIER_3, "2026-03-18"), stream=f"supplier/{SUPPLIER_3}").when(confirm()).refused("JL44-4.4.4b")


def drafted(supplier: str = SUPPLIER, *, kind: str | None = None) -> Scene:
    """The winner of 6 February; what became of it on the 16th; the draft."""
    here = running.awarded().has(*running.notice("result", date(2026, 2, 9)))
    if kind is not None:
        here = succeeded(here, kind, date(2026, 2, 16), heir=HEIR if kind != "dissolve" else None)
    return registered(here, HEIR).on("2026-02-24").has(ContractDrafted(terms=running.terms(supplier=supplier), by="li"))


SIGN = SignContract(signed_on=date(2026, 2, 24), scan=D)


@pytest.mark.parametrize("kind", ["merge", "rename", "split", "dissolve"])
def test_nothing_is_signed_with_a_party_that_has_ended(kind: str) -> None:
    """JL44-2.2.2: whoever sealed it, there was nobody left to be bound."""
    answer = drafted(kind=kind).when(SIGN, by="wang").answer
    assert "JL44-2.2.2" in [f.clause for f in answer.findings]  # type: ignore[union-attr]
    assert "JL44-2.2.2" not in [f.clause for f in getattr(drafted().when(SIGN, by="wang").answer, "findings", ())]


@pytest.mark.parametrize("kind", ["merge", "rename"])
def test_the_contract_is_made_with_who_took_over_the_winners_rights_whole(kind: str) -> None:
    """R-C01, Civil Code 67; by document, compared by another person; nobody else."""
    terms = running.terms(supplier=HEIR, supplier_name="承继单位")
    drafted(kind=kind).when(DraftContract(terms=terms), by="li").accepted(ContractDrafted)
    drafted().when(DraftContract(terms=terms), by="li").refused("R-C01")
    drafted(kind="split").when(DraftContract(terms=terms), by="li").refused("R-C01")
    stranger = running.terms(supplier=SUPPLIER_3)
    drafted(kind=kind).when(DraftContract(terms=stranger), by="li").refused("R-C01")


def test_who_took_over_the_challenger_may_complain() -> None:
    """DQ-07."""
    filed = ChallengeFiled.model_validate(
        {"challenge": "q-1", "supplier": SUPPLIER_2, "about": "result", "points": "评分有误", "digest": D}
        | {"may_affect_result": True, "on": date(2026, 3, 20), "round": 1}
    )
    here = awarded(scene()).has(filed).on("2026-04-01")
    lodge = LodgeComplaint(complaint="c-1", challenge="q-1", supplier=HEIR, body="长春市财政局", digest=D)
    here.when(lodge, by="finance-1", role="finance").refused("DQ-07")
    heir = succeeded(here, "merge", date(2026, 3, 25), of=SUPPLIER_2)
    heir.when(lodge, by="finance-1", role="finance").accepted(ComplaintLodged)


# ---------------------------------------------------------------- results that move


def corrected(at: Scene, **changes: Any) -> CorrectEvaluation:
    """The same bids scored anew: the second is best."""
    state = at.states[HOME]
    assert isinstance(state, Project)
    assert state.round.scored is not None
    assert state.round.committee is not None
    ranking = state.round.scored.ranking
    scores = [
        {"supplier": p.supplier, "member": m.person, "criterion": c, "score": changes.get(p.supplier, "60")}
        for p in ranking
        for m in state.round.committee.members
        for c in ("plan", "staff")
    ]
    whole = {
        "ground": "sum_error",
        "reason": "总分计算错误",
        "offers": [{"supplier": p.supplier, "price_yuan": p.price_yuan} for p in ranking],
        "scores": scores,
        "signed_by": [m.person for m in state.round.committee.members],
        "report": "b" * 64,
        "reported": "农财采〔2026〕3号",
    }
    return CorrectEvaluation.model_validate(whole)


def test_a_corrected_result_that_puts_another_first_undoes_the_award() -> None:
    """E-22, R-P14: nothing is signed on a result that no longer is; the days to decide begin anew."""
    here = awarded(scene()).on("2026-03-23")
    answer = here.when(corrected(here, **{SUPPLIER_2: "99"}))
    answer.accepted(EvaluationCorrected, AwardVoided)
    after = answer.then()
    state = after.states[HOME]
    assert isinstance(state, Project)
    assert (state.stage, state.award.confirmed, state.award.displaced) == ("award", None, {})
    assert after.item("award.confirm").due == day("2026-03-31T00:00:00")
    after.when(confirm(SUPPLIER)).refused("R-P14")
    chosen = after.when(confirm(SUPPLIER_2))
    chosen.accepted(AwardConfirmed)
    # a result announced for the former winner announces nothing of this one
    assert after.when(confirm(SUPPLIER_2)).then().item("award.result").key == "award.result"


def test_a_corrected_result_that_leaves_the_winner_first_leaves_the_award() -> None:
    here = awarded(scene()).on("2026-03-23")
    answer = here.when(corrected(here, **{SUPPLIER: "99"})).accepted(EvaluationCorrected)
    assert not [e for _, e in answer.events if isinstance(e, AwardVoided)]


def test_a_result_announced_on_the_same_day_for_who_then_refused_announces_no_other() -> None:
    """R-P17."""

    def result(name: str) -> tuple[NoticeOrdered, NoticePublished]:
        ordered, shown = notice("result-first", "result", "2026-03-19")
        return ordered.model_copy(update={"fields": {"supplier": name}}), shown

    here = scored(scene()).on("2026-03-19").when(confirm()).then()
    first = next(r.name for r in here.states[HOME].round.scored.ranking)  # type: ignore[union-attr]
    told = here.has(*result(first))
    assert "award.result" not in [i.key for i in told.agenda()]
    refusal = RecordRefusalToSign(supplier=SUPPLIER, how="declared", facts="来函", evidence=D)
    next_one = told.when(refusal).then().when(confirm(SUPPLIER_2)).then()
    assert next_one.item("award.result").rule == "R-P17"


def test_nobody_is_chosen_on_a_day_before_the_evaluation() -> None:
    """JL44-4.4.0: the day that is claimed lies in the order of the acts."""
    here = scored(scene()).on("2026-03-18")
    here.when(confirm(), on=date(2026, 3, 16)).refused("JL44-4.4.0")
    here.when(confirm(), on=date(2026, 3, 17)).accepted(AwardConfirmed)
    unreported = scored(scene(), report=False).on("2026-03-18")
    report = SubmitEvaluationReport(report=D)
    unreported.when(report, on=date(2026, 3, 15)).refused("JL44-4.4.0")
    unreported.when(report, on=date(2026, 3, 16)).accepted(EvaluationReportSubmitted)


# ---------------------------------------------------------------- rounds that end


def test_seals_from_before_the_award_that_stands_seal_nothing() -> None:
    """HR-CT-5: an old draft with its seals is not the new award's contract."""
    old = [
        SealRecorded.model_validate(
            {
                "party": party,
                "sealed_by": "代表",
                "place": "农安县",
                "text": D,
                "medium": "paper",
                "sealed_on": date(2026, 2, 5),
                "by": "li",
            }
        )
        for party in ("buyer", "supplier")
    ]
    answer = drafted().has(*old).when(SignContract(signed_on=date(2026, 2, 6), scan=D), by="wang").answer
    assert "盖章早于现行成交结果，须重新起草、盖章" in [f.reason for f in answer.findings]  # type: ignore[union-attr]


def test_a_prequalification_ends_with_the_round_that_it_was_for() -> None:
    """R-P06: in the next round anybody may take part, or there is one of its own."""

    later: dict[str, Any] = {"response_deadline": day("2026-04-02"), "opens_at": day("2026-04-02T10:30")}

    def offered(at: Scene, number: int, on: str) -> Scene:
        prepared = SolicitationPrepared(
            round=number, solicitation=terms(OPEN, **later), by="clerk-1", on=day(on).date()
        )
        return at.on(on).has(prepared, *notice(f"offer-{number}", "solicitation", on, round=number))

    def bid(supplier: str) -> ReceiveBid:
        return ReceiveBid(supplier=supplier, name="投标人", digest=D)

    first = offered(applied(*THREE).when(conclude(**ALL)).then(), 1, "2026-03-10")
    first.on("2026-03-16").when(bid(SIX[0])).refused("R-P06")
    failed = first.on("2026-04-03").has(
        RoundFailed(round=1, reason="投标人不足3家", bids=2, on=date(2026, 4, 3)),
        *notice("end-1", "termination", "2026-04-03", round=1),
    )
    later = {"response_deadline": day("2026-05-08"), "opens_at": day("2026-05-08T10:30")}
    assert "R-P06" not in clauses(offered(failed, 2, "2026-04-07").when(bid(SIX[0])))
    again = failed.on("2026-04-07").has(*notice("pre-2", "prequalification", "2026-04-07"))
    anew = again.when(OpenPrequalification(documents=D, applications_until=day("2026-04-15")))
    opened = anew.accepted(PrequalificationOpened).events[0][1]
    assert isinstance(opened, PrequalificationOpened)
    assert opened.round == 2
    assert "R-P06" in clauses(anew.then().when(conclude(**ALL)))  # its own deadline


def clauses(at: Scene) -> list[str]:
    return [f.clause for f in getattr(at.answer, "findings", ())]


def test_the_result_of_a_former_round_opens_no_challenge_to_this_one() -> None:
    """DQ-02."""

    over = awarded(scene()).has(RoundFailed(round=1, reason="重新采购", bids=3, on=date(2026, 3, 20), cause="refusal"))
    again = over.on("2026-03-23").has(
        SolicitationPrepared(round=2, solicitation=solicitation(), by="clerk-1", on=date(2026, 3, 23)),
        *notice("solicitation-2", "solicitation", "2026-03-23", round=2),
    )
    challenge = FileChallenge.model_validate(
        {"challenge": "q-9", "supplier": SUPPLIER_2, "about": "result", "points": "评分有误", "digest": D}
        | {"may_affect_result": True}
    )
    again.on("2026-03-24").when(challenge).refused("DQ-02")
    awarded(scene()).on("2026-03-24").when(challenge).accepted(ChallengeFiled)


# ---------------------------------------------------------------- what is owed outlives the purchase


def called_off(*before: Event) -> Scene:
    """Called off while bids were evaluated, told, settled and archived."""
    ended = scored(scene()).has(
        *before,
        ProcurementCancelled(reason="需求消失", minutes=D, on=date(2026, 3, 20)),
        *notice("end-1", "termination", "2026-03-23", round=1),
    )
    return ended.on("2026-03-30").has(
        ProjectSettled(
            contract_yuan=Decimal(0),
            paid_yuan=Decimal(0),
            deducted_yuan=Decimal(0),
            released_yuan=Decimal(0),
            statement=D,
            on=date(2026, 3, 27),
        ),
        FilesArchived(keeper="档案室", index=D, keep_until=date(2041, 3, 27), on=date(2026, 3, 27)),
    )


CLOSE = CloseProject(opinion="同意结项")


def test_a_challenge_is_answered_though_the_purchase_was_called_off_and_nothing_is_closed_over_it() -> None:
    """DQ-04: the duty can be done, and then it is gone."""
    filed = ChallengeFiled.model_validate(
        {"challenge": "q-1", "supplier": SUPPLIER_2, "about": "process", "points": "评审不公", "digest": D}
        | {"may_affect_result": True, "on": date(2026, 3, 19), "round": 1}
    )
    here = called_off(filed)
    here.when(CLOSE).refused("DQ-04")
    answer = AnswerChallenge.model_validate(
        {"challenge": "q-1", "upheld": False, "answer": "评审依法进行", "grounds": "评审报告", "digest": D}
        | {"tells_right_to_complain": True, "no_trade_secrets": True}
    )
    done = here.when(answer, by="head-1", role="head").then()
    assert "dispute.answer.q-1" not in [i.key for i in done.agenda()]
    assert "DQ-04" not in clauses(done.when(CLOSE))  # only the letter's receipt is still out


def test_nothing_is_closed_over_a_complaint_that_finance_has_not_decided() -> None:
    """DQ-12."""
    filed = ChallengeFiled.model_validate(
        {"challenge": "q-1", "supplier": SUPPLIER_2, "about": "process", "points": "评审不公", "digest": D}
        | {"may_affect_result": True, "on": date(2026, 3, 17), "round": 1}
    )
    answered = ChallengeAnswered(challenge="q-1", upheld=False, answer="无据", digest=D, on=date(2026, 3, 18))
    lodged = ComplaintLodged(
        complaint="c-1", challenge="q-1", supplier=SUPPLIER_2, body="农安县财政局", digest=D, on=date(2026, 3, 20)
    )
    called_off(filed, answered, lodged).when(CLOSE).refused("DQ-08")
    called_off(filed, answered).when(CLOSE).accepted(ProjectClosed)


def test_nothing_is_closed_while_bid_bonds_are_held() -> None:
    """R-P25: called off, and back within five working days."""
    bond = BidBondReceived(
        supplier=SUPPLIER,
        name="甲",
        amount_yuan=Decimal(9600),
        form="guarantee",
        receipt=D,
        round=1,
        on=date(2026, 3, 10),
    )
    held = called_off(bond)
    held.when(CLOSE).refused("R-P25")
    back = held.when(ReturnBidBonds(suppliers=(SUPPLIER,), receipt=D), by="clerk-1", on=date(2026, 3, 27)).then()
    assert not [i.key for i in back.agenda() if i.key.startswith("award.bonds")]
    back.when(CLOSE).accepted(ProjectClosed)
