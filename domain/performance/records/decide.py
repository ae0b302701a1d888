"""Service records: the rules.  Once only, adding up, of the contract.  S102-23, SA-12, HR-SR-3"""

from collections.abc import Iterator

from domain.contract.messages import ContractPeriod
from domain.forms import require, warning
from domain.given import Decision, Given
from domain.performance.acceptance import accepted, reportable
from domain.performance.passing.decide import unreported
from domain.performance.records.messages import RecordServiceBatch, ServiceBatchRecorded, ServiceCount
from domain.performance.records.state import tallied
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.watching.messages import ReviewOpened
from domain.takeover.watching.signs import interrupted


def record(command: RecordServiceBatch, given: Given) -> Decision:
    found = reportable(command.period, given)
    period = given.project.contract.period(command.period)
    if period is None:
        return given.settle(command, found)
    found += [
        *_once(command, given),
        *_adds_up(command, given),
        *_of_the_contract(command, period, given),
        *_corrections(command, given),
        *_late(command, given),
        _after_acceptance(command, given),
    ]
    recorded = ServiceBatchRecorded(**command.model_dump(), by=given.by, on=given.on)
    noticed = (*unreported(command.batch, command.staff, given), *_interruption(recorded, given))
    return given.settle(command, found, recorded, *noticed)


def _interruption(batch: ServiceBatchRecorded, given: Given) -> Iterator[ReviewOpened]:
    """Rows that tell of an interruption open the review at once, and the duty officer is told.  HR-TK-01, HR-TK-18 (T1)"""
    project = given.project
    said = interrupted(batch, given.rules)
    watched = project.stage == "performance" and project.takeover.active is None
    if said and watched and "T1" not in project.takeover.watching.reviews:
        facts = f"服务记录{batch.batch}：{said}"
        yield ReviewOpened(sign="T1", facts=facts, evidence=(batch.file,), by=given.by, on=given.on, alarm_at=given.at)


def _once(command: RecordServiceBatch, given: Given) -> Iterator[Finding | None]:
    batches = given.project.performance.records.batches
    yield require(given, "HR-SR-3", command.batch not in batches, f"批次“{command.batch}”已登记", field="batch")
    same = next((b.batch for b in batches.values() if b.digest == command.digest), None)
    reason = f"同样的服务记录已登记为批次“{same}”"
    yield require(given, "HR-SR-3", same is None, reason, field="digest", batch=same)


def _adds_up(command: RecordServiceBatch, given: Given) -> Iterator[Finding | None]:
    total = sum(c.count for c in command.counts)
    reason = f"各类计数合计 {total}，与行数 {command.rows} 不符"
    yield require(given, "HR-SR-3", total == command.rows, reason, field="counts", total=total)
    for name, counts in (("counts", command.counts), ("corrects", command.corrects)):
        apart = len(tallied(counts)) == len(counts)
        yield require(given, "HR-SR-3", apart, "同一类计数写了两次", field=name)
    if command.days:
        told = {r: sum(c.count for c in command.counts if c.result == r) for r in ("done", "missed")}
        by_day = sum(d.done for d in command.days), sum(d.due - d.done for d in command.days)
        same = by_day == (told["done"], told["missed"])
        yield require(given, "HR-SR-3", same, "按日计数与各类计数不符", field="days")
    corrected = sum(c.count for c in command.corrects)
    reason = f"被更正的 {corrected} 行多于本批的 {command.rows} 行"
    yield require(given, "HR-SR-3", corrected <= command.rows, reason, field="corrects")


def _late(command: RecordServiceBatch, given: Given) -> Iterator[Finding | None]:
    """What was written on paper where there is no network, and keyed in after its time, is marked and taken in."""
    more = command.late > command.rows
    yield require(given, "HR-SR-1", not more, f"补录的{command.late}行多于本批的{command.rows}行", field="late")
    if command.late:
        reason = f"补录：{command.late}行超过交来期限，凭纸质登记表核对"
        yield warning(given, "HR-SR-1", reason, field="late", rows=command.late)


def _of_the_contract(command: RecordServiceBatch, period: ContractPeriod, given: Given) -> Iterator[Finding | None]:
    items = {c.item for c in (*command.counts, *command.corrects)}
    unknown = sorted(items - set(period.targets)) if period.targets else []
    reason = f"履约期“{period.key}”没有这些项目：{'、'.join(unknown)}"
    yield require(given, "HR-SR-3", not unknown, reason, field="counts", known=sorted(period.targets))
    serving = command.provider in providers(given.project)
    reason = f"{command.provider} 不是本合同的承接主体，也不是预案中的备选单位"
    yield require(given, "HR-SR-3", serving, reason, field="provider")


def providers(project: Project) -> frozenset[str]:
    """Who may have served: the supplier, its consortium, and the standbys of the takeover plan in force."""
    terms, plan = project.contract.terms, project.takeover.in_force
    of_contract = {terms.supplier, *terms.joint} if terms is not None else set()
    standbys = {standby.uscc for standby in plan.standbys if standby.uscc} if plan is not None else set()
    return frozenset(of_contract | standbys)


def _corrections(command: RecordServiceBatch, given: Given) -> Iterator[Finding | None]:
    """What is corrected stands on record: a row is corrected by a further row, never taken away."""
    standing = given.project.performance.records.standing(command.period)
    wanting = [key for key, count in tallied(command.corrects).items() if count > standing[key]]
    reason = f"更正的记录多于在案的记录：{'、'.join(map(_words, wanting))}"
    clause = "SA-12" if given.rules.knows("SA-12") else "HR-SR-3"  # before the Act the house's own rule
    yield require(given, clause, not wanting, reason, field="corrects")


def _words(key: ServiceCount) -> str:
    return f"{key.item}/{key.kind}/{key.grade}/{key.result}"


def _after_acceptance(command: RecordServiceBatch, given: Given) -> Finding | None:
    if not accepted(given.project, command.period):
        return None
    reason = f"履约期“{command.period}”已验收，本批记录不改变已验收的数量"
    return warning(given, "S102-23", reason, field="period")
