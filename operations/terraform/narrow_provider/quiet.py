"""What Terraform says of a plan, without a line for each resource that it reads."""

import os
import re
from typing import IO, Final

_COLOUR: Final = re.compile(rb"\x1b\[[0-9;]*m")
_PROGRESS: Final = re.compile(
    rb"[a-z][a-z0-9_]*\.\S.*: (?:(?:Refreshing state|Reading|Still reading)\.\.\.|Read complete after )"
)
_REFRESHED: Final = b": Refreshing state..."
_AT_ONCE: Final = 65536


def without_progress(said: int, out: IO[bytes]) -> None:
    """Copy lines from a file descriptor to its end, each once it is whole; say in one how many resources were read.

    cdktf-cli looks in every line for each resource of the stack and draws its screen anew for it: with 500
    resources that is a second of a processor for lines that nobody reads.
    """
    rest = b""
    refreshed = 0
    while chunk := os.read(said, _AT_ONCE):
        *lines, rest = (rest + chunk).split(b"\n")
        kept: list[bytes] = []
        for line in lines:
            plain = _COLOUR.sub(b"", line)
            if _PROGRESS.match(plain):
                refreshed += _REFRESHED in plain
                continue
            if refreshed and plain.strip():
                kept.append(b"Refreshed the state of %d resources" % refreshed)
                refreshed = 0
            kept.append(line)
        if kept:
            out.write(b"".join(line + b"\n" for line in kept))
            out.flush()
    out.write(rest)
    out.flush()
