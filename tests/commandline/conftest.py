"""One living system for all of these tests, with a few people in it; and plans on paper."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from calling import PLAN, ROOT, TWO_FAULTS
from living import Living, running_up

PEOPLE = (("wang-fang", "王芳", "clerk"), ("liu-jianguo", "刘建国", "head"), ("zhao-lei", "赵磊", "finance"))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("JIELI_", "TEMPORAL_", "PG")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lawful plan, one with two faults, one that is no TOML, and a scan."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "two-faults.toml").write_text(TWO_FAULTS, encoding="utf-8")
    (folder / "broken.toml").write_text("title = “花引号”\n", encoding="utf-8")
    (folder / "latin.toml").write_bytes(b'title = "\xe9"\n')
    (folder / "no-roster.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    (folder / "taken.xlsx").write_bytes(b"no workbook")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7 minutes")
    return folder


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """`jieli up`, until the tests are over; it must end with 0 on SIGTERM."""
    data = tmp_path_factory.mktemp("living") / "data"
    with running_up(data) as ready:
        system = Living(data, ready)
        _people(system)
        yield system


def _people(system: Living) -> None:
    """The administrator founds the installation, registers the others and gives each a role."""
    made = [system("register", "do", "register-person", *_person("admin", "系统管理员"), "--as", "admin")]
    for id, name, role in PEOPLE:
        made.append(system("register", "do", "register-person", *_person(id, name), "--as", "admin"))
        words = (f"person={id}", f"role={role}", "division=220122", "from_on=2020-01-01", "document=2020001")
        made.append(system("register", "do", "grant-role", *words, "--as", "系统管理员"))
    assert [one.code for one in made] == [0] * len(made), made


def _person(id: str, name: str) -> tuple[str, ...]:
    return (f"person={id}", f"name={name}", "organisation=农安县民政局", "uscc=11220122MB1A20256A")


@pytest.fixture(scope="session")
def performing(living: Living, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A contract in its first period, on 5 April 2026: a story told so far, once for all tests that need one."""
    folder = tmp_path_factory.mktemp("stories") / "records-desk"
    folder.mkdir()
    house = ROOT / "scenarios" / "one-bidder"
    for chapter in sorted(house.glob("0[1-5]*.toml")):
        text = chapter.read_text(encoding="utf-8")
        text = text.replace("[story]\n", "[story]\nends = 2026-04-05T12:00:00\n")
        if chapter.name.startswith("05"):
            text = "[[act]]".join(text.split("[[act]]")[:7])
        (folder / chapter.name).write_text(text, encoding="utf-8")
    ran = living("scenario", "run", folder, "--json", timeout=400)
    assert ran.document["stage"] == "performance", ran
    project: str = ran.document["project_id"]
    return project
