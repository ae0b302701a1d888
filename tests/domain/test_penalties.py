"""Finance's proceedings, the bar, the credit platforms, the letters to departments: in the supplier's stream.

R-X01, R-X02, R-X03, R-X10, J-D6, EX-15, CR-04, CR-05, CR-06, JL44-4.4.4a, JL44-4.4.4b, JL44-4.4.4c, HR-CR-1
"""

from datetime import date
from typing import Any

import pytest

from domain.given import Accepted
from domain.message import Command
from domain.register.messages import (
    AnswerCreditObjection,
    ApplyForRepair,
    AskDepartment,
    AskPlatformAgain,
    BarEntered,
    CreditDisputeMarked,
    CreditDisputeOrdered,
    CreditObjected,
    CreditObjectionAnswered,
    CreditReportOrdered,
    CreditShown,
    CreditTakenDown,
    CreditWithdrawalOrdered,
    DepartmentAsked,
    DepartmentReplied,
    EnterBar,
    HearingHeld,
    HearingRequested,
    ObjectToCredit,
    PenaltyCaseFiled,
    PenaltyDecided,
    PenaltyNoticeServed,
    RegisterCreditReport,
    RegisterDepartmentReply,
    RegisterHearing,
    RegisterHearingRequest,
    RegisterPenaltyCase,
    RegisterPenaltyDecision,
    RegisterPenaltyNotice,
    RegisterRepairDecision,
    RepairApplied,
    RepairDecided,
    ReportCredit,
    SupplierRegistered,
)
from domain.register.state import Supplier
from domain.supervision.messages import EffectDelayed, EffectOrderedAgain
from tests.domain.scene import DIVISION, PROJECT, SUPPLIER, SUPPLIER_2, D, Scene, day
from tests.domain.test_breach import heard, refer

HOME = f"supplier/{SUPPLIER}"
FINANCE = "农安县财政局"
NUMBER = "农财采罚〔2026〕5号"


def known() -> SupplierRegistered:
    return SupplierRegistered(
        uscc=SUPPLIER, name="春风社会工作服务中心", kind="social_organisation", division=DIVISION, evidence=D
    )


def referred() -> Scene:
    """A passing-on, serious and with a very bad effect, was referred on 8 July."""
    at = heard(kind="passing_on", serious=True, very_bad_effect=True).when(refer(), by="wang").then()
    return at.in_stream(HOME).has(known()).on("2026-07-13")


def of(kind: type[Command], values: dict[str, Any], changes: dict[str, Any]) -> Any:
    return kind.model_validate({"uscc": SUPPLIER, **values, **changes})


def file(**changes: Any) -> RegisterPenaltyCase:
    values = {"case": "k1", "project": PROJECT, "referral": "b1", "authority": FINANCE, "number": "农财采立〔2026〕2号"}
    made: RegisterPenaltyCase = of(RegisterPenaltyCase, {**values, "filed_on": date(2026, 7, 13), "scan": D}, changes)
    return made


def notice(**changes: Any) -> RegisterPenaltyNotice:
    values = {"case": "k1", "served_on": date(2026, 7, 20), "proposes": "罚款并禁止参加一年"}
    made: RegisterPenaltyNotice = of(
        RegisterPenaltyNotice, {**values, "bars": True, "hearing_told": True, "scan": D}, changes
    )
    return made


def decision(**changes: Any) -> RegisterPenaltyDecision:
    values: dict[str, Any] = {
        "case": "k1",
        "document_number": NUMBER,
        "decided_on": date(2026, 8, 3),
        "outcome": "penalty",
        "ground": "R-X02",
        "fine_yuan": "2400",
        "bar_from": date(2026, 8, 4),
        "bar_until": date(2027, 8, 3),
        "scope": "政府采购活动",
        "scan": D,
    }
    made: RegisterPenaltyDecision = of(RegisterPenaltyDecision, values, changes)
    return made


def filed() -> Scene:
    return referred().when(file(), role="finance").then()


def noticed() -> Scene:
    return filed().on("2026-07-20").when(notice(), role="finance").then()


def decided(**changes: Any) -> Scene:
    return noticed().on("2026-08-03").when(decision(**changes), role="finance").then()


# ---------------------------------------------------------------- the case, the notice, the hearing


def test_finances_case_rests_on_a_referral_and_the_buyer_is_no_authority() -> None:
    """JL44-4.4.4a, R-X10, J-D6, EX-15."""
    referred().when(file(), role="finance").accepted(PenaltyCaseFiled)
    referred().when(file(referral="b2"), role="finance").refused("JL44-4.4.4a")
    referred().when(file(authority="农安县民政局"), role="clerk").refused("R-X10")
    referred().when(file(filed_on=date(2026, 7, 7)), role="finance").refused("R-X10")
    filed().when(file(), role="finance").refused("R-X10")
    referred().when(file(), role="head").refused("HR-WHO")


def test_whoever_is_to_be_barred_is_told_of_the_hearing() -> None:
    """R-X10: 行政处罚法 44, 63."""
    at = filed().on("2026-07-20")
    at.when(notice(), role="finance").accepted(PenaltyNoticeServed)
    at.when(notice(hearing_told=False), role="finance").refused("R-X10")
    at.when(notice(hearing_told=False, bars=False), role="finance").accepted(PenaltyNoticeServed)
    referred().on("2026-07-20").when(notice(), role="finance").refused("R-X10")


def test_a_hearing_is_asked_for_within_five_working_days() -> None:
    """R-X10: 行政处罚法 64; by the supplier itself."""
    at = noticed().on("2026-07-28")

    def ask(on: date) -> RegisterHearingRequest:
        return RegisterHearingRequest(uscc=SUPPLIER, case="k1", requested_on=on, digest=D)

    at.when(ask(date(2026, 7, 27)), role="supplier", uscc=SUPPLIER).accepted(HearingRequested)
    at.when(ask(date(2026, 7, 28)), role="supplier", uscc=SUPPLIER).refused("R-X10")
    at.when(ask(date(2026, 7, 27)), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")
    filed().when(ask(date(2026, 7, 13)), role="finance").refused("R-X10")
    asked = at.when(ask(date(2026, 7, 27)), role="finance").then().on("2026-08-03")
    asked.when(decision(), role="finance").refused("R-X10")
    held = asked.when(RegisterHearing(uscc=SUPPLIER, case="k1", held_on=date(2026, 8, 3), minutes=D), role="finance")
    held.accepted(HearingHeld)
    held.then().when(decision(), role="finance").accepted(PenaltyDecided)
    unasked = RegisterHearing(uscc=SUPPLIER, case="k1", held_on=date(2026, 7, 20), minutes=D)
    noticed().when(unasked, role="finance").refused("R-X10")


# ---------------------------------------------------------------- the decision


def test_no_penalty_without_notice_nor_before_the_days_to_ask_for_a_hearing_are_over() -> None:
    """R-X10."""
    noticed().on("2026-08-03").when(decision(), role="finance").accepted(PenaltyDecided)
    noticed().on("2026-08-03").when(decision(decided_on=date(2026, 7, 27)), role="finance").refused("R-X10")
    filed().on("2026-08-03").when(decision(), role="finance").refused("R-X10")
    decided().when(decision(), role="finance").refused("R-X10")
    plain = {"outcome": "no_penalty", "ground": None, "fine_yuan": None}
    none = decision(**plain, bar_from=None, bar_until=None, scope=None)
    filed().on("2026-08-03").when(none, role="finance").accepted(PenaltyDecided)
    noticed().on("2026-08-03").when(decision(ground=None), role="finance").refused("R-X10")
    noticed().on("2026-08-03").when(decision(scope=None), role="finance").refused("JL44-4.4.4b")


def test_ninety_days_from_filing_are_finances_own_and_stand_on_the_agenda() -> None:
    """R-X10: 行政处罚法 60.  A late decision is known all the same."""
    item = filed().item("penalty.decide.k1")
    assert (item.due, item.who) == (day("2026-10-13T00:00"), "finance")  # the ninetieth day is 11 October, a Sunday
    last, late = date(2026, 10, 12), date(2026, 10, 13)
    at = noticed().on("2026-10-13")
    in_time = at.when(decision(decided_on=last), role="finance").accepted(PenaltyDecided)
    assert "R-X10" not in [getattr(e, "clause", "") for _, e in in_time.events]
    at.when(decision(decided_on=late), role="finance").warned("R-X10")


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"bar_until": date(2027, 8, 2)}, "R-X02"),
        ({"bar_until": date(2029, 8, 5)}, "R-X02"),
        ({"fine_yuan": "2399.99"}, "R-X02"),
        ({"fine_yuan": "4800.01"}, "R-X02"),
        ({"ground": "R-X01", "fine_yuan": "1"}, "R-X01"),
        ({"ground": "R-X03", "fine_yuan": None}, "R-X03"),  # only after negotiation or from a single source
    ],
)
def test_a_penalty_beyond_the_laws_measure_is_looked_at_again(changes: dict[str, Any], clause: str) -> None:
    """R-X01, R-X02, R-X03: finance alone decides, so it warns."""
    at = noticed().on("2026-08-03")
    at.when(decision(**changes), role="finance").warned(clause)
    lawful = at.when(decision(), role="finance").accepted(PenaltyDecided)
    assert clause not in [getattr(e, "clause", "") for _, e in lawful.events]


# ---------------------------------------------------------------- the bar


def bar(**changes: Any) -> EnterBar:
    values: dict[str, Any] = {
        "authority": FINANCE,
        "document_number": NUMBER,
        "scope": "政府采购活动",
        "from_on": date(2026, 8, 4),
        "until_on": date(2027, 8, 3),
        "scan": D,
        "case": "k1",
    }
    made: EnterBar = of(EnterBar, values, changes)
    return made


def test_a_bar_of_a_case_is_the_decisions_own() -> None:
    """JL44-4.4.4b, CR-04: number, authority, scope, dates."""
    assert decided().item("penalty.bar.k1").who == "clerk"
    decided().when(bar(), role="clerk").accepted(BarEntered)
    decided().when(bar(until_on=date(2028, 8, 3)), role="clerk").refused("JL44-4.4.4b")
    decided().when(bar(authority="农安县民政局"), role="clerk").refused("JL44-4.4.4b")
    noticed().when(bar(), role="clerk").refused("JL44-4.4.4b")
    decided().when(bar(), role="clerk").then().when(bar(), role="clerk").refused("JL44-4.4.4b")


# ---------------------------------------------------------------- the platforms


def barred() -> Scene:
    return decided().on("2026-08-05").when(bar(), role="clerk").then()


def report(**changes: Any) -> ReportCredit:
    made: ReportCredit = of(ReportCredit, {"report": "r1", "document_number": NUMBER}, changes)
    return made


def reported() -> Scene:
    return barred().when(report(), by="li", role="clerk").then()


def receipt(platform: str = "province", **changes: Any) -> RegisterCreditReport:
    values = {"report": "r1", "platform": platform, "action": "show", "receipt": "信用回执1"}
    made: RegisterCreditReport = of(RegisterCreditReport, {**values, "done_on": date(2026, 8, 5)}, changes)
    return made


def shown() -> Scene:
    both = reported().when(receipt(), by="adapter").then()
    return both.when(receipt("locality"), by="adapter").then()


def supplier(at: Scene) -> Supplier:
    state = at.states[HOME]
    assert isinstance(state, Supplier)
    return state


def asked(at: Scene) -> list[tuple[str, str]]:
    return [(e.body["platform"], e.body["action"]) for e in supplier(at).watch.effects.values() if e.kind == "credit"]


def test_a_record_goes_to_the_provincial_and_the_local_platform_once() -> None:
    """JL44-4.4.4c, CR-06."""
    assert barred().item("credit.report.k1").due == day("2026-08-14T00:00")
    at = barred().when(report(), by="li", role="clerk")
    at.accepted(CreditReportOrdered, CreditReportOrdered)
    assert asked(at.then()) == [("province", "show"), ("locality", "show")]
    assert len(asked(barred().when(report(also=("city",)), role="clerk").then())) == 3
    reported().when(report(report="r2"), role="clerk").refused("JL44-4.4.4c")
    decided().when(report(), role="clerk").refused("JL44-4.4.4c")  # no bar, no record
    barred().on("2027-08-04").when(report(), role="clerk").refused("JL44-4.4.4c")


def test_each_platforms_receipt_is_registered_once_and_a_missing_one_is_looked_after() -> None:
    """JL44-4.4.4c, HR-CR-1: asked twice, done once; nothing is forgotten."""
    at = reported()
    assert at.item("credit.shown.r1.locality").who == "clerk"
    one = at.when(receipt(), by="adapter")
    one.accepted(CreditShown)
    assert asked(one.then()) == [("locality", "show")]
    assert one.then().when(receipt(), by="adapter").answer == Accepted()
    one.then().when(receipt(), role="clerk").refused("JL44-4.4.4c")
    at.when(receipt("elsewhere"), by="adapter").refused("JL44-4.4.4c")
    at.when(receipt(action="withdraw"), by="adapter").refused("JL44-4.4.4c")
    assert not [i for i in shown().agenda() if i.key.startswith("credit.shown")]


def test_what_a_platform_did_not_take_is_asked_again_under_the_same_id() -> None:
    """HR-EFFECT."""
    first = next(e.id for e in supplier(reported()).watch.effects.values() if e.kind == "credit")
    delayed = EffectDelayed(effect=first, attempt=1, error="没有答复", retry_at=day("2026-08-06"))
    again = AskPlatformAgain(uscc=SUPPLIER, effect=first, reason="平台已恢复")
    answer = reported().has(delayed).when(again, role="clerk").accepted(EffectOrderedAgain)
    assert answer.events[0][1].model_dump()["effect"] == first
    reported().when(again, role="clerk").refused("HR-EFFECT")
    shown().when(again, role="clerk").refused("HR-EFFECT")


def test_a_record_goes_off_show_when_its_bar_ends_and_stays_in_the_ledger() -> None:
    """CR-04, JL44-4.4.4c."""
    item = shown().item("credit.expire.r1")
    assert (item.due, item.does) == (day("2027-08-04T00:00"), "take")
    ended = shown().wake("credit.expire.r1")
    ended.accepted(CreditWithdrawalOrdered, CreditWithdrawalOrdered)
    at = ended.then()
    assert asked(at) == [("province", "withdraw"), ("locality", "withdraw")]
    assert len(supplier(at).credit.of("r1")) == 2
    down = at.when(receipt(action="withdraw"), by="adapter")
    down.accepted(CreditTakenDown)
    assert asked(down.then()) == [("locality", "withdraw")]
    assert down.then().item("credit.down.r1.locality.2027-08-04").rule == "JL44-4.4.4c"
    assert "credit.expire.r1" not in {i.key for i in at.agenda()}


def test_a_platform_that_never_answered_is_told_to_take_it_down_all_the_same() -> None:
    """It may show what it never receipted; and a late showing is taken down again."""
    at = reported().wake("credit.expire.r1").then()
    assert asked(at) == [("province", "withdraw"), ("locality", "withdraw")]
    down = at.when(receipt(action="withdraw"), by="adapter").then()
    late = down.when(receipt(), by="adapter")
    late.accepted(CreditShown, CreditWithdrawalOrdered)
    assert ("province", "withdraw") in asked(late.then())


# ---------------------------------------------------------------- objection, repair


def objection(**changes: Any) -> ObjectToCredit:
    values = {"report": "r1", "objection": "o1", "facts": "处罚决定已撤销", "digest": D}
    made: ObjectToCredit = of(ObjectToCredit, values, changes)
    return made


def answer(upheld: bool = True, **changes: Any) -> AnswerCreditObjection:
    values = {"objection": "o1", "upheld": upheld, "reason": "经核对属实", "digest": D}
    made: AnswerCreditObjection = of(AnswerCreditObjection, values, changes)
    return made


def test_an_objection_is_answered_by_someone_else_and_if_upheld_the_record_comes_down() -> None:
    """JL44-4.4.4c: 异议."""
    at = shown().on("2026-08-10").when(objection(), role="supplier", uscc=SUPPLIER)
    at.accepted(CreditObjected)
    lodged = at.then()
    assert lodged.item("credit.objection.o1").due == day("2026-08-20T00:00")
    lodged.when(answer(), by="wang").accepted(CreditObjectionAnswered, CreditWithdrawalOrdered, CreditWithdrawalOrdered)
    lodged.when(answer(), by="li", role="clerk").refused("JL44-4.4.4c")  # who reported it
    kept = lodged.when(answer(upheld=False), by="wang")
    kept.accepted(CreditObjectionAnswered, CreditDisputeOrdered, CreditDisputeOrdered)
    assert asked(kept.then()) == [("province", "unmark"), ("locality", "unmark")]
    kept.then().when(answer(), by="wang").refused("JL44-4.4.4c")
    lodged.when(answer(objection="o2"), by="wang").refused("JL44-4.4.4c")
    shown().when(objection(), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")
    barred().when(objection(), role="supplier", uscc=SUPPLIER).refused("JL44-4.4.4c")


def test_while_an_objection_is_under_way_the_platforms_say_so() -> None:
    """JL44-4.4.4c: 异议标注, on each platform with its receipt, off again when it is answered."""
    at = shown().on("2026-08-10").when(objection(), role="supplier", uscc=SUPPLIER)
    at.accepted(CreditObjected, CreditDisputeOrdered, CreditDisputeOrdered)
    lodged = at.then()
    assert asked(lodged) == [("province", "mark"), ("locality", "mark")]
    assert lodged.item("credit.mark.r1.province.2026-08-10").rule == "JL44-4.4.4c"
    marked = lodged.when(receipt(action="mark"), by="adapter")
    marked.accepted(CreditDisputeMarked)
    one = marked.then()
    assert asked(one) == [("locality", "mark")]
    one.when(receipt(action="mark"), role="clerk").refused("JL44-4.4.4c")
    assert one.when(receipt(action="mark"), by="adapter").answer == Accepted()
    shown().when(receipt(action="mark"), role="clerk").refused("JL44-4.4.4c")  # nobody asked for a mark
    second = one.when(objection(objection="o2"), role="supplier", uscc=SUPPLIER)
    assert [type(e) for _, e in second.accepted(CreditObjected).events] == [CreditObjected]  # marked already
    first_answered = second.then().when(answer(upheld=False), by="wang")
    assert [type(e) for _, e in first_answered.accepted(CreditObjectionAnswered).events] == [CreditObjectionAnswered]
    both = first_answered.then().when(answer(upheld=False, objection="o2"), by="wang")
    both.accepted(CreditObjectionAnswered, CreditDisputeOrdered, CreditDisputeOrdered)
    assert asked(both.then()) == [("province", "unmark"), ("locality", "unmark")]
    upheld = lodged.when(answer(), by="wang").then()
    assert asked(upheld) == [("province", "withdraw"), ("locality", "withdraw")]  # what comes down needs no mark


def test_a_hearing_is_announced_seven_working_days_before() -> None:
    """R-X10: 行政处罚法 64(2), 85; told on 27 July, held on 5 August at the earliest"""
    request = RegisterHearingRequest(uscc=SUPPLIER, case="k1", requested_on=date(2026, 7, 27), digest=D)
    asked_for = noticed().on("2026-07-27").when(request, role="finance").then().on("2026-08-10")

    def held(on: date, told: date | None) -> RegisterHearing:
        return RegisterHearing(uscc=SUPPLIER, case="k1", held_on=on, notified_on=told, minutes=D)

    asked_for.when(held(date(2026, 8, 5), date(2026, 7, 27)), role="finance").accepted(HearingHeld)
    asked_for.when(held(date(2026, 8, 4), date(2026, 7, 27)), role="finance").refused("R-X10")
    asked_for.when(held(date(2026, 8, 5), None), role="finance").warned("R-X10")


def test_a_bar_reaches_as_far_as_its_decision_says() -> None:
    """JL44-4.4.4b, CR-04: within the scope that the decision names; everywhere where it names none."""
    limited = decided(reach=("220100",))
    enter = bar(reach=("220100",))
    limited.on("2026-08-05").when(bar(), role="clerk").refused("JL44-4.4.4b")  # not the decision's own reach
    state = supplier(limited.on("2026-08-05").when(enter, role="clerk").then())
    day_of = date(2026, 9, 1)
    assert state.barred_on(day_of, "220122") is not None  # 农安县 lies in 长春市
    assert state.barred_on(day_of, "220122102") is not None  # and so does its township
    assert state.barred_on(day_of, "220202") is None  # 吉林市 doesn't
    assert state.barred_on(day_of) is not None
    everywhere = supplier(barred())
    assert everywhere.barred_on(day_of, "220202") is not None
    no_bar = decision(reach=("220100",), bar_from=None, bar_until=None, scope=None)
    noticed().on("2026-08-03").when(no_bar, role="finance").refused("JL44-4.4.4b")


def repair(**changes: Any) -> RegisterRepairDecision:
    values = {"repair": "x1", "granted": True, "authority": FINANCE, "document_number": "农财信修〔2027〕1号"}
    made: RegisterRepairDecision = of(RegisterRepairDecision, {**values, "reason": "已整改", "scan": D}, changes)
    return made


def test_repair_is_decided_by_who_punished_ends_the_showing_and_not_the_bar() -> None:
    """JL44-4.4.4c: 信用修复."""
    apply = ApplyForRepair(uscc=SUPPLIER, report="r1", repair="x1", facts="已整改并缴清罚款", evidence=D)
    at = shown().on("2027-03-01").when(apply, role="supplier", uscc=SUPPLIER)
    at.accepted(RepairApplied)
    applied = at.then()
    assert applied.item("credit.repair.x1").who == "finance"
    granted = applied.when(repair(), role="finance")
    granted.accepted(RepairDecided, CreditWithdrawalOrdered, CreditWithdrawalOrdered)
    assert supplier(granted.then()).barred_on(date(2027, 3, 1)) is not None
    applied.when(repair(authority="农安县民政局"), role="clerk").refused("JL44-4.4.4c")
    denied = applied.when(repair(granted=False), role="finance")
    denied.accepted(RepairDecided)
    assert asked(denied.then()) == []
    shown().when(repair(), role="finance").refused("JL44-4.4.4c")
    granted.then().when(apply, role="supplier", uscc=SUPPLIER).refused("JL44-4.4.4c")


# ---------------------------------------------------------------- the letters


def letter(**changes: Any) -> AskDepartment:
    values = {"letter": "l1", "department": "农安县市场监督管理局", "decision": NUMBER, "measure": "纳入重点监管范围"}
    basis = {"legal_basis": "政府采购法第七十七条；国办发〔2020〕49号", "file": D}
    made: AskDepartment = of(AskDepartment, {**values, **basis}, changes)
    return made


def test_a_department_is_asked_after_the_decision_with_a_listed_measure() -> None:
    """JL44-4.4.4c, CR-05: the national list is known from memory (M), so another measure warns."""
    plain = decided().when(letter(), by="wang").accepted(DepartmentAsked)
    assert "CR-05" not in [getattr(e, "clause", "") for _, e in plain.events]
    decided().when(letter(measure="停水停电"), by="wang").warned("CR-05")
    noticed().when(letter(), by="wang").refused("JL44-4.4.4c")
    sent = decided().when(letter(), by="wang").then()
    sent.when(letter(), by="wang").refused("JL44-4.4.4c")
    assert sent.item("letters.reply.l1").who == "clerk"
    replied = RegisterDepartmentReply(uscc=SUPPLIER, letter="l1", takes_part=True, reply="已纳入重点监管", scan=D)
    done = sent.when(replied)
    done.accepted(DepartmentReplied)
    assert "letters.reply.l1" not in {i.key for i in done.then().agenda()}
    done.then().when(replied).refused("JL44-4.4.4c")
    decided().when(replied).refused("JL44-4.4.4c")


def test_after_a_bar_of_our_own_referral_somebody_must_write_to_the_departments() -> None:
    """JL44-4.4.4c, HR-CR-1: ten working days; gone with the first letter on that decision."""
    waits = barred()
    item = waits.item("letters.ask.k1")
    assert (item.rule, item.who) == ("JL44-4.4.4c", "head")
    written = waits.when(letter(), by="wang").then()
    assert "letters.ask.k1" not in {i.key for i in written.agenda()}
    assert "letters.ask.k1" not in {i.key for i in decided().agenda()}  # no bar, nothing to act on together
    over = shown().wake("credit.expire.r1").then()
    assert shown().item("letters.ask.k1").who == "head"
    assert "letters.ask.k1" not in {i.key for i in over.agenda()}  # a letter would be refused now


def test_the_letter_goes_to_the_department_and_its_reply_is_asked_for() -> None:
    """JL44-4.4.4c, CR-05, HR-CR-1: what is written, to whom, until when a reply is waited for"""
    sent = decided().when(letter(), by="wang").then()
    (effect,) = (e for e in supplier(sent).watch.effects.values() if e.kind == "letter")
    assert (effect.body["to"], effect.body["decision"]) == ("农安县市场监督管理局", NUMBER)
    assert (effect.body["supplier"], effect.body["measure"]) == (SUPPLIER, "纳入重点监管范围")
    assert effect.body["legal_basis"]
    item = sent.item("letters.reply.l1")
    assert item.rule == "JL44-4.4.4c"
    assert sent.wake("letters.reply.l1").accepted().events  # reminded
    refusing = RegisterDepartmentReply(
        uscc=SUPPLIER,
        letter="l1",
        takes_part=False,
        reply="不属本部门职权",
        document_number="农市监函〔2026〕3号",
        scan=D,
    )
    answered = sent.when(refusing).accepted(DepartmentReplied).events[0][1]
    assert isinstance(answered, DepartmentReplied)
    assert (answered.takes_part, answered.document_number) == (False, "农市监函〔2026〕3号")
    sent.when(refusing.model_copy(update={"letter": "l2"})).refused("JL44-4.4.4c")


def test_no_department_is_asked_once_the_bar_is_over_nor_for_what_was_not_punished() -> None:
    """JL44-4.4.4c: the punishment is in force while it is asked for"""
    last, after = barred().on("2027-08-03"), barred().on("2027-08-04")
    last.when(letter(), by="wang").accepted(DepartmentAsked)
    after.when(letter(), by="wang").refused("JL44-4.4.4c")
    spared = decided(outcome="no_penalty", ground=None, fine_yuan=None, bar_from=None, bar_until=None, scope=None)
    spared.when(letter(), by="wang").refused("JL44-4.4.4c")
    decided().when(letter(decision="农财采罚〔2026〕6号"), by="wang").refused("JL44-4.4.4c")


def test_a_platform_cannot_say_that_it_took_down_what_nobody_told_it_to() -> None:
    """JL44-4.4.4c, CR-04: off show when the bar is over, not a day before; each platform once"""
    lasting = shown().on("2027-08-03")
    assert [e for e in supplier(lasting).watch.effects.values() if e.kind == "credit"] == []
    lasting.when(receipt(action="withdraw"), by="adapter").refused("JL44-4.4.4c")
    over = shown().wake("credit.expire.r1").then()
    assert over.at == day("2027-08-04T00:00")
    both = over.when(receipt(action="withdraw"), by="adapter").then()
    both = both.when(receipt("locality", action="withdraw"), by="adapter").then()
    assert asked(both) == []
    assert not [i for i in both.agenda() if i.key.startswith("credit.")]
