"""`jieli ledger`: the schema, and the read model rebuilt from zero.  With the owner's login."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, unreachable
from commandline.options import Data, Json, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
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
def rebuild(data: Data = None, as_json: Json = False) -> int:
    """从账本重建读模型（rebuild the tables that lists and pages read）。"""
    told = run(_rebuild(settings_of(data)))
    answer({"rebuilt": told}, lambda out: out.print("✓ 读模型已从账本重建。"), as_json=as_json)
    return DONE


async def _rebuild(settings: "Settings") -> Any:
    import law
    from commandline.connection import system
    from readmodel.rebuild import rebuild as build_again

    async with system(settings) as (addresses, _):
        return await build_again(addresses.owner_database_url, law.load())
