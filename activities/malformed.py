"""What is wrong with a caller's words, in the caller's language: which field, what is wrong, what to do."""

from typing import Any, Final

from pydantic import ValidationError

from domain.message import Value


class FieldProblem(Value):
    """One field that doesn't parse."""

    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.field}：" if self.field else ""
        return f"{where}{self.problem}" + (f"（{self.remedy}）" if self.remedy else "")


def explain(error: ValidationError) -> tuple[FieldProblem, ...]:
    """Pydantic's findings in Chinese, one for each field."""
    return tuple(_problem(item) for item in error.errors(include_url=False))


def _problem(item: Any) -> FieldProblem:
    field = _path(item["loc"])
    kind, context, given = str(item["type"]), item.get("ctx", {}), item.get("input")
    known = _WORDS.get(kind)
    if kind == "value_error":
        error = context.get("error", item["msg"])
        return FieldProblem(field=field or getattr(error, "where", ""), problem=str(error), remedy="")
    if known is None:
        family = next((words for prefix, words in _FAMILIES.items() if kind.startswith(prefix)), None)
        problem, remedy = family or (str(item["msg"]), "")
    else:
        problem, remedy = known
    values = {**context, "given": _short(given)}
    return FieldProblem(field=field, problem=_fill(problem, values), remedy=_fill(remedy, values))


def _fill(text: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _short(value: object) -> str:
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # Python writes no number of more than some thousand digits out
        return "…"
    text = _plain(text)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(text: str) -> str:
    """Signs that steer a terminal, or that no encoding has, written out."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def _path(location: tuple[str | int, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return _plain(path)


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("缺少此项", "补充后重新提交"),
    "extra_forbidden": ("没有这一项", "删去，或检查拼写"),
    "string_pattern_mismatch": ("格式不符：{given}", "应符合 {pattern}"),
    "string_too_short": ("不能为空", "至少 {min_length} 个字符"),
    "string_too_long": ("过长", "至多 {max_length} 个字符"),
    "string_type": ("应为文字：{given}", "写在半角双引号之间"),
    "string_unicode": ("编码已损坏：{given}", "另存为 UTF-8"),
    "finite_number": ("不是有限的数：{given}", ""),
    "recursion_loop": ("自身包含自身", ""),
    "none_required": ("应为空：{given}", ""),
    "greater_than": ("须大于 {gt}：{given}", ""),
    "too_long": ("至多 {max_length} 项", ""),
    "json_invalid": ("不是有效的 JSON", ""),
    "frozen_set_type": ("应为列表：{given}", ""),
    "list_type": ("应为列表：{given}", ""),
    "literal_error": ("不是可选的值：{given}", "可选：{expected}"),
    "greater_than_equal": ("不得小于 {ge}：{given}", "核对后改正"),
    "less_than_equal": ("不得大于 {le}：{given}", "核对后改正"),
    "less_than": ("须小于 {lt}：{given}", ""),
    "too_short": ("至少 {min_length} 项", "补充后重新提交"),
    "decimal_parsing": ("不是金额或数：{given}", '例如 505000 或 "505000.50"'),
    "decimal_type": ("不是金额或数：{given}", '例如 505000 或 "505000.50"'),
    "is_instance_of": ("不是金额或数：{given}", ""),
    "tuple_type": ("应为列表：{given}", "写成 [ …, … ]"),
    "dict_type": ("应为表：{given}", "写成 { 名称 = 值, … }"),
    "model_type": ("应为表：{given}", "写成 { 名称 = 值, … }"),
    "model_attributes_type": ("应为表：{given}", "写成 { 名称 = 值, … }"),
}

_FAMILIES: Final[dict[str, tuple[str, str]]] = {
    "date_from": ("不是有效日期：{given}", "写成 2026-11-23"),
    "date": ("不是有效日期：{given}", "写成 2026-11-23"),
    "datetime": ("不是有效时间：{given}", "写成 2026-11-23T09:00:00+08:00"),
    "int": ("不是整数：{given}", ""),
    "bool": ("应为 true 或 false：{given}", ""),
    "uuid": ("不是有效编号：{given}", ""),
}
