"""Runs of another build end and start afresh from the ledger; the keeper's schedule is made once."""

from dataclasses import replace
from uuid import uuid4

import pytest
from calling import PLAN
from temporalio.client import WorkflowExecutionStatus

from activities.sending import envelope
from activities.starting import Starter
from commandline.restart import KEEPER, end_other_builds, keep_histories, open_streams
from worker import Hands

OLD = "0.0.9+old"


@pytest.fixture
async def of_another_build(held: Hands) -> str:
    """The stream of a project whose run another build has started: its plan was refused, it waits."""
    import tomllib
    from decimal import Decimal

    project = f"project/220122-2027-{uuid4().hex[:6]}"
    starter = Starter(held.client, "jieli", OLD, 40)
    await starter.start(project)
    plan = tomllib.loads(PLAN, parse_float=Decimal)
    sent = envelope(project, "StartProject", {"plan": plan}, actor="nobody-yet", command_id=uuid4())
    outcome = await replace(held, starter=starter).sender.send(sent)
    assert outcome.refusal is not None
    return project


async def test_a_run_of_another_build_starts_afresh(held: Hands, of_another_build: str) -> None:
    handle = held.client.get_workflow_handle(of_another_build.replace("/", ":"))
    before = await handle.describe()
    assert await end_other_builds(held.client, held.pool, held.starter, held.build) >= 1
    after = await handle.describe()
    assert after.run_id != before.run_id
    assert after.status == WorkflowExecutionStatus.RUNNING
    assert (await after.memo())["build"] == held.build
    assert await end_other_builds(held.client, held.pool, held.starter, held.build) == 0


async def test_open_streams_are_those_that_the_ledger_has_not_closed(held: Hands, of_another_build: str) -> None:
    assert of_another_build in await open_streams(held.pool)


async def test_the_keepers_schedule_is_made_once(held: Hands) -> None:
    await keep_histories(held.client, "jieli")
    await keep_histories(held.client, "jieli")
    schedule = await held.client.get_schedule_handle(KEEPER).describe()
    assert schedule.schedule.policy.overlap.name == "SKIP"
    await held.client.get_schedule_handle(KEEPER).delete()
