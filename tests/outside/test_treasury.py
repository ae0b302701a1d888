"""The treasury by HTTP: paid once whatever fails, refusals in its own words, its statement against the ledger.  SA-05, HR-PY-6"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import law
from activities.interface import Performing
from activities.outside import adapters
from activities.performing import Performer, Unanswered
from activities.treasury import BadStatement, Entry, compare, fetch, ours_of, read_csv
from commandline.payment import payment_rows
from domain.calendar import BEIJING
from domain.effect import Effect
from domain.messages import COMMANDS
from domain.payment.messages import ApprovePayment, PaymentMade, PaymentReturned, RegisterPayment
from domain.project import Project
from domain.supervision.messages import EffectDelayed, EffectRefused, ReportDelay, ReportRefusal
from tests.domain.running import SUPPLIER_NAME
from tests.domain.scene import Scene
from tests.domain.test_payment import order, pending, project_of
from tests.outside.site import REASON, Fault, Site, running_site

AT = datetime(2026, 6, 10, 10, tzinfo=BEIJING)
SINCE = date(2026, 1, 1)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def performer(site: Site, folder: Path) -> Performer:
    return Performer(adapters(folder, {"treasury": (site.url, "geheim")}))


def sent() -> tuple[Scene, Effect]:
    """150,000 yuan approved: the treasury is asked."""
    run = pending().when(ApprovePayment(payment="p1"), by="wang").then()
    (effect,) = project_of(run).watch.effects.values()
    return run, effect


def states(project: Project) -> dict[str, str]:
    return {row["payment"]: row["state"] for row in payment_rows(project)}


# ---------------------------------------------------------------- asked


@pytest.mark.parametrize("fault", ["500", "nonsense", "no_receipt", "lost", "later", "unauthorised"])
async def test_whatever_fails_it_is_paid_once_and_not_forgotten(site: Site, tmp_path: Path, fault: Fault) -> None:
    """Told as delayed meanwhile; asked again by the same id, the same receipt; a second answer changes nothing."""
    run, effect = sent()
    site.fail(fault)
    ours = performer(site, tmp_path)
    with pytest.raises(Unanswered):
        await ours.perform(Performing(effect=effect, at=AT))
    waits = run.when(ReportDelay(effect=effect.id, error="没有答复"), by="adapter")
    waits.accepted(EffectDelayed)
    assert states(project_of(waits.then())) == {"p1": "delayed"}
    first, again = [await ours.perform(Performing(effect=effect, at=AT)) for _ in range(2)]
    assert first == again
    assert len(site.done) == 1
    paid = waits.then().when(RegisterPayment.model_validate(first.body), by="adapter")
    paid.accepted(PaymentMade)
    echo = paid.then().when(RegisterPayment.model_validate(again.body), by="adapter")
    assert echo.accepted().events == ()
    assert states(project_of(echo.then())) == {"p1": "paid"}


async def test_a_slow_treasury_is_no_answer_and_pays_nothing_twice(site: Site, tmp_path: Path) -> None:
    from activities.outside import HttpSystem

    _, effect = sent()
    site.fail("slow")
    with pytest.raises(Unanswered, match="没有答复"):
        await HttpSystem("国库集中支付系统", site.url, None, patience=0.2)(effect)
    site.let_go.set()
    answer = await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))
    assert (answer.type, len(site.done)) == ("RegisterPayment", 1)


async def test_a_refusal_comes_back_to_people_in_the_treasurys_words(site: Site, tmp_path: Path) -> None:
    """They return the payment and order it anew, to the right account."""
    run, effect = sent()
    site.fail("refuse")
    made = await performer(site, tmp_path).perform(Performing(effect=effect, at=AT))
    told = run.when(ReportRefusal.model_validate(made.body), by="adapter")
    told.accepted(EffectRefused)
    assert COMMANDS[made.type] is ReportRefusal
    (row,) = payment_rows(project_of(told.then()), law.load())
    assert (row["state"], row["says"]) == ("refused", REASON)
    assert (row["rule"], row["due_on"]) == ("PY-12", "2026-06-23")  # the rule that bit (PY-14)
    back = RegisterPayment(payment="p1", result="refused", receipt="退1", paid_on=date(2026, 6, 10), note=REASON)
    returned = told.then().when(back, by="zhao", role="clerk")
    returned.accepted(PaymentReturned)
    assert states(project_of(returned.then())) == {"p1": "ended"}
    returned.then().when(order("p2"), by="zhao").accepted()


# ---------------------------------------------------------------- the statement


def paid(effect: str | None = None) -> Project:
    run, ordered = sent()
    word = RegisterPayment(
        payment="p1", result="paid", receipt="K-1", paid_on=date(2026, 6, 10), effect=effect or ordered.id
    )
    return project_of(run.when(word, by="adapter").then())


def entry(**changes: object) -> Entry:
    values = {"receipt": "K-1", "amount_yuan": "150000.00", "payee": SUPPLIER_NAME, "paid_on": "2026-06-10"}
    return Entry.model_validate({**values, **changes})


def kinds(project: Project, *entries: Entry) -> list[str]:
    return [d.kind for d in compare(ours_of(project), entries, SINCE)]


def test_a_statement_that_agrees_has_no_difference() -> None:
    assert kinds(paid(), entry()) == []
    (own,) = ours_of(paid())
    assert kinds(paid(), entry(id=own.effect, receipt="别的回执")) == []


def test_each_kind_of_difference_is_told() -> None:
    assert kinds(paid()) == ["missing_there"]
    assert kinds(paid(), entry(amount_yuan="150000.01")) == ["amount"]
    assert kinds(paid(), entry(payee="别人")) == ["payee"]
    assert kinds(paid(), entry(), entry(receipt="K-2")) == ["missing_here"]


def test_paid_twice_by_the_treasury_is_told() -> None:
    (own,) = ours_of(paid())
    assert kinds(paid(), entry(id=own.effect), entry(id=own.effect, receipt="K-2")) == ["missing_here"]


def test_what_was_asked_and_paid_there_though_we_never_heard_of_it_is_told() -> None:
    run, effect = sent()
    assert kinds(project_of(run)) == []
    (found,) = compare(ours_of(project_of(run)), [entry(id=effect.id)], SINCE)
    assert found.kind == "missing_here"
    assert found.ours is not None
    assert found.ours.payment == "p1"


def test_what_was_paid_before_the_statement_begins_is_not_missed() -> None:
    assert compare(ours_of(paid()), (), date(2026, 6, 11)) == ()


def test_a_statement_on_paper_is_read_or_told_where_it_cannot_be() -> None:
    head = "id,receipt,amount_yuan,payee,paid_on\n"
    (read,) = read_csv(f"\ufeff{head},K-1,150000.00,某中心,2026-06-10\n".encode())
    assert (read.id, read.amount_yuan) == (None, Decimal("150000.00"))
    with pytest.raises(BadStatement, match=r"第 3 行.*amount_yuan"):
        read_csv(f"{head},K-1,1,某中心,2026-06-10\n,K-2,x,某中心,2026-06-10\n".encode())
    with pytest.raises(BadStatement, match="receipt"):
        read_csv(b"id,amount_yuan,payee,paid_on\n")
    with pytest.raises(BadStatement, match="UTF-8"):
        read_csv("id,receipt,付款".encode("gbk"))


@contextmanager
def statement(status: int, body: bytes) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A treasury that answers every statement so."""
    asked: list[tuple[str, str | None]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


async def test_the_statement_is_asked_for_since_a_day() -> None:
    said = '{"payments": [{"receipt": "K-1", "amount_yuan": "1.00", "payee": "某中心", "paid_on": "2026-06-10"}]}'
    with statement(200, said.encode()) as (url, asked):
        (read,) = await fetch(url, "geheim", SINCE)
    assert read.receipt == "K-1"
    assert asked == [("/payments?since=2026-01-01", "Bearer geheim")]


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"<html>"), (200, b'{"payments": [{}]}'), (200, b"[]")])
async def test_no_statement_is_not_an_empty_one(status: int, body: bytes) -> None:
    """Nothing there would look like everything missing."""
    with statement(status, body) as (url, _), pytest.raises(Unanswered) as found:
        await fetch(url, "geheim", SINCE)
    assert "geheim" not in str(found.value)
