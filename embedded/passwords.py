"""The embedded system's passwords: made once, kept in one file that only its owner may read."""

import json
import secrets
from pathlib import Path

from pydantic import BaseModel, SecretStr, ValidationError

from embedded.errors import StartError
from embedded.folder import write_private

MASTER_KEY = "master.key"


class Passwords(BaseModel):
    """The passwords of PostgreSQL's logins."""

    owner: SecretStr
    worker: SecretStr
    vault: SecretStr

    @classmethod
    def of(cls, file: Path, *, cluster_exists: bool) -> "Passwords":
        """Read the file; make it when there is nothing yet that it would have to open."""
        if not file.exists():
            if cluster_exists:
                raise StartError(f"缺少 {file}：数据库已存在，但其密码文件不见了。请从备份恢复该文件。")
            fresh = {"owner": secrets.token_urlsafe(24), "worker": secrets.token_urlsafe(24)}
            write_private(file, json.dumps(fresh, indent=2))
        try:
            told = json.loads(file.read_bytes())
            if "vault" not in told:  # new, or made before there was a vault
                make_master_key(file.parent / "vault")  # first: a vault's login without its key would be no first start
                write_private(file, json.dumps(told | {"vault": secrets.token_urlsafe(24)}, indent=2))
            return cls.model_validate_json(file.read_bytes())
        except (OSError, ValueError, TypeError, ValidationError) as error:
            raise StartError(f"密码文件 {file} 无法读取：{type(error).__name__}。请从备份恢复该文件。") from None


def make_master_key(folder: Path) -> None:
    """The vault's master key, once: what is there is never overwritten, and what is lost later is never made anew."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / MASTER_KEY).exists():
        write_private(folder / MASTER_KEY, secrets.token_hex(32) + "\n")
