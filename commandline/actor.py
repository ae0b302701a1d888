"""Who acts: a person's id, or a name that one registered person bears."""

import re
from typing import TYPE_CHECKING, Final

from commandline.exits import wrong_use

if TYPE_CHECKING:
    from commandline.connection import Connection

_PERSON_ID: Final = re.compile(r"^[a-z0-9][a-z0-9._-]{0,59}$")
_BY_NAME: Final = """
SELECT stream, data ->> 'organisation' AS organisation FROM readmodel.register
WHERE kind = 'person' AND world = $1 AND title = $2 ORDER BY stream
"""


async def acting(connection: "Connection", given: str | None, world: str) -> str:
    """The id of the person who acts.  In production a token would say it, and none is configured yet."""
    if connection.production:
        raise wrong_use(
            "生产环境以令牌（JIELI_TOKEN）确认身份，不接受 --as 或 JIELI_ACTOR；本系统尚未配置令牌，命令行不能写入。"
        )
    name = given or connection.settings.actor
    if not name or not name.strip():
        raise wrong_use("须说明由谁作出：加上 --as 人员编号或姓名，或设置 JIELI_ACTOR。")
    name = name.strip()
    if _PERSON_ID.match(name):
        return name
    rows = await connection.held.pool.fetch(_BY_NAME, world, name)
    found = [str(row["stream"]).rsplit("person/", 1)[1] for row in rows]
    if not found:
        raise wrong_use(f"没有登记名为“{name}”的人员；jieli register list --kind person 列出全部人员。")
    if len(found) > 1:
        people = "、".join(f"{id}（{row['organisation']}）" for id, row in zip(found, rows, strict=True))
        raise wrong_use(f"名为“{name}”的人员不止一位：{people}；请用 --as 人员编号。")
    return found[0]
