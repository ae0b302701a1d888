"""Loopback ports: free ones, remembered in the data folder so that addresses stay the same over restarts."""

import json
import socket
from contextlib import suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"


class Ports:
    """The ports of one data folder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, int] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            self._known = {str(name): int(port) for name, port in json.loads(file.read_bytes()).items()}

    def take(self, name: str, *, anew: bool = False) -> int:
        """The port remembered under this name if it is still free, else (or `anew`) another one."""
        port = self._known.get(name)
        if anew or port is None or not is_free(port):
            port = free_port(avoid=set(self._known.values()))
            self._known[name] = port
            self._file.write_text(json.dumps(self._known))
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen here now."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def free_port(avoid: set[int]) -> int:
    """A port nobody listens on."""
    while True:
        with socket.socket() as trial:
            trial.bind((LOOPBACK, 0))
            port = int(trial.getsockname()[1])
        if port not in avoid:
            return port
