"""The embedded system's passwords: made once, kept in one file that only its owner may read."""

import json
import secrets
from pathlib import Path

from pydantic import BaseModel, SecretStr, ValidationError

from embedded.errors import StartError
from embedded.folder import write_private


class Passwords(BaseModel):
    """The passwords of PostgreSQL's two logins."""

    owner: SecretStr
    worker: SecretStr

    @classmethod
    def of(cls, file: Path, *, cluster_exists: bool) -> "Passwords":
        """Read the file; make it when there is nothing yet that it would have to open."""
        if not file.exists():
            if cluster_exists:
                raise StartError(f"缺少 {file}：数据库已存在，但其密码文件不见了。请从备份恢复该文件。")
            fresh = {"owner": secrets.token_urlsafe(24), "worker": secrets.token_urlsafe(24)}
            write_private(file, json.dumps(fresh, indent=2))
        try:
            return cls.model_validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise StartError(f"密码文件 {file} 无法读取：{type(error).__name__}。请从备份恢复该文件。") from None
