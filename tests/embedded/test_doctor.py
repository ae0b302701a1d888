"""The doctor names what does not run and what to do, and never raises."""

from pathlib import Path

import pytest

from embedded.doctor import Probe, examine
from embedded.outside import OutsideUnfit, outside
from embedded.ports import free_port
from embedded.stack import Stack
from settings import Settings


def _by_name(probes: list[Probe]) -> dict[str, Probe]:
    return {probe.name: probe for probe in probes}


async def test_where_nothing_runs_it_says_so_and_what_to_do(data_dir: Path) -> None:
    found = _by_name(await examine(Settings(data_dir=data_dir)))
    assert found["python"].ok
    assert not found["postgresql"].ok
    assert not found["temporal"].ok
    assert all(probe.remedy for probe in found.values() if not probe.ok)


async def test_servers_that_do_not_answer_are_named_without_their_passwords(data_dir: Path) -> None:
    nobody = free_port(avoid=set())
    settings = Settings(
        data_dir=data_dir,
        database_url=f"postgresql://someone:geheim@127.0.0.1:{nobody}/jieli",  # type: ignore[arg-type]
        temporal_address=f"127.0.0.1:{nobody}",
    )
    assert settings.mode == "production"
    found = _by_name(await examine(settings))
    assert f"127.0.0.1:{nobody}/jieli" in found["postgresql"].says
    assert f"127.0.0.1:{nobody}" in found["temporal"].says
    assert not any("geheim" in probe.model_dump_json() for probe in found.values())
    with pytest.raises(OutsideUnfit, match="无法连接"):
        await outside(settings)


async def test_of_a_living_system_it_sees_every_part(data_dir: Path) -> None:
    async with Stack(Settings(data_dir=data_dir), worker=False) as stack:
        found = _by_name(await examine(Settings(data_dir=data_dir)))
        good = {"postgresql", "clock", "database_login", "temporal", "temporal_namespace", "search_attributes"}
        assert {name for name in good if not found[name].ok} == set()
        assert not found["migrations"].ok
        assert not found["workers"].ok
        there = stack.addresses
        given = Settings(
            data_dir=data_dir / "other",
            database_url=there.database_url,  # type: ignore[arg-type]
            database_owner_url=there.owner_database_url,  # type: ignore[arg-type]
            temporal_address=there.temporal_address,
        )
        assert (await outside(given)).temporal_address == there.temporal_address
        as_owner = Settings(
            data_dir=data_dir,
            database_url=there.owner_database_url,  # type: ignore[arg-type]
            temporal_address=there.temporal_address,
        )
        found = _by_name(await examine(as_owner))
        assert not found["database_login"].ok
        assert not found["database_logins"].ok


async def test_a_look_that_fails_is_told_and_the_others_go_on(data_dir: Path) -> None:
    def broken() -> Probe:
        raise KeyError("calendar")

    def fine() -> Probe:
        return Probe(name="law", ok=True, says="法规版本齐全")

    found = _by_name(await examine(Settings(data_dir=data_dir), calendar=broken, law=fine))
    assert not found["calendar"].ok
    assert found["law"].ok


def test_a_password_is_not_shown_by_the_settings() -> None:
    assert "geheim" not in repr(Settings(database_url="postgresql://a:geheim@b/c"))  # type: ignore[arg-type]


def test_temporals_own_names_of_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal:7233")
    monkeypatch.setenv("JIELI_DATABASE_URL", "postgresql://a@b/c")
    assert Settings().temporal_address == "temporal:7233"
    assert Settings().mode == "production"
    monkeypatch.setenv("JIELI_MODE", "embedded")
    assert Settings().mode == "embedded"
