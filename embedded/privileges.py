"""As whom PostgreSQL runs: as ourselves, or, when we are root, as an unprivileged user that can reach its files.

Root's own folders are often closed (0700: a clone under /root, a `mktemp -d`), and their mode is not ours to change.
So the ways are tried in order of what they grant: nothing; the capability to pass and read closed folders; the wider
one that containers leave to root; a user namespace, in which PostgreSQL is called nobody and is ourselves outside.
"""

import os
import pwd
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from embedded.child import AS_OURSELVES, Way
from embedded.errors import NoWayToRun

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
NOBODY = 65534


def nobody() -> tuple[int, int]:
    """The unprivileged user of this machine; `initdb` wants one that has a name."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return NOBODY, NOBODY
    return entry.pw_uid, entry.pw_gid


def ways_for(owner_uid: int, owner_gid: int) -> list[Way]:
    """The ways to try, for a folder of this owner."""
    uid, gid = (owner_uid, owner_gid) if owner_uid != 0 else nobody()
    return [
        Way("unprivileged", uid, gid),
        Way("unprivileged, may pass closed folders", uid, gid, capability=CAP_DAC_READ_SEARCH),
        Way("unprivileged, may pass and write closed folders", uid, gid, capability=CAP_DAC_OVERRIDE),
        Way("in a user namespace", *nobody(), own_namespace=True),
    ]


def give(folder: Path, uid: int, gid: int) -> None:
    """Make a folder of ours, and all in it, belong to this user."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent) / name, uid, gid, follow_symlinks=False)
    os.chown(folder, uid, gid, follow_symlinks=False)  # the last, so that an interrupted walk is taken up again


def find_way(folder: Path, program: Path) -> Way:
    """The first way in which `program` runs and can write to `folder`, which then belongs to that user.

    A folder that belongs to a user already keeps its owner: PostgreSQL runs as that one. Raises NoWayToRun.
    """
    if os.geteuid() != 0:
        return AS_OURSELVES
    there = folder.stat()
    return find_way_among(ways_for(there.st_uid, there.st_gid), folder, program)


def find_way_among(ways: Sequence[Way], folder: Path, program: Path) -> Way:
    """Try these ways in order."""
    tried: dict[str, str] = {}
    for way in ways:
        uid, gid = (0, 0) if way.own_namespace else (way.uid or 0, way.gid)
        try:
            if folder.stat().st_uid != uid:
                give(folder, uid, gid)
            attempt = subprocess.run(
                way.command([str(program), "--version"], signal.SIGKILL, probe=folder),
                capture_output=True,
                text=True,
                timeout=20,
                cwd="/",
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            tried[way.name] = str(error)
            continue
        if attempt.returncode == 0:
            return way
        tried[way.name] = (attempt.stderr.strip().splitlines() or [f"exit {attempt.returncode}"])[-1]
    raise NoWayToRun(tried)
