"""The Temporal worker process: it connects, keeps the law's edition, polls, and says when it is ready."""

import asyncio
import hashlib
import logging
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import law
from activities.archiving import Archivist
from activities.collapsing import Collapser
from activities.files import FileStore
from activities.outside import adapters
from activities.performing import Performer
from activities.recording import Recorder
from activities.relaying import Relayer
from activities.reviewing import Reviewer
from activities.sending import Sender, envelope
from activities.starting import Starter
from ledger.pool import Pool, open_pool
from settings import Settings
from workflows import ALL
from workflows.contain import Contain

log = logging.getLogger("jieli.worker")
ROOMS = ("activities", "audit", "domain", "ledger", "law", "readmodel", "workflows")


def build() -> str:
    """The software build that stands on every event: the version, and the digest of the code that judges."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted((here / room).rglob("*.py")) + sorted((here / room).rglob("*.sql")):
            digest.update(file.relative_to(here).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return f"0.1.0+{digest.hexdigest()[:12]}"


async def connect(settings: Settings) -> Client:
    """Temporal's client: our address, or the SDK's own settings (TLS, API key) in production."""
    if settings.mode == "production":
        config = ClientConfig.load_client_connect_config()
        config["target_host"] = settings.temporal_address or config.get("target_host", "localhost:7233")
        config["namespace"] = settings.temporal_namespace
        return await Client.connect(**config, data_converter=pydantic_data_converter)
    assert settings.temporal_address is not None
    return await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, data_converter=pydantic_data_converter
    )


@dataclass(frozen=True, slots=True)
class Hands:
    """What every process that acts on the world holds in common."""

    client: Client
    pool: Pool
    starter: Starter
    sender: Sender
    store: FileStore
    build: str


async def hands(settings: Settings) -> Hands:
    """Connect to Temporal, the ledger and the archive.  The caller closes the pool."""
    assert settings.database_url is not None
    client = await connect(settings)
    pool = await open_pool(settings.database_url.get_secret_value(), max_size=settings.database_pool_max)
    made = build()
    starter = Starter(client, settings.task_queue, made, settings.continue_as_new_after)
    return Hands(client, pool, starter, Sender(client, pool, starter), FileStore(settings.archive), made)


def worker(settings: Settings, held: Hands, *, sandboxed: bool = False) -> Worker:
    """The worker with every workflow and activity.

    Unsandboxed: half the replay time; CI runs the same code sandboxed.  Few workflow tasks at a time: after a restart many
    long histories are replayed at once, and a hundred of them would starve each other into time-outs.
    """
    recorder = Recorder(held.pool, law.load(), held.build)
    archivist = Archivist(held.client, held.pool, held.store, held.sender)
    outside = adapters(settings.data_dir / "outbox", settings.outside, settings.outside_patience_seconds)
    performer = Performer(outside, Reviewer(held.pool, held.sender))
    relayer = Relayer(held.client, held.starter)
    collapser = Collapser(held.pool, held.sender)
    runner = {} if sandboxed else {"workflow_runner": UnsandboxedWorkflowRunner()}
    return Worker(
        held.client,
        task_queue=settings.task_queue,
        workflows=ALL,
        activities=[
            recorder.record,
            recorder.progress,
            relayer.relay,
            performer.perform,
            archivist.closed_runs,
            archivist.archive_run,
            collapser.standing,
            collapser.trigger,
            collapser.answers,
            collapser.report,
        ],
        interceptors=[Contain()],
        max_concurrent_workflow_tasks=settings.concurrent_workflow_tasks,
        max_concurrent_activities=50,
        max_cached_workflows=2000,
        graceful_shutdown_timeout=timedelta(seconds=settings.shutdown_grace_seconds),
        **runner,  # type: ignore[arg-type]
    )


_EDITIONS = UUID("5a3c7d0a-90c2-5d39-9c6a-3a5c6e6d4b11")


async def keep_edition(held: Hands) -> None:
    """The edition that judges from now on lies in the archive before it judges, and that is on record."""
    book = law.load()
    file = await held.store.put(book.bundle(), "law")
    body = {"edition": book.edition, "file": file, "build": held.build}
    sent = envelope(
        "register/editions",
        "KeepEdition",
        body,
        actor="adapter",
        command_id=uuid5(_EDITIONS, f"{book.edition}\n{held.build}"),
    )
    if not await held.sender.check_id(sent):
        await held.sender.submit(sent)


async def run(settings: Settings) -> None:
    """Poll until SIGTERM or SIGINT; then finish what was begun."""
    held = await hands(settings)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    try:
        async with worker(settings, held):
            await keep_edition(held)
            if settings.ready_file is not None:
                settings.ready_file.write_text(str(os.getpid()))
            log.info("polling %s at %s, build %s", settings.task_queue, settings.temporal_address, held.build)
            await stop.wait()
    finally:
        await held.pool.close()


def main() -> None:
    """Run a worker by the settings in the environment."""
    settings = Settings()
    logging.basicConfig(
        stream=sys.stderr, level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    if settings.database_url is None or settings.temporal_address is None:
        sys.exit("JIELI_DATABASE_URL 和 TEMPORAL_ADDRESS 须设置；单机试用请运行 jieli up")
    logging.getLogger("httpx").setLevel("WARNING")  # it would name every address it asks
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
