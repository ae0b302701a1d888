"""Every finding of the chain verifier has its Chinese words."""

import inspect
import re

from audit.chainwords import in_chinese
from ledger import chain


def test_every_finding_of_the_chain_is_told_in_chinese() -> None:
    source = inspect.getsource(chain)
    written = re.findall(r'(?:wrong|_wrong|found\.add|found\.event)\(\s*[^"]*?(f?"[^"]+")', source, re.DOTALL)
    written = [text for text in written if not text.startswith('f"command ')]  # where, not what
    assert len(written) >= 20
    for text in written:
        said = re.sub(r"\{[^}]*\}", "7", text.removeprefix("f").strip('"'))
        assert not in_chinese(said).isascii(), said


def test_what_has_no_translation_is_told_as_it_is() -> None:
    assert in_chinese("something new") == "something new"
