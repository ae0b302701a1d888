"""Who acts: a person's id, or a name that one registered person bears."""

import re
from typing import TYPE_CHECKING, Final

from commandline.exits import wrong_use
from domain.values import RESERVED

if TYPE_CHECKING:
    from commandline.connection import Connection

_PERSON_ID: Final = re.compile(r"^[a-z0-9][a-z0-9._-]{0,59}$")
_BY_NAME: Final = """
SELECT stream, data ->> 'organisation' AS organisation FROM readmodel.register
WHERE kind = 'person' AND world = $1 AND title = $2 ORDER BY stream
"""


async def acting(connection: "Connection", given: str | None, world: str) -> str:
    """The id of the person who acts.  In production a token says it; a name alone is believed only until the installation's
    first administrator has a token of their own."""
    name = given or connection.settings.actor
    if connection.production:
        token = connection.settings.token
        if token is not None:
            return await _bearer(connection, token.get_secret_value(), world)
        if not await _beginning(connection, name):
            raise wrong_use(
                "生产环境以令牌确认身份，不接受 --as 或 JIELI_ACTOR：设置 JIELI_TOKEN（由系统管理员以 jieli register token 签发）。"
            )
    if not name or not name.strip():
        raise wrong_use("须说明由谁作出：加上 --as 人员编号或姓名，或设置 JIELI_ACTOR。")
    name = name.strip()
    if name in RESERVED:
        raise wrong_use(f"“{name}”只能由系统自身代表，不能以其名义办理。")
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


async def _bearer(connection: "Connection", token: str, world: str) -> str:
    """Whose token this is.  Only digests are compared, and only digests are ever kept."""
    from datetime import datetime

    from activities.judging import Standings
    from domain.calendar import BEIJING
    from domain.canonical import digest
    from domain.ids import in_world
    from domain.register.state import Person

    person, _, secret = token.rpartition(".")
    if not secret or not _PERSON_ID.match(person):
        raise wrong_use("JIELI_TOKEN 的格式应为 人员编号.密钥。")
    stream = in_world(f"person/{person}", world)
    state = (await Standings().read(connection.held.pool, [stream]))[stream].state
    today = datetime.now(BEIJING).date()
    if not isinstance(state, Person) or not state.believes(digest(secret), today):
        raise wrong_use("JIELI_TOKEN 无效、已吊销或已过期；请系统管理员重新签发（jieli register token）。")
    return person


async def _beginning(connection: "Connection", name: str | None) -> bool:
    """Whether nobody has a token yet, and this is whoever founds the installation, or founded it."""
    from activities.judging import Standings
    from domain.register.state import Listing, Person

    founding = "register/installation"
    listing = (await Standings().read(connection.held.pool, [founding]))[founding].state
    if not isinstance(listing, Listing) or listing.administrator is None:
        return True
    stream = f"person/{listing.administrator}"
    state = (await Standings().read(connection.held.pool, [stream]))[stream].state
    return name == listing.administrator and isinstance(state, Person) and not state.tokens
