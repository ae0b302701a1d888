"""A command's facts as a person writes them: `key=value`, a TOML or JSON file, `@file` for a document."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from commandline.exits import wrong_use

_BEIJING: Final = timezone(timedelta(hours=8))
_NO_ZONE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_DIGEST: Final = re.compile(r"^[0-9a-f]{64}$")
_KEY: Final = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


@dataclass
class Facts:
    """The facts, and the documents they name by digest, which must be kept before the act that names them."""

    body: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    words: dict[tuple[str, ...], str] = field(default_factory=dict)  # `key=value` as it was written

    def document(self, path: str, near: Path) -> str:
        """A document's digest; its content is kept at hand."""
        content = read_bytes(near / Path(path).expanduser())
        digest = hashlib.sha256(content).hexdigest()
        self.documents[digest] = content
        return digest

    def evidence(self, given: Sequence[str]) -> tuple[str, ...]:
        """Documents named by a path, with or without `@`, or by their SHA-256."""
        return tuple(
            text if _DIGEST.match(text) else self.document(text.removeprefix("@"), Path.cwd()) for text in given
        )


def gather(assignments: Sequence[str], file: Path | None = None) -> Facts:
    """The facts of a file, with `key=value` laid over it.  Exit 2 says what can't be read."""
    facts = Facts()
    if file is not None:
        facts.body = _value(read_table(file), facts, file.parent)
    seen: set[str] = set()
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not _KEY.match(name):
            raise wrong_use(f"“{assignment}”应写成 名称=值，例如 plan.budget_yuan=505000")
        if name in seen:
            raise wrong_use(f"“{name}”给出了两次")
        seen.add(name)
        path = tuple(part.replace("-", "_") for part in name.split("."))
        _put(facts.body, path, _value(_parsed(text), facts, Path.cwd()), name)
        facts.words[path] = text
    return facts


def fit(facts: Facts, command: str) -> None:
    """Where a field is text and the value looked like a number (`document=2026`), its words are meant."""
    from pydantic import ValidationError

    from domain.messages import command_type

    kind = command_type(command)
    if kind is None:
        return
    try:
        kind.model_validate(facts.body)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            path = tuple(str(part) for part in item["loc"])
            if item["type"] in ("string_type", "literal_error") and path in facts.words:
                _put(facts.body, path, facts.words[path], ".".join(path))


def read_bytes(path: Path) -> bytes:
    """A file's content, or exit 2."""
    try:
        if not path.is_file():
            raise wrong_use(f"没有文件 {path}" if not path.exists() else f"{path} 不是文件")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise wrong_use(f"无法读取 {path}：{getattr(error, 'strerror', None) or error}") from error


def read_table(path: Path) -> dict[str, Any]:
    """A TOML file, or a JSON one by its ending; decimals as they are written.  Exit 2 with the place of the fault."""
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong_use(f"{path} 不是 UTF-8 文本（第 {error.start + 1} 字节）：请另存为 UTF-8") from error
    try:
        if path.suffix.lower() == ".json":
            found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
        else:
            found = tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise wrong_use(f"{path} 第 {error.lineno} 行第 {error.colno} 列不是有效的 JSON：{error.msg}") from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "末尾"
        raise wrong_use(f"{path} {where}不是有效的 TOML：{_PLACE.sub('', str(error)).strip()}") from error
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise wrong_use(f"{path} 无法读取：{str(error) or '嵌套过深'}") from error
    if not isinstance(found, dict):
        raise wrong_use(f"{path} 应为一个表（JSON 对象），现为 {type(found).__name__}")
    return found


def read_plan(path: Path) -> dict[str, Any]:
    """A plan's file: the plan itself, or a table `plan` that holds it."""
    table = read_table(path)
    whole = table["plan"] if set(table) == {"plan"} and isinstance(table["plan"], dict) else table
    plan: dict[str, Any] = _value(whole, Facts(), path.parent)
    return plan


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} 不是数")


def _parsed(text: str) -> Any:
    """A value as JSON where it is JSON, else the words themselves."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, InvalidOperation):
        return text


def _value(value: Any, facts: Facts, near: Path) -> Any:
    """`@path` becomes the document's digest (`@@` a plain `@`); moments without a zone are Beijing's."""
    match value:
        case str():
            if _UNSTORABLE.search(value):
                raise wrong_use("内容含有不能保存的字符（空字符或损坏的编码）")
            if value.startswith("@@"):
                return value[1:]
            if value.startswith("@"):
                return facts.document(value[1:], near)
            return f"{value}+08:00" if _NO_ZONE.match(value) else value
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=_BEIJING)
        case Mapping():
            return {key: _value(item, facts, near) for key, item in value.items()}
        case list():
            return [_value(item, facts, near) for item in value]
        case date() | _:
            return value


def _put(body: dict[str, Any], path: tuple[str, ...], value: Any, name: str) -> None:
    inner = body
    for part in path[:-1]:
        deeper = inner.setdefault(part, {})
        if not isinstance(deeper, dict):
            raise wrong_use(f"“{name}”与“{part}”冲突：后者不是表")
        inner = deeper
    inner[path[-1]] = value
