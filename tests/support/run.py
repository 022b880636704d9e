"""What runs a command in a test: its arguments in, exit code, standard output and standard error out."""

from collections.abc import Callable
from typing import TypeAlias

Run: TypeAlias = Callable[..., tuple[int, str, str]]
