"""Text that a command prints, or writes to the file that it is given."""

from pathlib import Path

import typer

from operations.common.errors import InputError


def check_output(output: Path | None, *, as_json: bool, markdown: bool) -> None:
    """Raise InputError if two formats are asked for, or a file for text that is only for people's eyes."""
    if as_json and markdown:
        raise InputError("--json and --markdown exclude each other: leave one out")
    if output is not None and not (as_json or markdown):
        raise InputError("--output writes JSON or Markdown: add --json or --markdown")


def tell(text: str, output: Path | None, *, option: str = "--output") -> None:
    """Print a text, or write it to the file of an option. Raises InputError if that can't be written."""
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{option}: {output} cannot be written: {error.strerror}") from error
