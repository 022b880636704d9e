"""A pytest plugin for `make quick`: the tests that start no process, in a minute, before a commit.

`--quick` keeps the folders that tests/quick.toml names, without the files that it leaves out. A test that starts a
process nevertheless fails: its file belongs on that list.
"""

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
CHOSEN: Final = ROOT / "tests/quick.toml"
STARTS: Final = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec"})
"""What CPython tells an audit hook when a process starts. Source: docs.python.org, audit events table."""


@cache
def chosen_files() -> dict[str, Any]:
    """Return the folders that are quick, and the files that are left out of them with the reasons."""
    return tomllib.loads(CHOSEN.read_text(encoding="utf-8"))


def is_quick(file: Path, chosen: dict[str, Any]) -> bool:
    """Return whether a file of tests is among the quick ones."""
    path = file.relative_to(ROOT)
    return (
        any(path.is_relative_to(folder) for folder in chosen["folders"])
        and path.as_posix() not in chosen["left_out"]
    )


class Quick:
    """Refuses processes while a test runs."""

    def __init__(self) -> None:
        self._running = False
        self._started: str | None = None
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        # cdktf asks Terraform for its version, once in a process, if a stack has terraform_data.
        if self._running and event in STARTS and list(arguments[1:2]) != [["terraform", "version"]]:
            self._started = f"{event} of {arguments[0]}"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Any:
        self._started, self._running = None, True
        try:
            done = yield
        finally:
            self._running = False
        if self._started:
            pytest.fail(f"{item.nodeid} starts a process ({self._started}): name its file in {CHOSEN.name}")
        return done


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="Only the tests that start no process.")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--quick"):
        config.pluginmanager.register(Quick())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, before it is imported, what is not quick."""
    if not config.getoption("--quick") or not collection_path.is_file() or collection_path.suffix != ".py":
        return None
    if not collection_path.name.startswith("test_"):
        return None
    return not is_quick(collection_path, chosen_files()) or None
