"""The store by itself, and under several processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from offline_databricks.store import AlreadyThereError, Store, StoredObject

WRITER = """
import sys
from pathlib import Path
from offline_databricks.store import Store, StoredObject
store = Store(Path(sys.argv[1]))
for _ in range(20):
    store.create(lambda present: StoredObject("t", str(len(present)), "", {}))
"""


def test_objects_and_changes(tmp_path: Path):
    store = Store(tmp_path / "below" / "store.sqlite")
    assert store.objects() == []
    store.put("t", "1", {"a": [1, None, {"b": True}]})
    store.put("t", "2", {}, "https://one")
    assert [one.id for one in store.objects("t")] == ["1", "2"]
    assert store.objects("other") == []
    assert store.change("t", "1", a=2).attributes == {"a": 2}
    assert store.get("t", "1") == StoredObject("t", "1", "", {"a": 2})
    assert store.get("t", "2", "https://other") is None
    assert store.delete("t", "1")
    assert not store.delete("t", "1")
    with pytest.raises(KeyError, match="'1' is not in the store"):
        store.change("t", "1", a=2)


def test_one_name_in_two_places(tmp_path: Path):
    store = Store(tmp_path / "store")
    store.put("t", "1", {"at": 1}, "https://one")
    store.put("t", "1", {"at": 2}, "https://two")
    with pytest.raises(LookupError, match="several workspaces"):
        store.get("t", "1")
    found = store.get("t", "1", "https://two")
    assert found is not None
    assert found.attributes == {"at": 2}


def test_a_second_one_is_refused(tmp_path: Path):
    store = Store(tmp_path / "store")
    one = StoredObject("t", "1", "", {})
    store.create(lambda _: one)
    with pytest.raises(AlreadyThereError):
        store.create(lambda _: one)
    assert store.create(lambda _: one, anyway=True) == one
    renamed = store.create(lambda present: StoredObject("t", "2", "", {"seen": len(present)}), replacing=one)
    assert store.objects() == [renamed]
    assert renamed.attributes == {"seen": 0}


def test_several_processes_write_at_once(tmp_path: Path):
    file = tmp_path / "store"
    command = [sys.executable, "-c", WRITER, str(file)]
    writers = [subprocess.Popen(command) for _ in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4
    assert len(Store(file).objects()) == 80
