"""Two commands at once in one lakehouse: the second is refused and changes nothing."""

from pathlib import Path

import pytest

from operations.commands.lakehouse import clean, run
from operations.common.errors import OperationError
from operations.lakehouse.workplace import lakehouse_home, one_at_a_time


def test_a_second_run_is_refused_and_so_is_a_removal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path))
    home = lakehouse_home()
    with one_at_a_time(home):
        (home / "known").touch()
        for second in (lambda: run(use_sample=True), lambda: clean(yes=True)):
            with pytest.raises(OperationError, match=r"another command works in .*: wait for it, or stop it"):
                second()
        assert {file.name for file in home.iterdir()} == {"lock", "known"}
    clean(yes=True)
    assert not home.exists()
