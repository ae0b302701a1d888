"""Framework: the rules of stage one and of the framework's life.  R-M17, E-30 … E-33"""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from domain.bidding.eligibility import barred, may_take_part
from domain.bidding.framework.calloff import call_off, call_off_reads
from domain.bidding.framework.messages import (
    ApplicationReceived,
    ApplicationReviewed,
    ApplyToFramework,
    CallOff,
    EndFramework,
    FeedbackRecorded,
    FileAgreement,
    FrameworkEnded,
    LeaveFramework,
    OpenTopUp,
    PerformanceRequested,
    Provider,
    ProviderLeft,
    ProviderRemoved,
    ProvidersSelected,
    RecordFeedback,
    RemoveProvider,
    RequestPerformance,
    ReviewApplication,
    SelectProviders,
    SignAgreement,
    TopUpOpened,
)
from domain.bidding.framework.signing import file, sign
from domain.bidding.framework.state import Enrolled, Framework
from domain.dispute.suspension import suspension
from domain.forms import at_least, finding, require, someone_else
from domain.given import Decision, Given
from domain.message import Command
from domain.planning.messages import OPEN_FRAMEWORK
from domain.project import Project
from domain.register.state import Supplier
from domain.supervision.messages import Finding

FrameworkCommand = (
    SelectProviders
    | SignAgreement
    | FileAgreement
    | ApplyToFramework
    | ReviewApplication
    | LeaveFramework
    | RequestPerformance
    | RemoveProvider
    | RecordFeedback
    | OpenTopUp
    | EndFramework
    | CallOff
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    match command:
        case SelectProviders():
            scored = project.round.scored
            ranked = [r.supplier for r in scored.ranking] if scored is not None else []
            return tuple(f"supplier/{uscc}" for uscc in dict.fromkeys((*command.suppliers, *ranked)))
        case SignAgreement() | ApplyToFramework() | ReviewApplication() | RemoveProvider():
            return (f"supplier/{command.supplier}",)
        case CallOff():
            return call_off_reads(command, project)
        case _:
            return ()


def decide(command: FrameworkCommand, given: Given) -> Decision:
    framework = given.project.bidding.framework
    match command:
        case SelectProviders():
            return _select(command, given)
        case SignAgreement():
            return sign(command, given)
        case FileAgreement():
            return file(command, given)
        case ApplyToFramework():
            return _apply(command, given)
        case ReviewApplication():
            return _review(command, given)
        case LeaveFramework():
            words = "封闭式框架协议的入围供应商不得随时退出：符合清退情形的由购买主体清退"
            found = [_one_of(command.supplier, framework, given), _open_only(given, words)]
            return given.settle(command, found, ProviderLeft(**command.model_dump(), on=given.on))
        case RequestPerformance():
            asked = PerformanceRequested(**command.model_dump(), on=given.on)
            return given.settle(command, [_one_of(command.supplier, framework, given)], asked)
        case RemoveProvider():
            return _remove(command, given)
        case RecordFeedback():
            return _feedback(command, given)
        case OpenTopUp():
            return _top_up(command, given)
        case EndFramework():
            return _end(command, given)
        case CallOff():
            return call_off(command, given)
        case _:
            assert_never(command)


def known(supplier: str, framework: Framework, given: Given) -> Finding | None:
    """Whether the supplier was ever admitted."""
    reason = f"{supplier} 不是入围供应商"
    return (
        finding(given, "R-M17", reason, field="supplier", option=True) if supplier not in framework.providers else None
    )


def _one_of(supplier: str, framework: Framework, given: Given) -> Finding | None:
    """Whether the supplier is one of the providers still."""
    if supplier in framework.remaining:
        return None
    reason = f"{supplier} 不是现有的入围供应商"
    return finding(given, "R-M17", reason, field="supplier", option=True)


def _open_only(given: Given, words: str) -> Finding | None:
    return require(given, "E-32", given.project.plan.method == OPEN_FRAMEWORK, words, field="supplier")


# ---------------------------------------------------------------- stage one


def _select(command: SelectProviders, given: Given) -> Decision:
    project = given.project
    if not project.plan.sets_framework:
        words = "只有框架协议确定多家入围供应商：确定一家用 ConfirmAward"
        return given.settle(command, [finding(given, "R-M17", words, option=True)])
    scored, opened = project.round.scored, project.round.opened
    assert scored is not None, "a selection without a ranking"  # the stage says so
    chosen = tuple(r for r in scored.ranking if r.supplier in command.suppliers)
    out = tuple(r.supplier for r in scored.ranking if r.supplier not in command.suppliers)
    found = [
        require(given, "JL44-4.0", project.award.report_on is not None, "评审报告尚未送交（SubmitEvaluationReport）"),
        suspension(given),
        someone_else(given, "JL44-4.4.0", opened.opened_by, "入围供应商的确定") if opened else None,
        *(barred(uscc, given, field="suppliers") for uscc in command.suppliers),
        *_enough(command, len(scored.ranking), given),
        *_in_order(command, given),
    ]
    providers = tuple(Provider(supplier=r.supplier, name=r.name, price_yuan=r.price_yuan, rank=r.rank) for r in chosen)
    event = ProvidersSelected(
        round=project.publication.round, providers=providers, eliminated=out, reason=command.reason, on=given.on
    )
    return given.settle(command, found, event)


def _enough(command: SelectProviders, responses: int, given: Given) -> Iterator[Finding | None]:
    """At least two are admitted; a share of the responses, and one at the least, are not.  R-M17"""
    rules = given.rules
    chosen = len(set(command.suppliers))
    out = responses - chosen
    share = Decimal(responses) * rules.ratio("R-M17", "elimination_min")
    least = max(share, Decimal(rules.count("R-M17", "eliminated_min")))
    for found in (
        at_least(
            given,
            "R-M17",
            Decimal(chosen),
            Decimal(rules.count("R-M17", "min_suppliers")),
            "入围家数",
            field="suppliers",
        ),
        at_least(given, "R-M17", Decimal(out), least, f"{responses}家响应中淘汰的家数", field="suppliers"),
    ):
        yield found.model_copy(update={"blocks": True}) if found is not None else None


def _in_order(command: SelectProviders, given: Given) -> Iterator[Finding | None]:
    """The first of the ranking; only one that is barred is passed over.  R-P14"""
    scored = given.project.round.scored
    ranking = scored.ranking if scored is not None else ()
    strangers = [uscc for uscc in command.suppliers if uscc not in {r.supplier for r in ranking}]
    reason = f"不在评审排序之中：{'、'.join(strangers)}"
    yield require(given, "JL44-1.4b", not strangers, reason, field="suppliers")
    able = [
        r
        for r in ranking
        if given.state(Supplier, f"supplier/{r.supplier}").barred_on(given.on, given.project.plan.buyer.division)
        is None
    ]
    first = {r.supplier for r in able[: len(set(command.suppliers))]}
    yield require(
        given, "R-P14", first == set(command.suppliers), "入围供应商须按评审排序从前到后确定", field="suppliers"
    )


def _apply(command: ApplyToFramework, given: Given) -> Decision:
    framework = given.project.bidding.framework
    supplier = given.state(Supplier, f"supplier/{command.supplier}")
    words = "封闭式框架协议不受理申请：入围须经征集，剩余不足时补充征集"
    fresh = command.supplier not in framework.applications and command.supplier not in framework.remaining
    found = [
        _open_only(given, words),
        require(given, "E-32", fresh, "已经申请或者已经入围", field="supplier"),
        *may_take_part(command.supplier, given),
    ]
    received = ApplicationReceived(**command.model_dump(), name=supplier.name or command.supplier, on=given.on)
    return given.settle(command, found, received)


def _review(command: ReviewApplication, given: Given) -> Decision:
    """Whoever meets the conditions is admitted at the set price: the open type chooses nobody.  110号令 art. 39"""
    project = given.project
    asked = project.bidding.framework.applications.get(command.supplier)
    if asked is None:
        return given.settle(command, [finding(given, "E-32", "没有待审核的申请", field="supplier")])
    terms = project.publication.solicitation
    price = terms.framework.set_price_yuan if terms is not None and terms.framework is not None else None
    assert price is not None, "an open framework without its price"  # the documents say so
    reviewed = ApplicationReviewed(**command.model_dump(), name=asked.name, price_yuan=price, by=given.by, on=given.on)
    return given.settle(command, [barred(command.supplier, given)] if command.passes else [], reviewed)


# ---------------------------------------------------------------- the framework's life


def _remove(command: RemoveProvider, given: Given) -> Decision:
    """Not without a request before; or because of a bar that is in force.  E-31"""
    framework = given.project.bidding.framework
    provider = framework.providers.get(command.supplier)
    found = [_one_of(command.supplier, framework, given)]
    match command.ground:
        case "not_performing_after_request":
            asked = provider is not None and any(r.on < given.on for r in provider.requests)
            words = "清退前须先要求其履行（RequestPerformance），仍不履行的才可以清退"
            found.append(require(given, "E-31", asked, words, field="ground"))
        case "barred":
            bar = given.state(Supplier, f"supplier/{command.supplier}").barred_on(
                given.on, given.project.plan.buyer.division
            )
            found.append(require(given, "E-31", bar is not None, "没有在执行的禁止参加决定", field="ground"))
        case "agreed_ground":
            pass
    return given.settle(command, found, ProviderRemoved(**command.model_dump(), on=given.on))


def _feedback(command: RecordFeedback, given: Given) -> Decision:
    """Of a provider and a call-off that there were.  E-31"""
    framework = given.project.bidding.framework
    used = any(c.project == command.project for c in framework.given_to(command.supplier))
    found = [
        known(command.supplier, framework, given),
        require(given, "E-31", used, f"{command.project} 不是授予该供应商的合同项目", field="project"),
    ]
    return given.settle(command, found, FeedbackRecorded(**command.model_dump(), on=given.on))


def _top_up(command: OpenTopUp, given: Given) -> Decision:
    """Only where so few are left that the execution suffers.  E-31"""
    framework = given.project.bidding.framework
    below = given.rules.ratio("E-31", "topup_below")
    left, all_ = len(framework.remaining), len(framework.providers)
    words = f"现有入围供应商{left}家，入围总数{all_}家：不足{below:.0%}方可补充征集"
    found = [
        require(given, "E-31", left < all_ * below, words, field="suffers", left=left, of=all_),
        require(given, "E-31", given.project.plan.method != OPEN_FRAMEWORK, "开放式框架协议随时受理申请，不补充征集"),
    ]
    return given.settle(command, found, TopUpOpened(**command.model_dump(), on=given.on))


def _end(command: EndFramework, given: Given) -> Decision:
    """When no agreement runs any more, and none is still to be signed with a provider."""
    framework = given.project.bidding.framework
    running = [p.name for p in framework.remaining.values() if _runs(p, given)]
    words = f"框架协议仍在有效期内或者尚待签订：{'、'.join(running)}"
    found = [require(given, "JL44-4.0", not running, words, field="reason")]
    return given.settle(command, found, FrameworkEnded(**command.model_dump(), on=given.on))


def _runs(provider: Enrolled, given: Given) -> bool:
    return provider.agreement is None or provider.agreement.ends_on >= given.on
