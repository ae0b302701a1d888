"""Credit records: reported, receipted, objections answered, repairs decided, and off show when the bar ends.  JL44-4.4.4c"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import end_of_day
from domain.forms import deadline, last_day_of_term
from domain.register.credit.state import Showing
from domain.register.suppliers.state import Supplier
from domain.rulebook import RuleBook

RULE = "JL44-4.4.4c"


def agenda(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("HR-CR-1", "report_within"):
        return
    yield from _reports(supplier, rules)
    yield from _receipts(supplier, rules)
    yield from _asked(supplier, rules)
    yield from _ends(supplier, rules)


def _owes(supplier: Supplier, key: str, title: str, period: str, since: date, who: str, rules: RuleBook) -> AgendaItem:
    due = deadline(rules, "HR-CR-1", period, since)
    return duty(supplier.watch, key, title, due, rule=RULE, who=who, rules=rules, since=end_of_day(since))


def _reports(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """A bar that came of our own referral: another authority's own cases are its own to report."""
    for bar in supplier.bars:
        if bar.case is not None and not supplier.credit.reported(bar.document_number):
            title = f"报送信用公示（{bar.document_number}）"
            key = f"credit.report.{bar.case}"
            yield _owes(supplier, key, title, "report_within", bar.from_on, "clerk", rules)


def _receipts(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """A platform that has not said that it did what it was asked: somebody looks after it."""
    for (report, platform), showing in supplier.credit.showings.items():
        if showing.withdrawn is not None and showing.down is None:
            title, since = f"{platform} 停止公示“{report}”的回执", showing.withdrawn.on
            key = f"credit.down.{report}.{platform}.{since}"
        elif showing.withdrawn is None and showing.shown is None:
            title, since = f"{platform} 公示“{report}”的回执", showing.ordered.on
            key = f"credit.shown.{report}.{platform}"
        elif showing.withdrawn is None and showing.dispute is not None and showing.marked is None:
            since, what = showing.dispute.on, "标注异议" if showing.dispute.disputed else "撤去异议标注"
            title, key = f"{platform} 对“{report}”{what}的回执", f"credit.mark.{report}.{platform}.{since}"
        else:
            continue
        yield _owes(supplier, key, title, "shown_within", since, "clerk", rules)


def _asked(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    credit = supplier.credit
    for key, objection in credit.objections.items():
        if key not in credit.answered:
            item, title = f"credit.objection.{key}", f"答复信用异议“{key}”"
            yield _owes(supplier, item, title, "objection_within", objection.on, "head", rules)
    for key, repair in credit.repairs.items():
        if key not in credit.decided:
            item, title = f"credit.repair.{key}", f"决定信用修复申请“{key}”"
            yield _owes(supplier, item, title, "repair_within", repair.on, "finance", rules)


def _ends(supplier: Supplier, rules: RuleBook) -> Iterator[AgendaItem]:
    """The moment the bar is over, or has been shown as long as a record may be.  CR-04"""
    for report in dict.fromkeys(report for report, _ in supplier.credit.showings):
        showings = [s for s in supplier.credit.of(report) if s.withdrawn is None]
        if not showings:
            continue
        moment = end_of_day(_last_day(showings[0], rules))
        title = f"停止公示“{report}”"
        item = taking(supplier.watch, f"credit.expire.{report}", title, moment, rule="CR-04", who="clock")
        if item is not None:
            yield item


def _last_day(showing: Showing, rules: RuleBook) -> date:
    order = showing.ordered
    if not rules.has("CR-04", "shown_for"):
        return order.until_on
    return min(order.until_on, last_day_of_term(order.from_on, rules.period("CR-04", "shown_for").count))
