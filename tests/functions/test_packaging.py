"""Packages are the same bytes wherever and whenever they are made."""

import base64
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from functions import packaging


def test_a_package_holds_the_code_and_nothing_of_this_machine() -> None:
    content = packaging.package("api_feed")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert "api_feed/handler.py" in names
    assert not [name for name in names if not name.endswith(".py")]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def test_neither_times_nor_rights_nor_place_change_a_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = packaging.package("arrival")
    copy = tmp_path / "elsewhere" / "arrival"
    copy.mkdir(parents=True)
    for file in sorted((packaging.FUNCTIONS / "arrival").glob("*.py"), reverse=True):
        target = copy / file.name
        target.write_bytes(file.read_bytes())
        target.chmod(0o600)
        os.utime(target, (0, 0))
    monkeypatch.setattr(packaging, "FUNCTIONS", copy.parent)
    assert packaging.package.__wrapped__("arrival") == before


def test_the_digest_is_that_of_lambda() -> None:
    wanted = base64.b64encode(hashlib.sha256(packaging.package("arrival")).digest()).decode()
    assert packaging.digest("arrival") == wanted
    assert packaging.digest("arrival") != packaging.digest("api_feed")


def test_an_unknown_function_is_said_so() -> None:
    with pytest.raises(FileNotFoundError, match="no function 'nothing'"):
        packaging.package("nothing")
