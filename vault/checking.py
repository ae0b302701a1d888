"""From the rows of a roster to entries: every fault of every row is told, with what to do; one fault, and nothing comes in.

DP-01 (basis, minors), JL44-3.1.2 (service items). Legal ages come from the law as data, by the caller.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.values import Grade
from vault.columns import BY_FIELD, Problem
from vault.identity import (
    BASES,
    CAPACITIES,
    NO_NUMBER,
    STATUSES,
    BadIdNumber,
    Entry,
    Identity,
    Served,
    Status,
    age_on,
    born_on,
    id_number,
)
from vault.tables import Row

_MOBILE: Final = re.compile(r"^1[3-9]\d{9}$", re.ASCII)
_LANDLINE: Final = re.compile(r"^0\d{2,3}-?\d{7,8}$", re.ASCII)
_TOWNSHIP: Final = re.compile(r"^\d{9}(?:\d{3})?$", re.ASCII)
_FREQUENCY: Final = re.compile(r"^(?:每[日周月年]\d{1,2}次|每季度\d{1,2}次|按需)$", re.ASCII)
_PROJECT: Final = re.compile(r"^\d{6,12}-\d{4}-[a-z0-9]{6}$", re.ASCII)
_SEPARATORS: Final = re.compile(r"[、,，;；\s]+")
_SLASHED: Final = re.compile(r"^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$", re.ASCII)
_OLDEST: Final = 130  # years of age that nobody has reached
LONGEST: Final = 2000  # characters of one cell
GRADES: Final[dict[str, Grade]] = {"A": "A", "B": "B", "C": "C"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a roster is checked against. `divisions`: where the person who imports may; `items`: code → name."""

    division: str
    divisions: tuple[str, ...]
    items: Mapping[str, str]
    minor_under: int  # years of age
    today: date


@dataclass(slots=True, repr=False)
class _Reader:
    """One row's cells, taken one by one; what is wrong is collected."""

    row: Row
    found: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, problem: str, remedy: str) -> None:
        self.found.append(Problem(self.row.number, BY_FIELD[name].heading, problem, remedy))

    def text(self, name: str) -> str:
        value = self.row.cells.get(name, "")
        if not value and BY_FIELD[name].required:
            self.wrong(name, "未填写", BY_FIELD[name].says)
        if len(value) > LONGEST:
            self.wrong(name, f"超过{LONGEST}字", "只写提供服务所必需的")
            return ""
        if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in value):
            self.wrong(name, "含有不可见的控制字符", "删去后重新填写")
            return ""
        return value

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            slashed = _SLASHED.match(value)
            return date(*map(int, slashed.groups())) if slashed else date.fromisoformat(value)
        except ValueError:
            self.wrong(name, "不是有效日期", "写成 2027-01-01")
            return None

    def phone(self, name: str) -> str:
        value = self.text(name)
        if value and not (_MOBILE.match(value) or _LANDLINE.match(value)):
            self.wrong(name, "不是手机号码（11位）或带区号的座机号码", BY_FIELD["phone"].says)
        return value

    def one_of(self, name: str, known: Mapping[str, object]) -> str:
        value = self.text(name)
        if value and value not in known:
            self.wrong(name, "不在可选范围内", f"填写：{'、'.join(known)}")
        return value


def check(
    rows: Sequence[Row], terms: Terms, progress: Progress = lambda _done, _of: None
) -> list[Entry] | list[Problem]:
    """The entries, or else every problem of the file, in the order of rows."""
    entries, problems = [], []
    first_seen: dict[tuple[str, ...], tuple[int, Identity]] = {}
    for done, row in enumerate(rows, 1):
        reader = _Reader(row)
        identity, served = _identity(reader, terms), _served(reader, terms)
        if identity is not None:
            _once(reader, identity, first_seen)
            _of_age(reader, identity, terms)
            if served is not None:
                minor = age_on(identity.born_on, terms.today) < terms.minor_under
                entries.append(Entry(row.number, identity, served(minor)))
        problems += reader.found
        progress(done, len(rows))
    return problems or entries


def _once(reader: _Reader, identity: Identity, seen: dict[tuple[str, ...], tuple[int, Identity]]) -> None:
    """Each person on one row.  The same name and day of birth are two persons where both have a number of their own."""
    for key in identity.known_by():
        before, other = seen.setdefault(key, (reader.row.number, identity))
        apart = key[0] == "person" and ((identity.id_number and other.id_number) or (identity.paper and other.paper))
        if before != reader.row.number and not apart:
            column = {"number": "id_number", "paper": "other_number"}.get(key[0], "name")
            reader.wrong(column, f"与第{before}行是同一人", "每人一行：合并两行，或更正其中一个号码")
            return


def _identity(reader: _Reader, terms: Terms) -> Identity | None:
    told = {name: reader.text(name) for name in ("name", "address", "guardian", "health", "remarks", "other_number")}
    told["capacity"] = reader.one_of("capacity", dict.fromkeys(CAPACITIES))
    told["no_number"] = reader.one_of("no_number", dict.fromkeys(NO_NUMBER))
    phone, guardian_phone, claimed = reader.phone("phone"), reader.phone("guardian_phone"), reader.day("born_on")
    number, born = _number(reader), None
    if number:
        born = born_on(number)
        if born > terms.today or age_on(born, terms.today) > _OLDEST:
            reader.wrong("id_number", "其中的出生日期晚于今天，或早于130年前", "核对身份证")
        if claimed is not None and claimed != born:
            reader.wrong("born_on", "与身份证号中的出生日期不一致", "核对身份证，更正其一；也可以留空")
        if told["no_number"]:
            reader.wrong("no_number", "已有身份证号", "留空")
    elif not reader.row.cells.get("id_number"):
        born = _born_without_number(reader, claimed, told["no_number"], terms)
    if born is None:
        return None
    return Identity(id_number=number, born_on=born, phone=phone, guardian_phone=guardian_phone, **told)


def _born_without_number(reader: _Reader, claimed: date | None, reason: str, terms: Terms) -> date | None:
    """Who has no ID number: a stated reason, and the day of birth, by which with the name the person is known again."""
    if not reason:
        if not any(problem.column == BY_FIELD["no_number"].heading for problem in reader.found):
            reader.wrong("id_number", "未填写", "没有身份证号的，在“无身份证号的原因”中写明，并填出生日期")
        return None
    if claimed is None:
        if not reader.row.cells.get("born_on"):
            reader.wrong("born_on", "没有身份证号的须填写", "写成 2027-01-01；不详的按认定的日期")
        return None
    if claimed > terms.today or age_on(claimed, terms.today) > _OLDEST:
        reader.wrong("born_on", "晚于今天，或早于130年前", "核对出生日期")
        return None
    return claimed


def _number(reader: _Reader) -> str:
    """The ID number, or nothing where it can't be one."""
    if "id_number" in reader.row.rounded:
        reader.wrong("id_number", "被表格软件存成了数字，末几位已丢失", "把该列设为“文本”后重新填写，或用模板")
        return ""
    text = reader.text("id_number")
    try:
        return id_number(text) if text else ""
    except BadIdNumber as error:
        reader.wrong("id_number", str(error), "对照身份证重新填写")
        return ""


def _of_age(reader: _Reader, identity: Identity, terms: Terms) -> None:
    """Minors are what the date of birth says; they, and who lacks capacity, have a guardian or proxy who can be reached.  DP-01"""
    minor = age_on(identity.born_on, terms.today) < terms.minor_under
    claimed = reader.one_of("minor", {"是": True, "否": False})
    if claimed in ("是", "否") and (claimed == "是") != minor:
        age = f"未满{terms.minor_under}周岁" if minor else f"已满{terms.minor_under}周岁"
        reader.wrong("minor", f"按出生日期{age}，与所填不符", "核对后改为一致，或者留空")
    needs = "未成年人" if minor else "限制或无民事行为能力的" if identity.capacity in ("限制", "无") else ""
    for name in ("guardian", "guardian_phone") if needs else ():
        if not reader.row.cells.get(name):
            reader.wrong(name, f"{needs}须填写", "填写监护人（代理人）的姓名和电话（DP-01）")


def _served(reader: _Reader, terms: Terms) -> Callable[[bool], Served] | None:
    """All but whether it is a minor, or nothing where something is wrong."""
    before = len(reader.found)
    township, items, projects = _township(reader, terms), _items(reader, terms), _projects(reader)
    frequency = reader.text("frequency")
    if frequency and not _FREQUENCY.match(frequency):
        reader.wrong("frequency", "写法不认识", "写成 每日1次、每周2次、每月1次、每季度1次、每年1次 或 按需")
    grade, basis = reader.one_of("grade", GRADES), reader.one_of("basis", BASES)
    status, since = reader.one_of("status", STATUSES), reader.day("status_on")
    if since is not None and since > terms.today and STATUSES.get(status, "active") != "active":
        reader.wrong("status_on", "晚于今天", "暂停或终止之后再填写")
    if len(reader.found) > before or since is None:
        return None
    known: Status = STATUSES[status]
    return lambda minor: Served(township, items, frequency, GRADES[grade], minor, BASES[basis], known, since, projects)


def _township(reader: _Reader, terms: Terms) -> str:
    code = reader.text("township")
    if code and not _TOWNSHIP.match(code):
        reader.wrong("township", "应为9位乡级或12位村级区划代码", BY_FIELD["township"].says)
    elif code and not code.startswith(terms.division):
        reader.wrong("township", f"不在 {terms.division} 内", "更正代码；其他地区的人员由其所在地区导入")
    elif code and not any(code.startswith(division) for division in terms.divisions):
        reader.wrong("township", f"您的角色只及于 {'、'.join(terms.divisions)}", "由该乡镇（街道）或上级的人员导入")
    return code


def _items(reader: _Reader, terms: Terms) -> tuple[str, ...]:
    """Codes; a code, a name, or both as the drop-down has them."""
    text = reader.text("items")
    by_name = {name: code for code, name in terms.items.items()}
    found: set[str] = set()
    for word in _words(text):
        code = word if word in terms.items else by_name.get(word)
        if code is None:
            reader.wrong("items", "有目录中没有的代码或名称", "用目录代码，例如 A.10；全部代码见模板的“填写说明”")
            return ()
        found.add(code)
    return tuple(sorted(found, key=list(terms.items).index))


def _projects(reader: _Reader) -> tuple[str, ...]:
    projects = _words(reader.text("projects"))
    if any(not _PROJECT.match(project) for project in projects):
        reader.wrong("projects", "项目编号的写法不对", "写成 220122-2027-k3x9qa，多个用顿号分开；也可以留空")
    return tuple(sorted(set(projects)))


def _words(text: str) -> Iterable[str]:
    return [word for word in _SEPARATORS.split(text) if word]
