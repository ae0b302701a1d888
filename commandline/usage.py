"""Wrong use in Chinese: the parser says it in English, in a handful of sentences; what is not among them is passed on as it is."""

import re
from typing import Final

_SENTENCES: Final = tuple(
    (re.compile(said, re.DOTALL), ours)
    for said, ours in (
        (r"Missing argument (.+?)\.(?: .*)?", "缺少参数 {0}"),
        (r"Missing option (.+?)\.(?: .*)?", "缺少选项 {0}"),
        (r"Missing command\.", "缺少子命令"),
        (r"No such command (.+?)\.(?: Did you mean (.+)\?)?", "没有命令 {0}；相近的：{1}"),
        (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "没有选项 {0}；相近的：{1}"),
        (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多出的参数：{0}"),
        (r"Option (.+) requires an argument\.?", "选项 {0} 后面须有值"),
        (r"Option (.+) does not take a value\.?", "选项 {0} 后面不能有值"),
        (r"Invalid value for (.+?): (.+)", "{0} 的值有误：{1}"),
        (r"(?:\w+ )?(\'.+\') does not exist\.", "{0} 不存在"),
        (r"(?:\w+ )?(\'.+\') is a (?:file|directory)\.", "{0} 不是所要的文件或目录"),
        (r"(?:\w+ )?(\'.+\') is not (?:readable|writable)\.", "{0} 无权读写"),
        (r"Value (.+) is not a valid (?:integer|int)\.?", "{0} 不是整数"),
        (r"Input should be a valid integer.*", "应为整数"),
        (r"Input should be greater than or equal to (.+)", "不得小于 {0}"),
        (r"Input should be less than or equal to (.+)", "不得大于 {0}"),
    )
)


def in_chinese(said: str) -> str:
    """One sentence of the parser; what it holds of another is told in Chinese too."""
    for pattern, ours in _SENTENCES:
        if (found := pattern.fullmatch(said)) is not None:
            words = [in_chinese(word) if word else "" for word in found.groups()]
            return ours.format(*words).removesuffix("；相近的：")
    return said
