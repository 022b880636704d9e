"""One sentence instead of a traceback where the machine lets a synthesis write nothing."""

import errno
import re
import sys
from types import TracebackType
from typing import Final

UNWRITABLE: Final = frozenset({"ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM"})
"""Why a machine lets nothing be written (errno.h)."""

_NODE_SAYS: Final = re.compile(r"\b(E[A-Z]+): ([^,\n]+)")


def tell_in_one_sentence() -> None:
    """Say in one sentence, with exit code 1, that no file can be written, whoever finds it: Python, jsii or Node."""
    sys.excepthook = _tell


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    said = _refused(error)
    if said is None:
        sys.__excepthook__(kind, error, trace)
        return
    sys.stderr.write(
        f"the synthesis is not whole: {said}: make room on the disk, or choose a folder that you may write to, then "
        "synthesise again\n"
    )
    # jsii 1.x fails again when it ends a process that it could not start, and says so in several lines.
    sys.unraisablehook = lambda _: None


def _refused(error: BaseException) -> str | None:
    """Return what the machine said if it could not write a file, None for any other error."""
    if isinstance(error, OSError):
        return error.strerror if errno.errorcode.get(error.errno or 0) in UNWRITABLE else None
    found = _NODE_SAYS.search(str(error))
    return found[2] if found and found[1] in UNWRITABLE else None
