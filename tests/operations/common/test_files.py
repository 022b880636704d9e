"""What we write is whole or absent; what we read may be damaged, and the message says how to go on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from operations.common.errors import OperationError
from operations.common.files import model_of, object_of, pack, read_object, remove, unpack, write_file

REMEDY = "build it again"
WHOLE = json.dumps({"name": "a", "number": 1}).encode()


class Kept(BaseModel):
    name: str
    number: int


def refusal(call: Callable[[], object]) -> str | None:
    """Return what an OperationError says, None if there was none."""
    try:
        call()
    except OperationError as error:
        return str(error)
    return None


def test_a_file_is_written_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "below" / "record.json"
    assert write_file(file, WHOLE, mode=0o600)
    assert read_object(file, REMEDY) == {"name": "a", "number": 1}
    assert not write_file(file, "another", only_new=True)


@pytest.mark.parametrize(
    ("code", "remedy"), [(28, "make room on the disk"), (30, "read-only"), (13, "give this user the right")]
)
def test_what_the_machine_refuses_is_one_sentence_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    file = tmp_path / "record.json"
    file.write_text("before")

    def refuses(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuses)
    with pytest.raises(
        OperationError, match=f"record.json cannot be written: .*{remedy}.*untouched"
    ) as raised:
        write_file(file, "after")
    assert "\n" not in str(raised.value)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (WHOLE[:-3], "it is not JSON"),
        (b"\xff", "it is not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"[" * 100_000, "it is not JSON"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong_and_how_to_go_on(
    tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(content)
    with pytest.raises(OperationError, match=f"record.json is damaged: .*{why}.*; {REMEDY}"):
        read_object(file, REMEDY)


def test_a_file_that_is_missing_or_a_folder_is_named_too(tmp_path: Path) -> None:
    for place in (tmp_path / "none.json", tmp_path):
        with pytest.raises(OperationError, match=f"{place.name} cannot be read: .*; {REMEDY}"):
            read_object(place, REMEDY)


@given(st.binary(max_size=40) | st.integers(0, len(WHOLE)).map(lambda end: WHOLE[:end]))
def test_no_bytes_give_anything_but_the_model_or_the_sentence(data: bytes) -> None:
    for read in (
        lambda: object_of(data, "the file", REMEDY),
        lambda: model_of(Kept, data, "the file", REMEDY),
    ):
        said = refusal(read)
        assert said is None or (said.startswith("the file is damaged: ") and said.endswith(REMEDY))


@given(cut=st.integers(0, 400), byte=st.binary(min_size=1, max_size=1))
@example(cut=53, byte=b"\x01").via("it says that it is encrypted")
@example(cut=91, byte=b"\x00").via("its file has no name")
@example(cut=55, byte=b"\x0c").via("it says that it is compressed by bzip2")
@example(cut=55, byte=b"\x0e").via("it says that it is compressed by LZMA")
def test_a_cut_or_changed_zip_is_refused_in_the_same_words(
    tmp_path_factory: pytest.TempPathFactory, cut: int, byte: bytes
) -> None:
    source = tmp_path_factory.mktemp("source")
    (source / "one.txt").write_text("one" * 20)
    data = pack(source)
    at = min(cut, len(data) - 1)
    for damaged in (data[:at], data[:at] + byte + data[at + 1 :]):
        target = tmp_path_factory.mktemp("target")
        said = refusal(lambda data=damaged, folder=target: unpack(data, folder, "the zip", REMEDY))
        assert said is None or said.startswith("the zip is damaged: ")


FILLING = (
    "import resource, sys; from pathlib import Path\n"
    "from operations.common.errors import errors_as_exit\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    "with errors_as_exit('anthill'):\n"
    "    Path(sys.argv[1]).write_text('x' * 5000)\n"
)


def test_a_full_disk_anywhere_ends_a_command_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(tmp_path / "file")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "raise the limit on file sizes (ulimit -f), then do the same again" in done.stderr


def test_a_link_is_removed_and_never_what_it_leads_to(tmp_path: Path) -> None:
    only_copy = tmp_path / "mirror"
    only_copy.mkdir()
    (only_copy / "provider").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "folder").mkdir()
    for link in (tmp_path / "link", tmp_path / "folder" / "link"):
        link.symlink_to(only_copy, target_is_directory=True)
    (tmp_path / "file").symlink_to(only_copy / "provider")
    for name in ("link", "folder", "file", "dangling", "missing"):
        remove(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["mirror"]
    assert (only_copy / "provider").exists()
