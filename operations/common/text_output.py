"""Text that a command prints, or reads from and writes to the files that it is given."""

from collections.abc import Callable
from pathlib import Path

import typer

from operations.common.errors import InputError
from stacks.whole_file import write_whole

Say = Callable[[str], None]
"""Takes one line of progress."""


def say(line: str) -> None:
    """Print a line of progress to standard error, apart from the result."""
    typer.echo(line, err=True)


def check_output(output: Path | None, *, as_json: bool, markdown: bool) -> None:
    """Raise InputError if two formats are asked for, or a file for text that is only for people's eyes."""
    if as_json and markdown:
        raise InputError("--json and --markdown exclude each other: leave one out")
    if output is not None and not (as_json or markdown):
        raise InputError("--output writes JSON or Markdown: add --json or --markdown")


def read_text(file: Path, option: str) -> str:
    """Return the text of the file of an option. Raises InputError if it can't be read."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{option}: {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{option}: {file} cannot be read: it is not UTF-8") from error


def print_or_write(text: str, output: Path | None, *, option: str = "--output") -> None:
    """Print a text, or write it to the file of an option. Raises InputError if that can't be written."""
    if output is None:
        typer.echo(text, nl=False)
        return
    write_output(output, text, option)


def write_output(file: Path, text: str, option: str = "--output") -> None:
    """Write the file that an option names, whole. Raises InputError if that can't be done."""
    try:
        write_whole(file, text)
    except OSError as error:
        raise InputError(f"{option}: {file} cannot be written: {error.strerror}") from error
