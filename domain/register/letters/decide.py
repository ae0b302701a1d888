"""Letters to departments: the rules.  After finance's decision, with a legal basis and a listed measure.  JL44-4.4.4c, CR-05"""

from typing import Any, assert_never

from domain.effect import EffectKind
from domain.forms import allowed_kind, finding, require
from domain.given import Decision, Given
from domain.register.letters.messages import (
    AskDepartment,
    DepartmentAsked,
    DepartmentReplied,
    RegisterDepartmentReply,
)
from domain.register.suppliers.state import Supplier

LetterCommand = AskDepartment | RegisterDepartmentReply
RULE = "JL44-4.4.4c"


def decide(command: LetterCommand, given: Given) -> Decision:
    supplier = given.state(Supplier, str(command.stream()))
    letters = supplier.letters
    match command:
        case AskDepartment():
            decided = [c.decided for c in supplier.penalties.cases.values() if c.decided is not None]
            by_penalty = any(d.document_number == command.decision and d.outcome == "penalty" for d in decided)
            bars = [b for b in supplier.bars if b.document_number == command.decision]
            over = bool(bars) and all(b.until_on < given.on for b in bars)
            reason = f"没有登记处罚决定“{command.decision}”：联合惩戒以生效的处罚决定为前提"
            found = [
                require(given, RULE, by_penalty or bool(bars), reason, field="decision"),
                require(given, RULE, not over, f"“{command.decision}”的禁止期限已满，不再函告", field="decision"),
                require(given, RULE, command.letter not in letters.asked, "该函编号已用", field="letter"),
                allowed_kind(given, "CR-05", "measures", command.measure, "惩戒措施", field="measure"),
            ]
            facts = command.model_dump(exclude={"uscc"})
            return given.settle(command, found, DepartmentAsked(**facts, supplier=command.uscc, on=given.on))
        case RegisterDepartmentReply():
            if command.letter not in letters.asked:
                return given.settle(command, [finding(given, RULE, "没有发过这封函", field="letter")])
            found = [require(given, RULE, command.letter not in letters.replied, "复函已登记", field="letter")]
            return given.settle(command, found, DepartmentReplied(**command.model_dump(exclude={"uscc"}), on=given.on))
        case _:
            assert_never(command)


def letter(event: DepartmentAsked) -> tuple[EffectKind, str, dict[str, Any]]:
    """To the department, which alone decides on its own measures."""
    body = {
        "to": event.department,
        "supplier": event.supplier,
        "decision": event.decision,
        "legal_basis": event.legal_basis,
        "measure": event.measure,
        "file": event.file,
    }
    return "letter", f"函告联合惩戒：{event.department}", body
