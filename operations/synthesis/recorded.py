"""A synthesis in a process of its own, which says what its stacks are made of before it begins."""

import json
import re
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError
from operations.synthesis import sources_recorder
from operations.synthesis.synthesise import plain_environment

LAST_LINES: Final = 12
MAIN_FILE: Final = "main.py"
FRAME: Final = re.compile(r'^ +File "(?P<file>[^"]+)", line (?P<line>\d+)')
SAME_ORDER: Final = {"PYTHONHASHSEED": "0"}
"""Sets in the same order in each process: what stacks are made of is compared as it is written."""


class RecordedSynthesis:
    """A checkout that is being synthesised with its own code, in this environment's Python.

    It is started at once, which takes longest, and waits to be told which stacks are wanted.
    """

    def __init__(
        self, checkout: Path, output: Path, label: str, environment: Mapping[str, str] | None = None
    ) -> None:
        if not (checkout / MAIN_FILE).is_file():
            raise OperationError(f"{label} cannot be synthesised: it has no {MAIN_FILE}")
        self.output = output
        self._checkout = checkout
        self._label = label
        self._log = output.with_name(f"{output.name}.log")
        # A pipe that nobody reads would stop it.
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, sources_recorder.__file__, str(output), sources_recorder.ASKING],
                cwd=checkout,
                env=plain_environment() | SAME_ORDER | dict(environment or {}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def made_of(self) -> Mapping[str, str] | None:
        """Return a digest of what each stack is made of, None where the revision does not say."""
        assert self._process.stdout  # noqa: S101 - it was asked for
        for line in self._process.stdout:
            if line.startswith(sources_recorder.ANSWER):
                return json.loads(line.removeprefix(sources_recorder.ANSWER))
        self._ended()
        return None

    def begin(self, stacks: Collection[str] | None) -> None:
        """Let it synthesise these stacks, or all."""
        assert self._process.stdin  # noqa: S101 - it was asked for
        try:
            self._process.stdin.write(f"{json.dumps(None if stacks is None else sorted(stacks))}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self._ended()

    def finish(self) -> Path:
        """Wait for its end and return the output folder.

        Raises OperationError with the end of what it said, and with the place in the checkout, if it fails.
        """
        self._process.communicate()
        self._ended()
        return self.output

    def end(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def _ended(self) -> None:
        if self._process.wait():
            raise OperationError(
                f"{self._label} cannot be synthesised with the tools of this checkout: {self._why()}"
            )

    def _why(self) -> str:
        """Return the last thing that it said, with the last place in the checkout if that is a traceback."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        inside = [
            (found["file"], found["line"])
            for line in lines
            if (found := FRAME.match(line)) and found["file"].startswith(f"{self._checkout}/")
        ]
        if not inside:
            return "\n".join(lines[-LAST_LINES:]) or "it ended without a word"
        file, line = inside[-1]
        return f"{lines[-1]} ({Path(file).relative_to(self._checkout)}:{line})"
