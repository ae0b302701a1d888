"""Who may take part, and how many must.  JL44-2.1.*, JL44-4.4.4b, E-07, AD-02, AD-03, HR-BL-1"""

from collections.abc import Iterator
from typing import Final

from domain.bidding.parties.agency import not_the_agency
from domain.forms import finding
from domain.given import Given
from domain.project import Project
from domain.register.state import Supplier
from domain.rulebook import Method
from domain.supervision.messages import Finding

# why the exception for fewer suppliers may not hold, and the clause that says so
_UNLESS: Final = {"reserved_for_smes": "AD-03"}
_ENDED: Final = {"rename": "换发统一社会信用代码", "merge": "合并", "split": "分立", "dissolve": "注销"}
_KIND_CLAUSES: Final = ("JL44-2.1.1", "JL44-2.1.2")


def method_of(given: Given) -> Method:
    """The project's way of choosing its supplier, as the law in force has it."""
    return given.rules.method(given.project.plan.method)


def failed_rounds(project: Project) -> int:
    """How many rounds were declared failed: one that was prepared anew, or started again for a cause, doesn't count."""
    return sum(r.failed is not None and r.failed.cause is None for r in project.bidding.rounds.values())


def reserved_for_smes(project: Project) -> bool:
    """Reserved in the plan; after a failed round it is run again as unreserved.  AD-03, N46-07"""
    return project.plan.sme.reserved and failed_rounds(project) == 0


def barred(uscc: str, given: Given, *, field: str = "supplier") -> Finding | None:
    """A competent authority's decision keeps the supplier out on that day.  JL44-4.4.4b"""
    bar = given.state(Supplier, f"supplier/{uscc}").barred_on(given.on, given.project.plan.buyer.division)
    if bar is None:
        return None
    reason = f"供应商 {uscc} 被{bar.authority}以{bar.document_number}禁止参加，至{bar.until_on}"
    remedy = "期满后可以参加，不得再拒绝（R-S04）"
    return finding(
        given, "JL44-4.4.4b", reason, field=field, remedy=remedy, decision=bar.document_number, until=bar.until_on
    )


def may_take_part(uscc: str, given: Given, *, field: str = "supplier") -> Iterator[Finding | None]:
    """What stands against a supplier before its bid is read: not registered, barred, of a kind that is excluded."""
    supplier = given.state(Supplier, f"supplier/{uscc}")
    if supplier.name == "":
        yield finding(given, "JL44-2.2.2", f"供应商 {uscc} 尚未登记（RegisterSupplier）", field=field)
        return
    examined = given.project.bidding.examined
    if examined is not None and examined.concluded is not None and uscc not in examined.passed:
        yield finding(given, "R-P06", f"{supplier.name}未通过资格预审，不得参加", field=field)
    yield barred(uscc, given, field=field)
    yield not_the_agency(uscc, given, field=field)
    yield from _by_itself(supplier, given, field)
    for clause in _KIND_CLAUSES:
        if supplier.kind in given.rules.kinds(clause, "excluded_kinds"):
            yield finding(given, clause, f"{supplier.name}属于不得承接的类别", field=field, kind=supplier.kind)
    if supplier.kind == "individual" and not given.rules.flag("JL44-2.1.4", "admitted"):
        reason = given.project.plan.individuals_reason
        words = f"个人参加：{reason}" if reason else "个人不在承接主体范围内，计划也未记录理由"
        yield finding(given, "JL44-2.1.4", words, field=field, option=reason is None)
    if reserved_for_smes(given.project) and supplier.kind != "enterprise":
        words = f"本项目专门面向中小企业，{supplier.name}不是企业"
        yield finding(given, "N46-01", words, field=field, kind=supplier.kind)


def _by_itself(supplier: Supplier, given: Given, field: str) -> Iterator[Finding | None]:
    """It exists on that day, and bears its liability itself.  JL44-2.2.2"""
    if supplier.branch_of is not None:
        words = f"{supplier.name}是 {supplier.branch_of} 的分支机构，不独立承担民事责任"
        yield finding(given, "JL44-2.2.2", words, field=field, legal_person=supplier.branch_of)
    ended = supplier.ended_on(given.on)
    if ended is not None:
        words = f"{supplier.name}已于{ended.effective_on}{_ENDED[ended.kind]}（{ended.document_number}）"
        yield finding(given, "JL44-2.2.2", words, field=field, since=ended.effective_on)


def enough(count: int, given: Given, what: str) -> Finding | None:
    """Whether so many suppliers suffice to go on, by the method's count or by its exception.  E-07, AD-02, AD-03"""
    method = method_of(given)
    if count >= method.min_suppliers:
        return None
    stops = [why for why in method.exceptional_unless if _holds(why, given.project)]
    fewer = method.min_suppliers_exceptional
    if fewer is not None and not stops and count >= fewer:
        return None
    clause = method.min_suppliers_clause
    if stops:
        clause = _UNLESS.get(stops[0], clause)
    elif method.exceptional_clause is not None:
        clause = method.exceptional_clause
    least = method.min_suppliers if stops or fewer is None else fewer
    reason = f"{what}{count}家，少于{least}家，不得继续"
    remedy = "宣布本轮失败（FailRound）后重新采购"
    return finding(given, clause, reason, remedy=remedy, option=True, count=count, least=least)


def _holds(why: str, project: Project) -> bool:
    match why:
        case "reserved_for_smes":
            return reserved_for_smes(project)
        case "two_suppliers_not_approved":
            tender_failed = project.plan.method_ground == "failed_tender"
            return not (tender_failed and project.approval.agreed("two_supplier_negotiation"))
        case "first_round":
            return failed_rounds(project) == 0
        case other:
            raise LookupError(f"no predicate {other}")
