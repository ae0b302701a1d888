"""Calling the command line as a person or a script does: another process, or (where no server is asked) this one."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import starter

ROOT = Path(__file__).resolve().parents[2]
PLAN = """
title = "农安县2027年度社会救助家计调查服务"
buyer = { name = "农安县民政局", uscc = "11220122MB1A20256A", level = "county", division = "220122" }
need = "新申请家庭约1600户，需逐户入户调查"
own_capacity = "社会救助科4人，不能保证户户入户"
tasks = ["对新申请家庭逐户入户家计调查", "提交调查表和影像"]
starts_on = 2027-01-01
ends_on = 2027-12-31
price_basis = "三家机构报价"
budget_yuan = 505000
method = "competitive_consultation"
method_reason = "调查方案需与供应商磋商"
treated_as_art11 = false
items = [
  { code = "A.2", description = "入户家计调查", quantity = 1600, unit = "户", quality = "入户率100%" },
]
funding = [{ source = "work_funds", pool = "220122-2027", amount_yuan = 505000.00, earmarked = false }]
criteria = [
  { key = "price", title = "报价", weight = 0.20, price = true },
  { key = "method", title = "调查方案", weight = 0.80 },
]
negative_list = [
  { clause = "JL44-3.2.1", applies = false },
  { clause = "JL44-3.2.2", applies = false },
  { clause = "JL44-3.2.3", applies = false },
  { clause = "JL44-3.2.4", applies = false },
  { clause = "JL44-3.2.5", applies = false },
  { clause = "JL44-3.2.6", applies = false },
]
acceptance_plan = { who = "购买主体", when = "每季度末", manner = "抽样", procedure = "查验", content = "数量", standard = "合同" }
sme = { reserved = false, exception = "competition_harmed", reason = "潜在供应商多为社会组织" }
"""
TWO_FAULTS = PLAN.replace("ends_on = 2027-12-31", "ends_on = 2031-12-31").replace("competitive_consultation", "inquiry")


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["error"]
        assert found["exit"] == self.code
        return found


def surroundings(**more: str) -> dict[str, str]:
    """An environment with no setting of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JIELI_", "TEMPORAL_", "PG"))}
    return kept | {"PYTHONUTF8": "1"} | more


def jieli(*arguments: str | Path, timeout: float = 120, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Ran:
    """In a process of its own."""
    return _ran([str(ROOT / "starter.py"), *map(str, arguments)], timeout, cwd, env)


def impatient(*arguments: str | Path) -> Ran:
    """In a process of its own that waits for an answer a tenth of its usual time."""
    code = (
        "import sys; sys.path.insert(0, '.'); from datetime import timedelta as t; import starter;"
        "from commandline import acting, connection; connection.PATIENCE = t(seconds=1); acting._PATIENT_SECONDS = 1;"
        "starter.main()"
    )
    return _ran(["-c", code, *map(str, arguments)], 120, ROOT, None)


def _ran(words: list[str], timeout: float, cwd: Path, env: Mapping[str, str] | None) -> Ran:
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=cwd,
        env=surroundings(**(env or {})),
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    """In this process: for what asks no server."""
    code = starter.run([str(a) for a in arguments])
    said = capsys.readouterr()
    return Ran(code, said.out, said.err)


def inside(*arguments: str | Path) -> Ran:
    """In this process, which has everything imported already: for many questions to a living system."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = starter.run([str(word) for word in arguments])
    return Ran(code, out.getvalue(), err.getvalue())
