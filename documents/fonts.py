"""The faces of official papers: the licensed ones where a folder has them, free ones of the system otherwise.  GB/T 9704"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

# the official face first; then what Debian's fonts-noto-cjk has
FACES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"),
    "heading": ("黑体", "SimHei", "Noto Sans CJK SC"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "Noto Serif CJK SC"),
}
SYSTEM: Final = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))


class FontsMissing(RuntimeError):  # noqa: N818 - says what is the case
    """No face for Chinese is there: a PDF can't be made."""

    def __init__(self) -> None:
        super().__init__(
            "没有中文字体，不能生成 PDF。请安装：apt-get install -y fonts-noto-cjk；"
            "或者用 JIELI_FONT_DIR 指定字体所在目录。"
        )


@dataclass(frozen=True)
class Found:
    """The fonts for the renderer, and which families there are for each part of a paper, the preferred first."""

    fonts: typst.Fonts
    families: Mapping[str, tuple[str, ...]]


def find(folder: Path | None = None, system: tuple[Path, ...] = SYSTEM) -> Found:
    """The faces in a folder of one's own, then the system's.  Raises FontsMissing."""
    places = tuple(place for place in ((folder,) if folder else ()) + system if place.is_dir())
    return _find(places)


@lru_cache(maxsize=4)
def _find(places: tuple[Path, ...]) -> Found:
    if not places:
        raise FontsMissing
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(places))
    known = set(fonts.families())
    families = {part: tuple(face for face in faces if face in known) for part, faces in FACES.items()}
    body = families["body"] or families["title"] or families["heading"]
    if not body:
        raise FontsMissing
    return Found(fonts, {part: faces or body for part, faces in families.items()})


def main() -> int:
    """Whether a PDF can be made here: 0, or 3 and what to do."""
    import os
    import sys

    folder = os.environ.get("JIELI_FONT_DIR")
    try:
        find(Path(folder) if folder else None)
    except FontsMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
