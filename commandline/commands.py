"""The table of commands, as the messages themselves describe them: name, title, stages, roles, fields."""

from typing import TYPE_CHECKING, Any, Final

from commandline.exits import wrong_use
from commandline.output import answer, table

if TYPE_CHECKING:
    from rich.console import Console

    from domain.message import Command, Home

_MACHINES: Final = {"clock", "adapter"}
_HOMES: Final = {"project": "项目", "takeover": "接管", "register": "登记"}


def show_commands(homes: tuple["Home", ...], named: str | None, *, as_json: bool) -> None:
    """All commands that a person may send to these homes; one of them with its fields."""
    from domain.messages import COMMANDS, command_type

    if named is not None:
        kind = command_type(named)
        if kind is None:
            raise wrong_use(unknown_command(named))
        described = describe(kind)
        answer(described, lambda out: _one(out, described), as_json=as_json)
        return
    kinds = [k for k in COMMANDS.values() if k.home in homes and not (k.roles and set(k.roles) <= _MACHINES)]
    listed = [describe(kind) for kind in kinds]
    group = "register" if homes == ("register",) else "project"
    answer({"commands": listed}, lambda out: _all(out, listed, group), as_json=as_json)


def unknown_command(name: str) -> str:
    """What to say of a name that is no command, with those that are near."""
    from difflib import get_close_matches

    from domain.messages import COMMANDS, kebab

    near = get_close_matches(name.lower(), [kebab(known) for known in COMMANDS], n=3, cutoff=0.5)
    hint = f"是否指 {'、'.join(near)}？" if near else ""
    return f"没有这样的指令“{name}”。{hint}jieli project do --help-commands 列出全部指令。"


def describe(kind: type["Command"]) -> dict[str, Any]:
    """One command, ready for JSON."""
    from domain.message import kebab
    from domain.values import ROLE_TITLES, STAGE_TITLES

    schema = kind.model_json_schema()
    required = set(schema.get("required", ()))
    return {
        "name": kebab(kind.__name__),
        "type": kind.__name__,
        "title": kind.zh,
        "home": kind.home,
        "during": list(kind.during),
        "during_titles": [STAGE_TITLES[stage] for stage in kind.during],
        "roles": list(kind.roles),
        "role_titles": [ROLE_TITLES[role] for role in kind.roles],
        "about": " ".join((kind.__doc__ or "").split()),
        "fields": [
            {
                "name": name,
                "kind": _kind(name, spec, schema.get("$defs", {})),
                "required": name in required,
                "description": spec.get("description"),
            }
            for name, spec in schema.get("properties", {}).items()
        ],
    }


def _kind(name: str, spec: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in spec:
        inner = definitions[spec["$ref"].rsplit("/", 1)[1]]
        return "表{" + ", ".join(inner.get("properties", {})) + "}"
    if "anyOf" in spec:
        known = [_kind(name, s, definitions) for s in spec["anyOf"] if s.get("type") != "null"]
        return "数" if {"数", "文字"} == set(known) else known[0]
    if "enum" in spec:
        return " | ".join(str(v) for v in spec["enum"])
    if name.endswith("_yuan"):
        return "金额（元）"
    match spec.get("type"):
        case "string" if spec.get("pattern") == "^[0-9a-f]{64}$":
            return "@文件"
        case "string":
            return {"date": "日期", "date-time": "时间"}.get(spec.get("format", ""), "文字")
        case "array":
            return f"[{_kind(name, spec.get('items', {}), definitions)}]"
        case other:
            return {"integer": "整数", "number": "数", "boolean": "true | false", "object": "表"}.get(str(other), "值")


def _all(out: "Console", listed: list[dict[str, Any]], group: str) -> None:
    made = table("指令（带 * 的字段必填）", "指令", "名称", "对象", "阶段", "由谁", "字段")
    for known in listed:
        fields = "、".join(("*" if f["required"] else "") + f["name"] for f in known["fields"])
        roles = "、".join(known["role_titles"]) or "任何登记人员"
        stages = "、".join(known["during_titles"]) or "任何时候"
        made.add_row(known["name"], known["title"], _HOMES[known["home"]], stages, roles, fields)
    out.print(made)
    out.print(f"jieli {group} do --help-commands COMMAND 查看一条指令的字段", style="dim")


def _one(out: "Console", known: dict[str, Any]) -> None:
    out.print(f"{known['name']}  {known['title']}（{_HOMES[known['home']]}）", style="bold")
    if known["about"]:
        out.print(known["about"], style="dim")
    out.print("阶段：" + ("、".join(known["during_titles"]) or "任何时候"))
    out.print("由谁：" + ("、".join(known["role_titles"]) or "任何登记人员"))
    made = table("", "字段", "必填", "内容", "说明")
    for field in known["fields"]:
        made.add_row(field["name"], "是" if field["required"] else "", field["kind"], field["description"] or "")
    out.print(made)
