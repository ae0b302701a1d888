"""A township's month: the vault's people enrolled, their changes, the rows held against them, a takeover's call list, erasing refused;
and no name, number or phone in ledger, histories, archive or logs.  HR-RO-1, HR-RO-3, HR-SR-2, HR-TK-19, HR-VH-1, SA-06
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from calling import ROOT, Ran
from living import Living, running_up
from searching import everywhere

import starter
from vault.columns import COLUMNS
from vault.identity import check_digit
from vault.tables import write

CLERK, HEAD, TOWNSHIP, AUDITOR = "zhao-min", "ma-jun", "tian-he", "bai-lu"
GRANTS = ((CLERK, "clerk"), (HEAD, "head"), (HEAD, "duty_officer"), (TOWNSHIP, "township"), (AUDITOR, "auditor"))
CAST = "".join(
    f'[[person]]\nid = "{id}"\nname = "{name}"\norganisation = "农安县"\nroles = [{{ role = "{role}", division = "{where}" }}]\n\n'
    for id, name, role, where in ((TOWNSHIP, "田禾", "township", "220122003"), (AUDITOR, "白璐", "auditor", "220122"))
)
ASSESSED = """[[act]]
at = 2026-02-02T09:40:00
as = "zhao-min"
do = "record-preparation"
expect = ["PreparationRecorded"]
[act.facts]
kind = "impact_assessment"
done_on = 2026-01-30
summary = "委托承接主体处理服务对象信息的影响评估"
digest = "@个人信息保护影响评估报告"
[act.facts.contents]
purpose_and_means = "只交代号、等级、事项和频次"
impact_and_risk = "涉及特定身份和健康信息"
safeguards = "身份信息存登记库，逐次读取留痕"

"""
HEADING = ("种类", "服务对象", "服务人员", "乡镇", "开始", "结束", "结果", "项目", "等级", "备注摘要", "更正")
NAME, PHONE, ADDRESS = "逄梓涵", "13596412099", "河畔街道柳树胡同乙九号"
NUMBER = "22012219460411217"
NOWHERE: dict[str, list[str]] = {"files": [], "rows": [], "histories": []}


@dataclass
class Desk:
    """A contract that is served, on 5 April 2026; eight people in the vault, seven of them enrolled when asked for."""

    system: Living
    project: str
    papers: Path
    ids: list[str]

    def __call__(self, by: str, *words: str | Path) -> Ran:
        return inside(*words, "--as", by, "--json", "--data", self.system.data)

    def done(self, by: str, *words: str | Path) -> Any:
        ran = self(by, *words)
        refusal = ran.document.get("refusal") if ran.code == 1 else None
        assert ran.code == 0, refusal or ran
        return ran.document

    def rows(self, name: str, *rows: tuple[int, int, str]) -> Path:
        """Who (a place in `ids`), the day of March, the result."""
        text = io.StringIO(newline="")
        csv.writer(text).writerow(HEADING)
        for n, day, result in rows:
            ends = f"2026-03-{day:02d} 09:30" if result == "完成" else ""
            begins = f"2026-03-{day:02d} 09:00"
            line = ("上门", self.ids[n], f"s-{n}", "220122003", begins, ends, result, "visits", "AB"[n % 2], "", "")
            csv.writer(text).writerow(line)
        (self.papers / name).write_text(text.getvalue(), encoding="utf-8")
        return self.papers / name

    def bring(self, file: Path) -> Ran:
        return self(CLERK, "records", "import", self.project, file, "--period", "p1")

    def change(self, n: int, ground: str, day: str) -> Any:
        facts = (
            f"recipient={self.ids[n]}",
            f"ground={ground}",
            f"effective_on={day}",
            f"document=@{self.papers / 'scan.pdf'}",
        )
        return self.done(TOWNSHIP, "project", "do", self.project, "record-roster-change", *facts)


def inside(*words: str | Path) -> Ran:
    """In this process, which has everything imported already."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = starter.run([str(word) for word in words])
    return Ran(code, out.getvalue(), err.getvalue())


def person(n: int) -> dict[str, str]:
    first = f"2201221945030{n + 1}123"[:17]
    row = {
        "name": f"服务对象甲{n}",
        "id_number": first + check_digit(first),
        "phone": "13800138000",
        "address": f"河畔街道{n}号",
        "township": "220122003",
        "items": "A.10",
        "frequency": "每月2次",
        "grade": "AB"[n % 2],
        "basis": "法定职责",
        "status": "在服",
        "status_on": "2026-01-01",
    }
    planted = {"name": NAME, "id_number": NUMBER + check_digit(NUMBER), "phone": PHONE, "address": ADDRESS}
    return row | (planted if n == 0 else {})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A system of its own: what is looked for here may lie nowhere in it."""
    folder = tmp_path_factory.mktemp("stories") / "people-desk"
    folder.mkdir()
    for chapter in sorted((ROOT / "scenarios" / "one-bidder").glob("0[1-5]*.toml")):
        text = chapter.read_text(encoding="utf-8")
        text = text.replace("[story]\n", "[story]\nends = 2026-04-05T12:00:00\n")
        if chapter.name.startswith("01"):
            text = text.replace("[[person]]", CAST + "[[person]]", 1)
        if chapter.name.startswith("05"):
            first, started, *rest = text.split("[[act]]")[:7]
            text = "[[act]]".join([first, started]) + ASSESSED + "".join(f"[[act]]{act}" for act in rest)
        (folder / chapter.name).write_text(text, encoding="utf-8")
    with running_up(tmp_path_factory.mktemp("people") / "data") as ready:
        system = Living(Path(ready["data_dir"]), ready)
        facts = ("organisation=农安县", "uscc=11220122MB1103003F", "--data", system.data)
        made = [inside("register", "do", "register-person", "person=admin", "name=管理员", "--as", "admin", *facts)]
        for id in dict.fromkeys(by for by, _ in GRANTS):
            words = (f"person={id}", f"name={id}", "--as", "admin", *facts)
            made.append(inside("register", "do", "register-person", *words))
        for id, role in GRANTS:
            words = (f"person={id}", f"role={role}", "division=220122003", "from_on=2020-01-01", "document=2020001")
            made.append(inside("register", "do", "grant-role", *words, "--as", "admin", "--data", system.data))
        assert [one.code for one in made] == [0] * len(made), made
        ran = inside("scenario", "run", folder, "--json", "--data", system.data)
        assert ran.document["stage"] == "performance", ran
        papers = tmp_path_factory.mktemp("papers")
        (papers / "scan.pdf").write_bytes(b"%PDF-1.7 roster change")
        table = papers / "people.xlsx"
        lines = [[person(n).get(c.field, "") for c in COLUMNS] for n in range(8)]
        write(table, [c.heading for c in COLUMNS], lines)
        desk = Desk(system, ran.document["project_id"], papers, [])
        desk.done(CLERK, "recipient", "import", table, "--division", "220122003")
        # who they are, in the order of the file: by their names, which only the vault tells
        told = desk.done(CLERK, "recipient", "list", "--field", "name", "--ground", "核对导入结果")["recipients"]
        by_name = {row["name"]: row["id"] for row in told}
        desk.ids += [by_name[person(n)["name"]] for n in range(8)]
        yield desk


@pytest.fixture(scope="module")
def enrolled(desk: Desk) -> Desk:
    """Seven of the eight on the project's roster since 2 February; one in hospital since 10 March, one dead on the 15th."""
    words = [word for id in desk.ids[:7] for word in ("--recipient", id)]
    dry = desk.done(CLERK, "recipient", "enrol", desk.project, *words, "--from", "2026-02-02", "--dry-run")
    assert (len(dry["entries"]), dry["act"]) == (7, None)
    told = desk.done(CLERK, "recipient", "enrol", desk.project, *words, "--from", "2026-02-02")
    (event,) = (e for e in told["act"]["events"] if e["type"] == "RecipientsEnrolled")
    assert {tuple(sorted(e)) for e in event["payload"]["entries"]} == {
        ("frequency", "from_on", "grade", "items", "recipient", "township")
    }
    assert event["payload"]["ground"] == "initial"
    desk.change(1, "hospital", "2026-03-10")
    desk.change(2, "death", "2026-03-15")
    return desk


def test_who_is_enrolled_stands_in_the_vault_too_and_is_enrolled_once(enrolled: Desk) -> None:
    """HR-RO-1"""
    desk = enrolled
    assert desk.done(CLERK, "recipient", "show", desk.ids[0])["projects"] == [desk.project]
    again = desk.done(CLERK, "recipient", "enrol", desk.project)
    assert ([e["recipient"] for e in again["entries"]], again["act"]) == ([], None)
    refused = desk(CLERK, "recipient", "enrol", desk.project, "--recipient", desk.ids[7], "--from", "2027-01-01")
    assert (refused.code, refused.document["act"]["refusal"]["findings"][0]["clause"]) == (1, "HR-RO-1")
    assert desk.done(CLERK, "recipient", "show", desk.ids[7])["projects"] == [], "a refused enrolment leaves no note"


def test_names_on_the_list_are_for_a_ground_and_on_record(enrolled: Desk) -> None:
    """SA-06"""
    desk = enrolled
    words = ("recipient", "list", "--project", desk.project, "--field", "name", "--field", "phone")
    assert desk(TOWNSHIP, *words).code == 1
    told = desk.done(TOWNSHIP, *words, "--ground", "三月入户核对名册")["recipients"]
    assert {row["name"] for row in told} >= {NAME, person(1)["name"]}
    reads = desk.done(HEAD, "recipient", "reads", "--recipient", desk.ids[0], "--by", TOWNSHIP)["reads"]
    assert [(r["fields"], r["ground"]) for r in reads] == [(["name", "phone"], "三月入户核对名册")]
    assert desk("nobody", *words, "--ground", "想看").code == 1


def test_rows_are_held_against_the_roster_as_it_stood(enrolled: Desk) -> None:
    """HR-SR-2, HR-RO-1: in hospital, dead, not enrolled: each by its line, and nothing comes in"""
    desk = enrolled
    file = desk.rows("faulty.csv", (0, 17, "完成"), (1, 17, "完成"), (2, 17, "完成"), (7, 17, "完成"))
    ran = desk.bring(file)
    assert (ran.code, [p["line"] for p in ran.document["problems"]]) == (1, [3, 4, 5])
    told = [p["problem"] for p in ran.document["problems"]]
    assert ["住院" in told[0], "死亡" in told[1], "不在名册" in told[2]] == [True] * 3
    roster = desk.papers / "roster.csv"
    roster.write_text(f"服务对象,等级,自,至\n{desk.ids[7]},B,,\n", encoding="utf-8")
    ran = desk(CLERK, "records", "import", desk.project, file, "--period", "p1", "--roster", roster)
    assert (ran.code, "以台账为准" in ran.error["message"]) == (2, True)


def test_a_printed_sheet_filled_in_by_hand_is_keyed_in_after_its_time(enrolled: Desk) -> None:
    """JL44-4.5.2a, HR-SR-1: who is due on the sheet goes into the template's columns; late rows are marked by line, not refused"""
    desk, month = enrolled, "2026-02"
    for name in ("sheet.docx", "sheet.pdf"):
        words = ("document", "visit-sheet", desk.project, "--month", month, "-o", desk.papers / name)
        told = inside(*words, "--json", "--data", desk.system.data)
        assert (told.code, told.document["title"]) == (0, "上门服务登记表"), told
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(desk.papers / "sheet.pdf").pages)
    lines = next(
        t for t in docx.Document(str(desk.papers / "sheet.docx")).tables if t.rows[0].cells[0].text == "服务对象"
    )
    sheet = [[cell.text for cell in row.cells] for row in lines.rows[1:]]
    assert {row[0] for row in sheet} == set(desk.ids[:7])
    assert all(row[0] in re.sub(r"\s", "", printed) for row in sheet)
    text = io.StringIO(newline="")
    csv.writer(text).writerow(HEADING)
    for n, (who, grade, township, *_) in enumerate(sheet):
        csv.writer(text).writerow(
            ("上门", who, f"s-{n}", township, "2026-02-10 09:00", "2026-02-10 09:30", "完成", "visits", grade, "", "")
        )
    file = desk.papers / "february.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    ran = desk.bring(file)
    assert (ran.code, ran.document["late"], ran.document["imported"]) == (0, 7, True), ran
    assert [row["line"] for row in ran.document["late_rows"]] == [2, 3, 4, 5, 6, 7, 8]
    events = {e["type"]: e["payload"] for e in ran.document["act"]["events"]}
    assert (events["ServiceBatchRecorded"]["late"], events["WarningNoted"]["clause"]) == (7, "HR-SR-1")
    told = inside("project", "progress", desk.project, "--period", "p1", "--json", "--data", desk.system.data).document
    assert [p["rows_late"] for p in told["periods"]] == [7]
    visits = next(t for t in told["periods"][0]["targets"] if t["name"] == "visits")
    assert (visits["planned"], visits["recorded"]) == ("40", "7")


@pytest.fixture(scope="module")
def compared(enrolled: Desk) -> Any:
    """March's rows taken in; then the township learns that the fourth had moved away on the 5th."""
    desk = enrolled
    rows = [(n, 4, "完成") for n in (0, 1, 2, 3, 4)] + [
        (3, 18, "完成"),
        (0, 18, "不在家"),
        (4, 18, "拒绝"),
        (2, 17, "不在家"),
    ]
    ran = desk.bring(desk.rows("march.csv", *rows))
    assert ran.code == 0, ran
    desk.change(3, "moved_away", "2026-03-05")
    return desk.done(AUDITOR, "records", "compare", desk.project, "--month", "2026-03", "--finding", "march-1")


def test_the_roster_against_the_rows(enrolled: Desk, compared: Any) -> None:
    """HR-RO-3, JL44-4.5.2a: the auditor's finding is on the ledger, by pseudonym and digest"""
    desk = enrolled
    assert [(n["recipient"], n["day"], n["count"]) for n in compared["not_due"]] == [(desk.ids[3], "2026-03-18", 1)]
    short = {line["recipient"]: line["short"] for line in compared["lines"] if line["short"]}
    assert short == {desk.ids[n]: 2 for n in (5, 6)}, "not at home and refused are results, no omissions"
    (act,) = compared["acts"]
    assert [e["type"] for e in act["events"]] == ["FindingRecorded"]
    people = desk.system("records", "compare", desk.project, "--period", "p1")
    assert (people.code, "缺少" in people.out, desk.ids[3] in people.out) == (0, True, True), people
    none = desk.done(AUDITOR, "records", "twice", "220122", "--month", "2026-03", "--story", "people-desk")
    assert (none["found"], none["projects"]) == ([], 1)
    alone = desk.done(AUDITOR, "records", "carers", "220122", "--month", "2026-03", "--story", "people-desk")
    assert (alone["found"], alone["projects"], alone["acts"]) == ([], 1, [])


@pytest.fixture(scope="module")
def called(enrolled: Desk, compared: Any) -> Any:
    desk = enrolled
    facts = ("--ground", "T2", "--facts", "承接主体书面通知停止服务", "--evidence", desk.papers / "scan.pdf")
    gap = ("--gap-since", "2026-03-19T09:00", "--without", "A=3", "--without", "B=1")
    desk.done(HEAD, "takeover", "trigger", desk.project, *facts, *gap)
    return desk.done(HEAD, "recipient", "call-list", desk.project, "--enter", "-o", desk.papers / "call.pdf")


def test_the_duty_officer_calls_whom_nobody_serves(enrolled: Desk, called: Any) -> None:
    """HR-TK-19: of grade A those who were due; the dead and who is in hospital are not called; the ledger has pseudonyms"""
    desk = enrolled
    assert {(row["id"], row["grade"]) for row in called["rows"]} == {(desk.ids[n], "A") for n in (0, 4, 6)}
    (event,) = (e for e in called["act"]["events"] if e["type"] == "RecipientsListed")
    assert {name for one in event["payload"]["recipients"] for name in one} <= {"grade", "recipient", "since"}
    assert next(row for row in called["rows"] if row["id"] == desk.ids[0])["phone"] == PHONE
    assert (desk.papers / "call.pdf").read_bytes().startswith(b"%PDF")
    assert (desk.papers / "call.pdf").stat().st_mode & 0o077 == 0
    reads = desk.done(HEAD, "recipient", "reads", "--recipient", desk.ids[0], "--by", HEAD)["reads"]
    assert called["takeover_id"] in reads[0]["ground"]


def test_a_takeovers_page_sets_the_bridge_beside_the_days_needed(enrolled: Desk, called: Any) -> None:
    """AD-14, HR-TK-05"""
    desk = enrolled
    told = desk.system("takeover", "show", called["takeover_id"], "--json").document["means"]
    assert [set(one) for one in told["providers"]] == [
        {"key", "name", "route", "capacity", "amount_yuan", "days", "until", "engaged"} for _ in told["providers"]
    ]
    assert told["providers"]
    assert told["covered_until"] is None
    assert told["new_purchase_from"] is not None
    assert told["days_needed"] >= 0
    page = desk.system("takeover", "show", called["takeover_id"])
    assert (page.code, "衔接条件" in page.out) == (0, True), page


def test_erasing_is_refused_by_what_the_ledger_holds(enrolled: Desk, called: Any) -> None:
    """HR-VH-1, DP-02: who was never served may go, and who was stays, with every reason and its end"""
    desk = enrolled
    for n in (2, 7):
        row = person(n) | {"status": "终止"}
        write(desk.papers / f"ended{n}.xlsx", [c.heading for c in COLUMNS], [[row.get(c.field, "") for c in COLUMNS]])
        desk.done(CLERK, "recipient", "import", desk.papers / f"ended{n}.xlsx", "--division", "220122003")
    ran = desk(CLERK, "recipient", "erase", desk.ids[2], "--ground", "已去世")
    assert ran.code == 1
    words = ran.error["message"]
    assert all(
        kind in words for kind in ("保存期限未满", "资金支付未结", "投诉", "审计或检查中", "临时接管中", "HR-VH-1")
    ), words
    standing = desk.done(CLERK, "recipient", "holds", desk.ids[2])["standing"]
    assert {hold["kind"] for hold in standing} == {"retention", "payment", "complaint", "audit", "takeover"}
    erasable = desk.done(CLERK, "recipient", "list", "--erasable")["recipients"]
    assert [row["id"] for row in erasable] == [desk.ids[7]]
    desk.done(CLERK, "recipient", "erase", desk.ids[7], "--ground", "没有服务过")
    assert desk.done(HEAD, "recipient", "confirm-erasure", desk.ids[7])["erased"] is True


def test_no_name_number_or_phone_lies_anywhere_and_a_leak_would_be_found(enrolled: Desk, called: Any) -> None:
    """SA-06, DP-03: through import, enrolment, rows, takeover, tips: rows of all tables, histories, archive, outbox, logs"""
    desk, tip = enrolled, ("project", "do", enrolled.project, "record-tip", "channel=12345")
    for planted in (PHONE, NUMBER + check_digit(NUMBER)):
        ran = desk(CLERK, *tip, "key=tip-1", f"about=来电 {planted} 反映没有人上门")
        assert (ran.code, planted in ran.out + ran.err) == (2, False)
    desk.done(CLERK, *tip, "key=tip-2", f"about=来电反映 {desk.ids[0]} 三月只来过一次")
    faulty = desk.rows("named.csv", (0, 16, "完成"))
    faulty.write_text(faulty.read_text(encoding="utf-8").replace(desk.ids[0], NAME), encoding="utf-8")
    assert desk.bring(faulty).code == 1
    owner = inside("doctor", "--json", "--data", desk.system.data).document["database_url"]

    def look(words: str) -> dict[str, list[str]]:
        return everywhere(desk.system.data, owner, desk.system.ready["temporal_address"], words)

    for planted in (NAME, NUMBER + check_digit(NUMBER), PHONE, ADDRESS):
        assert look(planted) == NOWHERE, planted
    assert "ledger.event" in look(desk.ids[0])["rows"], "the search does find what is told by pseudonym"
    desk.done(
        CLERK, *tip, "key=tip-3", f"about=来电反映 {NAME} 家没有人上门"
    )  # a careless clerk: no machine knows a name
    found = look(NAME)
    assert (bool(found["files"]), "ledger.event" in found["rows"], bool(found["histories"])) == (True, True, True)
