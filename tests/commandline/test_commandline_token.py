"""In production a token says who acts: shown once, kept as a digest, believed until it ends or is revoked."""

from pathlib import Path

from calling import Ran, jieli
from living import Living

from domain.canonical import digest


def _outside(living: Living, **more: str) -> dict[str, str]:
    return {
        "JIELI_MODE": "production",
        "JIELI_DATABASE_URL": living.ready["database_url"],
        "TEMPORAL_ADDRESS": living.ready["temporal_address"],
        **more,
    }


def _register(living: Living, elsewhere: Path, person: str, *words: str, **env: str) -> Ran:
    facts = (f"person={person}", "name=某人", "organisation=农安县民政局")
    command = ("register", "do", "register-person", *facts, *words, "--data", elsewhere, "--json")
    return jieli(*command, env=_outside(living, **env))


def test_a_token_says_who_acts(living: Living, tmp_path: Path) -> None:
    """HR-WHO: the administrator's own token registers; a wrong one, a name alone, and a revoked one don't."""
    issued = living("register", "token", "admin", "--as", "admin", "--json")
    token = issued.document["token"]
    assert token.startswith("admin.")
    assert _register(living, tmp_path, "token-one", JIELI_TOKEN=token).code == 0
    assert _register(living, tmp_path, "token-two", JIELI_TOKEN="admin.wrong").code == 2
    assert _register(living, tmp_path, "token-three", "--as", "admin").code == 2
    revoke = (f"digest={digest(token.rpartition('.')[2])}", "person=admin", "reason=换发")
    assert living("register", "do", "revoke-token", *revoke, "--as", "admin").code == 0
    assert _register(living, tmp_path, "token-four", JIELI_TOKEN=token).code == 2


def test_a_token_is_nowhere_but_in_the_answer(living: Living) -> None:
    """Secrets stand in no log, no history and no event: the ledger holds the digest alone."""
    secret = living("register", "token", "admin", "--as", "admin", "--json").document["token"].rpartition(".")[2]
    for file in living.data.rglob("*"):
        if file.is_file() and file.stat().st_size < 50_000_000:
            try:
                content = file.read_bytes()
            except FileNotFoundError:  # the servers come and go with their files
                continue
            assert secret.encode() not in content, file
