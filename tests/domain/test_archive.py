"""After the last entry: addenda by one and another, holds, appraisal and destruction.  GPL 42, R-P27, HR-CL-3 … HR-CL-6"""

from datetime import date
from typing import Any

import pytest

from domain.closing.keeping import manifest
from domain.closing.messages import ArchivedFile, ArchiveFiles, CloseProject, FilesArchived, ProjectClosed
from domain.closing.papers import registered
from domain.given import Accepted
from domain.ids import division_of
from domain.register.archive.messages import (
    AddendumChecked,
    AddendumRecorded,
    ArchiveDestroyed,
    ArchiveKept,
    CheckAddendum,
    DecideDestruction,
    DestructionDecided,
    DestructionProposed,
    EnterArchive,
    HoldLifted,
    HoldPlaced,
    LiftHold,
    PlaceHold,
    ProposeDestruction,
    RecordAddendum,
    RecordDestruction,
)
from domain.register.state import Listing
from domain.register.tips.messages import TipConcluded
from domain.supervision.messages import DeadlineMissed, DeadlineTook, FindingRecorded, WarningNoted
from tests.domain.running import passed, performing
from tests.domain.scene import BUYER, DIVISION, HOME, PROJECT, SUPPLIER, D, Scene
from tests.domain.test_closing import CLOSE, WHOLE, listed, project_of, settled
from tests.domain.test_incidents import reported
from tests.domain.test_tips import accept, conclude, tip

ARCHIVE = f"register/archive-{DIVISION}"
AUDIT = "5" * 64


def closed() -> Scene:
    """Archived and closed on 26 January 2027 with a list of three classes; what judges now is the archive."""
    kept = settled().when(listed(*WHOLE), by="zhao").then()
    return kept.when(CLOSE, by="wang").then().in_stream(ARCHIVE)


def before_the_register() -> Scene:
    """Closed when the house had no such register yet."""
    kept = settled().when(listed(*WHOLE), by="zhao").then()
    return kept.has(ProjectClosed(opinion="同意结项", on=date(2027, 1, 26))).in_stream(ARCHIVE)


def state(of: Scene) -> Listing:
    found = of.states[ARCHIVE]
    assert isinstance(found, Listing)
    return found


# ---------------------------------------------------------------- what closing leaves behind


def test_closing_enters_the_archive_where_it_goes_on_living_with_its_seal_and_its_days() -> None:
    """HR-CL-3, R-P27: fifteen years, thirty, five"""
    kept = settled().when(listed(*WHOLE), by="zhao").then()
    event = kept.when(CLOSE, by="wang").accepted(ProjectClosed, ArchiveKept).events[-1]
    archived = project_of(kept).closing.archived
    assert archived is not None
    assert event[0] == ARCHIVE
    assert isinstance(event[1], ArchiveKept)
    assert event[1].manifest == manifest(archived)
    assert event[1].keep == {
        "procurement": date(2042, 1, 26),
        "accounting": date(2057, 1, 26),
        "service_records": date(2032, 1, 26),
    }
    assert event[1].papers == {"procurement": 1, "accounting": 1, "service_records": 1}
    assert division_of(f"sim.x.{ARCHIVE}") == DIVISION


def test_an_archive_without_a_list_is_kept_as_a_procurement_file() -> None:
    """R-P27"""
    plain = ArchiveFiles(keeper="农安县民政局档案室", index=D)
    event = settled().when(plain, by="zhao").then().when(CLOSE, by="wang").accepted(ArchiveKept).events[-1][1]
    assert isinstance(event, ArchiveKept)
    assert (event.manifest, event.keep) == (None, {"procurement": date(2042, 1, 26)})


def test_an_archive_from_before_the_register_is_entered_once_and_only_when_closed() -> None:
    """HR-CL-4, HR-CL-5"""
    old = before_the_register()
    entered = old.when(EnterArchive(project=PROJECT), by="zhao").accepted_then(ArchiveKept)
    assert state(entered).archives.by_project == state(closed()).archives.by_project
    entered.when(EnterArchive(project=PROJECT), by="zhao").refused("HR-CL-4")
    open_still = settled().in_stream(ARCHIVE)
    open_still.when(EnterArchive(project=PROJECT), by="zhao").refused("HR-CL-5")


def test_a_role_reaches_the_archives_of_its_own_unit_and_division() -> None:
    """HR-WHO"""
    closed().when(EnterArchive(project=PROJECT), by="he", uscc=SUPPLIER).refused("HR-WHO")
    other = Scene(home=ARCHIVE, at=closed().at, division="2202", states=closed().states)
    other.when(addendum(), by="shen", role="auditor").refused("HR-WHO")


# ---------------------------------------------------------------- addenda


def addendum(**changes: Any) -> RecordAddendum:
    values: dict[str, Any] = {
        "project": PROJECT,
        "key": "a1",
        "kind": "audit_finding",
        "about": "第二期服务台账缺少三户签字",
        "digest": AUDIT,
        "issued_by": "农安县审计局",
        "issued_on": date(2027, 1, 20),
    }
    return RecordAddendum(**{**values, **changes})


CHECK = CheckAddendum(project=PROJECT, key="a1", agrees=True, opinion="与审计报告一致")


def test_an_audits_finding_is_attached_to_the_seal_by_one_and_checked_by_another() -> None:
    """HR-CL-5: the project's own stream and its seal stay as they were"""
    before = closed()
    accepted = before.when(addendum(), by="shen", role="auditor").accepted(AddendumRecorded)
    event = accepted.events[0][1]
    archived = project_of(before).closing.archived
    assert isinstance(event, AddendumRecorded)
    assert archived is not None
    assert event.manifest == manifest(archived)
    assert {stream for stream, _ in accepted.events} == {ARCHIVE}
    added = before.when(addendum(), by="shen", role="auditor").then()
    assert project_of(added) == project_of(before)
    added.when(CHECK, by="shen", role="auditor").refused("HR-CL-5")
    checked = added.when(CHECK, by="wang", role="head").accepted_then(AddendumChecked)
    checked.when(CHECK, by="li", role="head").refused("HR-CL-5")
    assert state(checked).archives.of(PROJECT).unchecked == ()


def test_before_closing_a_finding_belongs_to_the_project() -> None:
    """HR-CL-5"""
    settled().in_stream(ARCHIVE).when(addendum(), by="shen", role="auditor").refused("HR-CL-5")


def test_an_addendum_is_entered_once_and_not_before_its_document() -> None:
    """HR-CL-5"""
    added = closed().when(addendum(), by="shen", role="auditor").then()
    added.when(addendum(), by="shen", role="auditor").refused("HR-CL-5")
    closed().when(addendum(issued_on=date(2027, 1, 27)), by="shen", role="auditor").refused("HR-CL-5")
    closed().when(CHECK, by="wang", role="head").refused("HR-CL-5")


@pytest.mark.parametrize("kind", ["court", "finance", "audit_finding", "other"])
def test_a_late_decision_of_a_court_or_of_finance_is_an_addendum(kind: Any) -> None:
    """HR-CL-5"""
    closed().when(addendum(kind=kind), by="zhao", role="clerk").accepted(AddendumRecorded)


def test_a_wrong_entry_is_named_with_what_it_should_have_said() -> None:
    """HR-CL-5, JL44-4.4.0"""
    wrong = {"kind": "correction", "corrects": f"{HOME}@12", "becomes": "验收人员为三人"}
    closed().when(addendum(**wrong), by="zhao", role="clerk").accepted(AddendumRecorded)
    closed().when(addendum(kind="correction"), by="zhao", role="clerk").refused("HR-CL-5")
    elsewhere = {**wrong, "corrects": "project/220122-2026-zzzzzz@12"}
    closed().when(addendum(**elsewhere), by="zhao", role="clerk").refused("HR-CL-5")


def test_the_paper_that_an_addendum_is_about_stands_in_the_sealed_list() -> None:
    """HR-CL-5"""
    closed().when(addendum(paper=WHOLE[2].digest), by="shen", role="auditor").accepted(AddendumRecorded)
    closed().when(addendum(paper="9" * 64), by="shen", role="auditor").refused("HR-CL-5")


def test_what_a_tip_led_to_is_not_entered_by_the_buyers_own_people() -> None:
    """JL44-4.4.1"""
    closed().when(addendum(kind="tip"), by="zhao", role="clerk").refused("JL44-4.4.1")
    closed().when(addendum(kind="tip"), by="qu", role="inspector", uscc=BUYER).refused("JL44-4.4.1")
    closed().when(addendum(kind="tip"), by="qu", role="inspector").accepted(AddendumRecorded)


def test_an_unchecked_addendum_is_urged_and_a_missed_day_is_told() -> None:
    """HR-CL-5"""
    added = closed().when(addendum(), by="shen", role="auditor").then()
    key = f"archive.{PROJECT}.check.a1"
    assert (added.item(key).rule, added.item(key).who) == ("HR-CL-5", "reviewer")
    reminded = added.wake(key).then()
    reminded.wake(key).accepted(DeadlineMissed)
    checked = added.when(CHECK, by="wang", role="head").then()
    assert key not in [item.key for item in checked.agenda()]


def test_a_tip_that_proves_true_of_a_closed_project_stands_beside_its_seal() -> None:
    """HR-CL-5, JL44-4.4.1: a running project has it as a finding, a closed one takes no more entries"""
    city = Scene(home="register/tips-2201", at=closed().at, division="2201", states=closed().states)
    told = city.when(tip(against="supplier"), by="qu", role="inspector").then()
    taken = told.when(accept(), by="qu", role="inspector").then()
    events = taken.when(conclude(), by="qu", role="inspector").accepted(TipConcluded, AddendumRecorded).events
    assert [stream for stream, event in events if isinstance(event, AddendumRecorded)] == [ARCHIVE]
    assert not [event for _, event in events if isinstance(event, FindingRecorded)]


# ---------------------------------------------------------------- the day


def propose(kind: Any = "service_records", **changes: Any) -> ProposeDestruction:
    values: dict[str, Any] = {
        "project": PROJECT,
        "kind": kind,
        "opinion": "已无保存价值",
        "appraisal": "6" * 64,
        "catalogue": "7" * 64,
        "appraisers": ("档案室", "财务科"),
    }
    return ProposeDestruction(**{**values, **changes})


def decide(agrees: bool = True, kind: Any = "service_records", keep_until: date | None = None) -> DecideDestruction:
    return DecideDestruction(project=PROJECT, kind=kind, agrees=agrees, opinion="意见", keep_until=keep_until)


def destroy(**changes: Any) -> RecordDestruction:
    values: dict[str, Any] = {
        "project": PROJECT,
        "kind": "service_records",
        "manner": "shredded",
        "done_on": date(2032, 2, 10),
        "done_by": "县保密销毁中心",
        "witnesses": ("档案室", "财务科"),
        "record": "8" * 64,
    }
    return RecordDestruction(**{**values, **changes})


def over() -> Scene:
    """The first day after the service records' five years."""
    return closed().on("2032-01-27")


def proposed() -> Scene:
    return over().when(propose(), by="zhao").accepted_then(DestructionProposed)


def decided() -> Scene:
    return proposed().when(decide(), by="wang").accepted_then(DestructionDecided).on("2032-02-10")


@pytest.mark.parametrize(
    ("kind", "clause", "last", "first"),
    [
        ("service_records", "HR-CL-3", "2032-01-26", "2032-01-27"),
        ("procurement", "R-P27", "2042-01-26", "2042-01-27"),
        ("accounting", "HR-CL-3", "2057-01-26", "2057-01-27"),
    ],
)
def test_nothing_is_destroyed_before_its_day_which_the_refusal_says(
    kind: Any, clause: str, last: str, first: str
) -> None:
    """R-P27, HR-CL-3: the last day of its years is not yet over"""
    refused = closed().on(last).when(propose(kind), by="zhao").refused(clause)
    assert first in refused.findings[0].reason
    closed().on(first).when(propose(kind), by="zhao").accepted(DestructionProposed)


def test_where_the_law_asks_for_more_years_today_it_is_today_that_counts() -> None:
    """R-P27: sealed with fewer years than today's law asks for"""
    short = FilesArchived(
        keeper="档案室", index=D, keep_until=date(2030, 1, 26), on=date(2027, 1, 26), files=WHOLE
    ).model_copy(update={"keep": {"procurement": date(2030, 1, 26)}})
    run = settled().has(short, ProjectClosed(opinion="同意", on=date(2027, 1, 26))).in_stream(ARCHIVE)
    run.on("2041-01-27").when(propose("procurement"), by="zhao").refused("R-P27")


def test_a_class_that_is_not_in_the_list_is_not_destroyed() -> None:
    """HR-CL-4"""
    closed().on("2090-01-01").when(propose("personal_data"), by="zhao").refused("HR-CL-4")


# ---------------------------------------------------------------- one proposes, another decides, witnesses attend


def test_one_proposes_another_decides_and_what_was_destroyed_is_on_record_by_digest() -> None:
    """HR-CL-4"""
    proposed().when(decide(), by="zhao").refused("HR-CL-4")
    event = decided().when(destroy(), by="zhao").accepted(ArchiveDestroyed).events[0][1]
    assert isinstance(event, ArchiveDestroyed)
    assert event.digests == (WHOLE[2].digest,)
    assert (event.manner, event.done_by, event.catalogue) == ("shredded", "县保密销毁中心", "7" * 64)
    gone = decided().when(destroy(), by="zhao").then()
    assert project_of(gone) == project_of(closed())
    gone.when(destroy(), by="zhao").refused("HR-CL-4")
    gone.when(propose(), by="zhao").refused("HR-CL-4")
    gone.when(decide(agrees=False), by="wang").refused("HR-CL-4")


def test_what_nobody_proposed_is_not_decided_and_what_nobody_decided_is_not_destroyed() -> None:
    """HR-CL-4"""
    over().when(decide(), by="wang").refused("HR-CL-4")
    over().when(destroy(), by="zhao").refused("HR-CL-4")
    proposed().when(destroy(done_on=date(2032, 1, 27)), by="zhao").refused("HR-CL-4")
    proposed().when(propose(), by="zhao").refused("HR-CL-4")
    decided().when(decide(), by="wang").refused("HR-CL-4")


def test_several_units_appraise_and_several_others_than_who_does_it_attend() -> None:
    """HR-CL-4"""
    over().when(propose(appraisers=("档案室", "档案室")), by="zhao").refused("HR-CL-4")
    decided().when(destroy(witnesses=("档案室", "县保密销毁中心")), by="zhao").refused("HR-CL-4")


def test_it_was_done_between_the_decision_and_today() -> None:
    """HR-CL-4"""
    decided().when(destroy(done_on=date(2032, 1, 26)), by="zhao").refused("HR-CL-4")
    decided().when(destroy(done_on=date(2032, 2, 11)), by="zhao").refused("HR-CL-4")
    decided().when(destroy(done_on=date(2032, 1, 27)), by="zhao").accepted(ArchiveDestroyed)


def test_a_class_that_is_kept_longer_is_proposed_again_after_that_day() -> None:
    """HR-CL-4"""
    proposed().when(decide(agrees=False, keep_until=date(2032, 1, 27)), by="wang").refused("HR-CL-4")
    proposed().when(decide(keep_until=date(2035, 12, 31)), by="wang").refused("HR-CL-4")
    longer = proposed().when(decide(agrees=False, keep_until=date(2035, 12, 31)), by="wang").then()
    longer.on("2035-12-31").when(propose(), by="zhao").refused("HR-CL-4")
    longer.on("2036-01-01").when(propose(), by="zhao").accepted(DestructionProposed)
    withdrawn = decided().when(decide(agrees=False), by="wang").accepted_then(DestructionDecided)
    withdrawn.when(destroy(), by="zhao").refused("HR-CL-4")
    withdrawn.when(propose(), by="zhao").accepted(DestructionProposed)


# ---------------------------------------------------------------- held


def hold(**changes: Any) -> PlaceHold:
    values: dict[str, Any] = {
        "project": PROJECT,
        "key": "h1",
        "ground": "audit",
        "about": "专项审计尚未结束",
        "digest": AUDIT,
    }
    return PlaceHold(**{**values, **changes})


LIFT = LiftHold(project=PROJECT, key="h1", reason="审计已结束", digest=D)


def test_what_an_audit_holds_is_neither_proposed_nor_decided_nor_destroyed() -> None:
    """HR-CL-4"""
    for run, command, by in (
        (over(), propose(), "zhao"),
        (proposed(), decide(), "wang"),
        (decided(), destroy(), "zhao"),
    ):
        run.when(hold(), by="shen", role="auditor").accepted_then(HoldPlaced).when(command, by=by).refused("HR-CL-4")


def test_a_hold_upon_one_class_leaves_the_others_free() -> None:
    """HR-CL-4"""
    held = over().when(hold(kinds=("procurement",)), by="shen", role="auditor").then()
    held.when(propose(), by="zhao").accepted(DestructionProposed)
    held.on("2042-01-27").when(propose("procurement"), by="zhao").refused("HR-CL-4")


def test_an_auditors_hold_is_lifted_by_an_auditor_and_the_buyers_own_by_another_person() -> None:
    """HR-CL-4"""
    audited = over().when(hold(), by="shen", role="auditor").then()
    audited.when(LIFT, by="wang", role="head").refused("HR-CL-4")
    lifted = audited.when(LIFT, by="shen", role="auditor").accepted_then(HoldLifted)
    lifted.when(propose(), by="zhao").accepted(DestructionProposed)
    lifted.when(LIFT, by="shen", role="auditor").refused("HR-CL-4")
    lifted.when(hold(), by="shen", role="auditor").refused("HR-CL-4")
    own = over().when(hold(ground="court"), by="wang", role="head").then()
    own.when(LIFT, by="wang", role="head").refused("HR-CL-4")
    own.when(LIFT, by="li", role="head").accepted(HoldLifted)


def test_an_addendum_that_nobody_has_checked_keeps_everything() -> None:
    """HR-CL-4, HR-CL-5"""
    added = over().when(addendum(), by="shen", role="auditor").then()
    added.when(propose(), by="zhao").refused("HR-CL-4")
    added.when(CHECK, by="wang", role="head").then().when(propose(), by="zhao").accepted(DestructionProposed)


def test_what_is_gone_cannot_be_held() -> None:
    """HR-CL-4"""
    gone = decided().when(destroy(), by="zhao").then()
    gone.when(hold(kinds=("service_records",)), by="shen", role="auditor").refused("HR-CL-4")
    gone.when(hold(), by="shen", role="auditor").accepted(HoldPlaced)


# ---------------------------------------------------------------- the agenda


def test_from_the_first_day_on_a_class_stands_to_be_appraised_and_nothing_forces_it() -> None:
    """HR-CL-4: the moment comes, the item stays without a further wake"""
    key = f"archive.{PROJECT}.service_records"
    waiting = closed().item(key)
    assert (waiting.does, waiting.wake is not None and waiting.wake.isoformat()) == (
        "take",
        "2032-01-27T00:00:00+08:00",
    )
    came = closed().wake(key)
    came.accepted(DeadlineTook)
    stands = came.then()
    item = stands.item(key)
    assert (item.does, item.wake, item.who) == ("wait", None, "clerk")
    assert "待鉴定" in item.title
    assert stands.item(f"archive.{PROJECT}.procurement").does == "take"
    held = stands.when(hold(), by="shen", role="auditor").then()
    assert "h1" in held.item(key).title
    asked = stands.when(propose(), by="zhao").then()
    assert asked.item(key).who == "head"
    agreed = asked.when(decide(), by="wang").then().on("2032-02-10")
    assert "监销" in agreed.item(key).title
    gone = agreed.when(destroy(), by="zhao").then()
    assert key not in [i.key for i in gone.agenda()]


def test_a_class_kept_longer_comes_back_on_its_new_day() -> None:
    """HR-CL-4"""
    key = f"archive.{PROJECT}.service_records"
    came = closed().wake(key).then()
    longer = came.when(propose(), by="zhao").then()
    longer = longer.when(decide(agrees=False, keep_until=date(2035, 12, 31)), by="wang").then()
    item = longer.item(key)
    assert (item.does, item.wake is not None and item.wake.isoformat()) == ("take", "2036-01-01T00:00:00+08:00")


# ---------------------------------------------------------------- the list against the record


def elsewhere(*files: ArchivedFile) -> ArchiveFiles:
    return ArchiveFiles(keeper="农安县民政局档案室", index="e" * 64, files=files)


def test_papers_on_record_that_the_list_leaves_out_are_named_and_stand_in_nobodys_way() -> None:
    """HR-CL-6"""
    answer = settled().when(elsewhere(*WHOLE), by="zhao").warned("HR-CL-6").answer
    assert isinstance(answer, Accepted)
    warning = next(e for _, e in answer.events if isinstance(e, WarningNoted))
    assert D[:8] in warning.reason
    assert "1 件" in warning.reason


def test_a_list_with_every_paper_on_record_is_whole() -> None:
    """HR-CL-6"""
    every = ArchivedFile(title="全部登记文件", kind="procurement", digest=D)
    whole = settled().when(elsewhere(*WHOLE, every), by="zhao").accepted(FilesArchived)
    assert not [e for _, e in whole.events if isinstance(e, WarningNoted)]


def test_the_papers_on_record_are_the_procurements_and_not_those_of_the_people_served() -> None:
    """HR-CL-6, DP-03: what an acceptance names is one of them; an account's digest is that of no paper"""
    sheet = passed("q1", date(2026, 6, 5), 150000).model_copy(update={"statement": "c" * 64})
    accepted = performing().has(sheet)
    assert {D, "c" * 64} <= set(registered(project_of(accepted), frozenset()))
    assert "c" * 64 not in registered(project_of(accepted), frozenset({"statement"}))
    fallen = reported(digest="b" * 64)
    assert "b" * 64 not in registered(project_of(fallen), frozenset())
    assert project_of(fallen).performance.incidents.by_key["i1"].reported.digest == "b" * 64


def test_a_closed_project_itself_takes_no_command() -> None:
    """JL44-4.0"""
    closed().in_stream(HOME).when(CloseProject(opinion="再结一次"), by="wang").refused("JL44-4.0")
