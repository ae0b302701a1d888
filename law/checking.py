"""Checking the law's tables against one another: references, duplicates, and overlays that would loosen.  JL44-6.3"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain import chains
from domain.calendar import Period
from domain.rulebook import Bound, Force, Form, Ref
from law.reading import Entry, LawError, Layer, Tables
from law.schema import LineTable, OverlayTable, RuleTable

_STRENGTH: Final[dict[Force, int]] = {"advice": 0, "may": 1, "in_principle": 2, "must": 3}

_METHOD_FORMS: Final[dict[str, Form]] = {
    "preconditions": "kinds",
    "evaluation": "kinds",
    "min_suppliers": "count",
    "min_suppliers_exceptional": "count",
    "committee_min": "count",
    "committee_larger": "count",
    "max_suppliers": "count",
    "invited_min": "count",
    "candidate_multiple": "count",
    "draw_witnesses": "count",
    "committee_expert_share": "ratio",
    "price_weight_min": "ratio",
    "price_weight_max": "ratio",
    "price_formula": "formula",
    "tie_rule": "formula",
    "candidates": "count",
    "candidates_exceptional": "count",
}


@dataclass(frozen=True)
class Mention:
    """A rule named from outside the rules: where, which, and perhaps which of its parameters in which form."""

    file: str
    key: str
    rule: str
    parameter: str | None = None
    form: Form | None = None


def check(tables: Tables) -> None:
    """Refuse law that contradicts itself.  Raises LawError with the file, the key and the reason."""
    rules = _check_rules(tables)
    for mention in _references(tables):
        _check_mention(rules, mention)
    for code, item in tables.items.items():
        head = rules[item.rule].head
        if not isinstance(head, RuleTable) or not head.text.startswith(f"{item.name}："):
            raise LawError(tables.places[f"catalogue {code}"], code, f"{item.rule} does not define {item.name}")
    for point, needs in tables.gates.items():
        for need in needs:
            if need.form == "approval" and need.what not in tables.approvals:
                raise LawError(tables.places[f"gates {point}"], f"{point}.{need.what}", "no such kind of approval")
    for name, method in tables.methods.items():
        if method.price_weight_waiver is not None and method.price_weight_waiver not in tables.approvals:
            raise LawError(tables.places[f"methods {name}"], f"{name}.price_weight_waiver", "no such kind of approval")
    _check_chains(tables)
    years = [table.year for table in tables.years]
    if not years or years != list(range(years[0], years[0] + len(years))):
        raise LawError("workdays", "year", "the calendar's years are missing or not consecutive")


def _check_chains(tables: Tables) -> None:
    """Every line of a chain of approval can be read, and names kinds of approval that there are."""
    for layer in tables.layers:
        entry = layer.entries.get(chains.RULE)
        if entry is None:
            continue
        for name, lines in entry.lines.items():
            for value in (line.typed() for line in lines if line.form == "kinds"):
                try:
                    kinds = [kind for step in value or () for kind in chains.parse(step).kinds]  # type: ignore[union-attr]
                except ValueError as error:
                    raise LawError(entry.file, f"{chains.RULE}.{name}", str(error)) from error
                if strangers := [kind for kind in kinds if kind not in tables.approvals]:
                    raise LawError(entry.file, f"{chains.RULE}.{name}", f"no such kind of approval: {strangers}")
                if len(set(kinds)) != len(kinds):
                    raise LawError(entry.file, f"{chains.RULE}.{name}", "a kind stands in two steps")


def _check_rules(tables: Tables) -> dict[str, Entry]:
    rules: dict[str, Entry] = {}
    for layer in tables.layers:
        for id, entry in layer.entries.items():
            if isinstance(entry.head, OverlayTable):
                _check_overlay(tables, layer, entry, entry.head)
            elif entry.file.startswith("localities/"):
                # A rule of its own could be a supplier condition that JL44-1.5 forbids, and no program could tell.
                raise LawError(entry.file, id, "a locality's file overlays rules and adds none (overlay = true)")
            elif id in rules:
                raise LawError(entry.file, id, f"stands already in {rules[id].file}")
            else:
                rules[id] = entry
                _check_instruments(tables, entry, entry.head)
    return rules


def _check_mention(rules: dict[str, Entry], mention: Mention) -> None:
    if mention.rule not in rules:
        raise LawError(mention.file, mention.key, f"no rule {mention.rule}")
    if mention.parameter is None:
        return
    lines = rules[mention.rule].lines.get(mention.parameter)
    if lines is None:
        raise LawError(mention.file, mention.key, f"{mention.rule} has no parameter {mention.parameter}")
    form = "kinds" if lines[0].form == "parts" else lines[0].form
    if form != mention.form:
        raise LawError(
            mention.file, mention.key, f"{mention.rule}.{mention.parameter} is a {form}, not a {mention.form}"
        )


def _check_instruments(tables: Tables, entry: Entry, head: RuleTable) -> None:
    for key in (head.instrument, *(wording.instrument for wording in head.wording)):
        if key not in tables.instruments:
            raise LawError(entry.file, f"{entry.id}.instrument", f"no instrument {key} in the registry")
    for index, wording in enumerate(head.wording):
        if any(wording.overlaps(other) for other in head.wording[:index]):
            raise LawError(entry.file, f"{entry.id}.wording", f"two wordings are in force on {wording.effective_from}")
    for name, lines in entry.lines.items():
        if any(line.suppliers and line.form != "period" for line in lines):
            raise LawError(entry.file, f"{entry.id}.{name}", "only a period can be the suppliers' own")


def _references(tables: Tables) -> Iterator[Mention]:
    for code, item in tables.items.items():
        yield Mention(tables.places[f"catalogue {code}"], code, item.rule)
    for kind, approval in tables.approvals.items():
        yield Mention(tables.places[f"approvals {kind}"], kind, approval.clause)
        listed: dict[str, tuple[Ref | None, Form]] = {
            "parts": (approval.parts, "kinds"),
            "units": (approval.units, "kinds"),
            "quorum": (approval.quorum, "count"),
            "authorities": (approval.authorities, "kinds"),
        }
        for key, (asked, form) in listed.items():
            if asked is not None:
                yield Mention(tables.places[f"approvals {kind}"], f"{kind}.{key}", *asked, form)
    for point, needs in tables.gates.items():
        for need in needs:
            place, key = tables.places[f"gates {point}"], f"{point}.{need.what}"
            yield Mention(place, key, need.clause)
            if need.min_count is not None:
                yield Mention(place, key, *need.min_count, "count")
            if need.parts is not None:
                yield Mention(place, key, *need.parts, "kinds")
            if need.valid_for is not None:
                yield Mention(place, key, *need.valid_for, "period")
    for name, method in tables.methods.items():
        place = tables.places[f"methods {name}"]
        yield Mention(place, name, method.clause)
        if method.rerun_clause is not None:
            yield Mention(place, f"{name}.rerun_clause", method.rerun_clause)
        if method.failure_clause is not None:
            yield Mention(place, f"{name}.failure_clause", method.failure_clause)
        for key in type(method).model_fields:
            ref: Ref | object = getattr(method, key)
            if isinstance(ref, tuple):
                yield Mention(place, f"{name}.{key}", str(ref[0]), str(ref[1]), _METHOD_FORMS.get(key, "period"))


def _check_overlay(tables: Tables, layer: Layer, entry: Entry, head: OverlayTable) -> None:
    above = [
        upper.entries[entry.id]
        for upper in tables.layers[: tables.layers.index(layer)]
        if layer.prefix.startswith(upper.prefix) and entry.id in upper.entries
    ]
    if not above:
        raise LawError(entry.file, entry.id, "no upper layer has this rule")
    if head.force is not None:
        strongest = max(_STRENGTH[upper.head.force] for upper in above if upper.head.force is not None)
        if _STRENGTH[head.force] < strongest:
            raise LawError(entry.file, f"{entry.id}.force", "an overlay may tighten a rule, never loosen it")
    for name, lines in entry.lines.items():
        upper_lines = [line for upper in above for line in upper.lines.get(name, ())]
        if not upper_lines:
            raise LawError(entry.file, f"{entry.id}.{name}", "no upper layer has this parameter")
        bound: Bound = next((line.bound for line in reversed(upper_lines) if line.bound is not None), "fixed")
        for line in lines:
            if line.bound is not None and bound != "local":
                raise LawError(entry.file, f"{entry.id}.{name}", "the upper layer's bound stands")
            for upper_line in upper_lines:
                if line.overlaps(upper_line) and (why := _loosens(upper_line, line, bound)):
                    raise LawError(entry.file, f"{entry.id}.{name}", why)


def _loosens(upper: LineTable, lower: LineTable, bound: Bound) -> str | None:
    """Why a lower layer's line may not stand below this upper one; None if it may."""
    if lower.form != upper.form:
        return f"the upper layer's value is a {upper.form}"
    if bound == "fixed":
        return "the upper layer's value is fixed"
    before, after = upper.typed(), lower.typed()
    if before is None or after is None:
        return None if before is None else "an overlay may not take a value away"
    if upper.suppliers and _shorter(before, after):
        return "an overlay may not shorten a supplier's period"
    if bound == "local":
        return None
    if isinstance(before, tuple) and isinstance(after, tuple):
        tightens = set(after) <= set(before) if bound == "max" else set(after) >= set(before)
    elif isinstance(before, Period) and isinstance(after, Period):
        if before.unit != after.unit:
            return f"the upper layer counts in {before.unit}"
        tightens = after.count <= before.count if bound == "max" else after.count >= before.count
    elif isinstance(before, str | bool | Period | tuple) or isinstance(after, str | bool | Period | tuple):
        tightens = before == after
    else:
        tightens = after <= before if bound == "max" else after >= before
    return None if tightens else "an overlay may tighten a rule, never loosen it"


def _shorter(before: object, after: object) -> bool:
    if not (isinstance(before, Period) and isinstance(after, Period)):
        return False
    return before.unit != after.unit or after.count < before.count
