"""Coverage: which rules judge, which are tested, and why another does not yet.  `python -m law.coverage` writes the page.

For whoever changes the law or the rules, with the repository at hand: it reads `law/`, `domain/` and `tests/`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from law.gathering import KINDS, Coverage, Row, gather

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = "docs/law-coverage.md"
COLUMNS: Final = ("id", "title", "force", "mark", "in law/", "used in", "tested in", "why not yet")


def figures(coverage: Coverage) -> Counter[str]:
    """How many ids there are, how many are used, tested, both, and open by kind of reason ("no reason" among them)."""
    counted: Counter[str] = Counter()
    for row in coverage.rows.values():
        counted["ids"] += 1
        counted["in law/"] += row.file is not None
        counted["used"] += bool(row.used)
        counted["tested"] += bool(row.tested)
        counted["used and tested"] += row.done
        if not row.done:
            counted[row.open.kind if row.open else "no reason"] += 1
    return counted


def page(coverage: Coverage) -> str:
    """The page as Markdown, the same for the same sources."""
    counted = figures(coverage)
    lines = [
        "# Which rules judge, and which do not yet",
        "",
        "Written by `python -m law.coverage` from `law/`, `domain/`, `tests/` and [law-coverage.toml](law-coverage.toml); not by hand.",
        "*Used*: a literal of the domain's code names the rule, or a method, gate, approval or catalogue item refers to it.",
        "*Tested*: a test names it. *Why not yet*: what stands against it, or what judges in its stead.",
        "",
        "| | ids |",
        "|---|---|",
        *(f"| {name} | {counted[name]} |" for name in ("ids", "in law/", "used", "tested", "used and tested")),
        *(f"| {words} | {counted[kind]} |" for kind, words in KINDS.items() if counted[kind]),
        "",
    ]
    for section in coverage.sections:
        lines += [f"## {section.title}", "", f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
        lines += [f"| {' | '.join(_cells(row))} |" for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def _cells(row: Row) -> Sequence[str]:
    why = row.open
    words = "" if why is None else why.words
    if why is not None and why.kind == "built_in":
        words = f"{words} (`{why.file}`, `{why.test}`)"
    used = ", ".join(name.removeprefix("domain/").removesuffix(".py") for name in row.used)
    tested = ", ".join(name.removeprefix("tests/").removesuffix(".py") for name in row.tested)
    return (row.id, row.title, row.force, row.mark, row.file or "", used, tested, words)


def overclaims(text: str, coverage: Coverage) -> list[str]:
    """Where the page says what is not so: an id too few, a use or a test that is gone, a stale title, force or reason.

    It may lag behind in what is no claim: a use or a test added since, a new rule that has both, a file's other name.
    `--check` compares the page word for word.
    """
    told = {cells[0]: cells for line in text.splitlines() if len(cells := _split(line)) == len(COLUMNS)}
    found = [f"{id} is on the page and nowhere else" for id in told if id not in coverage.rows and id != COLUMNS[0]]
    for id, row in coverage.rows.items():
        now = _cells(row)
        if id not in told:
            found += [] if row.done else [f"{id} is not on the page"]
            continue
        then = told[id]
        found += [
            f"{id}: {name} is {new!r}, not {old!r}"
            for name, new, old in zip(COLUMNS[:5], now[:5], then[:5], strict=True)
            if new != old
        ]
        found += [
            f"{id}: {name} {old}, and nothing of that kind names it"
            for name, new, old in zip(COLUMNS[5:7], now[5:7], then[5:7], strict=True)
            if old and not new
        ]
        if not row.used and now[7] != then[7]:
            found.append(f"{id}: the reason is {now[7]!r}, not {then[7]!r}")
    return found


def _split(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split(" | ")]


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Write the page, or with --check compare it; 1 where it differs or an id is not accounted for."""
    coverage = gather(root)
    faults, written, file = coverage.faults(), page(coverage), root / PAGE
    if "--check" in arguments:
        if not file.exists() or file.read_text(encoding="utf-8") != written:
            faults.append(f"{PAGE} is out of date: python -m law.coverage")
    else:
        file.write_text(written, encoding="utf-8")
    counted = figures(coverage)
    told = [f"{counted[name]} {name}" for name in ("ids", "used", "tested", "used and tested")]
    told += [f"{counted[kind]} {kind}" for kind in (*KINDS, "no reason") if counted[kind]]
    sys.stdout.write("; ".join(told) + "\n")
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
