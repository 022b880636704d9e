"""`anthill docs`: the documentation site, built strictly."""

import shutil
import subprocess
import sys
from pathlib import Path

import click
import typer

from operations.toolchain.errors import OperationError
from operations.toolchain.project import project_root


def docs() -> None:
    """Build the documentation site from docs/ and mkdocs.yml.

    Exit code 1: a link or an anchor leads nowhere, a page is missing or outside the navigation, or a page would
    load something from another host. The site is then written all the same, to be looked at.
    """
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
