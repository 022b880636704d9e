"""The errors of operations, and the exit code that each stands for."""


class OperationError(RuntimeError):
    """Says what failed, where, and how to fix it; the command ends with `exit_code`."""

    exit_code = 1


class InputError(OperationError):
    """Says which given value is wrong and which are allowed; nothing was changed."""

    exit_code = 2
