"""A real project made by hand on a living system: register, start, do, show, list; what is refused; what is asked twice."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from calling import impatient, jieli
from living import Living, running_up


@pytest.fixture(scope="module")
def project(living: Living, papers: Path) -> str:
    """A project that a clerk has started from a lawful plan."""
    ran = living("project", "start", papers / "plan.toml", "--as", "王芳", "--json")
    assert ran.code == 0, ran
    assert ran.document["events"][0]["type"] == "ProjectStarted"
    id: str = ran.document["project_id"]
    assert id.startswith("220122-2027-")
    return id


def test_up_tells_where_everything_is(living: Living) -> None:
    assert living.ready["console_url"].startswith("http://127.0.0.1:")
    assert living.ready["data_dir"] == str(living.data)
    assert "owner" not in str(living.ready)


def test_a_second_up_on_the_same_folder_names_who_holds_it(living: Living) -> None:
    ran = living("up", "--json")
    assert ran.code == 3
    assert "正由进程" in ran.error["message"]


def test_the_doctor_finds_nothing_wrong(living: Living) -> None:
    ran = living("doctor", "--json")
    assert (ran.code, ran.document["ok"]) == (0, True), ran
    assert ran.document["worker_database_url"] == living.ready["database_url"]
    assert "jieli_owner" in ran.document["database_url"]
    assert ran.document["temporal_address"] == living.ready["temporal_address"]


def test_the_doctor_names_a_limit_that_nobody_confirmed_until_somebody_has(living: Living, tmp_path: Path) -> None:
    """HR-LM-1, R-M04: read in one secondary source; confirmed with the number of the document in force"""

    def probe() -> dict[str, Any]:
        return next(p for p in living("doctor", "--json").document["probes"] if p["name"] == "local_limits")

    before = probe()
    assert (before["ok"], before["warns"]) == (True, True)
    assert "R-M04" in before["says"]
    assert before["remedy"]
    paper = tmp_path / "limits.toml"
    values = before["facts"]["values"]["R-M04"]
    lines = "\n".join(f'{name} = "{value}"' for name, value in values.items())
    paper.write_text(
        f'clause = "R-M04"\ndivision = "22"\ndocument_number = "吉财采购〔2023〕99号"\ndocument_on = 2023-12-01\n'
        f'file = "{"b" * 64}"\n[values]\n{lines}\n',
        encoding="utf-8",
    )
    wrong = living("register", "do", "confirm-limit", "--file", paper, "--as", "admin", "values.limit=1", "--json")
    assert wrong.code == 1, wrong
    assert wrong.document["refusal"]["clause"] == "HR-LM-1"
    assert living("register", "do", "confirm-limit", "--file", paper, "--as", "admin", "--json").code == 0
    after = probe()
    assert (after["ok"], after["warns"]) == (True, False)


def test_the_doctor_names_what_an_outside_system_has_not_answered(living: Living) -> None:
    """HR-EFFECT: a warning with the first of them by its title, and where to look; nothing of stories"""

    def probed() -> tuple[str, dict[str, Any]]:
        document = living("doctor", "--json").document
        return document["database_url"], next(p for p in document["probes"] if p["name"] == "outside_unanswered")

    owner, before = probed()
    assert (before["ok"], before["warns"]) == (True, False)
    asyncio.run(_agenda(owner, "INSERT INTO readmodel.agenda (stream, key, world, rule, title) VALUES {}"))
    after = probed()[1]
    asyncio.run(_agenda(owner, "DELETE FROM readmodel.agenda WHERE stream LIKE '%/unanswered'"))
    assert (after["ok"], after["warns"]) == (True, True)
    assert "1 件" in after["says"]
    assert "重试：支付" in after["says"]
    assert "payment list --open" in after["remedy"]
    assert [w["stream"] for w in after["facts"]["waiting"]] == ["project/unanswered"]


async def _agenda(owner: str, statement: str) -> None:
    """A row of the real world that outside systems owe, one of another rule, one of a story."""
    rows = (
        "('project/unanswered', 'effect.1', 'real', 'HR-EFFECT', '重试：支付 100.00 元'),"
        "('project/unanswered', 'other', 'real', 'HR-CL-1', '结算'),"
        "('sim.x.project/unanswered', 'effect.1', 'x', 'HR-EFFECT', '重试：公告')"
    )
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute(statement.format(rows))
    finally:
        await connection.close()


def test_the_same_id_gives_the_same_answer_and_another_act_under_it_is_wrong_use(living: Living, papers: Path) -> None:
    number = str(uuid4())
    words = ("--as", "wang-fang", "--command-id", number, "--json")
    first = living("project", "start", papers / "plan.toml", *words)
    again = living("project", "start", papers / "plan.toml", *words)
    assert (first.code, again.code) == (0, 0)
    assert again.document["project_id"] == first.document["project_id"]
    assert again.document["events"] == first.document["events"]
    other = living("project", "start", papers / "two-faults.toml", *words)
    assert other.code == 2
    assert other.error["message"] == "这个编号已用于另一行为"


def test_a_refused_plan_is_answered_with_all_findings_and_can_be_revised(living: Living, papers: Path) -> None:
    """JL44-4.3.5, R-M16"""
    refused = living("project", "start", papers / "two-faults.toml", "--as", "王芳", "--json")
    assert refused.code == 1
    assert {f["clause"] for f in refused.document["refusal"]["findings"]} == {"JL44-4.3.5", "R-M16"}
    assert {c: cited["mark"] for c, cited in refused.document["citations"].items()} == {
        "JL44-4.3.5": "G",
        "R-M16": "V1+",
    }
    assert all(cited["text"] and cited["source"] for cited in refused.document["citations"].values())
    id = refused.document["project_id"]
    assert id in {p["id"] for p in living("project", "list", "--status", "waiting", "--json").document["projects"]}
    (papers / "revision.toml").write_text("[plan]\n" + (papers / "plan.toml").read_text(encoding="utf-8"), "utf-8")
    words = ("--file", papers / "revision.toml", "reason=改为一年并改用磋商", "--as", "王芳")
    revised = living("project", "do", id, "revise-plan", *words, "--json")
    assert (revised.code, revised.document["events"][0]["type"]) == (0, "PlanRevised"), revised
    shown = living("project", "show", id, "--json").document
    assert len(shown["state"]["watch"]["refusals"]) == 1
    assert living("project", "show", id, "--as-of", "1", "--json").document["title"] is None


def test_a_refusal_for_people_says_what_and_what_to_do(living: Living, papers: Path) -> None:
    ran = living("project", "start", papers / "two-faults.toml", "--as", "王芳")
    assert (ran.code, ran.err) == (1, "")
    for word in ("JL44-4.3.5", "R-M16", "必须", "改用竞争性磋商", "revise-plan"):
        assert word in ran.out


def test_who_may_not_act_is_refused(living: Living, project: str, papers: Path) -> None:
    scan = f"minutes=@{papers / 'scan.pdf'}"
    ran = living("project", "do", project, "determine-project", scan, "--as", "赵磊", "--json")
    assert (ran.code, ran.document["refusal"]["clause"]) == (1, "HR-WHO")


def test_the_head_determines_the_project_by_the_minutes_kept_in_the_archive(
    living: Living, project: str, papers: Path
) -> None:
    """JL44-4.1.1"""
    scan, number = papers / "scan.pdf", str(uuid4())
    words = (f"minutes=@{scan}", "--evidence", f"@{scan}", "--occurred-on", "2026-11-20", "--command-id", number)
    ran = living("project", "do", project, "determine-project", *words, env={"JIELI_ACTOR": "刘建国"})
    assert ran.code in (0, 1), ran  # refused where the day lies before the project's start: an answer all the same
    assert number in ran.out
    assert any(
        file.read_bytes() == scan.read_bytes() for file in (living.data / "archive").rglob("*") if file.is_file()
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("project", "show", "220122-2027-zzzzzz"), "没有项目"),
        (("project", "show", "nonsense"), "不是项目编号"),
        (("project", "do", "220122-2027-zzzzzz", "abandon-plan", "reason=x", "--as", "王芳"), "没有项目"),
        (("project", "do", "220122-2027-zzzzzz-T1", "abandon-plan", "reason=x", "--as", "王芳"), "是接管"),
        (("takeover", "show", "220122-2027-zzzzzz-T1"), "没有接管"),
        (("takeover", "show", "220122-2027-zzzzzz"), "没有项目"),
        (("audit", "explain", "220122-2027-zzzzzz"), "没有项目"),
        (("audit", "explain", "nonsense"), "不是项目编号"),
        (("clock", "advance", "no-such-story", "--to", "2026-01-01"), "没有名为"),
        (("register", "do", "load-calendar", "--file", "/dev/null", "--as", "王芳"), "不是文件"),
    ],
)
def test_what_is_not_on_record_is_wrong_use(living: Living, words: tuple[str, ...], says: str) -> None:
    ran = living(*words, "--json")
    assert ran.code == 2
    assert says in ran.error["message"]


@pytest.mark.parametrize("who", [(), ("--as", ""), ("--as", "  "), ("--as", "无名氏")])
def test_without_a_known_person_nothing_is_sent(living: Living, papers: Path, who: tuple[str, ...]) -> None:
    ran = living("project", "start", papers / "plan.toml", *who, "--json")
    assert ran.code == 2
    assert "--as" in ran.error["message"] or "无名氏" in ran.error["message"]


def test_a_name_that_two_persons_bear_asks_for_the_id(living: Living, papers: Path) -> None:
    for id in ("chen-jie-1", "chen-jie-2"):
        words = (f"person={id}", "name=陈杰", f"organisation=单位{id[-1]}")
        assert living("register", "do", "register-person", *words, "--as", "admin").code == 0
    ran = living("project", "start", papers / "plan.toml", "--as", "陈杰", "--json")
    assert ran.code == 2
    assert "chen-jie-1（单位1）、chen-jie-2（单位2）" in ran.error["message"]


def test_a_page_shows_stage_money_and_what_happened(living: Living, project: str) -> None:
    page = living("project", "show", project)
    assert (page.code, page.err) == (0, "")
    for word in ("农安县2027年度", "【", "505,000.00 元（伍拾万伍仟元整）", "竞争性磋商"):
        assert word in page.out, page.out


def test_a_project_as_it_was(living: Living, project: str) -> None:
    first = living("project", "show", project, "--as-of", "1", "--json").document
    assert (first["version"], first["stage"], first["as_of"]) == (1, "planning", "1")
    assert first["state"]["planning"]["plan"]["budget_yuan"] == "505000.00"
    assert first["last_at"].endswith("+08:00")
    by_time = living("project", "show", project, "--as-of", first["last_at"], "--json").document
    assert by_time["version"] == 1
    for too_far in ("99", "2020-01-01"):
        assert living("project", "show", project, "--as-of", too_far, "--json").code == 2


def test_lists_are_filtered(living: Living, project: str) -> None:
    def listed(*words: str) -> set[str]:
        ran = living("project", "list", *words, "--json")
        assert ran.code == 0
        return {p["id"] for p in ran.document["projects"]}

    assert project in listed("--division", "2201")
    assert project not in listed("--division", "23")
    assert project not in listed("--stage", "closing")
    assert project not in listed("--story", "some-story")
    assert living("project", "list").code == 0


def test_registers_are_listed(living: Living) -> None:
    people = living("register", "list", "--kind", "person", "--json").document["registers"]
    assert {"王芳", "刘建国"} <= {person["title"] for person in people}
    assert "经办人" in living("register", "list").out


def test_recover_starts_nothing_that_runs(living: Living, project: str) -> None:
    ran = living("recover", "--json")
    assert ran.code == 0
    assert f"project/{project}" in ran.document["already_running"]


def test_the_schema_is_at_its_head(living: Living) -> None:
    assert living("ledger", "migrate", "--dry-run", "--json").document == {"dry_run": True, "revisions": []}
    assert living("ledger", "migrate", "--json").code == 0


def test_production_refuses_to_write_without_a_token(living: Living, papers: Path) -> None:
    outside = {
        "JIELI_MODE": "production",
        "JIELI_DATABASE_URL": living.ready["database_url"],
        "TEMPORAL_ADDRESS": living.ready["temporal_address"],
    }
    elsewhere = ("--data", papers / "elsewhere")
    assert jieli("project", "list", *elsewhere, "--json", env=outside).code == 0
    ran = jieli("project", "start", papers / "plan.toml", "--as", "王芳", *elsewhere, "--json", env=outside)
    assert ran.code == 2
    assert "令牌" in ran.error["message"]


def test_without_a_worker_there_is_no_answer_and_the_id_to_ask_again_with(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Sent is sent: when the worker is back, the same id brings the answer, recorded once."""
    data = tmp_path_factory.mktemp("silent") / "data"
    words = (
        "register",
        "do",
        "register-person",
        "person=admin",
        "name=管理员",
        "organisation=信息中心",
        "--as",
        "admin",
    )
    with running_up(data):
        worker = int((data / "run" / "worker.ready").read_text())
        os.kill(worker, signal.SIGSTOP)
        try:
            ran = impatient(*words, "--data", data, "--json")
        finally:
            os.kill(worker, signal.SIGCONT)
        assert ran.code == 4
        number = ran.error["command_id"]
        assert number in ran.error["message"]
        assert number in ran.err
        assert "Traceback" not in ran.err
        again = jieli(*words, "--data", data, "--command-id", number, "--json")
        assert (again.code, again.document["version"]) == (0, 2), again
