"""What a `cdktf` command line asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TOUCHING: Final = frozenset({"deploy", "apply", "destroy", "diff", "plan", "output", "watch"})
"""The commands of cdktf-cli 0.21 that read or change what a stack describes."""

LOCKING: Final = TOUCHING - {"watch"}
"""Those that know `--skip-provider-lock`."""

APPLYING: Final = frozenset({"deploy", "apply", "watch"})
"""Those that make resources."""

PARALLEL: Final = frozenset({"deploy", "apply", "destroy", "diff", "plan", "watch"})
"""Those that know `--terraform-parallelism`."""

_TAKING_A_VALUE: Final = frozenset(
    {
        *("-a", "--app", "-o", "--output", "--log-level", "--log-file-directory", "--outputs-file"),
        *("--parallelism", "--terraform-parallelism", "--var", "--var-file"),
        "--experimental-provider-schema-cache-path",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A command line, read: its command, its stack patterns and its options by name."""

    command: str | None
    stacks: tuple[str, ...]
    options: dict[str, str]

    @property
    def touches_stacks(self) -> bool:
        """Whether the command reads or changes what stacks describe, rather than show help."""
        return self.command in TOUCHING and not self.options.keys() & {"-h", "--help", "--version"}


def read_invocation(arguments: Sequence[str]) -> Invocation:
    """Read the arguments of `cdktf` as its own parser (yargs) does."""
    positional: list[str] = []
    options: dict[str, str] = {}
    waiting: str | None = None
    for position, argument in enumerate(arguments):
        if argument == "--":
            positional += arguments[position + 1 :]
            break
        if waiting is not None:
            options[waiting] = argument
            waiting = None
        elif argument.startswith("-"):
            name, given, value = argument.partition("=")
            options[name] = value
            waiting = name if name in _TAKING_A_VALUE and not given else None
        elif argument not in {"true", "false"}:
            # A bare truth value belongs to the switch before it.
            positional.append(argument)
    return Invocation(
        command=positional[0] if positional else None, stacks=tuple(positional[1:]), options=options
    )
