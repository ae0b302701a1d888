"""The data folder: what lies where, who may read it, and the lock that tells a living system from a dead one."""

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ValidationError

from embedded.errors import FolderInUse, FolderUnusable

LOCK_PATIENCE_SECONDS = 1.0  # `running` holds the lock, shared, for a moment


class Addresses(BaseModel):
    """Where a living system is reached. Holds log-ins: never print it whole."""

    database_url: str
    owner_database_url: str
    vault_database_url: str | None = None
    temporal_address: str
    temporal_namespace: str = "default"
    console_url: str
    data_dir: Path


@dataclass
class DataFolder:
    """One data folder. Sub-folders are ours alone; the mode of a folder we did not make is never changed."""

    path: Path
    _lock: int | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.path = self.path.absolute()

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def temporal(self) -> Path:
        return self.path / "temporal"

    @property
    def addresses_file(self) -> Path:
        return self.run / "addresses.json"

    def make(self) -> None:
        """Make what is missing. Raises FolderUnusable, saying what to do."""
        try:
            # As root the database runs as another user, who must be able to pass through this folder.
            self.path.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.run, self.log, self.postgres, self.temporal, self.path / "archive"):
                folder.mkdir(exist_ok=True, mode=0o700)
            trial = self.path / f".trial-{os.getpid()}"
            trial.touch()
            trial.unlink()
        except OSError as error:
            raise FolderUnusable(self.path, error) from error

    def lock(self) -> None:
        """Take the folder for this process. Raises FolderInUse, naming the process that holds it."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        patience = time.monotonic() + LOCK_PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < patience:
                    time.sleep(0.02)
                    continue
                holder = os.pread(descriptor, 64, 0).decode(errors="replace").strip()
                os.close(descriptor)
                there = _read_addresses(self.addresses_file)
                raise FolderInUse(
                    self.path,
                    int(holder) if holder.isdigit() else None,
                    temporal_address=there.temporal_address if there else None,
                    console_url=there.console_url if there else None,
                ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor
        self.addresses_file.unlink(missing_ok=True)  # of a system that ended without a word

    def unlock(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self.addresses_file.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def publish(self, addresses: Addresses) -> None:
        """Tell other commands, in other terminals, where this system is."""
        write_private(self.addresses_file, addresses.model_dump_json(indent=2))


def running(data_dir: Path) -> Addresses | None:
    """The addresses of the system that lives in this folder, or None when none does (or is not ready yet)."""
    folder = DataFolder(data_dir)
    try:
        descriptor = os.open(folder.path / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderUnusable(folder.path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_addresses(folder.addresses_file)
    else:
        return None
    finally:
        os.close(descriptor)


def _read_addresses(path: Path) -> Addresses | None:
    with suppress(OSError, ValidationError, json.JSONDecodeError):
        return Addresses.model_validate_json(path.read_bytes())
    return None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
