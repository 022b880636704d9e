"""What was synthesised of a commit, kept by its content below the project's ignored folder.

A commit's files never change, so neither does what they make with the same tools. The entry of a tree holds the
stacks that were wanted of it so far; the oldest entries go.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from operations.common.files import read_object, write_file
from operations.common.git import git
from operations.synthesis import sources_recorder
from operations.synthesis.stacks import STACK_FILE
from operations.synthesis.synthesise import plain_environment

FOLDER: Final = "synthesised"
MOST: Final = 8
"""Trees that are kept; each takes two to three MB."""

MADE_OF: Final = "made_of.json"
OURS: Final = ("ANTHILL_", "CDKTF_", "JSII_")
"""The beginnings of variables that may make a synthesis another one."""

WHOLE: Final = "whole"
REMEDY: Final = "remove .anthill/synthesised: it is made again"


class MadeOf(NamedTuple):
    """A digest of what each stack is made of; None where a revision does not say."""

    stacks: Mapping[str, str] | None


class KeptSynthesis:
    """The entry of a commit's tree."""

    def __init__(self, home: Path, repository: Path, commit: str) -> None:
        tree = git(repository, "rev-parse", f"{commit}^{{tree}}").strip()
        self._home = home / FOLDER
        self._entry = self._home / hashlib.sha256(f"{tree}\n{_tools()}".encode()).hexdigest()[:32]

    @property
    def made_of(self) -> MadeOf | None:
        """What each stack is made of, where it says; None if nothing is kept."""
        try:
            return MadeOf(**json.loads((self._entry / MADE_OF).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None

    def has(self, stacks: Collection[str] | None) -> bool:
        """Return whether these stacks are kept, or all that there are."""
        if stacks is None:
            return (self._entry / WHOLE).exists()
        return all((self._entry / "stacks" / stack / STACK_FILE).is_file() for stack in stacks)

    def restore(self, stacks: Collection[str] | None, output: Path) -> Path:
        """Write kept stacks into an output folder, with where their resources come from; return the folder."""
        documents: list[dict[str, Any]] = []
        for stack in self._stacks() if stacks is None else stacks:
            shutil.copytree(self._entry / "stacks" / stack, output / "stacks" / stack)
            documents.append(read_object(output / "stacks" / stack / sources_recorder.FILE, REMEDY))
        (output / "stacks").mkdir(parents=True, exist_ok=True)
        write_sources(documents, output)
        # Nothing is kept where no stack was wanted; another process may have removed it as the oldest.
        with contextlib.suppress(FileNotFoundError):
            os.utime(self._entry)
        return output

    def keep(self, output: Path, made_of: MadeOf, *, whole: bool) -> None:
        """Keep the stacks of an output folder, which are all if it is whole; what is there already stays."""
        folder = self._entry / "stacks"
        folder.mkdir(parents=True, exist_ok=True)
        sources = read_object(output / sources_recorder.FILE, REMEDY)
        for stack in (output / "stacks").iterdir():
            if not (stack / STACK_FILE).is_file() or (folder / stack.name).exists():
                continue
            with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
                draft = Path(scratch) / stack.name
                shutil.copytree(stack, draft)
                own = {
                    path: at for path, at in sources["paths"].items() if path.partition("/")[0] == stack.name
                }
                write_file(draft / sources_recorder.FILE, json.dumps(sources | {"paths": own}))
                # Another process may have kept it meanwhile: the same, for its name is its content.
                if not (folder / stack.name).exists():
                    draft.rename(folder / stack.name)
        write_file(self._entry / MADE_OF, json.dumps(made_of._asdict()))
        if whole:
            (self._entry / WHOLE).touch()
        entries = sorted(self._home.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in entries[MOST:]:
            shutil.rmtree(entry, ignore_errors=True)

    def _stacks(self) -> list[str]:
        return sorted(
            each.name for each in (self._entry / "stacks").iterdir() if (each / STACK_FILE).is_file()
        )


def write_sources(documents: list[dict[str, Any]], output: Path) -> None:
    """Write one `sources.json` of several, whose chains are numbered by themselves."""
    chains: list[Any] = []
    paths: dict[str, int] = {}
    for document in documents:
        paths |= {path: at + len(chains) for path, at in document["paths"].items()}
        chains += document["chains"]
    text = json.dumps({"version": 1, "chains": chains, "paths": paths}, separators=(",", ":"))
    write_file(output / sources_recorder.FILE, text)


def _tools() -> str:
    """Return what a synthesis depends on beside the files of its checkout: Python, libraries, variables, recorder."""
    libraries = sorted(each.name for each in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    variables = sorted(
        f"{name}={value}" for name, value in plain_environment().items() if name.startswith(OURS)
    )
    recorder = Path(sources_recorder.__file__).read_text(encoding="utf-8")
    return "\n".join([sys.version, *libraries, *variables, recorder])
