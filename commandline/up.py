"""`jieli up`: everything embedded — PostgreSQL, Temporal, the worker — until Ctrl-C or SIGTERM."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, unreachable, wrong_use
from commandline.options import Data, Json, settings_of
from commandline.output import answer, say, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from embedded.folder import Addresses
    from settings import Settings

PORTS: Final = Path("run", "ports.json")  # where the data folder remembers its ports


def up(
    data: Data = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="控制台页面的端口；默认任取一个并记住")
    ] = None,
    as_json: Json = False,
) -> int:
    """启动整个系统（PostgreSQL、Temporal、worker），直到 Ctrl-C（everything embedded）。"""
    settings = settings_of(data)
    if settings.mode == "production":
        raise wrong_use(
            "已设置 JIELI_DATABASE_URL 与 TEMPORAL_ADDRESS（生产）：请运行 worker，而不是 jieli up；"
            "要单机试用，请取消这两项设置。"
        )
    run(_up(settings, port, as_json=as_json))
    return DONE


async def _up(settings: "Settings", port: int | None, *, as_json: bool) -> None:
    from embedded.stack import Stack

    if port is not None:
        _remember_port(settings.data_dir, port)

    async def prepare(owner_url: str) -> None:
        await _before_worker(settings, owner_url)

    stack = Stack(settings, worker=True, migrate=prepare, on_status=say)
    await stack.run_until_stopped(lambda addresses: _ready(addresses, as_json=as_json))


def _remember_port(data_dir: Path, port: int) -> None:
    """The folder takes this port for the page that people open, now and later."""
    from embedded.folder import running
    from embedded.ports import is_free

    if running(data_dir) is not None:
        return  # the start itself will say who holds the folder
    file = data_dir / PORTS
    known = _ports(data_dir)
    if not is_free(port):
        raise unreachable(f"端口 {port} 已被占用：换一个 --port，或停止占用它的程序。")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(known | {"temporal_ui": port}), encoding="utf-8")


def _ports(data_dir: Path) -> dict[str, Any]:
    try:
        known = json.loads((data_dir / PORTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


async def _before_worker(settings: "Settings", owner_url: str) -> None:
    """The schema at its head; runs of another build started afresh; the keeper's schedule."""
    from activities.starting import Starter
    from commandline.connection import to_head
    from commandline.restart import end_other_builds, keep_histories
    from embedded.ports import LOOPBACK
    from ledger.pool import open_pool
    from worker import build, connect

    await to_head(owner_url)
    temporal = f"{LOOPBACK}:{_ports(settings.data_dir)['temporal']}"
    client = await connect(settings.model_copy(update={"temporal_address": temporal}))
    made = build()
    pool = await open_pool(owner_url, max_size=2)
    try:
        starter = Starter(client, settings.task_queue, made, settings.continue_as_new_after)
        ended = await end_other_builds(client, pool, starter, made)
    finally:
        await pool.close()
    if ended:
        say(f"程序已更新为 {made}：{ended} 个流程已从账本重新开始。")
    await keep_histories(client, settings.task_queue)


def _ready(addresses: "Addresses", *, as_json: bool) -> None:
    from urllib.parse import urlsplit

    database = urlsplit(addresses.database_url)
    told = {
        "ready": True,
        "data_dir": str(addresses.data_dir),
        "console_url": addresses.console_url,
        "temporal_address": addresses.temporal_address,
        "temporal_namespace": addresses.temporal_namespace,
        "database_url": addresses.database_url,
    }

    def show(out: "Console") -> None:
        made = table("", "接力已就绪", "地址", "登录")
        made.add_row("流程控制台（Temporal）", addresses.console_url, "无需登录，仅限本机")
        made.add_row("Temporal", addresses.temporal_address, f"命名空间 {addresses.temporal_namespace}")
        place = f"{database.hostname}:{database.port}{database.path}"
        made.add_row("数据库", place, f"{database.username}，密码在 {addresses.data_dir / 'secrets.json'}")
        made.add_row("数据与日志", str(addresses.data_dir), "")
        out.print(made)
        out.print("另开一个终端：jieli demo · jieli project list · jieli doctor；按 Ctrl-C 停止。")

    answer(told, show, as_json=as_json)
