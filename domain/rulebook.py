"""The rule book: the law in force for one division on one day, as the rules of every stage read it.  JL44-6.1, JL44-6.3

Pure types; `law/` fills them from data. A rule is asked for by its id, a number by the id and a name:

    rules.ratio("JL44-5.2", "ceiling")      # Decimal("0.02")
    rules.period("R-P20", "sign_within")    # Period(30, "CD")

A rule that is not in force for the division or on the day is not in the book: ask `knows` where that can happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from domain.calendar import Calendar, Period

Force = Literal["must", "in_principle", "may", "advice"]
"""How far a rule binds: no way round it · departable on record (原则上) · an option that must exist · good practice."""

Mark = Literal["V1", "V1+", "V2", "V3", "G", "M", "D"]
"""How well a rule's words are verified: article read (V1, V1+), two or one secondary sources (V2, V3), the Jilin guide
(G), from memory (M: may warn, never block), a default of our own (D)."""

Form = Literal["ratio", "yuan", "count", "period", "kinds", "parts", "formula", "flag", "text"]
"""The forms a parameter of a rule can have; each is written once in code, data makes the instances."""

Bound = Literal["max", "min", "local", "fixed"]
"""Which way a lower layer may move a parameter: only down, only up, freely if the rule says so, or not at all."""

NeedForm = Literal["preparation", "approval", "notice", "answer"]

PREDICATES: frozenset[str] = frozenset(
    {
        "always",
        "service_items",  # the plan has items A.10–A.20
        "inside_gpl",  # at or above the procurement limit
        "below_limit",  # under it
        "above_open_tender",  # at or above the open-tender threshold, by a method other than open tender
        "multi_year",  # a term over one year
        "township_buyer",
        "county_coordinated",
        "unearmarked_funds",  # budget arranged, not yet meant for purchase
        "art11",  # service items, or a budget at or above 财库〔2021〕22号 art. 11's amount
        "single_source",
        "sole_supplier_above_threshold",  # only one supplier, at or above the open-tender threshold
        "large_budget",  # at or above 87号令 art. 47's amount
        "framework",  # a framework agreement, of the closed or the open type
        "emergency",  # emergency procurement, by competition or direct
        "emergency_direct",
        "intention_due",  # inside the law, and not so urgent that the intention is excused
    }
)
"""The names that data may use in `when`; the stages give them their meaning in Python."""

Value = Decimal | int | Period | tuple[str, ...] | str | bool
Ref = tuple[str, str]
"""A rule's id and the name of one of its parameters."""

_T = TypeVar("_T")
_K = TypeVar("_K", bound=str | Ref)


class UnknownRule(KeyError):  # noqa: N818 - it names what was asked for, as a KeyError does
    """No such rule, parameter, item, method, gate or approval for this division on this day."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty, with its words and where they stand.

    `text` is the original Chinese, `english` one line, `remedy` (Chinese) what to do when it is not met. `instrument`
    is a key of the registry of instruments. `effective_to` is the last day on which these words are in force, None
    while they are.
    """

    id: str
    force: Force
    title: str
    text: str
    english: str
    source: str
    instrument: str
    mark: Mark
    stages: tuple[str, ...]
    remedy: str
    effective_from: date
    effective_to: date | None
    layer: str
    confirm: bool = False  # its values are confirmed at set-up, with the number of the document in force

    @property
    def blocks(self) -> bool:
        """Whether an act against this rule is refused outright: a *must* that is not merely from memory."""
        return self.force == "must" and self.mark != "M"

    @property
    def departable(self) -> bool:
        """Whether it is an 原则上 rule: refused too, unless a departure is on record."""
        return self.force == "in_principle"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, order or notice: its name, its number and the days it is in force."""

    key: str
    name: str
    english: str
    number: str
    mark: Mark
    effective_from: date
    effective_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a rule as resolved for the division and day: which dated line of which layer, and from what source.

    `value` is None where the rule leaves it to the locality and the locality has not set it.
    """

    rule: str
    name: str
    form: Form
    value: Value | None
    bound: Bound
    effective_from: date
    effective_to: date | None
    layer: str
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item of the guide's annex: what may be bought. `definition` is the annex's wording, `traps` what it is not.

    `respondents` is who answers its satisfaction survey (None: not defined), `proxies` who may answer for them.  HR-EV-6
    """

    code: str
    rule: str
    name: str
    english: str
    kind: Literal["administrative", "service"]
    definition: str
    traps: tuple[str, ...]
    respondents: str | None = None
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What must be on record before a point of the procedure is passed.

    `when` names one of PREDICATES. `other_than` names whose own act does not count ("author": another person approves).
    `parts` are the contents that a preparation of this kind holds, `valid_for` how old it may be when it is used.
    """

    what: str
    form: NeedForm
    clause: str
    when: str
    min_count: int | None
    other_than: tuple[str, ...]
    title: str
    parts: Ref | None = None
    valid_for: Ref | None = None


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """An approval: the roles that may give it in the system, and the outside bodies whose document may stand for it.

    `parts` are answered one by one, `units` take part, `quorum` is how many take part and vote, `authorities` are the
    bodies by name whose document counts: each a reference to a rule's parameter.
    """

    kind: str
    title: str
    clause: str
    roles: tuple[str, ...]
    outside_bodies: tuple[str, ...]
    other_than: tuple[str, ...]
    parts: Ref | None = None
    units: Ref | None = None
    quorum: Ref | None = None
    authorities: Ref | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A way of choosing the supplier. Counts and shares are already resolved; each names its clause. Periods are
    references, to be read with `rules.period(*method.response_period)`; None where the law sets none for the method.

    `assumed_ground` is the precondition that holds of every such purchase; without one the plan names its own.
    `rerun_clause` asks for a termination notice before a failed round is followed by another; `failure_clause` for the word,
    when a round fails, whether its documents were flawed.  `max_suppliers`,
    `invited_min`, `candidate_multiple` and `draw_witnesses` bind the invitation where only the invited may bid.
    """

    name: str
    title: str
    english: str
    clause: str
    inside_gpl: bool
    preconditions: tuple[str, ...]
    assumed_ground: str | None
    rerun_clause: str | None
    failure_clause: str | None
    min_suppliers: int
    min_suppliers_clause: str
    min_suppliers_exceptional: int | None
    exceptional_clause: str | None
    exceptional_unless: tuple[str, ...]
    committee_min: int
    committee_clause: str
    committee_larger_min: int | None
    committee_larger_clause: str | None
    committee_larger_when: str | None
    committee_odd: bool
    committee_expert_share: Decimal | None
    price_weight_min: Decimal | None
    price_weight_max: Decimal | None
    price_weight_clause: str | None
    price_weight_waiver: str | None
    invited_only: bool
    max_suppliers: int | None
    invited_min: int | None
    candidate_multiple: int | None
    draw_witnesses: int | None
    evaluation: tuple[str, ...]
    price_formula: str | None
    tie_rule: str | None
    tie_rule_clause: str | None
    candidates: int | None
    candidates_exceptional: int | None
    candidates_clause: str | None
    notices: tuple[str, ...]
    intention_period: Ref | None
    prior_notice_period: Ref | None
    response_period: Ref | None
    document_period: Ref | None
    notice_period: Ref | None
    clarification_period: Ref | None
    report_period: Ref | None
    confirmation_period: Ref | None
    result_publication_period: Ref | None
    result_notice_period: Ref | None
    signing_period: Ref | None


@dataclass(frozen=True, eq=False)
class RuleBook:
    """The law for one division on one day. `edition` is the SHA-256 (hex) of the whole loaded law, whatever the day.

    All look-ups raise UnknownRule for what is not in force here, and TypeError for a parameter of another form.
    """

    division: str
    on: date
    edition: str
    calendar: Calendar
    _rules: Mapping[str, Rule] = field(repr=False)
    _parameters: Mapping[Ref, Parameter] = field(repr=False)
    _instruments: Mapping[str, Instrument] = field(repr=False)
    _items: Mapping[str, CatalogueItem] = field(repr=False)
    _methods: Mapping[str, Method] = field(repr=False)
    _gates: Mapping[str, tuple[Need, ...]] = field(repr=False)
    _approvals: Mapping[str, ApprovalKind] = field(repr=False)

    def rule(self, id: str) -> Rule:
        """The rule with this id."""
        return self._found(self._rules, id, "rule")

    def rules(self) -> tuple[Rule, ...]:
        """Every rule in force, by id."""
        return tuple(self._rules.values())

    def knows(self, id: str) -> bool:
        """Whether the rule is in force for this division on this day."""
        return id in self._rules

    def has(self, id: str, name: str) -> bool:
        """Whether the rule is in force and its parameter has a value; False where a locality's value is unset."""
        parameter = self._parameters.get((id, name))
        return parameter is not None and parameter.value is not None

    def ratio(self, id: str, name: str) -> Decimal:
        """A share of one: 0.02 is two per cent."""
        return self._value(id, name, ("ratio",), Decimal)

    def yuan(self, id: str, name: str) -> Decimal:
        """An amount of money in yuan."""
        return self._value(id, name, ("yuan",), Decimal)

    def count(self, id: str, name: str) -> int:
        """A plain number: of suppliers, members, copies, points."""
        return self._value(id, name, ("count",), int)

    def period(self, id: str, name: str) -> Period:
        """A length of time, to be counted by `calendar`."""
        return self._value(id, name, ("period",), Period)

    def kinds(self, id: str, name: str) -> tuple[str, ...]:
        """Words of a closed list: the parts that must be present, or the kinds that are allowed or forbidden."""
        return self._value(id, name, ("kinds", "parts"), tuple)

    def formula(self, id: str, name: str) -> str:
        """The name of a Python function that computes what the rule says."""
        return self._value(id, name, ("formula",), str)

    def flag(self, id: str, name: str) -> bool:
        """A yes or no."""
        return self._value(id, name, ("flag",), bool)

    def text(self, id: str, name: str) -> str:
        """Words to be shown or printed as they are."""
        return self._value(id, name, ("text",), str)

    def parameter_source(self, id: str, name: str) -> Parameter:
        """Which dated line of which layer gives the value."""
        return self._found(self._parameters, (id, name), "parameter")

    def parameters(self, id: str) -> tuple[Parameter, ...]:
        """Every parameter of a rule."""
        self.rule(id)
        return tuple(parameter for (rule, _), parameter in self._parameters.items() if rule == id)

    def instrument(self, key: str) -> Instrument:
        """The law, regulation or notice with this registry key, in force or not."""
        return self._found(self._instruments, key, "instrument")

    def item(self, code: str) -> CatalogueItem:
        """The catalogue item with this code, such as "A.10"."""
        return self._found(self._items, code, "catalogue item")

    def items(self) -> tuple[CatalogueItem, ...]:
        """The whole catalogue in the annex's order; empty where no catalogue is in force."""
        return tuple(self._items.values())

    def method(self, name: str) -> Method:
        """The method with this name, such as "competitive_consultation"."""
        return self._found(self._methods, name, "method")

    def methods(self) -> tuple[Method, ...]:
        """Every method in force."""
        return tuple(self._methods.values())

    def gate(self, point: str) -> tuple[Need, ...]:
        """What must be on record before `point` is passed; needs of rules not in force are left out."""
        return self._found(self._gates, point, "gate")

    def gates(self) -> tuple[str, ...]:
        """The points of the procedure that have needs."""
        return tuple(self._gates)

    def approval(self, kind: str) -> ApprovalKind:
        """The approval of this kind: who may give it."""
        return self._found(self._approvals, kind, "approval")

    def approvals(self) -> tuple[ApprovalKind, ...]:
        """Every kind of approval in force."""
        return tuple(self._approvals.values())

    def _found(self, mapping: Mapping[_K, _T], key: _K, what: str) -> _T:
        try:
            return mapping[key]
        except KeyError:
            shown: object = key
            if isinstance(shown, tuple):
                shown = ".".join(shown)
            raise UnknownRule(f"no {what} {shown} in force for {self.division} on {self.on}") from None

    def _value(self, id: str, name: str, forms: tuple[Form, ...], kind: type[_T]) -> _T:
        parameter = self.parameter_source(id, name)
        if parameter.form not in forms:
            raise TypeError(f"{id}.{name} is a {parameter.form}, not a {forms[0]}")
        if parameter.value is None:
            raise UnknownRule(f"{id}.{name} is left to the locality and not set for {self.division} on {self.on}")
        assert isinstance(parameter.value, kind), f"{id}.{name}"
        return parameter.value
