"""Workflows: they wait, ask and remind.  No rule and no SQL here: judging happens in the activity `record`."""

from workflows.collapse import SupplierCollapse
from workflows.keeper import KeeperWorkflow
from workflows.project import ProjectWorkflow
from workflows.register import RegisterWorkflow
from workflows.takeover import TakeoverWorkflow

ALL = [ProjectWorkflow, TakeoverWorkflow, RegisterWorkflow, SupplierCollapse, KeeperWorkflow]
