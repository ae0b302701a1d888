"""What can go wrong in starting, in the words of the person who has to mend it."""

from pathlib import Path


class StartError(Exception):
    """The embedded system cannot start. The text says why and what to do."""


class FolderInUse(StartError):  # noqa: N818 - says what is the case
    """Another living process holds the data folder."""

    def __init__(
        self, path: Path, pid: int | None, *, temporal_address: str | None = None, console_url: str | None = None
    ) -> None:
        self.path, self.pid, self.temporal_address, self.console_url = path, pid, temporal_address, console_url
        holder = f"数据目录 {path} 正由进程 {pid or '（未知）'} 使用"
        if temporal_address is None:  # `jieli up` that starts, or one command that runs the system for itself alone
            super().__init__(
                f"{holder}，尚未就绪：另一条指令正在其中，或者系统正在启动。请稍候再运行一次；"
                "要几条指令同时办，请先在另一个终端运行 jieli up。"
            )
            return
        super().__init__(
            f"{holder}，Temporal：{temporal_address}，控制台：{console_url}。"
            "直接使用它即可；要另起一套，请用 --data 指定别的目录；要停止它，请在其终端按 Ctrl-C。"
        )


class FolderUnusable(StartError):  # noqa: N818 - says what is the case
    """The data folder cannot be made, read or written."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.path = path
        super().__init__(
            f"数据目录 {path} 无法使用：{error.strerror or error}。"
            f"请改正其权限（应归当前用户所有、可写），或用 --data 指定别的目录。"
        )


class ChildFailed(StartError):  # noqa: N818 - says what is the case
    """A program ended before it was ready, or did not become ready in time."""

    def __init__(self, name: str, why: str, log: Path, last_lines: str) -> None:
        self.name, self.log, self.last_lines = name, log, last_lines
        super().__init__(f"{name} 未能启动：{why}。日志：{log}\n{last_lines}".rstrip())


class NoWayToRun(StartError):  # noqa: N818 - says what is the case
    """As root: PostgreSQL refuses root, and no unprivileged user could reach its folder or its binaries."""

    def __init__(self, tried: dict[str, str]) -> None:
        self.tried = tried
        attempts = "；".join(f"{way}：{why}" for way, why in tried.items())
        super().__init__(
            "PostgreSQL 不允许以 root 运行，而以普通用户身份又无法进入数据目录或程序目录。"
            "请任选其一：以普通用户运行本程序；或把数据目录与程序放到其他用户可进入的位置（例如 /opt、/var/lib）；"
            "或用 JIELI_DATABASE_URL 指向已有的 PostgreSQL 17/18。"
            f"已试过：{attempts}"
        )
