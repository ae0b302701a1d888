"""Every setting, typed, with its default: read from the environment, or from files of secrets."""

import os
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["embedded", "production"]
OUTSIDE: Final = {
    "notice": "公告网站",
    "credit": "信用平台",
    "credit_province": "省信用公示平台",
    "credit_locality": "当地信用公示平台",
    "seal": "电子签章系统",
    "treasury": "国库集中支付系统",
}


def _folders_of_secrets() -> list[Path]:
    """Where systemd (LoadCredential) and container engines lay secrets: a file `jieli_database_url` is a setting."""
    candidates = [Path("/run/secrets"), Path(os.environ.get("CREDENTIALS_DIRECTORY") or "/nowhere")]
    return [folder for folder in candidates if folder.is_dir()]


class Settings(BaseSettings):
    """The settings of one process. Environment names begin with JIELI_; Temporal's own names are taken too."""

    model_config = SettingsConfigDict(
        env_prefix="JIELI_",
        env_ignore_empty=True,
        secrets_dir=_folders_of_secrets() or None,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    mode: Mode = Field(
        default="embedded",
        description="Embedded: PostgreSQL and Temporal are started here. Production: both are given from outside. "
        "Unset, it is production when both the database and Temporal's address are given.",
    )
    data_dir: Path = Field(
        default=Path(".jieli"),
        description="The one folder that holds the state of an embedded system; in production only archive and vault.",
    )

    database_url: SecretStr | None = Field(
        default=None,
        description="The worker's login: postgresql://jieli_worker:…@host/jieli. May append by the ledger's function, "
        "and is neither superuser nor owner of anything.",
    )
    database_owner_url: SecretStr | None = Field(
        default=None,
        description="The owner's login, for `ledger migrate`, `rebuild` and `restore` only. Default: database_url.",
    )
    vault_database_url: SecretStr | None = Field(
        default=None,
        description="The vault's own login: postgresql://jieli_vault:…@host/jieli. For `jieli recipient` only; no worker has it.",
    )
    vault_key: SecretStr | None = Field(
        default=None,
        description="The vault's master key, 64 hexadecimal digits. Embedded: DIR/vault/master.key. Lost, every identity is lost.",
    )
    database_pool_max: int = Field(default=10, ge=1, description="Connections one worker process may hold.")

    temporal_address: str | None = Field(
        default=None,
        validation_alias=AliasChoices("TEMPORAL_ADDRESS", "JIELI_TEMPORAL_ADDRESS"),
        description="host:port of Temporal's frontend.",
    )
    temporal_namespace: str = Field(
        default="default",
        validation_alias=AliasChoices("TEMPORAL_NAMESPACE", "JIELI_TEMPORAL_NAMESPACE"),
        description="The namespace all of our workflows live in.",
    )
    task_queue: str = Field(default="jieli", description="The task queue that workers poll and starters name.")
    retention_days: int = Field(
        default=90,
        ge=1,
        description="Days that Temporal keeps closed runs, set on an embedded server; `doctor` warns below 30.",
    )
    continue_as_new_after: int = Field(
        default=500, ge=10, le=700, description="Events of history after which a workflow continues as a new run."
    )
    concurrent_workflow_tasks: int = Field(
        default=4,
        ge=2,
        description="Workflow tasks one worker runs at a time: about twice its cores. More of them starve each "
        "other when many histories must be replayed after a restart.",
    )
    shutdown_grace_seconds: float = Field(
        default=10.0, ge=0, description="How long a worker may finish what it has begun before it is stopped."
    )
    ready_file: Path | None = Field(
        default=None, description="The file a worker creates, with its pid, once it polls (see embedded/stack.py)."
    )

    archive_url: str | None = Field(
        default=None,
        description="Where closed histories and files are kept, outside PostgreSQL: a folder, file:// or s3://bucket. "
        "Default: the folder `archive` in data_dir.",
    )
    notice_url: str | None = Field(
        default=None, description="The official notice site's door (activities/outside.py). Unset: a local stand-in."
    )
    notice_token: SecretStr | None = Field(default=None, description="What the notice site knows us by.")
    credit_url: str | None = Field(default=None, description="The credit platform's door. Unset: a local stand-in.")
    credit_token: SecretStr | None = Field(default=None, description="What the credit platform knows us by.")
    credit_province_url: str | None = Field(
        default=None, description="The provincial credit platform's door, for records shown. Unset: a local stand-in."
    )
    credit_province_token: SecretStr | None = Field(default=None, description="What that platform knows us by.")
    credit_locality_url: str | None = Field(
        default=None, description="The local credit platform's door, for records shown. Unset: a local stand-in."
    )
    credit_locality_token: SecretStr | None = Field(default=None, description="What that platform knows us by.")
    seal_url: str | None = Field(default=None, description="The electronic seals' door. Unset: a local stand-in.")
    seal_token: SecretStr | None = Field(default=None, description="What the electronic seals know us by.")
    treasury_url: str | None = Field(default=None, description="The treasury's door. Unset: a local stand-in.")
    treasury_token: SecretStr | None = Field(default=None, description="What the treasury knows us by.")

    outside_patience_seconds: float = Field(
        default=10.0,
        gt=0,
        le=12,
        description="How long one try at an outside system may take, from the first byte to the last; an activity has fifteen.",
    )

    font_dir: Path | None = Field(
        default=None,
        description="A folder with the licensed faces of official papers (方正小标宋, 仿宋_GB2312, 黑体) for PDF files. "
        "What it lacks the system's free ones take over (fonts-noto-cjk).",
    )

    division: str | None = Field(default=None, description="The division code that commands assume; none by default.")
    console_url: str | None = Field(
        default=None, description="Where people find Temporal's UI; an embedded system knows its own."
    )
    actor: str | None = Field(
        default=None, description="Who acts when `--as` is not given: embedded only, a token says it in production."
    )
    token: SecretStr | None = Field(
        default=None,
        description="Who acts in production: a person's token, `<person>.<secret>`, from `register token`.",
    )
    build: str = Field(default="dev", description="The build that runs are pinned to: a commit or a release.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is logged to standard error."
    )

    @field_validator(
        "notice_url", "credit_url", "credit_province_url", "credit_locality_url", "seal_url", "treasury_url"
    )
    @classmethod
    def _plain_address(cls, url: str | None) -> str | None:
        """http(s)://host[:port][/path], nothing else: a password in an address would stand in logs."""
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("写成 https://主机[:端口][/路径]")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError("地址里不能带用户名、口令或参数：口令写在 JIELI_…_TOKEN")
        return url

    @model_validator(mode="after")
    def _decide_mode(self) -> Self:
        """Two addresses from outside mean production, unless the mode is given: an embedded worker has both, too."""
        outside = self.database_url is not None and self.temporal_address is not None
        if "mode" not in self.model_fields_set and outside:
            object.__setattr__(self, "mode", "production")  # frozen for everyone else
        return self

    @property
    def outside(self) -> dict[str, tuple[str, str | None]]:
        """The outside systems that have an address, by name: address and token. The others have local stand-ins."""
        found: dict[str, tuple[str, str | None]] = {}
        for name in OUTSIDE:
            url, token = getattr(self, f"{name}_url"), getattr(self, f"{name}_token")
            if url is not None:
                found[name] = (url, token.get_secret_value() if token else None)
        return found

    @property
    def archive(self) -> str:
        """The archive's address, default applied."""
        return self.archive_url or str(self.data_dir.absolute() / "archive")

    @property
    def owner_url(self) -> SecretStr | None:
        """The owner's login, default applied."""
        return self.database_owner_url or self.database_url
