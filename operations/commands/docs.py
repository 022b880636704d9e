"""`anthill docs`: the documentation site, built strictly, and its reference, written from the code."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from posixpath import normpath
from typing import Annotated

import click
import typer

from operations.common.errors import OperationError
from operations.common.project import project_root

docs = typer.Typer(add_completion=False, rich_markup_mode=None)


@docs.callback(invoke_without_command=True)
def build(context: typer.Context) -> None:
    """Build the documentation site from docs/ and mkdocs.yml, if no command is named.

    Exit code 1: a link or an anchor leads nowhere, a page is missing or outside the navigation, or a page would
    load something from another host. The site is then written all the same, to be looked at.
    """
    if context.invoked_subcommand is not None:
        return
    from operations.documentation.configuration import read_configuration  # noqa: PLC0415 - --help does not need it
    from operations.documentation.faults import navigation_faults, page_faults  # noqa: PLC0415

    root = project_root()
    site = read_configuration(root)
    shutil.rmtree(site.folder, ignore_errors=True)
    _build(root)
    faults = [*navigation_faults(root, site), *page_faults(root, site)]
    if faults:
        raise OperationError("\n  ".join(["the documentation has faults:", *faults]))
    pages = len(list(site.folder.rglob("*.html")))
    typer.echo(f"{pages} pages in {site.folder.relative_to(root)}, no link leads nowhere")


@docs.command()
def reference(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a page is not what the code says.")
    ] = False,
) -> None:
    """Write every page of docs/reference that is made of the code and the configuration, and its entry in mkdocs.yml.

    Exit code 1 with --check: a page differs, is missing, or is made no longer; each is named.
    """
    from operations.documentation.reference.material import read_material  # noqa: PLC0415 - --help does not need it
    from operations.documentation.reference.registry import FOLDER, OWNED, texts  # noqa: PLC0415
    from operations.documentation.reference.writing import FIX, faults, write  # noqa: PLC0415
    from operations.synthesis.synthesise import synthesise  # noqa: PLC0415

    root = project_root()
    with tempfile.TemporaryDirectory(prefix="anthill-") as outdir:
        synthesise(Path(outdir))
        made = texts(read_material(root, Path(outdir)))
    folder = root / FOLDER
    if check:
        found = [
            f"{normpath(f'{FOLDER}/{fault.file}')}: {fault.what}" for fault in faults(folder, made, OWNED)
        ]
        if found:
            raise OperationError(
                "\n  ".join(["the reference is not what the code says:", *found, f"fix: {FIX}"])
            )
        typer.echo(f"{len(made)} files in {FOLDER} are what the code says")
        return
    changed = write(folder, made, OWNED)
    for fault in changed:
        typer.echo(f"{normpath(f'{FOLDER}/{fault.file}')}: {'written' if fault.file in made else 'removed'}")
    typer.echo(f"{len(made)} files in {FOLDER}, {len(changed)} changed")


@docs.command()
def reviews(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; fail if a page is not what the code says."),
    ] = False,
) -> None:
    """Write the examples of reviews in docs/examples/review: realistic changes on top of the last commit.

    Exit code 1 with --check: an example differs by more than the numbers of lines. Exit code 1 too where a change no
    longer fits the code.
    """
    from operations.common.text_output import say  # noqa: PLC0415 - --help does not need it
    from operations.documentation.example_reviews import (  # noqa: PLC0415
        FIX,
        FOLDER,
        differing,
        example_texts,
        write_examples,
    )

    root = project_root()
    with tempfile.TemporaryDirectory(prefix="anthill-examples-") as folder:
        made = dict(example_texts(root, Path(folder), say))
    if not check:
        write_examples(root, made)
        typer.echo(f"{len(made)} files in {FOLDER}")
        return
    found = differing(root, made)
    if found:
        raise OperationError(
            f"these examples in {FOLDER} are not what a review says: {', '.join(found)}; fix: {FIX}"
        )
    typer.echo(f"{len(made)} files in {FOLDER} are what reviews say")


def _build(root: Path) -> None:
    """Run the builder. Raises OperationError with what it says if it fails or is not installed.

    Its own strict mode looks at links to pages only, and takes each link to a file of the repository for a page
    that is missing. So the faults are looked for in what it built.
    """
    command = [Path(sys.executable).with_name("zensical"), "build", "--clean"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise OperationError("zensical is not installed here: run scripts/setup") from error
    if done.returncode:
        raise OperationError(f"zensical built no site:\n{click.unstyle(done.stdout + done.stderr)}")
