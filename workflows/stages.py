"""Where a project stands among the guide's stages, as its workflow sees it."""

from typing import Final

from temporalio import workflow

from workflows.case import Case

with workflow.unsafe.imports_passed_through():
    from domain.values import ORDER

_PLACE: Final = {stage: place for place, stage in enumerate((*ORDER, "closed"))}
_PLACE["framework"] = _PLACE["contract"]  # where others have one contract, a framework has its agreements


def stage(case: Case) -> str:
    """The stage that the ledger says."""
    return case.progress.stage


def past(case: Case, name: str) -> bool:
    """Whether a stage lies behind the project."""
    return _PLACE.get(stage(case), 0) > _PLACE[name]
