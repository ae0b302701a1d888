"""Succession in a project: the rules.  Only what the register holds as checked, from its day on.  HR-SU-2"""

from collections.abc import Iterator

from domain.contract.succession.messages import BuyerSucceeded, RecognizeSuccession, SupplierSucceeded
from domain.forms import finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.house.state import Listing
from domain.register.successions.messages import ORGANISATIONS, SuccessionRecorded, Successor
from domain.register.successions.state import Successions
from domain.register.suppliers.state import Supplier
from domain.supervision.messages import Finding


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Where the succession stands: in the old supplier's stream, or among the public bodies."""
    if not isinstance(command, RecognizeSuccession):
        return ()
    if command.party == "buyer":
        return (ORGANISATIONS,)
    return (f"supplier/{project.contract.terms.supplier}",) if project.contract.terms is not None else ()


def recognize(command: RecognizeSuccession, given: Given) -> Decision:
    project = given.project
    terms = project.contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "HR-SU-2", "合同尚未签订，没有可承继的合同", field="party")])
    predecessor = terms.supplier if command.party == "supplier" else project.plan.buyer.uscc
    held = _on_record(command, predecessor, given).holding(command.succession)
    if held is None:
        reason = f"没有已核对的承继“{command.succession}”"
        return given.settle(command, [finding(given, "HR-SU-2", reason, field="succession")])
    successor = next((s for s in held.successors if s.uscc == command.successor), None)
    found = [*_lawful(held, predecessor, successor, given)]
    if successor is None:
        return given.settle(command, found)
    facts = {
        "succession": held.key,
        "predecessor": predecessor,
        "successor": successor.uscc,
        "name": successor.name,
        "from_on": held.effective_on,
        "document_number": held.document_number,
        "digest": held.digest,
        "by": given.by,
    }
    if command.party == "supplier":
        event = SupplierSucceeded(**facts, predecessor_name=terms.supplier_name)
        return given.settle(command, found, event)
    buyer = project.plan.buyer
    division = successor.division or buyer.division
    return given.settle(command, found, BuyerSucceeded(**facts, predecessor_name=buyer.name, division=division))


def _on_record(command: RecognizeSuccession, predecessor: str, given: Given) -> Successions:
    if command.party == "supplier":
        return given.state(Supplier, f"supplier/{predecessor}").successions
    return given.state(Listing, ORGANISATIONS).successions


def _lawful(
    held: SuccessionRecorded, predecessor: str, successor: Successor | None, given: Given
) -> Iterator[Finding | None]:
    done = held.key in {s.succession for s in given.project.contract.successions}
    yield require(given, "HR-SU-2", not done, "本项目已承认这一承继", field="succession")
    own = held.predecessor == predecessor
    yield require(given, "HR-SU-2", own or done, "这一承继与本项目的当事人无关", field="succession")
    words = "所选承继主体不在承继文书之中"
    yield require(given, "HR-SU-2", successor is not None, words, field="successor")
    begun = held.effective_on <= given.on
    yield require(given, "HR-SU-2", begun, f"承继自{held.effective_on}起生效，尚未到期", field="succession")
