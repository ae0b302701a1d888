"""Writes README.md of this folder from what `jieli law check` says of each plan: python docs/plans/table.py"""

import contextlib
import io
import json
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
import starter  # noqa: E402 - from the house above

LATER: Final = "2026-11-23"
DAYS: Final = {
    "notice": "",
    "month": " (the notice tells the month)",
    "year": " (the notice tells the year)",
    "ours": " (ours)",
}
HEAD: Final = """# Plans from the facts of real notices

Nine notices of purchases like ours, each written as the plan that a clerk would have put forward, with a fictional buyer in Jilin: the
places differ, and so does the law of each place.  The comment at the head of each file says which facts are the notice's, with its
address, and which are ours.  Where a plan is refused, a corrected one stands beside it.
```sh
jieli law check docs/plans/n1-daily-work.toml --on 2023-12-18      # findings, doubts, and what lies ahead
jieli law calendar docs/plans/n2-corrected.toml --from 2023-11-01 --svg calendar.svg
```
"""
TAIL: Final = """
A *doubt* refuses nothing by itself: somebody other than the author answers it before the project is determined.  *Ahead* counts what the
gates will ask: preparations and notices, approvals; then the buyer's own chain of approval.  This page is written by
`python docs/plans/table.py`; a test compares it with what the command says.
"""


def page() -> str:
    """The whole page."""
    with (HERE / "index.toml").open("rb") as file:
        plans = tomllib.load(file)["plan"]
    rows = [_row(plan) for plan in plans]
    head = f"| plan | judged on | what `law check` says | and on {LATER} | ahead | why |\n|---|---|---|---|---|---|\n"
    return HEAD + "\n" + head + "".join(rows) + TAIL


def checked(file: str, on: str) -> dict[str, Any]:
    """What the command says, as its document."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = starter.run(["law", "check", str(HERE / file), "--on", on, "--json"])
    document: dict[str, Any] = json.loads(said.getvalue())
    return document | {"exit": code}


def _row(plan: dict[str, Any]) -> str:
    on = plan["on"].isoformat()
    then, later = checked(plan["file"], on), checked(plan["file"], LATER)
    same = "the same" if _said(then) == _said(later) else _said(later)
    if then["amount"]["limit_yuan"] != later["amount"]["limit_yuan"]:
        same += f"; the limit is {_yuan(later['amount']['limit_yuan'])}"
    cells = (f"[{plan['file']}]({plan['file']})", on + DAYS[plan["day"]], _said(then), same, _ahead(then), plan["why"])
    return f"| {' | '.join(cells)} |\n"


def _said(told: dict[str, Any]) -> str:
    refused = _clauses(f for f in told["findings"] if f["blocks"])
    warned = _clauses(f for f in told["findings"] if not f["blocks"])
    doubted = _clauses(told["suspicions"])
    parts = [f"refused: {refused}" if refused else "may start"]
    parts += [f"warns: {warned}"] if warned else []
    parts += [f"doubts: {doubted}"] if doubted else []
    return f"{'; '.join(parts)} (exit {told['exit']})"


def _clauses(found: Any) -> str:
    return ", ".join(dict.fromkeys(one["clause"] for one in found))


def _ahead(told: dict[str, Any]) -> str:
    amount = told["amount"]
    inside = "inside" if amount["inside_gpl"] else "below"
    needs = [need for point in told["ahead"] for need in point["needs"]]
    approvals = len({need["what"] for need in needs if need["form"] == "approval"})
    others = len({need["what"] for need in needs if need["form"] != "approval"})
    steps = ["+".join(kind["kind"] for kind in step["kinds"]) for point in told["ahead"] for step in point["chain"]]
    words = f"{inside} the limit of {_yuan(amount['limit_yuan'])}: {others} papers, {approvals} approvals"
    return words + (f"; {' → '.join(steps)}" if steps else "")


def _yuan(value: str) -> str:
    return f"{float(value):,.0f}"


if __name__ == "__main__":
    (HERE / "README.md").write_text(page(), encoding="utf-8")
