"""The environments that a person chooses from to start a workflow by hand: GitHub takes them from its file only."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError
from operations.common.files import write_file

WORKFLOWS: Final = ".github/workflows"

_CHOICE: Final = re.compile(
    r"(?P<before>^ +environment:\n(?: +description: .*\n)? +type: choice\n +options: )\[[^\]\n]*\]$",
    re.MULTILINE,
)
"""The input `environment` of a workflow, as these are written: description, type, options, each in a line."""


def with_choice(text: str, environments: Sequence[str]) -> str:
    """Return a workflow in which one chooses between these environments; as it is if one does not choose in it."""
    return _CHOICE.sub(lambda found: f"{found['before']}[{', '.join(environments)}]", text)


def write_choices(root: Path, environments: Sequence[str]) -> list[str]:
    """Write the environments into every workflow with a choice between them; return the files that changed.

    Raises OperationError if there is no such workflow: then the way in which a choice is written was changed.
    """
    files = sorted((root / WORKFLOWS).glob("*.yml"))
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    if not any(map(_CHOICE.search, texts.values())):
        raise OperationError(
            f"{root / WORKFLOWS}: no workflow has an input `environment` with `type: choice` and `options: [...]` in "
            "the lines below its description"
        )
    changed = {file: with_choice(text, environments) for file, text in texts.items()}
    for file, text in changed.items():
        if text != texts[file]:
            write_file(file, text)
    return [file.relative_to(root).as_posix() for file, text in changed.items() if text != texts[file]]
