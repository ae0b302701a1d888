"""A real project on real, durable timers: what the tests of timers and the sealed histories are made with.

The server is the real one, with a clock per workflow that can be moved forward; the dates follow the day on which it runs,
read once, and how long a deadline takes follows the calendar of that day.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowHandle
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from activities.interface import Outcome, Progress
from activities.recording import Recorder
from activities.sending import Sender, envelope
from activities.starting import Starter
from domain.calendar import BEIJING
from domain.contract.messages import ContractPeriod, ContractTerms
from domain.evaluation.messages import Indicator, IndicatorSystem
from domain.planning.messages import Buyer, FundingLine
from domain.takeover.plan.messages import PlanStep, Standby, TakeoverPlan
from embedded.temporal import binary
from law import load
from settings import Settings
from tests.domain.builders import below_limit_plan
from tests.domain.scene import BUYER, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, code
from worker import Hands, worker
from workflows.case import DIVISION, NEXT_DUE, STAGE, TAKEOVER, WORLD
from workflows.case import SUPPLIER as SUPPLIER_KEY

TOWNSHIP = code("11220122MB1A00100")
ATTRIBUTES: tuple[SearchAttributeKey[Any], ...] = (DIVISION, STAGE, NEXT_DUE, SUPPLIER_KEY, TAKEOVER, WORLD)
FAST = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"5ms"',
    "history.timerProcessorMaxPollRPS": "1000",
    "history.timerProcessorMaxPollHostRPS": "1000",
    "history.timerProcessorPollBackoffInterval": '"1ms"',
    "history.transferProcessorMaxPollRPS": "1000",
    "history.transferProcessorMaxPollHostRPS": "1000",
}
PEOPLE = {
    "dwang": ("clerk", BUYER),
    "dli": ("reviewer", BUYER),
    "dzhang": ("head", BUYER),
    "dchen": ("duty_officer", BUYER),
    "dtown": ("clerk", TOWNSHIP),
}


@asynccontextmanager
async def durable_world(held: Hands, settings: Settings, *, continue_after: int) -> AsyncIterator[Durable]:
    """The session's ledger, a server whose workflows' clocks can be moved, and a worker on it."""
    arguments = [a for key, value in FAST.items() for a in ("--dynamic-config-value", f"{key}={value}")]
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(binary()),
        dev_server_log_level="error",
        search_attributes=list(ATTRIBUTES),
        dev_server_extra_args=arguments,
        data_converter=pydantic_data_converter,
    )
    async with environment:
        starter = Starter(environment.client, settings.task_queue, held.build, continue_after)
        ours = replace(
            held, client=environment.client, starter=starter, sender=Sender(environment.client, held.pool, starter)
        )
        async with worker(settings, ours):
            world = Durable(environment, ours)
            await world.people()
            yield world


class Durable:
    """Acts in the real world of a test."""

    def __init__(self, environment: WorkflowEnvironment, held: Hands) -> None:
        self.environment = environment
        self.held = held
        self.today = datetime.now(BEIJING).date()  # of all dates, also when midnight passes while the tests run

    async def act(self, stream: str, command: str, facts: dict[str, Any], actor: str) -> Outcome:
        """One act that the rules accept."""
        sent = envelope(stream, command, facts, actor=actor, command_id=uuid4())
        outcome = await self.held.sender.send(sent)
        assert outcome.refusal is None, outcome.refusal
        return outcome

    async def people(self) -> None:
        """Who acts.  The ledger may know them already."""
        if await self.held.sender.exists("person/dadmin"):
            return
        await self.act(
            "person/dadmin",
            "RegisterPerson",
            {"person": "dadmin", "name": "管理员", "organisation": "信息中心"},
            "dadmin",
        )
        for person, (role, uscc) in PEOPLE.items():
            facts = {"person": person, "name": person, "organisation": "民政局", "uscc": uscc}
            await self.act(f"person/{person}", "RegisterPerson", facts, "dadmin")
            grant = {
                "person": person,
                "role": role,
                "division": "220122",
                "from_on": "2020-01-01",
                "document": "任职文件",
            }
            await self.act(f"person/{person}", "GrantRole", grant, "dadmin")

    def handle(self, workflow_id: str) -> WorkflowHandle[Any, Any]:
        return self.held.client.get_workflow_handle(workflow_id)

    async def pass_time(self, workflow_id: str, duration: timedelta) -> None:
        """A workflow's own clock goes on: its durable timers fire."""
        await self.environment.fast_forward(self.handle(workflow_id), duration)

    async def progress(self, stream: str) -> Progress:
        """What the ledger says of a stream: its agenda among the rest."""
        return await Recorder(self.held.pool, load(), self.held.build).progress(stream)

    async def pass_deadline(self, stream: str, key: str) -> None:
        """A project's clock goes on until a day after this item of its agenda was due: further over the long holidays."""
        item = next(i for i in (await self.progress(stream)).agenda if i.key == key)
        assert item.due is not None
        await self.pass_time(stream.replace("/", ":", 1), item.due - datetime.now(BEIJING) + timedelta(days=1))

    def _term(self) -> tuple[date, date]:
        starts_on = self.today.replace(day=1)
        return starts_on, date(starts_on.year + (starts_on.month > 6), (starts_on.month + 5) % 12 + 1, 1) - timedelta(
            days=1
        )

    async def township_plan(self, project: str) -> None:
        """A township's plan that waits for the county's guidance: a deadline of five working days runs."""
        starts_on, ends_on = self._term()
        pool = f"220122-{starts_on.year}"
        plan = below_limit_plan(
            buyer=Buyer(name="农安镇人民政府", uscc=TOWNSHIP, level="township", division="220122100"),
            county_plan="农安县年度购买计划",
            starts_on=starts_on,
            ends_on=ends_on,
            funding=(FundingLine(source="work_funds", pool=pool, amount_yuan=Decimal("200000.00"), earmarked=True),),
        )
        await self.act(f"project/{project}", "StartProject", {"plan": plan.model_dump(mode="json")}, "dtown")

    async def running_contract(self, project: str) -> None:
        """A contract half-way through comes in, with an approved takeover plan, and is performed."""
        starts_on, ends_on = self._term()
        plan = below_limit_plan(
            starts_on=starts_on,
            ends_on=ends_on,
            funding=(
                FundingLine(
                    source="work_funds",
                    pool=f"220122-{starts_on.year}",
                    amount_yuan=Decimal("200000.00"),
                    earmarked=True,
                ),
            ),
        )
        period = ContractPeriod(
            key="all", title="全期", starts_on=starts_on, ends_on=ends_on, payable_yuan=Decimal(200000)
        )
        terms = ContractTerms(
            number=f"HT-{project}",
            **dict.fromkeys(
                ("content", "term", "quantity", "quality", "price", "settlement", "rights_and_duties", "liability"),
                "见合同",
            ),
            supplier=SUPPLIER,
            supplier_name="夕阳红社会服务中心",
            amount_yuan=Decimal(200000),
            starts_on=starts_on,
            ends_on=ends_on,
            periods=(period,),
            text=D,
        )
        facts = {
            "plan": plan.model_dump(mode="json"),
            "terms": terms.model_dump(mode="json"),
            "signed_on": (starts_on - timedelta(days=5)).isoformat(),
            "paid_yuan": "0.00",
            "accepted_periods": [],
            "evidence": D,
        }
        stream = f"project/{project}"
        await self.act(stream, "OpenRunningContract", facts, "dwang")
        await self.act(stream, "OrderNotice", _contract_notice(self.today), "dwang")
        await self.act(stream, "SetIndicators", {"system": _indicators().model_dump(mode="json")}, "dwang")
        await self.act(stream, "MakeTakeoverPlan", {"plan": _takeover_plan().model_dump(mode="json")}, "dwang")
        await self.act(stream, "ApproveTakeoverPlan", {"minutes": D}, "dzhang")
        await self.act(stream, "StartPerformance", {}, "dzhang")

    async def trigger(self, project: str) -> str:
        """The supplier has stopped; the takeover's id."""
        facts = {
            "ground": "T2",
            "facts": "承接主体书面拒绝继续服务",
            "evidence": [D],
            "gap_since": datetime.now(BEIJING).isoformat(),
            "without_provider": {"A": 20, "B": 40, "C": 60},
        }
        await self.act(f"project/{project}", "TriggerTakeover", facts, "dwang")
        return f"{project}-T1"


def _contract_notice(on: date) -> dict[str, Any]:
    rules = load().rulebook("220122", on)
    parts = (
        next(p for p in rules.parameters("NT-CONTRACT") if p.form in ("parts", "kinds")).value
        if rules.knows("NT-CONTRACT")
        else ()
    )
    assert isinstance(parts, tuple)
    return {
        "notice": "contract-1",
        "kind": "contract",
        "title": "合同公告",
        "fields": dict.fromkeys(parts, "见合同"),
    }


def _indicators() -> IndicatorSystem:
    def indicator(key: str, axis: Any, *parties: Any) -> Indicator:
        return Indicator(key=key, title=key, axis=axis, weight=Decimal("0.25"), parties=parties)

    return IndicatorSystem(
        version=1,
        indicators=(
            indicator("effect", "effect", "buyer", "third_party"),
            indicator("management", "management", "buyer", "third_party"),
            indicator("impact", "social_impact", "third_party"),
            indicator("satisfaction", "satisfaction", "recipients"),
        ),
        party_weights={"buyer": Decimal("0.3"), "recipients": Decimal("0.4"), "third_party": Decimal("0.3")},
        who_are_recipients="分散供养特困人员",
    )


def _takeover_plan() -> TakeoverPlan:
    def standby(key: str, uscc: str) -> Standby:
        return Standby(
            key=key,
            name=key,
            uscc=uscc,
            consent=D,
            capacity={"A": 20, "B": 40, "C": 60},
            route="below_limit",
            route_basis="限额标准以下，由购买主体直接委托",
            amount_yuan=Decimal(60000),
            days_of_cover=90,
            answer_hours=4,
        )

    return TakeoverPlan(
        form="full",
        grounds=("T1", "T2", "T8"),
        deciders=("dchen", "dzhang"),
        standbys=(standby("first", SUPPLIER_2), standby("second", SUPPLIER_3)),
        steps=(PlanStep(key="list", title="列出需照护对象", owner="民政局", hours=24),),
        recipients={"A": 20, "B": 40, "C": 60},
        data_package="服务对象清单、服务计划、钥匙",
        money="项目预算",
        text=D,
    )
