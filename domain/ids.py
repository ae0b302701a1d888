"""The names of streams and workflows, and whose world they belong to."""

import re
from typing import Final, Literal
from uuid import UUID, uuid5

REAL: Final = "real"
_STORY: Final = re.compile(r"^sim\.([a-z0-9][a-z0-9-]{0,39})\.(.+)$")
_NAMESPACE: Final = UUID(
    "6f1f2f0e-6d3c-5a53-9c1e-0d7f6a0c44aa"
)  # fixed for ever: clock commands and story steps derive from it

StreamKind = Literal["project", "takeover", "pool", "buyer", "supplier", "person", "register"]
KINDS: Final[tuple[StreamKind, ...]] = ("project", "takeover", "pool", "buyer", "supplier", "person", "register")


def world_of(name: str) -> str:
    """`real`, or the story's name, of a stream or a workflow id."""
    match = _STORY.match(name)
    return match.group(1) if match else REAL


def in_world(name: str, world: str) -> str:
    """A bare stream name (`project/…`) in a world."""
    return name if world == REAL else f"sim.{world}.{name}"


def bare(name: str) -> str:
    """The stream's name without its world."""
    match = _STORY.match(name)
    return match.group(2) if match else name


def kind_of(stream: str) -> StreamKind:
    """The kind of a stream; ValueError where the name is none of ours."""
    kind = bare(stream).split("/", 1)[0]
    for known in KINDS:
        if kind == known:
            return known
    raise ValueError(f"no kind of stream: {stream}")


def key_of(stream: str) -> str:
    """What stands behind the first slash: a project id, a credit code, a register's name."""
    return bare(stream).split("/", 1)[1]


def sibling(stream: str, name: str) -> str:
    """The bare stream `name` in the same world as `stream`."""
    return in_world(name, world_of(stream))


def is_drill(stream: str) -> bool:
    """Whether a stream is a drill's (`takeover/…-TD1`): what is done in it stays in this house."""
    return bare(stream).startswith("takeover/") and "-TD" in bare(stream)


def project_of_takeover(takeover_id: str) -> str:
    """`…-T1` (of a drill `…-TD1`) → the project's id."""
    return takeover_id.rsplit("-T", 1)[0]


def division_of(stream: str) -> str:
    """Whose law judges: the project's division, the pool's, or the province's where a stream belongs to no place."""
    if kind_of(stream) in ("project", "takeover", "pool"):
        return key_of(stream).split("-", 1)[0]
    if bare(stream).startswith("register/tips-"):  # of the body that handles them
        return key_of(stream).removeprefix("tips-")
    if is_archive(stream):
        return key_of(stream).removeprefix("archive-")
    return "22"


def is_archive(stream: str) -> bool:
    """Whether a stream is a division's archive of closed projects: it lives on after them, and is woken by their closing."""
    return bare(stream).startswith("register/archive-")


def workflow_of(stream: str) -> str:
    """The id of the workflow that is the stream's home: `project:…`, `takeover:…`, `register:<stream>`."""
    world, name = world_of(stream), bare(stream)
    kind = kind_of(stream)
    workflow = name.replace("/", ":", 1) if kind in ("project", "takeover") else f"register:{name}"
    return in_world(workflow, world)


def stream_of(workflow_id: str) -> str:
    """The inverse of `workflow_of`."""
    world, name = world_of(workflow_id), bare(workflow_id)
    kind, rest = name.split(":", 1)
    return in_world(rest if kind == "register" else f"{kind}/{rest}", world)


def collapse_workflow(stream: str, collapse: str) -> str:
    """The workflow that goes through a supplier's collapse: `collapse:<uscc>-<key>`.  HR-TK-21"""
    return in_world(f"collapse:{key_of(stream)}-{collapse}", world_of(stream))


def collapse_of(workflow_id: str) -> tuple[str, str]:
    """The inverse of `collapse_workflow`: the supplier's stream and the collapse's key."""
    uscc, collapse = bare(workflow_id).removeprefix("collapse:").split("-", 1)
    return in_world(f"supplier/{uscc}", world_of(workflow_id)), collapse


def collapse_command(stream: str, collapse: str, what: str) -> UUID:
    """The command id of one step of a supplier's collapse: the same however often it is asked for."""
    return uuid5(_NAMESPACE, f"collapse\n{stream}\n{collapse}\n{what}")


def clock_command(stream: str, key: str, wake: str) -> UUID:
    """The command id of one wake of one agenda item: the same however often the clock asks."""
    return uuid5(_NAMESPACE, f"clock\n{stream}\n{key}\n{wake}")


def answer_command(effect: str, attempt: int, kind: str) -> UUID:
    """The command id of the answer to one attempt at one effect."""
    return uuid5(_NAMESPACE, f"answer\n{effect}\n{attempt}\n{kind}")


def story_command(story: str, step: str) -> UUID:
    """The command id of one step of a story."""
    return uuid5(_NAMESPACE, f"story\n{story}\n{step}")


def story_suffix(story: str, step: str) -> str:
    """Six characters for an id that a story's step makes, the same at every run."""
    return uuid5(_NAMESPACE, f"id\n{story}\n{step}").hex[:6]
