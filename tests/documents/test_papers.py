"""Papers in Word and PDF: read back as somebody else's programs read them, the same bytes each time.  JL44-4.3.3, 87号令 art. 69"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import docx
import pypdf
import pytest

from documents.acceptance import acceptance
from documents.bidders import award, bid_receipt, to_loser
from documents.contract import contract, countersigning
from documents.fonts import FontsMissing, find
from documents.notices import complaint_notice, notice
from documents.paper import NotOnRecord, Paper, Section, Signature, Table, Unprintable
from documents.pdf import missing, pdf
from documents.record import MISSING, record
from documents.rendering import FORMS
from documents.word import word
from domain.capitals import capitals
from domain.closing.record import headings
from domain.dispute.messages import ComplaintDecided
from domain.planning.messages import ProjectStarted
from domain.project import Project
from domain.publication.messages import ComplaintNoticeRegistered, NoticeKind, NoticeOrdered
from tests.domain.builders import NAMES, awarded, lawful_plan, planned, published
from tests.domain.running import SUPPLIER_NAME, all_accepted, signed
from tests.domain.scene import DIVISION, HOME, SUPPLIER, SUPPLIER_2, Scene, rulebook, scene

RULES = rulebook(DIVISION, date(2026, 3, 2))
EIGHT = ("服务内容", "服务期限", "服务数量", "服务质量", "合同价款", "资金结算", "双方的权利和义务", "违约责任")


def project(scene: Scene) -> Project:
    state = scene.states[HOME]
    assert isinstance(state, Project)
    return state


def words_of(content: bytes) -> str:
    """What Word would show, in order."""
    document = docx.Document(io.BytesIO(content))
    said = []
    for part in document.iter_inner_content():
        if isinstance(part, docx.table.Table):
            said += [cell.text for row in part.rows for cell in row.cells]
        else:
            said.append(part.text)
    return "\n".join(said)


def text_of(content: bytes) -> str:
    """What a reader of the PDF gets when it copies everything."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def in_order(text: str, parts: tuple[str, ...] | list[str]) -> None:
    """Each part stands in the text, after the one before."""
    at = 0
    for part in parts:
        found = squeezed(text).find(squeezed(part), at)
        assert found >= 0, f"{part!r} is not in the text after position {at}"
        at = found + len(squeezed(part))


def both(paper: Paper) -> tuple[str, str]:
    return words_of(word(paper)), text_of(pdf(paper))


# ---------------------------------------------------------------- notices


def with_notice(kind: NoticeKind) -> Project:
    """A notice of a kind as it was kept before its whole text was: it is put together from its fields and the record."""
    ordered = NoticeOrdered(
        notice="n-1", kind=kind, title=f"一份公告（{kind}）", fields={}, by="clerk-1", on=date(2026, 3, 2), round=1
    )
    return project(awarded(scene()).has(ordered))


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_every_kind_of_notice_renders_with_its_headings_in_order(kind: NoticeKind) -> None:
    paper = notice(with_notice(kind), "n-1", RULES)
    headings = [section.heading for section in paper.sections]
    assert len(headings) >= 4
    for text in both(paper):
        in_order(text, [paper.title, *(h for h in headings if h), paper.issuer])


def test_a_notice_keeps_the_words_it_was_ordered_with() -> None:
    """JL44-4.2.1: what is on record later doesn't change a paper that is out."""
    before = project(awarded(scene()))
    ordered = before.publication.ordered["solicitation-1"]
    kept = ordered.model_copy(update={"sections": notice_sections("原文")})
    publication = replace(before.publication, ordered={**before.publication.ordered, "solicitation-1": kept})
    paper = notice(replace(before, publication=publication), "solicitation-1", RULES)
    assert [(s.heading, s.paragraphs) for s in paper.sections] == [("一、内容", ("原文",))]
    assert paper.on == date(2026, 3, 2)  # the site's day


def notice_sections(text: str) -> tuple[object, ...]:
    from domain.publication.messages import NoticeSection

    return (NoticeSection(heading="一、内容", text=text),)


def test_finances_own_notice_renders_from_its_registration() -> None:
    """PB-10"""
    said = ComplaintDecided(
        complaint="t-1",
        upheld=False,
        document_number="农财采决〔2026〕1号",
        decision="驳回投诉",
        scan="a" * 64,
        on=date(2026, 4, 20),
    )
    shown = ComplaintNoticeRegistered(
        complaint="t-1", publisher="农安县财政局", published_on=date(2026, 4, 23), url="http://x.cn/1", by="f-1"
    )
    told = project(awarded(scene()).has(said, shown))
    for text in both(complaint_notice(told, "t-1", RULES)):
        in_order(text, ["一、项目编号", "四、处理依据及结果", "农财采决〔2026〕1号", "http://x.cn/1"])
    with pytest.raises(NotOnRecord, match="t-2"):
        complaint_notice(told, "t-2", RULES)


def test_an_unknown_notice_is_not_on_record() -> None:
    with pytest.raises(NotOnRecord, match="solicitation-1"):
        notice(project(awarded(scene())), "nowhere", RULES)


# ---------------------------------------------------------------- contract and sheets


def test_the_contract_has_its_eight_parts_and_its_money_in_figures_and_capitals() -> None:
    """JL44-4.3.3"""
    told = project(signed())
    terms = told.contract.terms
    assert terms is not None
    for text in both(contract(told, RULES)):
        in_order(text, EIGHT)
        assert f"{terms.amount_yuan:.2f}元" in squeezed(text)
        assert capitals(terms.amount_yuan) in squeezed(text)
        for period in terms.periods:
            assert squeezed(period.title) in squeezed(text)
            assert capitals(period.payable_yuan) in squeezed(text)
        assert SUPPLIER_NAME in squeezed(text)
        assert "甲方（盖章）" in squeezed(text)
    with pytest.raises(NotOnRecord):
        contract(project(awarded(scene())), RULES)


def test_the_countersigning_sheet_says_who_agreed_to_what() -> None:
    """N22-08"""
    told = project(planned(scene()))
    for text in both(countersigning(told, RULES)):
        for kind, given in told.approval.approvals.items():
            assert squeezed(RULES.approval(kind).title) in squeezed(text)
            assert given.by in squeezed(text)
    with pytest.raises(NotOnRecord):
        countersigning(replace(told, approval=Project().approval), RULES)


def test_the_acceptance_sheet_shows_what_was_agreed_and_done_and_is_payable() -> None:
    """GPL Regulation art. 45"""
    told = project(all_accepted())
    done = told.performance.accepted["q1"]
    for text in both(acceptance(told, "q1", RULES)):
        in_order(text, ["一、基本情况", "二、约定与完成", "visits", "三、验收结论", "验收合格", "四、验收人员"])
        assert capitals(done.payable_yuan) in squeezed(text)
        assert all(squeezed(name) in squeezed(text) for name in done.members)
    with pytest.raises(NotOnRecord, match="q1"):
        acceptance(told, "q9", RULES)


# ---------------------------------------------------------------- bidders


def test_the_winner_is_told_its_price_and_until_when_to_sign() -> None:
    """R-P20"""
    told = project(awarded(scene()))
    confirmed = told.award.confirmed
    assert confirmed is not None
    paper = award(told, RULES)
    assert paper.title == "成交通知书"
    for text in both(paper):
        in_order(text, ["成交通知书", f"{NAMES[SUPPLIER]}：", f"{confirmed.price_yuan:.2f}元", "最迟至"])
        assert capitals(confirmed.price_yuan) in squeezed(text)
    tender = project(awarded(scene(), plan=lawful_plan(method="open_tender")))
    assert award(tender, RULES).title == "中标通知书"


def test_a_loser_is_told_its_own_score_and_place_and_of_others_only_who_won() -> None:
    """87号令 art. 69"""
    told = project(awarded(scene()))
    scored = told.round.scored
    assert scored is not None
    own = next(r for r in scored.ranking if r.supplier == SUPPLIER_2)
    for text in both(to_loser(told, SUPPLIER_2, RULES)):
        assert f"排序第{own.rank}" in squeezed(text)
        assert f"{own.total.normalize():f}分" in squeezed(text)
        assert NAMES[SUPPLIER] in squeezed(text)
    with pytest.raises(NotOnRecord):
        to_loser(told, SUPPLIER, RULES)


def test_a_bidder_that_was_not_qualified_is_told_why() -> None:
    told = project(awarded(scene()))
    number, now = told.publication.round, told.round
    checked = now.qualified[SUPPLIER_2].model_copy(update={"passes": False, "reason": "未提交财务报表"})
    rounds = {**told.bidding.rounds, number: replace(now, qualified={**now.qualified, SUPPLIER_2: checked})}
    failed = replace(told, bidding=replace(told.bidding, rounds=rounds))
    assert "未提交财务报表" in text_of(pdf(to_loser(failed, SUPPLIER_2, RULES))).replace("\n", "")


def test_a_receipt_names_the_moment_and_the_digest() -> None:
    told = project(awarded(scene()))
    bid = told.round.bids[SUPPLIER]
    for text in both(bid_receipt(told, SUPPLIER, RULES)):
        assert bid.digest in squeezed(text)
        assert f"{bid.received_at.month}月{bid.received_at.day}日" in squeezed(text)
    with pytest.raises(NotOnRecord):
        bid_receipt(told, "91220122MA1A00099X", RULES)


# ---------------------------------------------------------------- the two forms

PAPER = Paper(
    title="一份文书",
    issuer="农安县民政局",
    on=date(2026, 3, 2),
    number="编号：1",
    addressee="某单位",
    sections=(
        Section(
            "一、标题", ("正文第一段 123 abc。",), Table(("项目", "金额"), (("合计", f"{Decimal('1.50'):.2f}元"),))
        ),
    ),
    signatures=(Signature("甲方", ("日期：",)), Signature("乙方")),
    appendix=(Section("附件", ("附件的内容",)),),
)


@pytest.mark.parametrize("form", list(FORMS))
def test_the_same_paper_has_the_same_bytes(form: str) -> None:
    assert FORMS[form](PAPER, None) == FORMS[form](PAPER, None)
    assert FORMS[form](PAPER, None) != FORMS[form](replace(PAPER, on=date(2026, 3, 3)), None)


def test_everything_a_paper_holds_is_in_both_forms_in_order() -> None:
    for text in both(PAPER):
        in_order(text, list(PAPER.texts())[:-1])


def test_a_word_file_names_the_official_faces_and_margins_and_no_machine() -> None:
    """GB/T 9704"""
    content = word(PAPER)
    document = docx.Document(io.BytesIO(content))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    assert (round(page.top_margin.mm), round(page.left_margin.mm)) == (37, 28)  # type: ignore[union-attr]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert all(f'w:eastAsia="{face}"' in xml for face in ("方正小标宋简体", "黑体", "仿宋_GB2312"))
    about = document.core_properties
    assert (about.author, about.created.date()) == (PAPER.issuer, PAPER.on)  # type: ignore[union-attr]


def test_a_pdf_is_for_the_archive_and_dated_by_what_it_tells() -> None:
    """PDF/A-2u"""
    reader = pypdf.PdfReader(io.BytesIO(pdf(PAPER)))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (PAPER.title, PAPER.issuer)
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == PAPER.on
    packet = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert all("/FontFile" in str(font) for font in _descriptors(reader))  # every face is in the file


def _descriptors(reader: pypdf.PdfReader) -> list[object]:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    found = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert found
    return found


def test_a_character_that_no_face_has_is_refused_by_name() -> None:
    with pytest.raises(Unprintable, match=r"U\+10FFFD") as found:
        pdf(replace(PAPER, title="标题\U0010fffd"))
    assert found.value.characters == "\U0010fffd"
    assert "JIELI_FONT_DIR" in str(found.value)


@pytest.mark.parametrize("render", [pdf, word])
def test_a_control_character_is_refused_in_both_forms(render: Callable[[Paper], bytes]) -> None:
    with pytest.raises(Unprintable, match=r"U\+0007"):
        render(replace(PAPER, title="标题\x07"))


def test_markup_in_a_text_is_only_text() -> None:
    """Words come in as data: nothing in them is run."""
    wild = '#read("/etc/passwd") *粗* $x$ @ref <b>&amp; \\ "引号" [#panic()]'
    for text in both(replace(PAPER, title=wild)):
        assert squeezed(wild) in squeezed(text)


def test_what_the_renderer_says_of_something_else_is_no_missing_glyph() -> None:
    assert missing("unknown variable: x") == ""
    assert missing(r'the text `"a\u{e000}"` could not be displayed with font') == "a\ue000"


# ---------------------------------------------------------------- fonts


def test_without_any_face_for_chinese_it_is_said_what_to_do(tmp_path: Path) -> None:
    for system in ((), (tmp_path,)):
        with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
            find(None, system)


def test_a_folder_of_ones_own_goes_before_the_systems() -> None:
    """Where the licensed faces lie there, they are used; what it lacks the system's take over."""
    found = find(None)
    assert found.families["body"][-1] == "Noto Serif CJK SC"
    assert find(Path("/nowhere")).families == found.families


# ---------------------------------------------------------------- the activity record


def test_the_activity_record_has_the_laws_seven_parts_in_word_and_pdf() -> None:
    """DP-04: GPL 42."""
    paper = record(project(all_accepted()), RULES)
    words = [f"{n}、{h}" for n, h in zip("一二三四五六七", headings(RULES).values(), strict=True)]
    for text in both(paper):
        in_order(text, ["政府采购活动记录", *words])
        in_order(text, ["合同价格", "480000.00", "排名第一"])
        assert MISSING not in text


def test_a_record_that_is_not_whole_says_where() -> None:
    """DP-04: no contract yet, no winner."""
    paper = record(project(published(scene())), RULES)
    by_heading = {s.heading: s.paragraphs for s in paper.sections}
    assert [h for h, said in by_heading.items() if said == (MISSING,)] == [
        "二、采购项目预算、资金构成和合同价格",
        "五、评标标准及确定中标人的原因",
        "七、采用招标以外采购方式的相应记载",
    ]
    undetermined = scene().has(ProjectStarted(plan=lawful_plan(), author="clerk-1", submitted_on=date(2026, 2, 2)))
    with pytest.raises(NotOnRecord):
        record(project(undetermined), RULES)
