"""Notices: every kind in its official order, true to the record, never changed once out.  PB-05, PB-06, PB-10, NT-*, NF-*"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from domain.dispute.messages import ComplaintDecided
from domain.effects import ordered as effect_of
from domain.evaluation.messages import EvaluationConcluded
from domain.message import Event
from domain.project import Project
from domain.publication.messages import (
    ComplaintNoticeRegistered,
    NoticeKind,
    NoticeOrdered,
    NoticePublished,
    NoticeWithdrawn,
    OrderNotice,
    RegisterComplaintNotice,
    RegisterPublication,
    SolicitationPrepared,
    WithdrawNotice,
)
from domain.publication.sections import NOTHING, complaint_sections, form_of, form_title, sections
from domain.supervision.messages import AskAgain, DepartureRecorded, ReportRefusal
from domain.takeover.trigger.messages import TakeoverTriggered
from tests.domain.builders import (
    FIELDS,
    awarded,
    below_limit_plan,
    lawful_plan,
    planned,
    published,
    ready,
    solicitation,
)
from tests.domain.running import all_accepted, signed
from tests.domain.scene import DIVISION, HOME, PROJECT, D, Scene, day, rulebook, scene

RULES = rulebook(DIVISION, date(2026, 3, 2))
KINDS = get_args(NoticeKind)
PREQUALIFICATION = dict.fromkeys(
    ("supplier_qualifications", "documents", "submission", "examined_on", "contact"), "见资格预审文件"
)


def order(kind: NoticeKind, key: str = "n-1", **changes: Any) -> OrderNotice:
    return OrderNotice(**{"notice": key, "kind": kind, "title": "公告", "fields": FIELDS, **changes})


def register(key: str = "n-1", at: str = "2026-03-02T09:00", **changes: Any) -> RegisterPublication:
    return RegisterPublication(**{"notice": key, "published_at": day(at), "receipt": "JL-1", **changes})


def project(scene: Scene) -> Project:
    state = scene.states[HOME]
    assert isinstance(state, Project)
    return state


def prepared(**plan: Any) -> Scene:
    whole = lawful_plan(**plan)
    terms = solicitation(
        ceiling_yuan=whole.highest_price_yuan,
        bid_bond_yuan=None,
        response_deadline=day("2026-03-23"),
        opens_at=day("2026-03-23"),
    )
    said = SolicitationPrepared(round=1, solicitation=terms, by="clerk-1", on=date(2026, 2, 28))
    return ready(scene(), whole).has(said).on("2026-03-02")


# ---------------------------------------------------------------- the official order


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_headings_in_the_official_order_and_keeps_them_all(kind: NoticeKind) -> None:
    """NF-intention … NF-departure: whatever a notice says, its sections are those of its form, in order."""
    form = form_of(kind, "competitive_consultation", RULES)
    assert form is not None
    headings = [entry.split(" ", 1)[1] for entry in RULES.kinds(form, "sections")]
    made = sections(order(kind, fields={}), project(awarded(scene())), RULES, date(2026, 3, 2))
    assert [section.heading for section in made][: len(headings)] == headings
    assert all(section.text for section in made)


@pytest.mark.parametrize("rule", [r.id for r in RULES.rules() if r.id.startswith("NF-")])
def test_every_item_of_a_form_has_a_section(rule: str) -> None:
    """NF-single-source, NF-correction, NF-termination, NF-result, NF-framework-exit, NF-contract, NF-acceptance, NF-takeover,
    NF-evaluation, and the others that are gone through here"""
    keys = [entry.split(" ", 1)[0] for entry in RULES.kinds(rule, "sections")]
    places = [entry.split(".", 1)[0] for entry in RULES.kinds(rule, "items")]
    assert set(places) == set(keys)
    assert len(keys) == len(set(keys))


def test_a_tender_and_a_consultation_each_have_their_own_form() -> None:
    """NF-solicitation-open-tender, NF-solicitation"""
    assert form_title("solicitation", "open_tender", RULES) == "公开招标公告"
    assert form_of("solicitation", "competitive_consultation", RULES) == "NF-solicitation"
    heading = sections(order("solicitation"), project(prepared(method="open_tender")), RULES, date(2026, 3, 2))[
        4
    ].heading
    assert heading == "四、提交投标文件截止时间、开标时间和地点"


def test_what_is_on_record_need_not_be_said_again_and_what_is_said_goes_before_it() -> None:
    own = sections(
        order("solicitation", fields={**FIELDS, "remark": "只接收纸质文件"}),
        project(prepared()),
        RULES,
        date(2026, 3, 2),
    )
    said = {section.heading: section.text for section in own}
    assert "480000.00元（大写：肆拾捌万元整）" in said["一、项目基本情况"]
    assert f"数量：{FIELDS['quantity']}" in said["一、项目基本情况"]
    assert PROJECT in said["一、项目基本情况"]
    assert said["五、开启"].startswith("时间：2026年3月23日 10:00")
    assert said["六、公告期限"] == "自本公告发布之日起3个工作日"
    assert said["七、其他补充事宜"] == "remark：只接收纸质文件"
    assert said["八、凡对本次采购提出询问，请按以下方式联系"].endswith(FIELDS["contact"])


def test_an_empty_section_says_so_and_an_intention_has_its_closing_words() -> None:
    """PB-02, NF-intention"""
    fields = dict.fromkeys(("project_name", "need_summary", "budget", "expected_month"), "有")
    made = sections(order("intention", fields=fields), project(planned(scene())), RULES, date(2026, 1, 20))
    assert [s.text for s in made if s.heading == "备注"] == [NOTHING]
    assert made[-1].text.startswith("本次公开的采购意向是本单位政府采购工作的初步安排")


def test_what_goes_to_the_channel_is_the_whole_text_in_order() -> None:
    (event,) = [e for _, e in prepared().when(order("solicitation")).accepted(NoticeOrdered).events]
    assert isinstance(event, NoticeOrdered)
    effect = effect_of(event, f"{HOME}@9")
    assert effect is not None
    assert effect.body["sections"] == [{"heading": s.heading, "text": s.text} for s in event.sections]
    assert event.sections[0].heading == "项目概况"


# ---------------------------------------------------------------- what must be said


def test_a_tender_notice_says_whom_to_ask() -> None:
    """NT-tender, 87号令 art. 13: an article stands behind it, so it blocks; NT-consultation is from memory and warns."""
    silent = {k: v for k, v in FIELDS.items() if k != "contact"}
    tender = prepared(method="open_tender")
    tender.when(order("solicitation")).accepted(NoticeOrdered)
    tender.when(order("solicitation", fields=silent)).refused("NT-tender")
    prepared().when(order("solicitation", fields=silent)).warned("NT-consultation")


def test_a_prequalification_comes_before_the_documents_of_a_tender() -> None:
    """NT-prequalification, NF-prequalification, 87号令 art. 15"""
    tender = planned(scene(), lawful_plan(method="open_tender"))
    tender.when(order("prequalification", fields=PREQUALIFICATION)).accepted(NoticeOrdered)
    short = {k: v for k, v in PREQUALIFICATION.items() if k != "examined_on"}
    tender.when(order("prequalification", fields=short)).refused("NT-prequalification")
    planned(scene()).when(order("prequalification", fields=PREQUALIFICATION)).refused("NT-prequalification")
    late = prepared(method="open_tender").when(order("prequalification", fields=PREQUALIFICATION))
    late.refused("NT-prequalification")


@pytest.mark.parametrize(
    ("kind", "clause", "reach"),
    [
        ("contract", "NT-contract", signed),
        ("acceptance", "NT-acceptance", all_accepted),
        ("correction", "NT-correction", lambda: published(scene())),
    ],
)
def test_a_list_from_memory_warns_and_never_blocks(kind: NoticeKind, clause: str, reach: Any) -> None:
    """NT-contract, NT-acceptance, NT-correction (M)."""
    corrects = "solicitation-1" if kind == "correction" else None
    reach().when(order(kind, "n-9", fields={}, corrects=corrects)).warned(clause)


def test_a_notice_agrees_with_the_record() -> None:
    """PB-06: who publishes answers for the truth."""
    contract = signed()
    number = project(contract).contract.terms.number  # type: ignore[union-attr]
    contract.when(order("contract", fields={"contract_number": number})).accepted(NoticeOrdered)
    contract.when(order("contract", fields={"contract_number": f"{number}X"[1:]})).refused("PB-06")
    contract.when(order("contract", fields={"supplier": "别的单位"})).refused("PB-06")
    parts = ("project_name", "supplier", "supplier_address", "amount", "service_requirements", "experts")
    won = awarded(scene())
    won.when(order("result", fields=dict.fromkeys(parts, "别的单位"))).refused("PB-06")


# ---------------------------------------------------------------- once out, never changed


def test_a_notice_once_out_never_changes_and_its_corrections_are_linked_both_ways() -> None:
    """JL44-4.2.1: what follows is a correction; the original's words stay, and it names what corrects it."""
    ordered = prepared().when(order("solicitation")).then()
    shown = ordered.when(register(), by="adapter").then()
    before = project(shown).publication.ordered["n-1"]
    fields = {"original_notice": "n-1", "corrected_items": "响应截止时间", "corrected_content": "2026-03-26"}
    later = order("correction", "c-1", corrects="n-1", fields=fields, response_deadline=day("2026-03-26"))
    corrected = shown.when(later).then().when(register("c-1", receipt="JL-2"), by="adapter").then()
    publication = project(corrected).publication
    assert publication.ordered["n-1"] == before
    assert "2026年3月23日" in "".join(s.text for s in before.sections)
    assert [c.notice for c in publication.corrections("n-1")] == ["c-1"]
    said = {s.heading: s.text for s in publication.ordered["c-1"].sections}
    assert "首次公告日期：2026年3月2日" in said["一、项目基本情况"]
    assert "更正后的响应截止时间：2026年3月26日" in said["二、更正信息"]
    corrected.when(order("solicitation")).refused("JL44-4.2.1")


def test_a_correction_that_does_not_show_corrects_nothing_yet() -> None:
    running = published(scene())
    ordered = running.when(order("correction", "c-1", corrects="solicitation-1")).then()
    assert project(ordered).publication.corrections("solicitation-1") == ()


# ---------------------------------------------------------------- the official site


def test_a_receipt_belongs_to_one_notice_and_is_not_older_than_it() -> None:
    """PB-05"""
    ordered = prepared().when(order("solicitation")).then()
    ordered.when(register(at="2026-03-01T09:00"), by="clerk-1").refused("PB-05")
    shown = ordered.when(register(), by="clerk-1").then()
    correction = shown.when(order("correction", "c-1", corrects="n-1")).then()
    correction.when(register("c-1", receipt="JL-1"), by="clerk-1").refused("PB-05")
    correction.when(register("c-1", receipt="JL-2"), by="clerk-1").accepted(NoticePublished)


def test_where_the_texts_differ_the_official_sites_prevails() -> None:
    """PB-05: it is noted and told, and stands in nobody's way."""
    told = prepared().when(order("solicitation")).then().when(register(differs="最高限价少写一位"), by="clerk-1")
    told.warned("PB-05")
    (shown,) = [e for _, e in told.accepted().events if isinstance(e, NoticePublished)]
    assert shown.differs == "最高限价少写一位"


def test_a_refused_notice_is_taken_back_and_another_goes_out() -> None:
    """PB-07, HR-EFFECT: taken back it is no longer watched; what may have shown is only corrected."""
    ordered = prepared().when(order("solicitation")).then()
    back = WithdrawNotice(notice="n-1", reason="标题有误")
    ordered.when(back).refused("JL44-4.2.1")  # in flight: it may show at any moment
    effect = next(iter(project(ordered).watch.effects))
    refused = ordered.when(ReportRefusal(effect=effect, reason="标题不符"), by="adapter").then()
    refused.item("publication.notice.n-1")
    gone = refused.when(back)
    gone.accepted(NoticeWithdrawn)
    after = gone.then()
    assert project(after).watch.effects == {}
    assert not [i for i in after.agenda() if i.key.startswith(("publication.notice", "refused"))]
    after.when(register(), by="clerk-1").refused("PB-05")
    after.when(AskAgain(effect=effect, reason="再试")).accepted()
    after.when(order("solicitation", "n-2")).accepted(NoticeOrdered)
    after.when(order("solicitation")).refused("JL44-4.2.1")  # its key is spent
    shown = refused.when(register(), by="clerk-1").then()
    shown.when(back).refused("JL44-4.2.1")
    refused.when(WithdrawNotice(notice="n-7", reason="x")).refused("JL44-4.2.1")


# ---------------------------------------------------------------- finance's own


def decided() -> Scene:
    said = ComplaintDecided(
        complaint="t-1",
        upheld=False,
        document_number="农财采决〔2026〕1号",
        decision="驳回投诉",
        scan="a" * 64,
        on=date(2026, 4, 20),
    )
    return awarded(scene()).has(said).on("2026-04-24")


def complaint_notice(**changes: Any) -> RegisterComplaintNotice:
    whole = {
        "complaint": "t-1",
        "publisher": "农安县财政局",
        "published_on": date(2026, 4, 23),
        "url": "http://czj.nongan.gov.cn/1",
    }
    return RegisterComplaintNotice(**{**whole, **changes})


def test_finances_notice_of_its_decision_is_registered_with_its_place() -> None:
    """PB-10, NF-complaint, 94号令 art. 34"""
    once = decided().when(complaint_notice(), role="finance")
    once.accepted(ComplaintNoticeRegistered)
    made = complaint_sections(project(once.then()), "t-1", RULES)
    assert "http://czj.nongan.gov.cn/1" in made[5].text
    once.then().when(complaint_notice()).refused("PB-10")
    decided().when(complaint_notice(published_on=date(2026, 4, 19))).refused("PB-10")
    decided().when(complaint_notice(published_on=date(2026, 4, 25))).refused("PB-10")
    awarded(scene()).when(complaint_notice()).refused("PB-10")


def test_a_small_purchase_invites_in_the_same_order() -> None:
    """NF-invitation"""
    small = below_limit_plan()
    made = sections(order("invitation"), project(published(scene(), small)), RULES, date(2026, 3, 2))
    assert made[0].heading == "项目概况"
    assert made[0].text == small.need


def test_an_acceptance_is_announced_within_two_working_days() -> None:
    """PB-09 (M): a duty on the agenda, which reminds and alarms and refuses nothing."""
    item = next(i for i in all_accepted().agenda() if i.key.startswith("performance.publish."))
    assert item.rule == "PB-09"
    assert not RULES.rule("PB-09").blocks


def test_a_projects_page_links_corrections_both_ways_and_tells_a_refusal() -> None:
    """JL44-4.2.1, HR-EFFECT"""
    from io import StringIO

    from rich.console import Console

    from commandline.notices import corrections, notices

    running = published(scene())
    waiting = running.when(order("correction", "c-1", corrects="solicitation-1")).then()
    shown = waiting.when(register("c-1", receipt="JL-9"), by="adapter").then()
    assert corrections(project(shown)) == {"solicitation-1": ["c-1"]}
    effect = next(iter(project(waiting).watch.effects))
    refused = waiting.when(ReportRefusal(effect=effect, reason="栏目不全"), by="adapter").then()
    said = {}
    for name, told in (("shown", shown), ("refused", refused)):
        out = Console(file=StringIO(), width=200)
        notices(out, project(told))
        said[name] = out.file.getvalue()  # type: ignore[attr-defined]
    assert "更正 solicitation-1" in said["shown"]
    assert "见 c-1" in said["shown"]
    assert "网站拒绝：栏目不全" in said["refused"]


# ---------------------------------------------------------------- the house's own notices

TOLD: dict[NoticeKind, Event] = {
    "takeover": TakeoverTriggered(
        takeover=f"{PROJECT}-T1", ground="T2", gap_since=day("2026-07-06"), at=day("2026-07-06")
    ),
    "evaluation": EvaluationConcluded(
        score=Decimal(91), band="优", by_axis={}, opinion="达到目标", on=date(2026, 12, 31)
    ),
    "departure": DepartureRecorded(
        clause="JL44-5.2",
        reason="新增对象",
        minutes=D,
        finance_opinion=D,
        finance_document="财函1",
        on=date(2026, 2, 20),
    ),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_the_house_tells_the_public_has_its_parts(kind: NoticeKind) -> None:
    """NT-takeover, NT-evaluation, NT-departure: each part must stand in it."""
    clause = f"NT-{kind}"
    needed = RULES.kinds(clause, "notice_parts")
    begun = awarded(scene()).has(TOLD[kind])
    begun.when(order(kind, fields=dict.fromkeys(needed, "见附件"))).accepted(NoticeOrdered)
    for missing in needed:
        silent = {part: "见附件" for part in needed if part != missing}
        assert begun.when(order(kind, fields=silent)).refused(clause).findings[0].field == missing
