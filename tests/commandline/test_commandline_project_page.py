"""The page of a project, for people."""

import io

from commandline.output import console
from commandline.page import show_contract
from domain.project import Project
from tests.domain.scene import HOME
from tests.domain.test_opening import PAID, came


def test_what_was_paid_before_a_contract_came_in_counts_as_paid_and_is_told_apart() -> None:
    """HR-OE-1, JL44-4.5.2b: paid is what the supplier has had, whoever kept the books"""
    project, out = came().then().states[HOME], io.StringIO()
    assert isinstance(project, Project)
    assert project.payment.paid_yuan == 0
    show_contract(console(out), project)
    assert f"已支付 {PAID:,.2f} 元" in out.getvalue()
    assert f"（其中迁入前 {PAID:,.2f} 元）" in out.getvalue()
