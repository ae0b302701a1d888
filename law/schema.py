"""The shapes of the law's data files: what a TOML table may hold, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal, DecimalException
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.calendar import Period, Unit
from domain.rulebook import PREDICATES, Bound, Force, Form, Mark, NeedForm, Ref, Value
from domain.values import Stage

_ROUND_DOWN = Context(prec=28, rounding=ROUND_DOWN)

Words = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """A table of a data file: unknown keys are refused and nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Dated(Table):
    """Something in force from a day, up to and with another or without end."""

    effective_from: date = Field(alias="from")
    effective_to: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("'to' lies before 'from'")
        return self

    def covers(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def overlaps(self, other: Dated) -> bool:
        """Whether some day lies in both."""
        return (self.effective_to is None or other.effective_from <= self.effective_to) and (
            other.effective_to is None or self.effective_from <= other.effective_to
        )


class LineTable(Dated):
    """One dated value of a parameter. `suppliers`: the period is the suppliers' own, and no layer may shorten it.

    Without a bound a rule's own value is fixed, and an overlay's moves as the value above it does.
    """

    form: Form
    value: str | int | bool | list[Words] | None = None
    unit: Unit | None = None
    bound: Bound | None = None
    suppliers: bool = False
    mark: Mark | None = None
    source: Words | None = None

    @model_validator(mode="after")
    def _typed(self) -> Self:
        self.typed()
        return self

    def typed(self) -> Value | None:
        """The value in the type of its form; None where the rule leaves it to a locality.  Raises ValueError."""
        if (self.form == "period") != (self.unit is not None):
            raise ValueError("a period has a unit, and nothing else has one")
        if self.value is None:
            if self.bound != "local":
                raise ValueError("no value, and not left to the localities")
            return None
        return _typed(self.form, self.value, self.unit)


def _typed(form: Form, value: str | int | bool | list[str], unit: Unit | None) -> Value:
    match form, value:
        case (("ratio" | "yuan"), str()):
            return _decimal(value)
        case "count", int() if not isinstance(value, bool):
            return value
        case "period", int() if not isinstance(value, bool) and unit is not None:
            return Period(value, unit)
        case (("kinds" | "parts"), list()) if value and len(set(value)) == len(value):
            return tuple(value)
        case "formula", str() if re.fullmatch(r"[a-z][a-z0-9_]*", value):
            return value
        case "flag", bool():
            return value
        case "text", str() if value:
            return value
        case _:
            raise ValueError(f"{value!r} is no {form}")


def _decimal(value: str) -> Decimal:
    numerator, slash, denominator = value.partition("/")
    try:
        # Two thirds are rounded down: 2 experts of 3 must never count as fewer than two thirds.
        number = _ROUND_DOWN.divide(Decimal(numerator), Decimal(denominator)) if slash else Decimal(value)
    except DecimalException:
        raise ValueError(f"{value!r} is no decimal number") from None
    if not number.is_finite() or number < 0:
        raise ValueError(f"{value!r} is no amount or share")
    return number


class WordingTable(Dated):
    """How a rule read in another span of days than its main table says."""

    text: Words
    source: Words
    instrument: Words
    force: Force | None = None
    mark: Mark | None = None


class RuleTable(Table):
    """A rule as it is first laid down. Its dates are its instrument's unless it has its own."""

    force: Force
    title: Words
    text: Words
    english: Words
    source: Words
    instrument: Words
    mark: Mark
    stages: list[Stage] = Field(min_length=1)
    remedy: Words
    confirm: bool = Field(
        default=False, description="its values are confirmed at set-up with the number of the document in force"
    )
    effective_from: date | None = Field(default=None, alias="from")
    effective_to: date | None = Field(default=None, alias="to")
    wording: list[WordingTable] = []


class OverlayTable(Table):
    """What a lower layer says about a rule of an upper one: it may only tighten."""

    overlay: Literal[True]
    source: Words
    force: Force | None = None
    effective_from: date | None = Field(default=None, alias="from")
    remedy: Words | None = None


class LayerTable(Table):
    """A layer of law: its folder, and the beginning of the division codes where it holds ("" = the whole country)."""

    name: Words
    folder: Words
    prefix: str = Field(pattern=r"^\d*$")
    title: Words


class LayersFile(Table):
    """The order of the layers, upper first."""

    layer: list[LayerTable]


class InstrumentTable(Dated):
    """A law, regulation, order or notice."""

    name: Words
    english: Words
    number: str
    mark: Mark
    note: str = ""


class ItemTable(Table):
    """A catalogue item; its definition is the text of its rule."""

    rule: Words
    name: Words
    english: Words
    kind: Literal["administrative", "service"]
    respondents: Words | None = None
    proxies: list[Literal["family", "guardian", "carer", "village"]] = []
    traps: list[Words] = []


class ApprovalTable(Table):
    """Who may give an approval."""

    title: Words
    clause: Words
    roles: list[Words] = []
    outside_bodies: list[Words] = []
    other_than: list[Words] = []
    parts: Ref | None = Field(default=None, strict=False)
    units: Ref | None = Field(default=None, strict=False)
    quorum: Ref | None = Field(default=None, strict=False)
    authorities: Ref | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _someone(self) -> Self:
        if not self.roles and not self.outside_bodies:
            raise ValueError("an approval that nobody can give")
        return self


class NeedTable(Table):
    """What a point of the procedure needs."""

    what: Words
    form: NeedForm
    clause: Words
    when: Words
    title: Words
    min_count: Ref | None = Field(default=None, strict=False)
    other_than: list[Words] = []
    parts: Ref | None = Field(default=None, strict=False)
    valid_for: Ref | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _known_predicate(self) -> Self:
        if self.when not in PREDICATES:
            raise ValueError(f"unknown predicate {self.when!r}")
        return self


class MethodTable(Table):
    """A procurement method. Every number is a reference to a rule's parameter."""

    title: Words
    english: Words
    clause: Words
    inside_gpl: bool
    preconditions: Ref | None = Field(default=None, strict=False)
    assumed_ground: Words | None = None
    rerun_clause: Words | None = None
    failure_clause: Words | None = None
    min_suppliers: Ref = Field(strict=False)
    min_suppliers_exceptional: Ref | None = Field(default=None, strict=False)
    exceptional_unless: list[Words] = []
    committee_min: Ref = Field(strict=False)
    committee_larger: Ref | None = Field(default=None, strict=False)
    committee_larger_when: Words | None = None
    committee_odd: bool
    committee_expert_share: Ref | None = Field(default=None, strict=False)
    price_weight_min: Ref | None = Field(default=None, strict=False)
    price_weight_max: Ref | None = Field(default=None, strict=False)
    price_weight_waiver: Words | None = None
    invited_only: bool = False
    max_suppliers: Ref | None = Field(default=None, strict=False)
    invited_min: Ref | None = Field(default=None, strict=False)
    candidate_multiple: Ref | None = Field(default=None, strict=False)
    draw_witnesses: Ref | None = Field(default=None, strict=False)
    evaluation: Ref = Field(strict=False)
    price_formula: Ref | None = Field(default=None, strict=False)
    tie_rule: Ref | None = Field(default=None, strict=False)
    candidates: Ref | None = Field(default=None, strict=False)
    candidates_exceptional: Ref | None = Field(default=None, strict=False)
    notices: list[Words] = []
    intention_period: Ref | None = Field(default=None, strict=False)
    prior_notice_period: Ref | None = Field(default=None, strict=False)
    response_period: Ref | None = Field(default=None, strict=False)
    document_period: Ref | None = Field(default=None, strict=False)
    notice_period: Ref | None = Field(default=None, strict=False)
    clarification_period: Ref | None = Field(default=None, strict=False)
    report_period: Ref | None = Field(default=None, strict=False)
    confirmation_period: Ref | None = Field(default=None, strict=False)
    result_publication_period: Ref | None = Field(default=None, strict=False)
    result_notice_period: Ref | None = Field(default=None, strict=False)
    signing_period: Ref | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _known_predicate(self) -> Self:
        if (self.committee_larger is None) != (self.committee_larger_when is None):
            raise ValueError("a larger committee needs its number and its predicate")
        if self.committee_larger_when is not None and self.committee_larger_when not in PREDICATES:
            raise ValueError(f"unknown predicate {self.committee_larger_when!r}")
        return self


class YearTable(Table):
    """One year of the working-day calendar, with its provenance."""

    year: int
    estimated: bool
    source: Words
    known_from: date | None = None
    rest: list[date] = []
    work: list[date] = []
