"""The errors of operations, the exit code that each stands for, and where they end."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from configuration.errors import ConfigurationError
from contracts.errors import ContractError
from policies.errors import AcceptanceError


class OperationError(RuntimeError):
    """Says what failed, where, and how to fix it; the command ends with `exit_code`."""

    exit_code = 1


class InputError(OperationError):
    """Says which given value is wrong and which are allowed; nothing was changed."""

    exit_code = 2


@contextmanager
def errors_as_exit(program: str) -> Generator[None]:
    """End a program with one message on standard error: exit code 2 for bad input, 1 for a failure, 130 for Ctrl-C."""
    try:
        yield
    except (OperationError, ConfigurationError, ContractError, AcceptanceError) as error:
        sys.stderr.write(f"{program}: {error}\n")
        raise SystemExit(getattr(error, "exit_code", InputError.exit_code)) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
