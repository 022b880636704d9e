"""What goes to production is synthesised twice: by the Python kernel and by Node. Both must write the same."""

import contextlib
import filecmp
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError
from operations.synthesis.recorded import RecordedSynthesis

KERNEL: Final = "ANTHILL_KERNEL"
KERNELS: Final = ("python", "node")


def synthesise_by_both(checkout: Path, folder: Path, label: str) -> Path:
    """Synthesise a checkout by both kernels, side by side, into a folder and return the output.

    Raises OperationError naming the first file that they write differently.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as running:
        started: list[RecordedSynthesis] = []
        for kernel in KERNELS:
            begun = RecordedSynthesis(checkout, folder / kernel, label, {KERNEL: kernel})
            running.callback(begun.end)
            begun.begin(None)
            started.append(begun)
        python, node = (each.finish() for each in started)
    different = first_difference(python, node)
    if different is not None:
        raise OperationError(
            f"{label}: the Python kernel writes {different} otherwise than Node; nothing was released. Set "
            f"{KERNEL}=node for your own work, and report it with what changed in that stack"
        )
    return node


def first_difference(one: Path, other: Path) -> str | None:
    """Return the first path below two folders whose file is not the same, or not in both."""
    names = {
        str(file.relative_to(folder))
        for folder in (one, other)
        for file in folder.rglob("*")
        if file.is_file()
    }
    for name in sorted(names):
        if not (one / name).is_file() or not (other / name).is_file():
            return name
        if not filecmp.cmp(one / name, other / name, shallow=False):
            return name
    return None
