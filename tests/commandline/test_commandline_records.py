"""Service records on a living system: taken in whole or not at all, recorded once, reported, and a tampered row found.  S102-23, SA-12"""

import asyncio
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from calling import Ran
from living import Living

from embedded.folder import running

CLERK = "zhao-min"
HEADING = ("种类", "服务对象", "服务人员", "乡镇", "开始", "结束", "结果", "项目", "等级", "备注摘要", "更正")


def who(n: int) -> str:
    return f"r-220122-aaaaaaaa{n:02d}"


def row(n: int, day: int = 1, result: str = "完成", **changes: str) -> tuple[str, ...]:
    ends = f"2026-03-{day:02d} 09:30" if result == "完成" else ""
    whole = [
        "上门",
        who(n),
        f"s-{n}",
        "220122003",
        f"2026-03-{day:02d} 09:00",
        ends,
        result,
        "visits",
        "A" if n < 6 else "B",
        "",
        "",
    ]
    for name, value in changes.items():
        whole[("staff", "corrects").index(name) * 8 + 2] = value
    return tuple(whole)


@dataclass
class Desk:
    """A contract in its first period, on 5 April 2026, and a folder for papers."""

    system: Living
    project: str
    papers: Path

    def __call__(self, *arguments: str | Path) -> Ran:
        return self.system("records", *arguments, "--json")

    def file(self, name: str, rows: list[tuple[str, ...]]) -> Path:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([HEADING, *rows])
        path = self.papers / name
        path.write_text(text.getvalue(), encoding="gb18030")
        return path

    def bring(self, file: Path, *more: str) -> Ran:
        roster = self.papers / "roster.csv"
        words = ("import", self.project, file, "--period", "p1", "--roster", roster, "--as", CLERK, *more)
        return self(*words)

    def document(self, *arguments: str) -> Any:
        ran = self(*arguments)
        assert ran.code == 0, ran
        return ran.document


@pytest.fixture(scope="module")
def desk(living: Living, performing: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    papers = tmp_path_factory.mktemp("rows")
    lines = "\n".join(f"{who(n)},{'A' if n < 6 else 'B'},," for n in range(16))
    (papers / "roster.csv").write_text(f"服务对象,等级,自,至\n{lines}\n", encoding="utf-8")
    return Desk(living, performing, papers)


@pytest.fixture(scope="module")
def brought(desk: Desk) -> Any:
    """Sixteen visits, one of them missed, on record."""
    ran = desk.bring(desk.file("march.csv", [row(n, result="未服务" if n == 3 else "完成") for n in range(16)]))
    assert ran.code == 0, ran
    return ran.document


def test_one_faulty_row_keeps_all_out(desk: Desk) -> None:
    """HR-SR-2: nothing half imported; each fault by its line"""
    ran = desk.bring(desk.file("faulty.csv", [row(1), row(2, staff="13912345678"), row(77)]))
    assert ran.code == 1
    assert {(p["line"], p["clause"]) for p in ran.document["problems"]} == {(3, "HR-SR-2"), (4, "HR-SR-2")}
    assert "13912345678" not in ran.out + ran.err
    assert desk.document("list", desk.project)["batches"] == []


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    """HR-SR-3"""
    ran = desk.bring(desk.file("dry.csv", [row(1)]), "--dry-run")
    assert (ran.code, ran.document["dry_run"], ran.document["imported"]) == (0, True, False)
    assert desk.document("list", desk.project)["batches"] == []


def test_a_period_that_is_not_in_the_contract_is_wrong_use(desk: Desk) -> None:
    """JL44-4.4.2"""
    file, roster = desk.file("p9.csv", [row(1)]), desk.papers / "roster.csv"
    ran = desk("import", desk.project, file, "--period", "p9", "--roster", roster, "--as", CLERK)
    assert (ran.code, "p1、p2、p3" in ran.error["message"]) == (2, True)


def test_the_ledgers_refusal_keeps_the_rows_out(desk: Desk) -> None:
    """HR-SR-3: a stranger's records"""
    ran = desk.bring(desk.file("stranger.csv", [row(1, day=9)]), "--provider", "91110000600037341L")
    assert (ran.code, ran.document["imported"]) == (1, False)
    assert ran.document["act"]["refusal"]["findings"][0]["clause"] == "HR-SR-3"
    assert desk.document("list", desk.project)["batches"] == []


def test_a_batch_is_taken_in_and_recorded(desk: Desk, brought: Any) -> None:
    """S102-23"""
    assert (brought["imported"], brought["rows"]) == (True, 16)
    (event,) = (e for e in brought["act"]["events"] if e["type"] == "ServiceBatchRecorded")
    assert event["payload"]["digest"] == brought["digest"]
    assert [b["recorded"] for b in desk.document("list", desk.project)["batches"]] == [True]


def test_the_same_file_again_is_already_done(desk: Desk, brought: Any) -> None:
    """HR-SR-3"""
    again = desk.bring(desk.papers / "march.csv")
    assert (again.code, again.document["already"], again.document["batch"]) == (0, True, brought["batch"])
    assert again.document["act"] is None


def test_the_period_report(desk: Desk, brought: Any) -> None:
    """JL44-4.5.2a"""
    told = desk.document("report", desk.project, "--period", "p1")
    visits = next(item for item in told["items"] if item["item"] == "visits")
    assert (visits["planned"], visits["done"], visits["by_result"]) == ("40", 15, {"done": 15, "missed": 1})
    assert [m["recipient"] for m in told["missed_a"]] == [who(3)]
    people = desk.system("records", "report", desk.project, "--period", "p1")
    assert (people.code, who(3) in people.out) == (0, True)


def test_a_row_is_corrected_by_a_row(desk: Desk, brought: Any) -> None:
    """SA-12"""
    ran = desk.bring(desk.file("correction.csv", [row(3, corrects=f"{brought['batch']}#4")]))
    assert ran.code == 0, ran
    told = desk.document("report", desk.project, "--period", "p1")
    assert next(item for item in told["items"] if item["item"] == "visits")["done"] == 16


def test_verification_finds_what_an_insider_changed(desk: Desk, brought: Any) -> None:
    """SA-12"""
    assert desk.document("verify", desk.project)["differences"] == []
    addresses = running(desk.system.data)
    assert addresses is not None

    async def tamper(sql: str) -> None:
        insider = await asyncpg.connect(addresses.owner_database_url)
        await insider.execute(f"ALTER TABLE records.record DISABLE TRIGGER ALL; {sql}")
        await insider.execute("ALTER TABLE records.record ENABLE ALWAYS TRIGGER append_only")
        await insider.close()

    asyncio.run(tamper("UPDATE records.record SET staff = 's-99' WHERE staff = 's-7'"))
    ran = desk("verify", desk.project)
    assert ran.code == 1
    assert [(d["what"], d["batch"], d["row"], d["clause"]) for d in ran.document["differences"]] == [
        ("changed", brought["batch"], 8, "SA-12")
    ]
    whole = desk.system("audit", "verify", "--json", timeout=300)
    named = [(p["kind"], p["event"].partition(" ")[2]) for p in whole.document["problems"]]
    assert (whole.code, named) == (1, [("records", f"{brought['batch']}#8")])
    asyncio.run(tamper("UPDATE records.record SET staff = 's-7' WHERE staff = 's-99'"))
    assert desk("verify", desk.project).code == 0


def test_rows_that_were_lost_come_back_with_their_file(desk: Desk, brought: Any) -> None:
    """SA-12: the ledger knows the batch; the file is taken in again without another act"""
    addresses = running(desk.system.data)
    assert addresses is not None

    async def lose() -> None:
        insider = await asyncpg.connect(addresses.owner_database_url)
        for table in ("record", "batch"):
            await insider.execute(f"ALTER TABLE records.{table} DISABLE TRIGGER ALL; DELETE FROM records.{table}")
            await insider.execute(f"ALTER TABLE records.{table} ENABLE ALWAYS TRIGGER append_only")
        await insider.close()

    asyncio.run(lose())
    assert desk("verify", desk.project).code == 1
    for name in ("march.csv", "correction.csv"):
        again = desk.bring(desk.papers / name)
        assert (again.code, again.document["imported"], again.document["act"]) == (0, True, None)
    assert desk.document("verify", desk.project)["differences"] == []
