"""Somebody else's system, as a real HTTP server on loopback: it does a thing once for a key, and fails as it is told to."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal

Fault = Literal[
    "500",  # it is down
    "nonsense",  # words that are no JSON
    "no_receipt",  # 200, but nothing to keep
    "lost",  # it does the thing, and the connection dies before the answer
    "later",  # 202: received, not done yet
    "slow",  # no answer in time
    "refuse",  # 422 with the site's own words
    "redirect",  # to another host
    "huge",  # an answer without end
    "unauthorised",  # 401
    "slow_done",  # it does the thing, and its answer comes too late
    "array",  # JSON, and no object
    "receipt_of_another",  # an answer to something else that it was asked
    "receipt_no_text",  # a receipt that is no text
]
REASON: Final = "公告标题与项目名称不一致，请修改后重新提交"


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    key: str
    authorization: str | None
    body: dict[str, Any]


@dataclass
class Site:
    """What it was asked, what it did, and how it shall fail next, in order."""

    url: str = ""
    faults: deque[Fault] = field(default_factory=deque)
    by_payment: dict[str, deque[Fault]] = field(default_factory=dict)  # of one payment, whatever else is asked
    asked: list[Asked] = field(default_factory=list)
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    says: dict[str, Any] = field(
        default_factory=dict
    )  # beside the receipt: published_at, url …; a call is made as it does it
    let_go: threading.Event = field(default_factory=threading.Event)  # ends a slow answer
    _lock: threading.Condition = field(default_factory=threading.Condition)
    answered: int = 0

    def fail(self, *faults: Fault) -> None:
        self.faults.extend(faults)

    def _take(self, asked: Asked) -> Fault | None:
        with self._lock:
            self.asked.append(asked)
            own = self.by_payment.get(str(asked.body["body"].get("payment")))
            waiting = self.faults if own is None else own
            return waiting.popleft() if waiting else None

    def heard(self, requests: int) -> None:
        """Wait until it has understood so many requests, and done what it does of them."""
        with self._lock:
            self._lock.wait_for(lambda: self.answered >= requests, timeout=30)

    def paid(self, payment: str) -> None:
        """Wait until it has paid a payment, whether or not its answer was heard."""
        with self._lock:
            assert self._lock.wait_for(lambda: payment in self._payments(), timeout=30)

    def _payments(self) -> set[str]:
        return {str(a.body["body"].get("payment")) for a in self.asked if a.key in self.done}

    def _ready(self) -> None:
        with self._lock:
            self.answered += 1
            self._lock.notify_all()

    def of(self, key: str) -> list[Asked]:
        """What it was asked under one key."""
        with self._lock:
            return [asked for asked in self.asked if asked.key == key]

    def _do(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        """Once for a key: the second time it is a conflict with the first time's answer."""
        with self._lock:
            if asked.key in self.done:
                return 409, self.done[asked.key]
            receipt = f"网站回执-{len(self.done) + 1}"
            said = {key: word() if callable(word) else word for key, word in self.says.items()}
            self.done[asked.key] = {"receipt": receipt, **said}
            return 200, self.done[asked.key]


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        asked = Asked(self.path, self.headers["Idempotency-Key"], self.headers.get("Authorization"), body)
        fault = self.site._take(asked)
        if fault != "slow_done":
            self.site._ready()
        match fault:
            case "500":
                self._answer(500, b"down")
            case "nonsense":
                self._answer(200, "<html>系统维护</html>".encode())
            case "no_receipt":
                self._answer(200, b'{"ok": true}')
            case "lost":
                self.site._do(asked)
                self.close_connection = True
                self.connection.close()
            case "later":
                self._answer(202, b'{"receipt": "R"}')
            case "slow_done":
                self.site._do(asked)
                self.site._ready()
                self.site.let_go.wait(60)
            case "array":
                self._answer(200, b'["R"]')
            case "receipt_of_another":
                self._answer(200, json.dumps({"id": "project/other@1", "receipt": "R"}).encode())
            case "receipt_no_text":
                self._answer(200, b'{"receipt": {"number": 1}}')
            case "slow":
                self.site.let_go.wait(60)
            case "refuse":
                self._answer(422, json.dumps({"reason": REASON}).encode())
            case "redirect":
                self.send_response(307)
                self.send_header("Location", "http://elsewhere.invalid/publish")
                self.end_headers()
            case "huge":
                self._answer(200, b'{"receipt": "' + b"9" * 1_000_000 + b'"}')
            case "unauthorised":
                self._answer(401, b'{"reason": "token"}')
            case None:
                status, said = self.site._do(asked)
                self._answer(status, json.dumps(said, ensure_ascii=False).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running_site() -> Iterator[Site]:
    """A site that runs on a free port."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[assignment,method-assign]  # whoever hung up, hung up
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        site.let_go.set()
        server.shutdown()
        server.server_close()
