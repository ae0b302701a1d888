"""The contract in its eight parts, its periods and its money; the sheet by which it was agreed to.  JL44-4.3.3"""

from collections.abc import Iterator
from datetime import date

from documents.paper import NotOnRecord, Paper, Section, Signature, Table, lines
from domain.calendar import beijing_date
from domain.contract.messages import ContractTerms
from domain.project import Project
from domain.publication.sections import NOTHING, day_words, money
from domain.rulebook import RuleBook, UnknownRule
from domain.values import ROLE_TITLES

_CONDITIONS = {"advance": "预付", "acceptance": "验收合格后支付"}


def contract(project: Project, _rules: RuleBook) -> Paper:
    """The contract as signed, or its draft.  Raises NotOnRecord before there is one."""
    terms = project.contract.terms or project.contract.draft
    if terms is None:
        raise NotOnRecord("项目还没有合同，也没有合同草案")
    buyer = project.plan.buyer
    return Paper(
        title=f"{project.plan.title}合同",
        issuer=buyer.name,
        on=project.contract.signed_on or _last_day(project),
        number=f"合同编号：{terms.number}" + ("" if project.contract.signed_on else "（草案）"),
        sections=(
            Section(
                paragraphs=(
                    f"甲方（购买主体）：{buyer.name}，统一社会信用代码 {buyer.uscc}",
                    f"乙方（承接主体）：{terms.supplier_name}，统一社会信用代码 {terms.supplier}",
                    f"项目编号：{project.id}",
                )
            ),
            *_eight_parts(terms),
        ),
        signatures=(_party("甲方", buyer.name), _party("乙方", terms.supplier_name)),
        appendix=tuple(_supplements(project)),
    )


def _eight_parts(terms: ContractTerms) -> Iterator[Section]:
    """The guide's eight parts in its order; the figures that the house watches stand beside the words."""
    term = f"合同期限：{day_words(terms.starts_on)}至{day_words(terms.ends_on)}"
    total = f"合同总价：{money(terms.amount_yuan)}"
    bond = () if terms.performance_bond_yuan is None else (f"履约保证金：{money(terms.performance_bond_yuan)}",)
    yield Section("一、服务内容", _words(terms.content))
    yield Section("二、服务期限", (term, *_words(terms.term)))
    yield Section("三、服务数量", _words(terms.quantity), _targets(terms))
    yield Section("四、服务质量", _words(terms.quality))
    yield Section("五、合同价款", (total, *_words(terms.price)))
    yield Section("六、资金结算", (*_words(terms.settlement), *bond), _payments(terms))
    yield Section("七、双方的权利和义务", _words(terms.rights_and_duties))
    yield Section("八、违约责任", _words(terms.liability))


def _words(part: str | None) -> tuple[str, ...]:
    return lines(part) if part is not None else (NOTHING,)


def _targets(terms: ContractTerms) -> Table | None:
    rows = tuple(
        (period.title, name, f"{quantity.normalize():f}")
        for period in terms.periods
        for name, quantity in period.targets.items()
    )
    return Table(("期间", "指标", "数量"), rows) if rows else None


def _payments(terms: ContractTerms) -> Table:
    rows = tuple(
        (
            period.title,
            f"{day_words(period.starts_on)}至{day_words(period.ends_on)}",
            money(period.payable_yuan),
            _CONDITIONS[period.condition],
        )
        for period in terms.periods
    )
    return Table(("期间", "起止", "应付金额", "支付条件"), rows)


def _party(name: str, who: str) -> Signature:
    return Signature(f"{name}（盖章）：{who}", ("法定代表人或授权代表（签字）：", "日期：　　　年　　月　　日"))


def _supplements(project: Project) -> Iterator[Section]:
    for supplement in project.contract.supplements:
        said = (
            f"金额：{money(supplement.amount_yuan)}",
            f"理由：{supplement.reason}",
            f"日期：{day_words(supplement.on)}",
        )
        yield Section(f"补充合同 {supplement.key}", said)


def countersigning(project: Project, rules: RuleBook) -> Paper:
    """The countersigning sheet (会签单): who agreed to what on which day, and what was prepared.  N22-08"""
    approvals, prepared = project.approval.approvals, project.approval.preparations
    if not approvals and not prepared:
        raise NotOnRecord("项目还没有任何会签意见")
    opinions = tuple(
        (
            _title(kind, rules),
            "同意" if given.agrees else "不同意",
            given.opinion,
            f"{given.by}（{_role(given.role)}）",
            day_words(given.on),
        )
        for kind, given in approvals.items()
    )
    done = tuple((_title(kind, rules), p.summary, p.by, day_words(p.done_on)) for kind, p in prepared.items())
    sections = (
        Section(paragraphs=(f"项目名称：{project.plan.title}", f"预算金额：{money(project.plan.budget_yuan)}")),
        Section("一、会签意见", (), Table(("事项", "结论", "意见", "签署人", "日期"), opinions)) if opinions else None,
        Section("二、前期工作", (), Table(("事项", "情况", "经办人", "日期"), done)) if done else None,
    )
    return Paper(
        title="会签单",
        issuer=project.plan.buyer.name,
        on=_last_day(project),
        number=f"项目编号：{project.id}",
        sections=tuple(section for section in sections if section is not None),
        signatures=(Signature("经办人（签字）："), Signature("负责人（签字）：")),
    )


def _title(kind: str, rules: RuleBook) -> str:
    """An approval's or a preparation's Chinese name, as the law's own lists have it."""
    try:
        return rules.approval(kind).title
    except UnknownRule:
        needs = (need for point in rules.gates() for need in rules.gate(point))
        return next((need.title for need in needs if need.what == kind), kind)


def _role(role: str) -> str:
    return next((title for name, title in ROLE_TITLES.items() if name == role), role or "外部文书")


def _last_day(project: Project) -> date:
    assert project.last_at is not None
    return beijing_date(project.last_at)
