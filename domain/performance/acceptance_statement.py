"""The acceptance statement: each technical, service and safety standard, and every member's signature.  R-S16"""

from collections.abc import Iterator

from domain.forms import parts, require, warning
from domain.given import Given
from domain.performance.messages import AcceptPeriod
from domain.supervision.messages import Finding


def statement_findings(command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """What the statement says is judged; a statement of which nothing was entered is told, since nobody checked it here."""
    if not given.rules.has("R-S16", "statement_parts"):
        return
    if not command.standards and not command.signed:
        reason = "没有登记验收书逐项的履约情况和成员签字：写明 standards、signed"
        yield warning(given, "R-S16", reason, field="standards")
        return
    covered = {kind: [j for j in command.standards if j.kind == kind] for kind in ("technical", "service", "safety")}
    yield from parts(given, "R-S16", "statement_parts", covered, "验收书")
    yield from _agreed(command, given)
    unkept = [j.standard for j in command.standards if j.result == "not_met"]
    held = command.result != "passed" or not unkept
    yield require(
        given, "R-S16", held, f"不能全部合格，未达到的标准：{'、'.join(unkept)}", field="result", unkept=unkept
    )
    unsigned = [name for name in command.members if name not in command.signed]
    yield require(
        given, "R-S16", not unsigned, f"验收成员未签字：{'、'.join(unsigned)}", field="signed", unsigned=unsigned
    )


def _agreed(command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """Each standard that the contract lists has its line in the statement."""
    terms = given.project.contract.terms
    judged = {j.standard for j in command.standards}
    missing = [s for s in terms.standards if s not in judged] if terms is not None else []
    reason = f"验收书缺少合同约定的标准：{'、'.join(missing)}"
    yield require(given, "R-S16", not missing, reason, field="standards", missing=missing)
