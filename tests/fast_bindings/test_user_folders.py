"""What is kept among the temporary files is the user's own."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from fast_bindings import node
from fast_bindings.kernel import table_store
from fast_bindings.user_folders import temporary


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (*node.CACHE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    return tmp_path


def test_it_is_made_for_the_user_alone_and_found_again() -> None:
    made = temporary("kept")
    assert made is not None
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IRWXU
    assert temporary("kept") == made


@pytest.mark.parametrize("how", ["others may write", "a link", "a file", "no folder to make it in"])
def test_what_another_may_have_made_is_not_used(
    monkeypatch: pytest.MonkeyPatch, folder: Path, how: str
) -> None:
    for name in ("jsii", "fast-bindings"):
        made = temporary(name)
        assert made is not None
        if how == "others may write":
            made.chmod(0o777)
            continue
        made.rmdir()
        if how == "a link":
            made.symlink_to(folder)
        elif how == "a file":
            made.touch()
    if how == "no folder to make it in":
        monkeypatch.setattr(tempfile, "tempdir", str(folder / "absent"))
    node.choose_cache()
    assert node.CACHE[0] not in os.environ
    assert os.environ[node.CACHE[1]] == "disabled"
    before = sorted(folder.rglob("*"))
    (folder / "archive.tgz").write_bytes(b"held")
    digest = table_store.digest_of(str(folder / "archive.tgz"))
    (folder / "archive.tgz").unlink()
    assert len(digest) == len(table_store.PROVEN["cdktf"])
    assert sorted(folder.rglob("*")) == before


def test_a_table_is_kept_whole_or_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "s3Bucket.table"
    table_store.keep(file, {"classes": {}})
    assert table_store.read_kept(file) == {"classes": {}}

    def full(path: Path, _content: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    table_store.keep(file, {"classes": {"Other": 1}})
    assert table_store.read_kept(file) == {"classes": {}}
    assert list(file.parent.iterdir()) == [file]
