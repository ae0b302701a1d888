"""`jieli ledger`: the schema, and the read model rebuilt from zero.  With the owner's login."""

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import typer

from commandline.exits import DONE, REFUSED, Stop, unreachable
from commandline.options import Data, Json, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from readmodel.rebuild import RebuildReport
    from settings import Settings

app = typer.Typer(help="账本：迁移、重建读模型（the ledger）", no_args_is_help=True)


@app.command("migrate")
def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出，不执行")] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """把数据库结构升级到最新（apply the revisions that are missing）。"""
    names = run(_migrate(settings_of(data), dry_run=dry_run))
    told = {"dry_run": dry_run, "revisions": names}
    verb = "待执行" if dry_run else "已执行"
    words = f"✓ {verb} {len(names)} 个迁移：{'、'.join(names)}" if names else "✓ 数据库结构已是最新。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _migrate(settings: "Settings", *, dry_run: bool) -> list[str]:
    """In production the database alone is needed: it is migrated before Temporal's namespace may be there."""
    from commandline.connection import system
    from ledger.migrate import migrate as apply

    if settings.mode == "production":
        owner = settings.owner_url
        if owner is None:
            raise unreachable("没有数据库地址：设置 JIELI_DATABASE_OWNER_URL（所有者的登录）。")
        try:
            return await apply(owner.get_secret_value(), dry_run=dry_run)
        except (OSError, ValueError) as error:
            raise unreachable(
                f"无法连接数据库：{error}。核对 JIELI_DATABASE_OWNER_URL 或 JIELI_DATABASE_URL。"
            ) from error
    async with system(settings, migrated=False) as (addresses, _):
        return await apply(addresses.owner_database_url, dry_run=dry_run)


@app.command("rebuild")
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="只比较，不写入；有差异则退出码为 1")] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """从账本重建列表与页面所读的表，并指出原有的差异（the read model, from zero）。"""
    report = run(_rebuild(settings_of(data), check=check))
    told = {
        "streams": report.streams,
        "rows": report.rows,
        "written": report.written,
        "good": report.good,
        "differences": report.differences,
        "difference_count": report.difference_count,
    }

    def show(out: "Console") -> None:
        for difference in report.differences:
            out.print(f"  · {difference}")
        verb = "已重建" if report.written else "已比较"
        out.print(f"✓ {verb} {report.streams} 条流、{report.rows} 行；原有差异 {report.difference_count} 处。")

    answer(told, show, as_json=as_json)
    return REFUSED if check and not report.good else DONE


async def _rebuild(settings: "Settings", *, check: bool) -> "RebuildReport":
    """Every stream is folded under the edition of the law that judged then: the archive keeps them all."""
    import law
    from commandline.connection import connected
    from readmodel.rebuild import rebuild as build_again

    async with connected(settings) as connection:
        kept = await _editions(connection)

        @lru_cache(maxsize=8)
        def edition(digest: str) -> law.LawBook:
            if digest == law.load().edition:
                return law.load()
            if digest not in kept:
                raise Stop(REFUSED, "edition_missing", f"档案中没有法规版本 {digest[:12]}，无法按当时的法规重建。")
            return law.LawBook.from_bundle(kept[digest])

        return await build_again(connection.addresses.owner_database_url, edition, write=not check)


async def _editions(connection: "Connection") -> dict[str, bytes]:
    """Edition → its bundle, of every edition on record that the archive still holds."""
    import json

    from ledger.read import read_streams

    found: dict[str, bytes] = {}
    for stored in await read_streams(connection.held.pool, {"register/editions": 0}):
        if stored.type == "EditionKept":
            payload = json.loads(stored.payload)
            with suppress(OSError, ValueError):
                found[payload["edition"]] = await connection.held.store.get(payload["file"], "law")
    return found
