"""Wrong command lines, typed in this process: none of them may change a file."""

import io
import sys
from collections.abc import Callable

import pytest

from operations.cli import main
from tests.support.configured_project import ConfiguredProject

Refused = Callable[..., str]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> ConfiguredProject:
    """A project that stays as it is."""
    return ConfiguredProject(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def refused(
    untouched: ConfiguredProject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Types a line that must be refused in one sentence, and returns that."""

    def typed(*arguments: str) -> str:
        monkeypatch.chdir(untouched.folder)
        monkeypatch.setattr(sys, "argv", ["anthill", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        assert (ended.value.code, shown.out, shown.err.count("\n")) == (2, "", 1), shown.err
        assert untouched.changed() == set()
        return shown.err

    return typed
