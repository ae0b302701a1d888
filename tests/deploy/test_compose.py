"""The compose file: valid, resolvable, pinned, ordered, and in words that our settings know. No engine is needed."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORDS = (
    "POSTGRES_PASSWORD",
    "TEMPORAL_DATABASE_PASSWORD",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_WORKER_PASSWORD",
    "DATABASE_VAULT_PASSWORD",
    "JIELI_VAULT_KEY",
)
ONE_SHOT = {"temporal-schema", "temporal-namespace", "migrate"}
ASKED_FOR = {"recipients"}  # run by hand, with a terminal
OURS = {"migrate", "worker", "recipients"}
Services = dict[str, dict[str, Any]]


def _resolve(folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What podman-compose makes of the file; it wants a podman, but only to ask its version."""
    stub = folder / "podman"
    stub.write_text("#!/bin/sh\necho podman version 5.4.0\n")
    stub.chmod(0o755)
    command = [
        Path(sys.executable).with_name("podman-compose"),
        "--profile",
        "recipients",
        "-f",
        ROOT / "docker-compose.yml",
        "config",
    ]
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder)} | given
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The services, with all variables resolved."""
    given = {name: name.lower() for name in PASSWORDS}
    resolved = _resolve(tmp_path_factory.mktemp("compose"), given)
    assert resolved.returncode == 0, resolved.stderr
    found: Services = yaml.safe_load(resolved.stdout)["services"]
    return found


def test_it_follows_the_compose_specification() -> None:
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*command, ROOT / "docker-compose.yml"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("missing", PASSWORDS)
def test_without_a_password_it_is_refused(tmp_path: Path, missing: str) -> None:
    resolved = _resolve(tmp_path, {name: "x" for name in PASSWORDS if name != missing})
    assert resolved.returncode != 0
    assert "make-env.sh" in resolved.stdout + resolved.stderr


def test_every_image_has_a_pinned_tag(services: Services) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/-]+:\d+\.\d+[\w.-]*", service["image"]), name


def test_what_runs_for_long_is_watched_and_started_again_and_what_runs_once_is_not(services: Services) -> None:
    for name, service in services.items():
        if name in ASKED_FOR:
            assert service["restart"] == "no"
            continue
        assert ("healthcheck" in service) == (name not in ONE_SHOT)
        assert service["restart"].startswith("on-failure:" if name in ONE_SHOT else "unless-stopped")


def test_each_waits_for_a_healthy_server_or_for_a_step_that_succeeded(services: Services) -> None:
    for service in services.values():
        for wanted, how in service.get("depends_on", {}).items():
            once = wanted in ONE_SHOT
            assert how["condition"] == ("service_completed_successfully" if once else "service_healthy")
    assert set(services["worker"]["depends_on"]) == {"migrate", "temporal-namespace"}


def test_the_names_our_services_are_given_are_settings(services: Services) -> None:
    known = {f"JIELI_{name.upper()}" for name in Settings.model_fields} | {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}
    for name in OURS:
        assert set(services[name]["environment"]) <= known


def test_no_process_that_runs_all_day_knows_the_owners_password(services: Services) -> None:
    knowing = {name for name, service in services.items() if "database_owner_password" in str(service["environment"])}
    assert knowing == {"migrate", "postgresql"}


def test_the_vaults_login_and_key_are_the_recipients_desk_s_alone(services: Services) -> None:
    for secret, known_to in (
        ("database_vault_password", {"recipients", "postgresql"}),
        ("jieli_vault_key", {"recipients"}),
    ):
        knowing = {name for name, service in services.items() if secret in str(service["environment"])}
        assert knowing == known_to
    assert "database_owner_password" not in str(services["recipients"])


def test_only_the_console_is_published_and_on_loopback_and_for_looking(services: Services) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(ports) == {"temporal-ui"}
    assert all(str(port).startswith("127.0.0.1:") for port in ports["temporal-ui"])
    assert services["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_our_services_can_write_nowhere_but_in_their_own_folders(services: Services) -> None:
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_the_worker_has_longer_to_stop_than_it_takes(services: Services) -> None:
    grace_seconds = float(services["worker"]["environment"]["JIELI_SHUTDOWN_GRACE_SECONDS"])
    assert services["worker"]["stop_grace_period"] == "45s"
    assert grace_seconds < 45


def test_the_image_is_installed_by_hashes_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert any("--require-hashes" in line and "requirements.lock" in line for line in lines)
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    images = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-\w+", image) for image in images)
    assert not any(line.startswith(("ENV", "ARG")) and "PASSWORD" in line for line in lines)


def test_what_the_wheel_is_built_from_enters_the_image_and_no_secret_does() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    admitted = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    packages = re.search(r"^include = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE)
    assert packages is not None
    assert {name.lstrip("/") for name in re.findall(r'"(.+?)"', packages[1])} <= admitted
    assert not {".env", ".jieli", ".git", "tests"} & admitted


def test_passwords_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-env.sh"
    script.write_text((ROOT / "deploy" / "make-env.sh").read_text())
    assert subprocess.run(["sh", script], check=False, capture_output=True).returncode == 0
    made = (tmp_path / ".env").read_text()
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    values = dict(line.split("=") for line in made.splitlines() if not line.startswith("#"))
    assert set(values) == set(PASSWORDS)
    assert len(set(values.values())) == len(PASSWORDS)
    assert all(re.fullmatch(r"[0-9a-f]{64}" if "KEY" in name else r"[0-9a-f]{48}", v) for name, v in values.items())
    assert subprocess.run(["sh", script], check=False, capture_output=True).returncode == 1
    assert (tmp_path / ".env").read_text() == made


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").rglob("*.sh")), ids=lambda script: script.name)
def test_scripts_are_of_a_plain_shell(script: Path) -> None:
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
