"""The doctor: what runs, what does not, why, and what to do. It never raises; what it cannot reach it names."""

import asyncio
import platform
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from pydantic import BaseModel, Field
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    GetSystemInfoRequest,
)
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError, RPCStatusCode

from embedded.errors import StartError
from embedded.folder import Addresses, running
from embedded.temporal import SEARCH_ATTRIBUTES
from settings import OUTSIDE, Settings

POSTGRES_VERSIONS = (17, 18)
FREE_BYTES_WANTED = 1_000_000_000
RETENTION_DAYS_WANTED = 30
CLOCK_SKEW_SECONDS_ALLOWED = 2.0
PATIENCE_SECONDS = 5.0

START_IT = "请运行 jieli up（嵌入式），或检查 JIELI_DATABASE_URL 与 TEMPORAL_ADDRESS（生产）。"


class Probe(BaseModel):
    """One thing looked at. `ok` None: could not be looked at, because something before it is missing."""

    name: str
    ok: bool | None
    says: str
    remedy: str = ""
    warns: bool = False  # it runs, and somebody should look at it
    facts: dict[str, Any] = Field(default_factory=dict)


Look = Callable[[], Probe]
Head = Callable[[], str]


async def examine(
    settings: Settings, *, calendar: Look | None = None, law: Look | None = None, migration_head: Head | None = None
) -> list[Probe]:
    """Look at everything. `calendar` and `law` look into other rooms; `migration_head` names the newest revision."""
    probes = [_python(), _disk(settings.data_dir), _data_folder(settings), *_outside(settings)]
    database, owner, temporal = _where(settings)
    for found in await asyncio.gather(postgres(database, migration_head), temporal_server(temporal, settings)):
        probes += found
    if owner and owner == database:
        probes.append(_one_login())
    probes += [_ask(name, look) for name, look in (("calendar", calendar), ("law", law)) if look is not None]
    return probes


def _where(settings: Settings) -> tuple[str | None, str | None, str | None]:
    """The database's, its owner's and Temporal's addresses: from the settings, or from the system that lives here."""
    here: Addresses | None = None
    if settings.mode == "embedded":
        with suppress(StartError):
            here = running(settings.data_dir)
    if here is not None:
        return here.database_url, here.owner_database_url, here.temporal_address
    database, owner = settings.database_url, settings.owner_url
    return (
        database.get_secret_value() if database else None,
        owner.get_secret_value() if owner else None,
        settings.temporal_address,
    )


def _python() -> Probe:
    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    remedy = "" if good else "请安装 Python 3.11 或更新的版本，再运行 make setup。"
    return Probe(name="python", ok=good, says=f"Python {version}", remedy=remedy, facts={"version": version})


def _disk(data_dir: Path) -> Probe:
    folder = data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Probe(name="disk", ok=False, says=f"无法查看磁盘空间：{error}", remedy="请检查数据目录所在的磁盘。")
    good = free >= FREE_BYTES_WANTED
    remedy = "" if good else "请清理磁盘，或用 --data 把数据目录放到别的磁盘。"
    return Probe(name="disk", ok=good, says=f"可用空间 {free / 1e9:.1f} GB", remedy=remedy, facts={"free_bytes": free})


def _data_folder(settings: Settings) -> Probe:
    folder = settings.data_dir.absolute()
    facts: dict[str, Any] = {"data_dir": str(folder), "mode": settings.mode}
    try:
        here = running(folder)
        exists = folder.exists()
    except (StartError, OSError) as error:
        return Probe(
            name="data_folder", ok=False, says=str(error), remedy="请改正权限，或用 --data 指定别的目录。", facts=facts
        )
    if here is not None:
        return Probe(
            name="data_folder", ok=True, says=f"{folder} 正由一个运行中的系统使用", facts=facts | {"running": True}
        )
    facts["running"] = False
    if settings.mode == "production":
        return Probe(name="data_folder", ok=True, says=f"{folder}（生产模式，只存归档）", facts=facts)
    state = "没有系统在运行" if exists else "尚不存在"
    return Probe(
        name="data_folder", ok=False, says=f"{folder} {state}", remedy=f"请运行 jieli up --data {folder}。", facts=facts
    )


def _outside(settings: Settings) -> list[Probe]:
    """Which outside systems have an address, and which are local stand-ins: nothing goes out to those."""
    return [_outside_system(name, title, settings.outside.get(name)) for name, title in OUTSIDE.items()]


def _outside_system(name: str, title: str, door: tuple[str, str | None] | None) -> Probe:
    setting = f"JIELI_{name.upper()}_URL"
    if door is None:
        says = f"{title}：本地替身（只写入 outbox，没有真正送出）"
        facts: dict[str, Any] = {"stand_in": True}
        return Probe(name=f"outside_{name}", ok=True, says=says, remedy=f"要接通，请设置 {setting}。", facts=facts)
    url, token = door
    host = urlsplit(url).hostname or ""
    bare = url.startswith("http:") and host not in ("localhost", "127.0.0.1", "::1") and token is not None
    remedy = f"请把 {setting} 改为 https：否则口令以明文传送。" if bare else ""
    facts = {"stand_in": False, "url": url, "token": token is not None}
    return Probe(name=f"outside_{name}", ok=not bare, says=f"{title}：{url}", remedy=remedy, facts=facts)


def _one_login() -> Probe:
    return Probe(
        name="database_logins",
        ok=False,
        says="worker 与所有者使用同一个数据库登录",
        remedy="请为 worker 另建登录，并用 JIELI_DATABASE_OWNER_URL 给出所有者的登录，仅供迁移使用。",
    )


def _ask(name: str, look: Look) -> Probe:
    try:
        return look()
    except Exception as error:  # the doctor goes on, whatever one look meets, and says so
        return Probe(
            name=name,
            ok=False,
            says=f"检查未能完成：{type(error).__name__}: {error}",
            remedy="请把此信息报告给开发者。",
        )


# ---------------------------------------------------------------- PostgreSQL


async def postgres(url: str | None, migration_head: Head | None = None) -> list[Probe]:
    """Reachable, of a version we know, in time with us, migrated, and not entered as someone who may do anything."""
    if url is None:
        return [Probe(name="postgresql", ok=False, says="没有数据库地址", remedy=START_IT)]
    place = _place(url)
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE_SECONDS)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        remedy = "请核对 JIELI_DATABASE_URL 的用户名与密码。"
        return [Probe(name="postgresql", ok=False, says=f"{place} 拒绝登录：{error}", remedy=remedy)]
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        said = f"{place} 无法连接：{type(error).__name__}: {error}"
        return [Probe(name="postgresql", ok=False, says=said, remedy=START_IT)]
    try:
        looks = (
            _server(connection, place),
            _clock(connection),
            _migrations(connection, migration_head),
            _login(connection),
        )
        return [await _guarded(look) for look in looks]
    finally:
        await connection.close()


async def _guarded(look: Awaitable[Probe]) -> Probe:
    try:
        return await look
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return Probe(name="postgresql", ok=False, says=f"查询失败：{type(error).__name__}: {error}", remedy=START_IT)


def _place(url: str) -> str:
    """The address without its log-in."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or '?'}:{parts.port or 5432}{parts.path}"
    except ValueError:
        return "（地址无法解析）"


async def _server(connection: "asyncpg.Connection[asyncpg.Record]", place: str) -> Probe:
    version = connection.get_server_version()
    good = version.major in POSTGRES_VERSIONS
    remedy = "" if good else f"请使用 PostgreSQL {' 或 '.join(map(str, POSTGRES_VERSIONS))}。"
    facts = {"version": str(await connection.fetchval("SHOW server_version")).split()[0], "address": place}
    return Probe(
        name="postgresql", ok=good, says=f"PostgreSQL {facts['version']}（{place}）", remedy=remedy, facts=facts
    )


async def _clock(connection: "asyncpg.Connection[asyncpg.Record]") -> Probe:
    before = time.time()
    theirs = float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8"))
    skew = theirs - (before + time.time()) / 2
    good = abs(skew) <= CLOCK_SKEW_SECONDS_ALLOWED
    remedy = "" if good else "请在两台机器上启用时间同步（chrony 或 systemd-timesyncd）。"
    facts = {"skew_seconds": round(skew, 3)}
    return Probe(name="clock", ok=good, says=f"与数据库的时钟相差 {skew:+.2f} 秒", remedy=remedy, facts=facts)


async def _migrations(connection: "asyncpg.Connection[asyncpg.Record]", head: Head | None) -> Probe:
    migrate = "请运行 jieli ledger migrate。"
    wanted = head() if head is not None else None
    try:
        applied = [
            str(row["revision"])
            for row in await connection.fetch("SELECT revision FROM ledger.migration ORDER BY applied_at, revision")
        ]
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return Probe(name="migrations", ok=False, says="数据库中还没有账本", remedy=migrate)
    except asyncpg.InsufficientPrivilegeError:
        remedy = "请以所有者的登录运行 jieli ledger migrate：它把账本的角色授予 worker 的登录。"
        return Probe(name="migrations", ok=False, says="此登录未获授 ledger_writer，无权查看账本", remedy=remedy)
    good = bool(applied) and (wanted is None or wanted in applied)
    says = f"迁移版本 {applied[-1] if applied else '（无）'}" + ("" if good else f"，应为 {wanted or '最新'}")
    facts = {"applied": applied, "head": wanted}
    return Probe(name="migrations", ok=good, says=says, remedy="" if good else migrate, facts=facts)


async def _login(connection: "asyncpg.Connection[asyncpg.Record]") -> Probe:
    row = await connection.fetchrow(
        "SELECT current_user AS login, r.rolsuper, r.rolbypassrls, "
        "(SELECT count(*) FROM pg_class WHERE relowner = r.oid) "
        "+ (SELECT count(*) FROM pg_proc WHERE proowner = r.oid) "
        "+ (SELECT count(*) FROM pg_namespace WHERE nspowner = r.oid) "
        "+ (SELECT count(*) FROM pg_database WHERE datdba = r.oid) AS owns "
        "FROM pg_roles r WHERE r.rolname = current_user"
    )
    assert row is not None
    good = not row["rolsuper"] and not row["rolbypassrls"] and row["owns"] == 0
    says = f"worker 的登录 {row['login']} " + ("既非超级用户，也不拥有任何对象" if good else "权限过大")
    remedy = "" if good else "请让 worker 使用只获授 ledger_writer 等角色的登录（见 deploy/postgres）。"
    facts = {"login": row["login"], "superuser": row["rolsuper"], "owns": row["owns"]}
    return Probe(name="database_login", ok=good, says=says, remedy=remedy, facts=facts)


# ---------------------------------------------------------------- Temporal


async def temporal_server(address: str | None, settings: Settings) -> list[Probe]:
    """Reachable, keeping closed runs long enough, knowing our search attributes, and polled by a worker."""
    if address is None:
        return [Probe(name="temporal", ok=False, says="没有 Temporal 地址", remedy=START_IT)]
    namespace = settings.temporal_namespace
    try:
        client = await asyncio.wait_for(_connect(address, settings), PATIENCE_SECONDS)
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    except (RuntimeError, OSError, TimeoutError, ValueError, RPCError) as error:
        said = f"{address} 无法连接：{_first_line(error)}"
        return [Probe(name="temporal", ok=False, says=said, remedy=START_IT)]
    facts = {"version": info.server_version, "address": address}
    probes = [Probe(name="temporal", ok=True, says=f"Temporal {info.server_version}（{address}）", facts=facts)]
    for name, look in (
        ("temporal_namespace", _namespace(client, namespace)),
        ("search_attributes", _search_attributes(client, namespace)),
        ("workers", _workers(client, namespace, settings.task_queue)),
    ):
        try:
            probes.append(await look)
        except RPCError as error:
            missing = error.status == RPCStatusCode.NOT_FOUND
            remedy = f"请建立命名空间 {namespace}（见 deploy/temporal/create-namespace.sh）。" if missing else START_IT
            probes.append(Probe(name=name, ok=False, says=_first_line(error), remedy=remedy))
    return probes


async def _connect(address: str, settings: Settings) -> Client:
    host, _, port = address.rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))  # says in a few words why nobody is there
    writer.close()
    await writer.wait_closed()
    if settings.mode == "embedded":
        return await Client.connect(address, namespace=settings.temporal_namespace)
    config = ClientConfig.load_client_connect_config()  # TLS and API key: the SDK's own settings
    return await Client.connect(**config | {"target_host": address, "namespace": settings.temporal_namespace})


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


async def _namespace(client: Client, namespace: str) -> Probe:
    there = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    days = there.config.workflow_execution_retention_ttl.ToTimedelta().days
    good = days >= RETENTION_DAYS_WANTED
    remedy = f"请把命名空间 {namespace} 的保留期设为 90 天：已结束的运行在归档前被删除，就少了一份凭据。"
    says = f"命名空间 {namespace} 保留已结束的运行 {days} 天"
    facts = {"namespace": namespace, "retention_days": days}
    return Probe(name="temporal_namespace", ok=good, says=says, remedy="" if good else remedy, facts=facts)


async def _search_attributes(client: Client, namespace: str) -> Probe:
    there = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
    missing = sorted(set(SEARCH_ATTRIBUTES) - set(there.custom_attributes))
    says = f"缺少检索属性：{'、'.join(missing)}" if missing else "检索属性齐全"
    remedy = "请运行 deploy/temporal/create-namespace.sh。" if missing else ""
    return Probe(name="search_attributes", ok=not missing, says=says, remedy=remedy, facts={"missing": missing})


async def _workers(client: Client, namespace: str, task_queue: str) -> Probe:
    there = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    pollers = sorted({poller.identity for poller in there.pollers})
    says = f"{len(pollers)} 个 worker 在任务队列 {task_queue} 上" if pollers else f"任务队列 {task_queue} 上没有 worker"
    remedy = (
        "" if pollers else "请启动 worker：jieli up（嵌入式），或 docker compose up -d worker（生产）；并查看其日志。"
    )
    return Probe(name="workers", ok=bool(pollers), says=says, remedy=remedy, facts={"pollers": pollers})
