"""A pytest plugin that gives a run a folder of its own for temporary files, and removes it at the end.

Programs that tests start, and kill, leave files there: sockets of providers, what an application was written to. What
pytest itself keeps of failed tests (`tmp_path`) stays where it always is.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import pytest

PYTEST_ROOT: Final = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest makes the folders of `tmp_path`. Source: docs.pytest.org, how-to/tmp_path."""


class Temporary:
    """The folder of one run: of the process that reports, and of every process below it."""

    def __init__(self) -> None:
        outer = tempfile.gettempdir()
        os.environ.setdefault(PYTEST_ROOT, outer)
        # Short: a path of a socket may have 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="t-", dir=outer))
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder)

    def pytest_unconfigure(self) -> None:
        # A process that is just ending may still write.
        shutil.rmtree(self.folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Temporary())
