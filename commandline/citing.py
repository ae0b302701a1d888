"""A clause wherever it is cited: its words, its source, and how far both are verified.  JL44-6.1"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from commandline.output import FORCES

if TYPE_CHECKING:
    from rich.console import Console

    from domain.rulebook import RuleBook


def citations(clauses: Iterable[str], rules: "RuleBook") -> dict[str, dict[str, Any]]:
    """The clauses by id, each once, as they stood on the day; what was not in force then is left out."""
    return {clause: _cited(clause, rules) for clause in dict.fromkeys(clauses) if rules.knows(clause)}


def cited(clauses: Iterable[str], division: str, on: date) -> dict[str, dict[str, Any]]:
    """The same, by the law as it is loaded for a division and a day."""
    import law

    return citations(clauses, law.load().rulebook(division, on))


def show_citations(out: "Console", found: dict[str, dict[str, Any]]) -> None:
    """One paragraph a clause, below whatever cites it."""
    for clause, rule in found.items():
        force = FORCES.get(rule["force"], rule["force"])
        out.print(f"{clause}〔{force}·{rule['mark']}〕{rule['text']} —— {rule['source']}", style="dim")


def _cited(clause: str, rules: "RuleBook") -> dict[str, Any]:
    rule = rules.rule(clause)
    instrument = rules.instrument(rule.instrument)
    return {
        "title": rule.title,
        "text": rule.text,
        "force": rule.force,
        "mark": rule.mark,
        "source": rule.source,
        "instrument": f"{instrument.name}（{instrument.number}）" if instrument.number else instrument.name,
    }
