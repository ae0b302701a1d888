"""`jieli law check` and `law calendar` on plans made from the facts of real notices: docs/plans."""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from calling import PLAN, ROOT, here

import law
from domain.planning.ahead import POINTS

PLANS = ROOT / "docs" / "plans"
ON_DAY = date(2026, 11, 23)
LATER = ON_DAY.isoformat()
ON = {
    plan["file"].removesuffix(".toml"): plan["on"].isoformat()
    for plan in tomllib.loads((PLANS / "index.toml").read_text(encoding="utf-8"))["plan"]
}


@dataclass(frozen=True)
class Said:
    """What the command has to say of a plan, on the notice's day and today alike: clauses, and nothing besides."""

    refused: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    inside: bool = False
    chain: tuple[str, ...] = ()


KEY = ("key_review",)
BOTH = ("general_review", "key_review")
SAID = {
    "n1-daily-work": Said(
        warned=("JL44-3.1.1", "JL44-3.1.1"),
        doubted=("JL44-3.2.2", "JL44-3.2.5"),
        inside=True,
        chain=("general_review",),
    ),
    "n2-home-care": Said(
        refused=("JL44-4.3.4",),
        warned=("R-M08",),
        inside=True,
        chain=(*BOTH, "collective_decision", "superior_consent", "finance_method_approval"),
    ),
    "n2-corrected": Said(inside=True, chain=(*BOTH, "collective_decision")),
    "n3-means-survey-package": Said(
        warned=("JL44-3.1.1", "N46-11"), doubted=("N46-11",), inside=True, chain=("general_review",)
    ),
    "n4-minors-lottery-money": Said(warned=("FD-01",), chain=KEY),
    "n5-care-by-grade": Said(chain=KEY),
    "n6-five-projects": Said(refused=("JL44-4.3.1",), inside=True, chain=BOTH),
    "n6-corrected": Said(inside=True, chain=BOTH),
    "n7-better-homes": Said(doubted=("JL44-3.2.3",) * 4, chain=KEY),
    "n7-corrected": Said(warned=("FD-02",), chain=KEY),
    "n8-inquiry": Said(refused=("R-M16",), chain=KEY),
    "n8-corrected": Said(chain=KEY),
    "n9-third-party-evaluation": Said(refused=("R-M16",)),
    "n9-corrected": Said(),
}


DAYS = [(name, day) for name, on in ON.items() for day in (on, LATER)]


def test_every_plan_of_the_folder_is_told_of() -> None:
    assert {file.stem for file in PLANS.glob("n*.toml")} == set(ON) == set(SAID)


@pytest.mark.parametrize(("name", "on"), DAYS)
def test_what_is_said_of_a_plan_is_this_and_nothing_besides(
    capsys: pytest.CaptureFixture[str], name: str, on: str
) -> None:
    """JL44-3.1.1, JL44-3.2.2, JL44-3.2.3, JL44-3.2.5, JL44-4.3.1, JL44-4.3.4, R-M08, R-M16, FD-01, FD-02, N46-11"""
    ran, wanted = here(capsys, "law", "check", PLANS / f"{name}.toml", "--on", on, "--json"), SAID[name]
    told = ran.document
    found = told["findings"]
    assert (ran.code, told["passes"]) == ((1, False) if wanted.refused else (0, True))
    assert _clauses(f for f in found if f["blocks"]) == wanted.refused
    assert _clauses(f for f in found if not f["blocks"]) == wanted.warned
    assert _clauses(told["suspicions"]) == wanted.doubted
    assert all(f["clause"] and f["force"] and f["mark"] and f["remedy"] and f["field"] for f in found)
    assert told["amount"]["inside_gpl"] is wanted.inside
    steps = tuple(kind["kind"] for point in told["ahead"] for step in point["chain"] for kind in step["kinds"])
    assert steps == wanted.chain


def _clauses(found: Collection[dict[str, str]] | Iterator[dict[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(one["clause"] for one in found))


@pytest.mark.parametrize("name", [name for name, said in SAID.items() if said.refused])
def test_a_table_for_people_holds_clause_force_mark_and_remedy(capsys: pytest.CaptureFixture[str], name: str) -> None:
    ran = here(capsys, "law", "check", PLANS / f"{name}.toml", "--on", ON[name])
    said = "".join(ran.out.split())
    for word in ("条款", "效力", "核实", "怎么办", *SAID[name].refused, "必须", "审批：同级财政部门预算批准"):
        assert word in said


@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("n6-five-projects", "competitive_consultation"),
        ("n8-inquiry", "below_limit"),
        ("n9-third-party-evaluation", "below_limit"),
    ],
)
def test_who_names_no_lawful_method_is_told_the_one_for_the_amount(
    capsys: pytest.CaptureFixture[str], name: str, track: str
) -> None:
    """R-M16, JL44-4.3.1, R-M06: and the plan put right by that method may start"""
    (found,) = here(capsys, "law", "check", PLANS / f"{name}.toml", "--on", ON[name], "--json").document["findings"]
    assert track in found["remedy"]
    right = tomllib.loads((PLANS / f"{name[:2]}-corrected.toml").read_text(encoding="utf-8"))
    assert right["method"] == track


def test_from_two_million_on_the_lawful_method_is_open_tender(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """R-M04, JL44-4.3.1"""
    text = PLAN.replace("competitive_consultation", "专家评审").replace("505000", "2000000")
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    found = here(capsys, "law", "check", tmp_path / "plan.toml", "--on", LATER, "--json").document["findings"]
    assert "open_tender" in next(f["remedy"] for f in found if f["clause"] == "JL44-4.3.1")


def test_the_limit_of_the_day_decides(capsys: pytest.CaptureFixture[str]) -> None:
    """R-M04: the county's limit fell from 500,000 to 300,000 yuan at the end of 2023; a city's did not"""
    told = [
        here(capsys, "law", "check", PLANS / f"{name}.toml", "--on", on, "--json").document["amount"]["limit_yuan"]
        for name, on in (
            ("n1-daily-work", "2023-12-31"),
            ("n1-daily-work", "2024-01-01"),
            ("n4-minors-lottery-money", LATER),
        )
    ]
    assert told == ["500000.00", "300000.00", "500000.00"]


def test_what_lies_ahead_is_told_with_who_gives_it(capsys: pytest.CaptureFixture[str]) -> None:
    """JL44-4.0, R-M02, R-M20, S102-12, JL44-1.2: gates by the plan's own amount, term, method and buyer"""
    told = here(capsys, "law", "check", PLANS / "n2-home-care.toml", "--on", LATER, "--json").document["ahead"]
    assert [point["point"] for point in told] == list(POINTS)
    needs = {need["what"]: need for point in told for need in point["needs"]}
    assert needs["finance_method_approval"]["by"] == ["设区的市财政部门", "自治州财政部门", "省级财政部门"]
    assert needs["mid_term_plan"]["clause"] == "S102-12"
    assert needs["need_survey"]["min_count"] == 3
    assert "negative_list" not in needs  # the plan answers it already
    street = here(capsys, "law", "check", PLANS / "n5-care-by-grade.toml", "--on", LATER, "--json").document["ahead"]
    first = {need["what"] for need in street[0]["needs"]}
    assert "county_guidance" in first
    assert "need_survey" in first
    assert "general_review" not in first


def test_an_unanswered_list_is_still_ahead(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """JL44-3.2.0"""
    text = PLAN.replace('  { clause = "JL44-3.2.6", applies = false },\n', "")
    assert text != PLAN
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    told = here(capsys, "law", "check", tmp_path / "plan.toml", "--on", LATER, "--json").document
    assert "negative_list" in {need["what"] for need in told["ahead"][0]["needs"]}


def test_every_gate_on_the_way_of_a_plan_is_told() -> None:
    """What only a changed method asks for lies beside the way."""
    assert set(law.load().rulebook("220122", ON_DAY).gates()) == {*POINTS, "change_method"}


@pytest.mark.parametrize("name", SAID)
def test_each_plan_has_its_calendars_and_their_pictures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    """R-P01 … R-P22: by every lawful method; the plan's own among them where it has one"""
    plan = PLANS / f"{name}.toml"
    asked = ("law", "calendar", plan, "--from", ON[name], "--all")
    ran = here(capsys, *asked, "--svg", tmp_path / "c.svg", "--json")
    assert (ran.code, ran.err) == (0, "")
    made = ran.document["calendars"]
    methods = {calendar["method"] for calendar in made}
    own = tomllib.loads(plan.read_text(encoding="utf-8"))["method"]
    refused = {"JL44-4.3.1", "R-M16"} & set(SAID[name].refused)
    assert (own in methods) is not bool(refused)
    assert ("below_limit" in methods) is not SAID[name].inside
    assert "framework_call_off" not in methods  # none of them names a framework
    assert all(step["rule"] and step["earliest"] <= step["latest"] for c in made for step in c["steps"])
    assert len(ran.document["pictures"]) == len(made)
    for picture in ran.document["pictures"]:
        assert ElementTree.parse(picture).getroot().tag.endswith("svg")
    words = here(capsys, *asked)
    assert words.code == 0
    assert all(calendar["title"] in words.out for calendar in made)


# ---------------------------------------------------------------- what is no plan


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ("plan.title：缺少此项", "补充后重新提交")),
        ("# 只有注释\n", ("plan.buyer：缺少此项",)),
        ("title = “花引号”\n", ("第 1 行", "不是有效的 TOML")),
        (PLAN.replace("budget_yuan = 505000", 'budget_yuan = "五十万"'), ("plan.budget_yuan",)),
        (PLAN.replace("2027-12-31", '"明年底"'), ("plan.ends_on：不是有效日期：明年底", "写成 2026-11-23")),
        (PLAN.replace("tasks = [", "task = ["), ("plan.tasks：缺少此项", "plan.task：没有这一项")),
        (PLAN.replace("earmarked = false", "earmarked = 3"), ("plan.funding[0].earmarked",)),
        (PLAN.replace("budget_yuan = 505000", "budget_yuan = 505001"), ("funding 各行金额之和应等于 budget_yuan",)),
        (PLAN + 'buyer = "农安县民政局"\n', ("不是有效的 TOML",)),
        (
            "buyer = 1\nitems = []\ntitle = 3\n",
            ("plan.buyer：应为表：1", "plan.items：至少 1 项", "plan.title：应为文字"),
        ),
    ],
)
def test_what_is_no_plan_is_told_by_field_and_with_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, said: tuple[str, ...]
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(content, encoding="utf-8")
    for command in ("check", "calendar"):
        ran = here(capsys, "law", command, file)
        assert (ran.code, ran.out) == (2, "")
        for word in said:
            assert word in ran.err


@pytest.mark.parametrize("file", ["nowhere.toml", "."])
def test_a_file_that_is_none_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str) -> None:
    ran = here(capsys, "law", "check", tmp_path / file, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "wrong_use")
    assert "文件" in ran.error["message"]
