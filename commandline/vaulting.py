"""At the vault: who acts and what they may, the vault's own login, its master key.  Two logins, and neither has the other's rights."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commandline.exits import unreachable, wrong_use

if TYPE_CHECKING:
    from commandline.connection import Connection
    from domain.register.state import Person
    from settings import Settings
    from vault.access import Act
    from vault.locking import MasterKey
    from vault.store import Connection as Database
    from vault.store import Vault

KEY_FILE: Final = Path("vault", "master.key")
NEXT_KEY_FILE: Final = Path("vault", "master.key.next")  # while the keys are wrapped anew


def master_keys(settings: "Settings") -> "list[MasterKey]":
    """Those at hand: of the settings, or of the data folder (two after a change of keys that was broken off)."""
    if settings.vault_key is not None:
        return [_master(settings.vault_key.get_secret_value(), "JIELI_VAULT_KEY")]
    files = [settings.data_dir / name for name in (KEY_FILE, NEXT_KEY_FILE)]
    return [_master(_read(file), str(file)) for file in files if file.is_file()]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person works at the vault: on a day, within their divisions."""

    db: "Database"
    connection: "Connection"  # the ledger, by its own login
    settings: "Settings"
    by: str
    divisions: tuple[str, ...]
    today: date

    async def vault(self) -> "Vault":
        """With the master key at hand.  Exit 3 where there is none, or another one."""
        from vault.store import Unopenable, Vault

        nearby = [self.settings.data_dir / name for name in (KEY_FILE, NEXT_KEY_FILE)]
        if self.settings.vault_key is not None:
            return Vault(self.db, _master(self.settings.vault_key.get_secret_value(), "JIELI_VAULT_KEY"))
        found = [Vault(self.db, _master(_read(file), str(file))) for file in nearby if file.is_file()]
        if not found:
            raise unreachable(
                f"没有主密钥：{nearby[0]} 不在，也未设置 JIELI_VAULT_KEY。请从备份恢复；没有它，身份信息无法打开。"
            )
        if len(found) > 1:  # a change of keys was broken off: before its commit the old one opens, after it the new one
            try:
                await found[0].index()
            except Unopenable:
                await found[1].index()
                nearby[1].replace(nearby[0])
                return found[1]
        return found[0]

    async def reach(self, id: str) -> dict[str, object]:
        """What stands in the clear of a recipient in reach.  Exit 1 where there is none, or where it lives elsewhere."""
        from vault.access import require_reach
        from vault.store import Refused, show_clear

        told = await show_clear(self.db, id)
        if told is None:
            raise Refused(f"没有服务对象 {id}", "jieli recipient list 列出全部编号")
        require_reach(self.divisions, str(told["township"]))
        return told


@asynccontextmanager
async def at_vault(settings: "Settings", actor: str | None, act: "Act", *, worker: bool = False) -> AsyncIterator[Desk]:
    """The vault, for one who may do this somewhere today.  Roles are those of the ledger's register of persons.

    `worker`: an act is sent to the ledger as well.
    """
    import asyncpg

    from commandline.actor import acting
    from commandline.connection import connected
    from domain.calendar import BEIJING
    from domain.ids import REAL
    from vault.access import divisions

    async with connected(settings, worker=worker) as connection:
        by, today = await acting(connection, actor, REAL), datetime.now(BEIJING).date()
        allowed = divisions(await _person(connection, by), act, today)
        url = connection.addresses.vault_database_url
        if url is None:
            raise unreachable("没有登记库的数据库登录：设置 JIELI_VAULT_DATABASE_URL。")
        try:
            db = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "jieli vault"})
        except (OSError, ValueError) as error:
            raise unreachable(f"无法连接登记库（{type(error).__name__}）：核对 JIELI_VAULT_DATABASE_URL。") from error
        try:
            yield Desk(db, connection, connection.settings, by, allowed, today)
        finally:
            await db.close()


async def _person(connection: "Connection", by: str) -> "Person":
    from activities.judging import Standings
    from domain.register.state import Person

    stream = f"person/{by}"
    state = (await Standings().read(connection.held.pool, [stream]))[stream].state
    return state if isinstance(state, Person) else Person()


def free_text(option: str, text: str | None) -> str:
    """Words that stay on record: none that are an ID or phone number.  Exit 2; empty is left to the vault's own no."""
    from pydantic import TypeAdapter, ValidationError

    from domain.values import Text

    if text is None or not text.strip():
        return ""
    try:
        checked: str = TypeAdapter(Text).validate_python(text)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")  # never its input
        raise wrong_use(f"{option}：{said}") from None
    return checked


def recipient_id(text: str) -> str:
    """Exit 2 where it is none."""
    from pydantic import TypeAdapter, ValidationError

    from domain.values import RecipientId

    try:
        checked: str = TypeAdapter(RecipientId).validate_python(text)
    except ValidationError:
        raise wrong_use("服务对象编号写成 r-220122-ab2cd3ef4g；姓名和身份证号不能写在命令行上") from None
    return checked


def key_from_file(file: Path) -> "MasterKey":
    """A new master key: read, or made, for its owner's eyes only, where there is no such file."""
    import os

    from vault.locking import MasterKey

    if file.exists():
        return _master(_read(file), str(file))
    made = MasterKey.make()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(made.text() + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise wrong_use(f"--new-key-file：无法写入 {file}：{error.strerror}") from error
    return made


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise unreachable(f"无法读取主密钥 {file}（{type(error).__name__}）。") from None


def _master(text: str, where: str) -> "MasterKey":
    from vault.locking import BadKey, MasterKey

    try:
        return MasterKey.read(text)
    except BadKey as error:
        raise unreachable(f"{where}：{error}。") from None
