"""The recipients' register on a living system: who they are is found at its own desk only.  DP-01 … DP-03, SA-06, EX-13"""

import asyncio
import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from calling import Ran, here, inside
from living import Living, running_up
from searching import everywhere, files_holding

from vault.columns import COLUMNS
from vault.identity import check_digit
from vault.tables import write

CLERK, HEAD, TOWNSHIP, AUDITOR, ADMIN = "he-jing", "ma-jun", "sun-wei", "bai-lu", "admin"
PEOPLE = (
    (CLERK, "何静", "clerk", "220122"),
    (HEAD, "马军", "head", "220122"),
    (TOWNSHIP, "孙伟", "township", "220122101"),
    (AUDITOR, "白璐", "auditor", "220122100"),
)
FIRST = "22012219450307123"
ROW = {
    "name": "丛梦溪甲",
    "id_number": FIRST + check_digit(FIRST),
    "phone": "13596412077",
    "address": "合隆镇陈家店村九社七号",
    "township": "220122100",
    "items": "A.10、送医陪护",
    "frequency": "每周2次",
    "grade": "A",
    "health": "偏瘫卧床九年有余",
    "basis": "法定职责",
    "status": "在服",
    "status_on": "2026-01-01",
    "projects": "220122-2027-k3x9qa",
}
SECRET = ("name", "id_number", "phone", "address", "health")
NOWHERE: dict[str, list[str]] = {"files": [], "rows": [], "histories": []}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A system of its own: what is looked for here may lie nowhere in it."""
    data = tmp_path_factory.mktemp("recipients") / "data"
    with running_up(data) as ready:
        system = Living(data, ready)
        facts = ("organisation=农安县民政局", "uscc=11220122MB1A20256A")
        made = [_register(system, "register-person", "person=admin", "name=管理员", *facts)]
        for id, name, role, division in PEOPLE:
            made.append(
                system("register", "do", "register-person", f"person={id}", f"name={name}", *facts, "--as", ADMIN)
            )
            words = (f"person={id}", f"role={role}", f"division={division}", "from_on=2020-01-01", "document=2020001")
            made.append(_register(system, "grant-role", *words))
        assert [one.code for one in made] == [0] * len(made), made
        yield system


def _register(system: Living, *words: str) -> Ran:
    return inside("register", "do", *words, "--as", ADMIN, "--data", system.data)


def roster(folder: Path, *rows: dict[str, str], name: str = "roster.xlsx") -> Path:
    write(folder / name, [c.heading for c in COLUMNS], [[row.get(c.field, "") for c in COLUMNS] for row in rows])
    return folder / name


def ask(desk: Living, by: str, *words: str | Path) -> Ran:
    """In this process, which has everything imported already: there are many questions."""
    return inside("recipient", *words, "--as", by, "--json", "--data", desk.data)


@pytest.fixture(scope="module")
def id(desk: Living, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recipient who came in by a roster."""
    file = roster(tmp_path_factory.mktemp("rosters"), ROW)
    dry = ask(desk, CLERK, "import", file, "--dry-run")
    assert (dry.code, dry.document["counts"]["new"], dry.document["new"]) == (0, 1, [])
    ran = ask(desk, CLERK, "import", file)
    assert (ran.code, ran.document["counts"]) == (0, {"new": 1, "changed": 0, "unchanged": 0}), ran
    assert ask(desk, CLERK, "import", file).document["counts"] == {"new": 0, "changed": 0, "unchanged": 1}
    (made,) = ran.document["new"]
    return str(made)


def test_who_a_recipient_is_lies_nowhere_and_a_plain_column_would_be_found(desk: Living, id: str) -> None:
    """Files of PostgreSQL, Temporal, archive and logs; rows of all tables; events of all histories."""
    read = ask(desk, CLERK, "show", id, "--identity", "--ground", "入户前联系本人")
    assert {name: read.document["identity"][name] for name in SECRET} == {name: ROW[name] for name in SECRET}
    owner = inside("doctor", "--json", "--data", desk.data).document["database_url"]

    def look(words: str) -> dict[str, list[str]]:
        return everywhere(desk.data, owner, desk.ready["temporal_address"], words)

    for name in SECRET:
        assert look(ROW[name]) == NOWHERE, name
    assert look(id)["rows"] == ["vault.read_log", "vault.recipient"], "the search does find what is in the clear"
    asyncio.run(_broken(owner))
    found = look(ROW["name"])
    assert (bool(found["files"]), found["rows"]) == (True, ["readmodel.plain"])


async def _broken(owner: str) -> None:
    """What a careless change would do: a name in a column of the read model."""
    conn = await asyncpg.connect(owner)
    await conn.execute("CREATE TABLE readmodel.plain (name text)")
    await conn.execute("INSERT INTO readmodel.plain VALUES ($1)", ROW["name"])
    await conn.close()


def test_without_a_ground_nothing_is_read_and_a_reading_is_on_record(desk: Living, id: str) -> None:
    before = len(ask(desk, HEAD, "reads").document["reads"])
    assert ask(desk, CLERK, "show", id, "--identity").code == 1
    assert ask(desk, CLERK, "show", id, "--field", "phone", "--ground", " ").code == 1
    assert ask(desk, CLERK, "show", id).document["identity"] is None
    assert len(ask(desk, HEAD, "reads").document["reads"]) == before
    ran = ask(desk, AUDITOR, "show", id, "--field", "phone", "--ground", "审计抽查")
    assert ran.document["identity"] == {"phone": ROW["phone"]}
    latest = ask(desk, HEAD, "reads", "--recipient", id).document["reads"][0]
    assert (latest["by"], latest["fields"], latest["ground"]) == (AUDITOR, ["phone"], "审计抽查")


def test_another_township_and_whoever_has_no_role_see_nothing(desk: Living, id: str, tmp_path: Path) -> None:
    for by in (TOWNSHIP, ADMIN, "nobody"):
        ran = ask(desk, by, "show", id, "--identity", "--ground", "想看")
        assert (ran.code, ran.error["kind"]) == (1, "refused"), by
        assert ROW["name"] not in ran.out + ran.err
    assert ask(desk, TOWNSHIP, "list").document["recipients"] == []
    ran = ask(desk, TOWNSHIP, "import", roster(tmp_path, ROW))
    assert (ran.code, ran.error["problems"][0]["column"]) == (2, "乡镇（街道）代码")
    assert ask(desk, TOWNSHIP, "reads").code == 1


def test_a_roster_with_faults_is_told_row_by_row_and_nothing_comes_in(desk: Living, id: str, tmp_path: Path) -> None:
    second = "22012219500101001"
    good = ROW | {"id_number": second + check_digit(second), "name": "第二人"}
    ran = ask(desk, CLERK, "import", roster(tmp_path, good, ROW | {"id_number": FIRST + "?"}, ROW | {"grade": "Z"}))
    assert ran.code == 2
    assert [(p["row"], p["column"]) for p in ran.error["problems"]] == [(3, "身份证号"), (4, "风险等级")]
    assert all(p["problem"] and p["remedy"] for p in ran.error["problems"])
    assert ROW["name"] not in ran.out + ran.err
    assert [r["id"] for r in ask(desk, CLERK, "list").document["recipients"]] == [id]
    ran = ask(desk, CLERK, "import", roster(tmp_path, ROW | {"name": "另有其人"}, name="renamed.xlsx"))
    assert [(p["row"], p["column"]) for p in ran.error["problems"]] == [(2, "姓名")]


def test_the_roster_for_reports_has_pseudonyms_only(desk: Living, id: str, tmp_path: Path) -> None:
    ran = ask(desk, CLERK, "list", "--project", "220122-2027-k3x9qa", "-o", tmp_path / "report.csv")
    assert (ran.code, ran.document["count"]) == (0, 1)
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        (told,) = csv.DictReader(file)
    assert (told["编号"], told["服务事项"], told["状态"]) == (id, "A.10、A.12", "在服")
    assert files_holding(tmp_path, ROW["name"]) == []


def test_the_keys_are_wrapped_anew_by_the_administrator(desk: Living, id: str) -> None:
    key = desk.data / "vault" / "master.key"
    before = key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert ask(desk, CLERK, "rotate-key").code == 1
    ran = ask(desk, ADMIN, "rotate-key")
    assert (ran.code, ran.document["recipients"]) == (0, 1), ran
    assert key.read_text() != before
    assert before.strip() not in ran.out + ran.err
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert (
        ask(desk, CLERK, "show", id, "--field", "name", "--ground", "核对").document["identity"]["name"] == ROW["name"]
    )
    moved = key.rename(key.with_suffix(".away"))
    lost = ask(desk, CLERK, "show", id, "--field", "name", "--ground", "核对")
    assert (lost.code, "备份" in lost.error["message"]) == (3, True)
    key.write_text(before)
    assert ask(desk, CLERK, "show", id, "--field", "name", "--ground", "核对").error["kind"] == "vault_locked"
    key.with_name("master.key.next").write_text(moved.read_text())  # a change of keys that ended right after its commit
    assert ask(desk, CLERK, "show", id, "--field", "name", "--ground", "核对").code == 0


def test_two_persons_erase_and_the_ledger_still_verifies(desk: Living, id: str, tmp_path: Path) -> None:
    assert ask(desk, CLERK, "erase", id, "--ground", "保存期限届满").code == 1, "still served"
    assert ask(desk, CLERK, "import", roster(tmp_path, ROW | {"status": "终止"})).document["changed"] == [id]
    held = ask(desk, HEAD, "holds", id, "--set", "complaint", "--reason", "投诉未结", "--project", "220122-2027-k3x9qa")
    (hold,) = held.document["holds"]
    assert "投诉" in ask(desk, CLERK, "erase", id, "--ground", "保存期限届满").error["message"]
    assert ask(desk, CLERK, "list", "--erasable").document["count"] == 0
    assert ask(desk, HEAD, "holds", id, "--lift", str(hold["number"]), "--reason", "投诉已结").code == 0
    assert ask(desk, CLERK, "erase", id).code == 1, "no ground"
    assert ask(desk, CLERK, "erase", id, "--ground", "保存期限届满").code == 0
    assert "两人" in ask(desk, CLERK, "confirm-erasure", id).error["message"]
    assert ask(desk, HEAD, "confirm-erasure", id).document["erased"] is True
    stone = ask(desk, CLERK, "show", id).document
    assert (stone["status"], stone["asked_by"], stone["confirmed_by"]) == ("erased", CLERK, HEAD)
    assert ask(desk, CLERK, "show", id, "--identity", "--ground", "再看看").code == 1
    assert inside("audit", "verify", "--json", "--data", desk.data).code == 0


def test_the_empty_roster_is_made_without_a_system(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert here(capsys, "recipient", "template", "-o", tmp_path / "roster.xlsx", "--json").code == 0
    assert (tmp_path / "roster.xlsx").stat().st_size > 5000


def test_the_vaults_login_and_key_are_in_no_workers_environment(desk: Living) -> None:
    addresses = json.loads((desk.data / "run" / "addresses.json").read_text())
    worker = Path("/proc", (desk.data / "run" / "worker.ready").read_text().strip(), "environ").read_bytes()
    assert addresses["database_url"].encode() in worker
    assert addresses["vault_database_url"].encode() not in worker
    assert b"JIELI_VAULT" not in worker
