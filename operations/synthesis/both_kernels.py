"""What goes to production is synthesised twice: by the Python kernel and by Node. Both must write the same."""

import contextlib
from pathlib import Path
from typing import Final

from fast_bindings import KERNEL, first_difference
from operations.common.errors import OperationError
from operations.synthesis.recorded import RecordedSynthesis

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
    different = first_difference(node, python) or first_difference(python, node)
    if different is not None:
        raise OperationError(
            f"{label}: the Python kernel writes {different} otherwise than Node; nothing was released. Set "
            f"{KERNEL}=node for your own work, and report it with what changed in that stack"
        )
    return node
