"""Starts one program so that it cannot outlive its parent, and as another user where asked.

Run as a script of its own (`python -I -S launch.py OPTIONS PROGRAM ARGUMENT…`), because what it does is not safe
between fork and exec of a process that has threads. It replaces itself by the program, so pid and start time stay.
"""

import ctypes
import json
import os
import struct
import sys
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWUSER = 0x10000000


class Options(TypedDict):
    """What the caller asks for."""

    parent: int  # the pid the program must not outlive
    death_signal: int  # what the program gets when the parent dies
    uid: int | None  # run as this user ...
    gid: int
    capability: int | None  # ... which keeps this one capability, to pass folders closed to it
    own_namespace: bool  # ... or which is this user in a namespace of its own, and ourselves outside
    probe: str | None  # a folder the program must be able to write to


def _check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def _become(libc: ctypes.CDLL, uid: int, gid: int, capability: int | None) -> None:
    """Give up root for a user; what is kept is at most one capability, which survives the exec (ambient)."""
    if capability is not None:
        _check(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl")
        # Without it access(2) would not heed the capability, and initdb asks access(2) for its own programs.
        _check(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "securebits")
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if capability is None:
        return
    low = 1 << capability  # both capabilities in question are among the first 32
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    sets = struct.pack("=6I", low, low, low, 0, 0, 0)  # effective, permitted, inheritable; then the upper halves
    _check(libc.capset(header, sets), "capset")
    _check(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0), "ambient capability")


def _enter_own_namespace(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Stay who we are for every file, but be called `uid` by the program: PostgreSQL refuses the name root only."""
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    _check(libc.unshare(CLONE_NEWUSER), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outside_gid} 1")


def _probe(folder: str, program: str) -> None:
    if not os.access(program, os.R_OK | os.X_OK):
        raise PermissionError(f"{program}: access(2) denies it")
    trial = Path(folder) / f".trial-{os.getpid()}"
    trial.touch()
    trial.unlink()
    os.chdir(folder)


def main() -> None:
    """Prepare this process as the options say and become the program."""
    options: Options = json.loads(sys.argv[1])
    command = sys.argv[2:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if options["uid"] is not None and options["own_namespace"]:
            _enter_own_namespace(libc, options["uid"], options["gid"])
        elif options["uid"] is not None:
            _become(libc, options["uid"], options["gid"], options["capability"])
        # Last of all: every change of credentials clears it.
        _check(libc.prctl(PR_SET_PDEATHSIG, options["death_signal"], 0, 0, 0), "prctl")
        if os.getppid() != options["parent"]:  # it died before the line above
            sys.exit(3)
    if options["probe"] is not None:
        _probe(options["probe"], command[0])
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
