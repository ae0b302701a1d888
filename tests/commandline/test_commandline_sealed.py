"""Sealed bids on a living system: nobody finds what is in them before their opening, wherever they look.  HR-SB-1 … HR-SB-6"""

import hashlib
import json
import stat
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from calling import ROOT, Ran, here
from living import Living
from searching import everywhere, files_holding

from commandline.bid_submitting import drafted
from commandline.exits import Stop
from sealing.envelope import Unreadable, key_of
from sealing.halves import read, unlock

CLERK, HEAD, HOLDERS = "zhao-min", "ma-jun", ("sun-wei", "he-jing")
WORDS = ("第一名持有人的口令 one", "第二名持有人的口令 two")
WARM, HEALTHY, NEIGHBOUR = "52220122MJY302206W", "91220122MA17C4402C", "91220122MA16K5519K"
BUYER = "11220122MB1103003F"
OFFER = """
supplier_name = "{name}"
price_yuan = {price}
declarations = ["无重大违法记录声明"]
summary = "{marker}"
valid_until = 2026-06-30
"""
NOWHERE: dict[str, list[str]] = {"files": [], "rows": [], "histories": []}


def marker() -> str:
    """Words that stand nowhere else."""
    return f"marker-{uuid4().hex}"


@dataclass
class Round:
    """A round of bidding in a story that stands at its notice."""

    system: Living
    project: str
    papers: Path
    story: str = "sealed-round"
    markers: dict[str, str] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    def bid(self, *arguments: str | Path, by: str | None = CLERK) -> Ran:
        who = () if by is None else ("--as", by)
        return self.system("bid", *arguments, *who, "--json")

    def words(self) -> tuple[str | Path, ...]:
        return tuple(part for n in (1, 2) for part in ("--passphrase-file", self.papers / f"words-{n}.txt"))

    def halves(self) -> list[Path]:
        return [self.papers / "keys" / f"{self.project}-round1-{holder}.half" for holder in HOLDERS]

    def advance(self, to: str) -> None:
        ran = self.system("clock", "advance", self.story, "--to", to, "--json")
        assert ran.code == 0, ran

    def submit(self, supplier: str, price: int, words: str) -> Ran:
        paper, plan = self.papers / f"{words}.toml", self.papers / f"{words}.pdf"
        paper.write_text(OFFER.format(name=f"供应商{supplier[-4:]}", price=price, marker=words), encoding="utf-8")
        plan.write_bytes(b"%PDF-1.7 " + words.encode() * 3)
        own = ("--file", paper, "--attach", plan, "--keep", self.kept(words))
        return self.bid("submit", self.project, "--supplier", supplier, *own)

    def kept(self, words: str) -> Path:
        """Where a supplier keeps the proof of the offer with these words."""
        return self.papers / f"{words}.kept"

    def open(self, *more: str | Path) -> Ran:
        halves = [part for half in self.halves() for part in ("--half", half)]
        return self.bid("open", self.project, *halves, "--witness", "孙伟", *self.words(), *more)

    def look_for(self, words: str) -> dict[str, list[str]]:
        ready = self.system("doctor", "--json").document
        return everywhere(self.system.data, ready["database_url"], ready["temporal_address"], words)


@pytest.fixture(scope="module")
def told(living: Living, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A buyer's own small procurement: told up to the notice of its first round."""
    folder = tmp_path_factory.mktemp("stories") / "sealed-round"
    folder.mkdir()
    house = ROOT / "scenarios" / "one-bidder"
    first = (
        (house / "01-need.toml")
        .read_text(encoding="utf-8")
        .replace("[story]\n", "[story]\nends = 2025-12-29T12:00:00\n")
    )
    (folder / "01-need.toml").write_text(first, encoding="utf-8")
    second = (house / "02-first-round.toml").read_text(encoding="utf-8").replace("T15:30", "T15:00").split("[[act]]")
    (folder / "02-round.toml").write_text("[[act]]".join(second[:3]), encoding="utf-8")
    assert [a["do"] for a in tomllib.loads("[[act]]".join(second[:3]))["act"]] == [
        "prepare-solicitation",
        "order-notice",
    ]
    ran = living("scenario", "run", folder, "--json", timeout=300)
    assert ran.document["stage"] == "bidding", ran
    papers = tmp_path_factory.mktemp("papers")
    for n, words in enumerate(WORDS, 1):
        (papers / f"words-{n}.txt").write_text(words + "\n", encoding="utf-8")
    return Round(living, ran.document["project_id"], papers)


@pytest.fixture(scope="module")
def keyed(told: Round) -> Round:
    ran = told.bid("keys", told.project, "--holders", ",".join(HOLDERS), "--out", told.papers / "keys", *told.words())
    assert ran.code == 0, ran
    assert [half["holder"] for half in ran.document["halves"]] == list(HOLDERS)
    return told


@pytest.fixture(scope="module")
def submitted(keyed: Round) -> Round:
    """Three sealed bids; one of them submitted twice."""
    for name, supplier, price in (
        ("old", WARM, 209_000),
        ("warm", WARM, 205_800),
        ("healthy", HEALTHY, 198_000),
        ("neighbour", NEIGHBOUR, 212_400),
    ):
        keyed.markers[name] = marker()
        ran = keyed.submit(supplier, price, keyed.markers[name])
        assert ran.code == 0, ran
        keyed.receipts.append(ran.document)
    return keyed


@pytest.fixture(scope="module")
def searched(submitted: Round) -> dict[str, dict[str, list[str]]]:
    """Where each offer's words stand before the opening."""
    return {name: submitted.look_for(words) for name, words in submitted.markers.items()}


@pytest.fixture(scope="module")
def broken(submitted: Round, searched: dict[str, Any]) -> tuple[str, str]:
    """On purpose: a 'sealed bid' that nobody encrypted, under a name that tells the offer."""
    assert searched
    inside, in_name = marker(), marker()
    paper = submitted.papers / "open.bin"
    paper.write_bytes(f"an offer in plain words: {inside}".encode())
    facts = {"supplier": NEIGHBOUR, "name": in_name, "envelope": f"@{paper}", "size": "100"}
    words = [f"{k}={v}" for k, v in facts.items()] + [f"public_key={_public_key(submitted)}"]
    ran = submitted.system("project", "do", submitted.project, "submit-sealed-bid", *words, "--as", CLERK, "--json")
    assert ran.code == 0, ran
    return inside, in_name


def _public_key(round: Round) -> str:
    return read(round.halves()[0].read_bytes()).public_key


@pytest.fixture(scope="module")
def refused_early(broken: tuple[str, str], submitted: Round) -> tuple[Ran, list[str]]:
    """Opening is asked for before the deadline; and which files hold an offer after that."""
    assert broken
    return submitted.open(), files_holding(submitted.system.data / "archive", submitted.markers["warm"])


@pytest.fixture(scope="module")
def opened(refused_early: tuple[Ran, list[str]], submitted: Round) -> dict[str, Any]:
    assert refused_early
    submitted.advance("2026-01-04T15:00:00")
    ran = submitted.open()
    assert ran.code == 0, ran
    bids: dict[str, Any] = {bid["supplier"]: bid for bid in ran.document["bids"]}
    return bids


# ---------------------------------------------------------------- before the opening


def test_each_half_lies_in_a_file_that_its_owner_alone_reads(keyed: Round) -> None:
    """HR-SB-1"""
    for half in keyed.halves():
        assert stat.S_IMODE(half.stat().st_mode) == 0o600
    shown = keyed.system("project", "show", keyed.project, "--json").document
    assert _public_key(keyed) in json.dumps(shown)


def test_a_second_key_is_refused_and_leaves_no_halves(keyed: Round) -> None:
    """HR-SB-2: what was refused isn't lying about."""
    elsewhere = keyed.papers / "second"
    ran = keyed.bid("keys", keyed.project, "--holders", ",".join(HOLDERS), "--out", elsewhere, *keyed.words())
    assert (ran.code, ran.document["refusal"]["clause"]) == (1, "HR-SB-2"), ran
    assert list(elsewhere.iterdir()) == []


def test_a_receipt_names_the_ciphertext_and_its_place_in_the_ledger(submitted: Round) -> None:
    """HR-SB-4"""
    receipt = submitted.receipts[0]
    store = submitted.system.data / "archive" / "files" / receipt["envelope"][:2] / receipt["envelope"]
    assert store.stat().st_size == receipt["size"]
    assert len(receipt["event_hash"]) == 64
    assert receipt["received_at"].startswith("2025-12-29")


def test_offers_of_like_length_are_envelopes_of_the_same_size(submitted: Round) -> None:
    assert len({receipt["size"] - len(str(receipt["project_id"])) for receipt in submitted.receipts}) == 1


def test_no_offer_is_found_anywhere_before_the_opening(searched: dict[str, dict[str, list[str]]]) -> None:
    """Every byte of PostgreSQL's and Temporal's folders, the file store, the outbox and the logs; every row; every history."""
    assert searched == dict.fromkeys(("old", "warm", "healthy", "neighbour"), NOWHERE)


def test_the_same_search_finds_an_offer_that_was_not_encrypted(submitted: Round, broken: tuple[str, str]) -> None:
    """So that 'not found' means something: in the file store, and by name in tables and histories."""
    inside, in_name = (submitted.look_for(words) for words in broken)
    assert [path for path in inside["files"] if path.startswith("archive/files/")] != []
    assert any(path.startswith("postgres/") for path in in_name["files"])
    assert any(path.startswith("temporal/") for path in in_name["files"])
    assert "ledger.event" in in_name["rows"]
    assert any(submitted.project in workflow for workflow in in_name["histories"])


def test_one_half_alone_decrypts_nothing(submitted: Round) -> None:
    digest = submitted.receipts[1]["envelope"]
    envelope = (submitted.system.data / "archive" / "files" / digest[:2] / digest).read_bytes()
    for half, word in zip(submitted.halves(), WORDS, strict=True):
        with pytest.raises(Unreadable):
            key_of(envelope, unlock(read(half.read_bytes()), word))


def test_the_opening_is_refused_before_its_hour_and_nothing_is_decrypted(
    refused_early: tuple[Ran, list[str]],
) -> None:
    """JL44-4.0"""
    ran, decrypted = refused_early
    assert (ran.code, ran.document["refusal"]["clause"]) == (1, "JL44-4.0")
    assert decrypted == []


# ---------------------------------------------------------------- the opening


def test_the_opening_reads_every_envelope_and_the_broken_one_stops_nothing(
    opened: dict[str, Any], submitted: Round
) -> None:
    """HR-SB-5: the prices are those of the envelopes, of the replaced bid the second."""
    assert {uscc: bid.get("price_yuan") for uscc, bid in opened.items()} == {
        WARM: "205800.00",
        HEALTHY: "198000.00",
        NEIGHBOUR: None,
    }
    assert opened[NEIGHBOUR]["reason"] == "不是加密信封"
    state = submitted.system("project", "show", submitted.project, "--json").document["state"]
    assert set(state["bidding"]["rounds"]["1"]["bids"]) == {WARM, HEALTHY}


def test_an_opened_offer_is_found_by_its_digest_and_the_replaced_one_stays_closed(
    opened: dict[str, Any], submitted: Round
) -> None:
    offer = opened[WARM]["offer"]
    path = submitted.system.data / "archive" / "files" / offer[:2] / offer
    assert json.loads(path.read_bytes())["summary"] == submitted.markers["warm"]
    assert len(files_holding(submitted.system.data / "archive", submitted.markers["warm"])) == 2  # offer and document
    assert submitted.look_for(submitted.markers["old"]) == NOWHERE


def test_the_auditor_decrypts_the_archived_envelopes_again(opened: dict[str, Any], submitted: Round) -> None:
    checked = submitted.bid("check", submitted.project, by=None)
    assert checked.code == 0, checked
    assert {row["supplier"]: row["doubts"] for row in checked.document["bids"]} == {uscc: [] for uscc in opened}


def test_a_supplier_proves_that_what_was_opened_is_what_it_sent(opened: dict[str, Any], submitted: Round) -> None:
    """HR-SB-6"""
    warm = submitted.bid("check", "--proof", submitted.kept(submitted.markers["warm"]), by=None)
    assert (warm.code, warm.document["doubts"], warm.document["opened"]) == (0, [], True), warm
    assert (warm.document["price_yuan"], warm.document["offer"]) == ("205800.00", opened[WARM]["offer"])
    old = submitted.bid("check", "--proof", submitted.kept(submitted.markers["old"]), by=None)
    assert (old.code, old.document["opened"]) == (1, False), old
    assert "替换" in old.document["doubts"][0]
    assert stat.S_IMODE(submitted.kept(submitted.markers["warm"]).stat().st_mode) == 0o600


def test_it_is_opened_once(opened: dict[str, Any], submitted: Round) -> None:
    assert opened
    again = submitted.open()
    assert (again.code, again.document["refusal"]["clause"]) == (1, "JL44-4.0")


# ---------------------------------------------------------------- who bids together, who works for whom

MEMBERS = f"""
[consortium]
lead = "{WARM}"
agreement = "@joint.pdf"
joint_liability = true
members = [
  {{ uscc = "{WARM}", name = "暖阳", share = 0.7, duty = "care" }},
  {{ uscc = "{HEALTHY}", name = "康健", share = 0.3, duty = "care", grade = 2 }},
]

[[subcontracts]]
uscc = "{NEIGHBOUR}"
name = "邻里"
work = "衣物清洗"
share = 0.1
agreement = "@sub.pdf"
"""


def test_a_members_file_says_who_takes_part_and_its_agreements_are_sealed(tmp_path: Path) -> None:
    """R-S07, R-S08: the agreements go into the envelope; outside stand their digests."""
    (tmp_path / "offer.toml").write_text(OFFER.format(name="暖阳", price=200000, marker="m"), encoding="utf-8")
    (tmp_path / "members.toml").write_text(MEMBERS, encoding="utf-8")
    (tmp_path / "joint.pdf").write_bytes(b"joint")
    (tmp_path / "sub.pdf").write_bytes(b"sub")
    draft = drafted("220122-2026-abc123", WARM, tmp_path / "offer.toml", (), tmp_path / "members.toml")
    assert draft.parties["consortium"]["agreement"] == hashlib.sha256(b"joint").hexdigest()
    assert sorted(draft.documents) == [b"joint", b"sub"]
    assert {a.digest for a in draft.for_round(1).attachments} == {
        hashlib.sha256(content).hexdigest() for content in draft.documents
    }


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (MEMBERS.replace("0.7", "7"), "consortium"),
        (MEMBERS.replace('lead = "', 'leader = "'), "leader"),
        (MEMBERS.replace("[[subcontracts]]", "[[others]]"), "others"),
    ],
)
def test_a_wrong_members_file_is_told_before_any_server_is_asked(tmp_path: Path, changed: str, says: str) -> None:
    (tmp_path / "offer.toml").write_text(OFFER.format(name="暖阳", price=200000, marker="m"), encoding="utf-8")
    (tmp_path / "members.toml").write_text(changed, encoding="utf-8")
    (tmp_path / "joint.pdf").write_bytes(b"joint")
    (tmp_path / "sub.pdf").write_bytes(b"sub")
    with pytest.raises(Stop) as stopped:
        drafted("220122-2026-abc123", WARM, tmp_path / "offer.toml", (), tmp_path / "members.toml")
    assert stopped.value.code == 2
    assert says in str(vars(stopped.value))


# ---------------------------------------------------------------- nonsense


def test_a_false_proof_is_told_without_its_secret(submitted: Round, tmp_path: Path) -> None:
    """HR-SB-6: another key, a damaged file, another project."""
    kept = submitted.kept(submitted.markers["warm"])
    other = json.loads(kept.read_text(encoding="utf-8")) | {"ephemeral": "ab" * 32}
    false, damaged = tmp_path / "false.kept", tmp_path / "damaged.kept"
    false.write_text(json.dumps(other), encoding="utf-8")
    damaged.write_text("{", encoding="utf-8")
    for file, says in ((false, "不是这份信封的留存密钥"), (damaged, "留存密钥文件")):
        ran = submitted.bid("check", "--proof", file, by=None)
        assert ran.code == 2, ran
        assert says in json.dumps(ran.error, ensure_ascii=False)
        assert "ab" * 32 not in json.dumps(ran.error)
    elsewhere = submitted.bid("check", "220122-2026-abc123", "--proof", kept, by=None)
    assert (elsewhere.code, submitted.bid("check", by=None).code) == (2, 2)


def _nonsense() -> dict[str, tuple[Callable[[Round], tuple[str | Path, ...]], str]]:
    def opening(*halves: Path) -> tuple[str | Path, ...]:
        return (*(part for half in halves for part in ("--half", half)), "--witness", "孙伟")

    return {
        "one half": (lambda r: ("open", r.project, *opening(r.halves()[0]), *r.words()), "共两个"),
        "one half twice": (
            lambda r: ("open", r.project, *opening(r.halves()[0], r.halves()[0]), *r.words()),
            "还缺另一名",
        ),
        "no such half": (
            lambda r: ("open", r.project, *opening(r.halves()[0], r.papers / "none"), *r.words()),
            "没有文件",
        ),
        "not a half": (
            lambda r: ("open", r.project, *opening(r.halves()[0], r.papers / "words-1.txt"), *r.words()),
            "不是开标密钥文件",
        ),
        "another project": (
            lambda r: ("open", "220122-2026-abc123", *opening(*r.halves()), *r.words()),
            "不是 220122-2026-abc123 的",
        ),
        "no project id": (lambda r: ("open", "somewhere", *opening(*r.halves()), *r.words()), "不是项目编号"),
        "swapped passphrases": (lambda r: ("open", r.project, *opening(*r.halves()[::-1]), *r.words()), "口令不对"),
        "one passphrase": (lambda r: ("open", r.project, *opening(*r.halves()), *r.words()[:2]), "应为2个"),
        "no passphrase": (lambda r: ("open", r.project, *opening(*r.halves())), "没有 sun-wei 的口令"),
        "a price without a name": (
            lambda r: ("open", r.project, *opening(*r.halves()), *r.words(), "--price", "12"),
            "应写成 统一社会信用代码=报价",
        ),
        "a price of nobody": (
            lambda r: ("open", r.project, *opening(*r.halves()), *r.words(), "--price", f"{BUYER}=12"),
            "没有纸质响应文件",
        ),
        "one holder": (
            lambda r: ("keys", r.project, "--holders", "sun-wei", "--out", r.papers, *r.words()),
            "两名人员",
        ),
        "short passphrase": (
            lambda r: (
                "keys",
                r.project,
                "--holders",
                "a,b",
                "--out",
                r.papers,
                *("--passphrase-file", r.papers / "s") * 2,
            ),
            "口令",
        ),
        "unknown project": (
            lambda r: ("keys", "220122-2026-zzzzzz", "--holders", "a,b", "--out", r.papers, *r.words()),
            "没有项目",
        ),
        "no TOML": (
            lambda r: ("submit", r.project, "--supplier", WARM, "--file", r.papers / "bad.toml"),
            "不是有效的 TOML",
        ),
        "no price": (
            lambda r: ("submit", r.project, "--supplier", WARM, "--file", r.papers / "empty.toml"),
            "报价文件有误",
        ),
        "wrong code": (
            lambda r: ("submit", r.project, "--supplier", "123", "--file", r.papers / "good.toml"),
            "应为18位",
        ),
        "above the ceiling": (
            lambda r: ("submit", r.project, "--supplier", WARM, "--file", r.papers / "dear.toml"),
            "高于最高限价",
        ),
        "no attachment": (
            lambda r: (
                "submit",
                r.project,
                "--supplier",
                WARM,
                "--file",
                r.papers / "good.toml",
                "--attach",
                "none.pdf",
            ),
            "没有文件",
        ),
    }


@pytest.mark.parametrize("case", _nonsense())
def test_nonsense_is_told_in_chinese_and_records_nothing(
    keyed: Round, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, what is wrong, and the project stands as it stood."""
    good = OFFER.format(name="某", price=200000, marker="某")
    for name, text in (
        ("bad.toml", "price = “十”\n"),
        ("empty.toml", 'supplier_name = "某"\n'),
        ("good.toml", good),
        ("dear.toml", good.replace("200000", "999999")),
        ("s", "short\n"),
    ):
        (keyed.papers / name).write_text(text, encoding="utf-8")
    arguments, says = _nonsense()[case]
    data = ("--data", keyed.system.data, "--json")
    before = here(capsys, "project", "show", keyed.project, *data).document["version"]
    ran = here(capsys, "bid", *arguments(keyed), "--as", CLERK, *data)
    assert ran.code == 2, ran
    assert says in json.dumps(ran.error, ensure_ascii=False), ran
    assert here(capsys, "project", "show", keyed.project, *data).document["version"] == before
