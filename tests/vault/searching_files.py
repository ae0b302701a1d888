"""Which of some words lie in a server's files."""

from collections.abc import Iterable
from pathlib import Path


def found_in(needles: Iterable[bytes], *folders: Path) -> set[bytes]:
    """Those that stand in some file below the folders; what goes away meanwhile holds nothing."""
    wanted, found = set(needles), set[bytes]()
    for path in (path for folder in folders for path in folder.rglob("*")):
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:
            continue
        found |= {needle for needle in wanted - found if needle in content}
    return found
