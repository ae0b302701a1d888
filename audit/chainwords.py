"""The chain verifier's findings in Chinese.  What has no translation here is told in the verifier's own words."""

import re
from typing import Final

_WORDS: Final = tuple(
    (re.compile(f"^{english}$"), chinese)
    for english, chinese in (
        (r"the row cannot be read", "该行无法读取"),
        (r"positions (\d+) to (-?\d+) are missing before it", r"它之前缺少位置 \1 至 \2"),
        (r"version (\d+) of the stream should stand here", r"此处应为该流的第 \1 版"),
        (r"prev_hash isn't the hash of the stream's previous event", "前一事件的摘要与该流的前一事件不符"),
        (r"its hash isn't the hash of what is stored", "摘要与所存内容不符"),
        (r"payload isn't canonical JSON", "事件内容不是规范的 JSON"),
        (r"meta isn't canonical JSON", "事件说明不是规范的 JSON"),
        (r"recorded_at is earlier than the event's before", "登记时刻早于前一事件"),
        (r"the head names version (\d+), but there are no events", r"流头为第 \1 版，但没有事件"),
        (
            r"the head \(version (\d+)\) isn't that of the last event \(version (\d+)\)",
            r"流头（第 \1 版）与最后的事件（第 \2 版）不符",
        ),
        (r"the stream has events but no head", "该流有事件而没有流头"),
        (r"the command table has no command (\S+) at this position", r"指令表在此位置没有指令 \1"),
        (r"it names command (\S+), the command table (\S+)", r"事件所记指令为 \1，指令表为 \2"),
        (r"its recorded_at isn't its command's", "登记时刻与其指令不符"),
        (r"its meta doesn't name its command's home and SHA-256", "事件说明与其指令的归属或摘要不符"),
        (
            r"it has events up to position (\d+); the ledger ends at (-?\d+)",
            r"其事件应至位置 \1，而台账止于 \2",
        ),
        (r"request_hash isn't the SHA-256 of the request", "指令的摘要与指令不符"),
        (r"the request isn't canonical JSON", "指令不是规范的 JSON"),
        (r"its positions and its number of events disagree", "指令的位置与事件数不符"),
        (r"position (\d+) belongs to another command", r"位置 \1 属于另一指令"),
        (r"no command has the positions (\d+) to (\d+)", r"位置 \1 至 \2 不属于任何指令"),
    )
)


def in_chinese(what: str) -> str:
    """A finding of `ledger.chain` as an auditor reads it."""
    for pattern, chinese in _WORDS:
        if found := pattern.match(what):
            return found.expand(chinese)
    return what
