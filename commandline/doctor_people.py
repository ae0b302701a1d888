"""The doctor's look at the recipients' vault and the service records: login, key, rows.  SA-06, SA-12"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from embedded.doctor import Probe
    from settings import Settings

_COUNTS: Final = """
SELECT (SELECT count(*) FROM records.batch) AS batches, (SELECT coalesce(sum(rows), 0) FROM records.batch) AS rows,
  (SELECT count(*) FROM records.incoming) AS incoming
"""
_UNKNOWN: Final = """
SELECT count(*) FROM ledger.event e WHERE e.type = 'ServiceBatchRecorded'
AND NOT EXISTS (SELECT FROM records.batch b WHERE b.stream = e.stream AND b.id = e.payload::jsonb ->> 'batch')
"""


async def vault(settings: "Settings", url: str | None) -> "Probe":
    """Whether the vault's own login works, knows the schema, and the master key at hand is the one it was locked with."""
    import asyncpg

    from commandline.exits import Stop
    from commandline.vaulting import master_keys
    from embedded.doctor import Probe
    from vault.locking import BadKey

    if url is None:
        says = "此处没有登记库的登录（worker 处本应如此；经办人处请设置 JIELI_VAULT_DATABASE_URL）"
        return Probe(name="vault", ok=True, says=says, facts={"login": False})
    try:
        db = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "jieli doctor"})
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        remedy = "核对 JIELI_VAULT_DATABASE_URL；登录须为 vault_keeper 的成员。"
        return Probe(name="vault", ok=False, says=f"登记库不能登录：{type(error).__name__}", remedy=remedy)
    try:
        people = await db.fetchval("SELECT count(*) FROM vault.recipient")
        wrapped = await db.fetchval("SELECT wrapped_index_key FROM vault.keyring")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, asyncpg.InsufficientPrivilegeError) as error:
        remedy = "以所有者的登录运行 jieli ledger migrate，并把 vault_keeper 授予登记库的登录。"
        return Probe(name="vault", ok=False, says=f"登记库的表不可用：{type(error).__name__}", remedy=remedy)
    finally:
        await db.close()
    facts = {"login": True, "recipients": people}
    try:
        keys = master_keys(settings)
    except Stop as error:
        return Probe(name="vault", ok=False, says=str(error), remedy="改正主密钥，或从备份恢复。", facts=facts)
    if not keys:
        remedy = "从备份恢复 vault/master.key，或设置 JIELI_VAULT_KEY；没有它，身份信息无法打开。"
        good = wrapped is None
        return Probe(name="vault", ok=good, says=f"登记库 {people} 人，没有主密钥", remedy=remedy, facts=facts)
    if wrapped is None:
        return Probe(name="vault", ok=True, says="登记库可用，尚未导入服务对象", facts=facts)
    for key in keys:
        try:
            key.unwrap_index(wrapped)
        except BadKey:
            continue
        return Probe(name="vault", ok=True, says=f"登记库 {people} 人，主密钥相符", facts=facts | {"key": True})
    remedy = "换回与登记库对应的主密钥（更换主密钥以前或以后的那一把）。"
    says = f"登记库 {people} 人，主密钥不符：身份信息打不开"
    return Probe(name="vault", ok=False, says=says, remedy=remedy, facts=facts | {"key": False})


async def records(url: str) -> "Probe":
    """Whether the rows' schema is there for the worker's login, and every batch of the ledger has its rows."""
    import asyncpg

    from embedded.doctor import Probe

    db = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "jieli doctor"})
    try:
        row = await db.fetchrow(_COUNTS)
        lost = await db.fetchval(_UNKNOWN)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, asyncpg.InsufficientPrivilegeError) as error:
        remedy = "以所有者的登录运行 jieli ledger migrate。"
        return Probe(name="records", ok=False, says=f"服务记录的表不可用：{type(error).__name__}", remedy=remedy)
    finally:
        await db.close()
    assert row is not None
    facts = {"batches": row["batches"], "rows": int(row["rows"]), "lost": lost}
    if lost:
        remedy = "重新导入这些批次的原文件（jieli records verify 项目 指明是哪些）。"
        return Probe(name="records", ok=False, says=f"台账上有 {lost} 批服务记录已不在", remedy=remedy, facts=facts)
    return Probe(name="records", ok=True, says=f"服务记录 {row['batches']} 批 {row['rows']} 行", facts=facts)
