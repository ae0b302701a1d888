"""A method of purchase as it is in force: its table with the numbers that the rules give it.  JL44-4.3.1, R-M01"""

from __future__ import annotations

from domain.rulebook import Method, Ref, RuleBook
from law.schema import MethodTable


def in_force(book: RuleBook, name: str, table: MethodTable) -> Method | None:
    """The method with its numbers; None where it, or a number it can't do without, is not in force."""
    must_have = (table.preconditions, table.min_suppliers, table.committee_min, table.evaluation)
    if not book.knows(table.clause) or not all(book.has(*ref) for ref in must_have if ref is not None):
        return None

    def known(ref: Ref | None) -> Ref | None:
        return ref if ref is not None and book.has(*ref) else None

    def counted(ref: Ref | None) -> int | None:
        return book.count(*ref) if ref is not None and book.has(*ref) else None

    larger = known(table.committee_larger)
    exceptional, share = known(table.min_suppliers_exceptional), known(table.committee_expert_share)
    lowest, highest = known(table.price_weight_min), known(table.price_weight_max)
    price, tie = known(table.price_formula), known(table.tie_rule)
    candidates, fewer = known(table.candidates), known(table.candidates_exceptional)
    return Method(
        name=name,
        title=table.title,
        english=table.english,
        clause=table.clause,
        inside_gpl=table.inside_gpl,
        preconditions=book.kinds(*table.preconditions) if table.preconditions is not None else (),
        assumed_ground=table.assumed_ground,
        rerun_clause=table.rerun_clause if table.rerun_clause and book.knows(table.rerun_clause) else None,
        failure_clause=table.failure_clause if table.failure_clause and book.knows(table.failure_clause) else None,
        min_suppliers=book.count(*table.min_suppliers),
        min_suppliers_clause=table.min_suppliers[0],
        min_suppliers_exceptional=exceptional and book.count(*exceptional),
        exceptional_clause=exceptional and exceptional[0],
        exceptional_unless=tuple(table.exceptional_unless),
        committee_min=book.count(*table.committee_min),
        committee_clause=table.committee_min[0],
        committee_larger_min=counted(larger),
        committee_larger_clause=larger and larger[0],
        committee_larger_when=table.committee_larger_when,
        committee_odd=table.committee_odd,
        committee_expert_share=share and book.ratio(*share),
        price_weight_min=lowest and book.ratio(*lowest),
        price_weight_max=highest and book.ratio(*highest),
        price_weight_clause=(lowest or highest or (None,))[0],
        price_weight_waiver=table.price_weight_waiver,
        invited_only=table.invited_only,
        max_suppliers=counted(table.max_suppliers),
        invited_min=counted(table.invited_min),
        candidate_multiple=counted(table.candidate_multiple),
        draw_witnesses=counted(table.draw_witnesses),
        evaluation=book.kinds(*table.evaluation),
        price_formula=price and book.formula(*price),
        tie_rule=tie and book.formula(*tie),
        tie_rule_clause=tie and tie[0],
        candidates=candidates and book.count(*candidates),
        candidates_exceptional=fewer and book.count(*fewer),
        candidates_clause=candidates and candidates[0],
        notices=tuple(table.notices),
        intention_period=known(table.intention_period),
        prior_notice_period=known(table.prior_notice_period),
        response_period=known(table.response_period),
        document_period=known(table.document_period),
        notice_period=known(table.notice_period),
        clarification_period=known(table.clarification_period),
        report_period=known(table.report_period),
        confirmation_period=known(table.confirmation_period),
        result_publication_period=known(table.result_publication_period),
        result_notice_period=known(table.result_notice_period),
        signing_period=known(table.signing_period),
    )
