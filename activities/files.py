"""Files by their SHA-256, write-once, outside PostgreSQL: a folder or an S3 bucket by one interface (obstore)."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, from_url


class FileStore:
    """What an act names by digest was put here before; nothing here is ever changed."""

    def __init__(self, address: str) -> None:
        self._store: ObjectStore = _store(address)

    async def put(self, content: bytes, folder: str = "files") -> str:
        """Keep `content`; its SHA-256 in hexadecimal is its name.  A second time is no harm."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            await obstore.put_async(self._store, _path(folder, digest), content, mode="create")
        except AlreadyExistsError:
            return digest
        return digest

    async def get(self, digest: str, folder: str = "files") -> bytes:
        """The content of a digest.  FileNotFoundError where there is none; ValueError where it was changed."""
        result = await obstore.get_async(self._store, _path(folder, digest))
        content = bytes(await result.bytes_async())
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{folder}/{digest}: 内容与摘要不符")
        return content

    async def names(self, folder: str = "files") -> AsyncIterator[str]:
        """The digests of everything that lies in a folder, whoever put it there."""
        async for page in obstore.list(self._store, prefix=folder, chunk_size=500):
            for entry in page:
                yield str(entry["path"]).rsplit("/", 1)[-1]


def _store(address: str) -> ObjectStore:
    if "://" in address:
        return from_url(address)
    Path(address).mkdir(parents=True, exist_ok=True)
    return LocalStore(prefix=address)


def _path(folder: str, digest: str) -> str:
    return f"{folder}/{digest[:2]}/{digest}"
