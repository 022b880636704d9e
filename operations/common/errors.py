"""The errors of operations, the exit code that each stands for, and where they end."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from configuration.errors import ConfigurationError
from contracts.errors import ContractError
from operations.common.signals import Terminated, children_end_with_us
from policies.errors import AcceptanceError

_REMEDIES: Final = {
    errno.ENOSPC: "make room on the disk, then do the same again",
    errno.EDQUOT: "make room below the quota, then do the same again",
    errno.EFBIG: "raise the limit on file sizes (ulimit -f), then do the same again",
    errno.EROFS: "the file system is read-only: make it writable, or use another folder",
    errno.EACCES: "give this user the right to write there, or use another folder",
    errno.EPERM: "give this user the right to write there, or use another folder",
    errno.EMFILE: "raise the limit on open files (ulimit -n), then do the same again",
    errno.ENOMEM: "free some memory, then do the same again",
}
"""What helps where the machine, not a given value, is why a file cannot be used."""


class OperationError(RuntimeError):
    """Says what failed, where, and how to fix it; the command ends with `exit_code`."""

    exit_code = 1


class InputError(OperationError):
    """Says which given value is wrong and which are allowed; nothing was changed."""

    exit_code = 2


def why_not(error: OSError) -> str:
    """Return why a file cannot be used, and what helps where that is known."""
    remedy = _REMEDIES.get(error.errno or 0)
    return f"{error.strerror or error}{f': {remedy}' if remedy else ''}"


@contextmanager
def errors_as_exit(program: str) -> Generator[None]:
    """End a program with one message on standard error, and everything that it has started.

    Exit code 2 is for bad input, 1 for a failure, 130 for Ctrl-C, 143 for SIGTERM.
    """
    with children_end_with_us():
        try:
            yield
        except (OperationError, ConfigurationError, ContractError, AcceptanceError) as error:
            sys.stderr.write(f"{program}: {error}\n")
            raise SystemExit(getattr(error, "exit_code", InputError.exit_code)) from error
        except OSError as error:
            if error.errno not in _REMEDIES:
                raise
            what = f"{error.filename} cannot be used" if error.filename else "the machine refuses a file"
            sys.stderr.write(f"{program}: {what}: {why_not(error)}\n")
            raise SystemExit(OperationError.exit_code) from error
        except MemoryError as error:
            sys.stderr.write(f"{program}: the memory does not suffice: {_REMEDIES[errno.ENOMEM]}\n")
            raise SystemExit(OperationError.exit_code) from error
        except Terminated:
            raise SystemExit(143) from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None
