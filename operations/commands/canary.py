"""`anthill canary`: whether the way out of CDKTF is open."""

import json
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from operations.common.errors import InputError, OperationError
from operations.common.progress import Progress
from operations.common.project import project_root
from operations.common.text_output import print_or_write

Json = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Write the report as JSON too.", show_default=False),
]
Markdown = Annotated[
    Path | None,
    typer.Option("--markdown", metavar="FILE", help="Write the report as a page too.", show_default=False),
]
Keep = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Keep both copies, with what they synthesised, in this new folder.",
        show_default=False,
    ),
]
RenameHere = Annotated[
    bool,
    typer.Option(
        "--rename-here",
        help="Rename the imports of this checkout instead, where all is committed: the switch itself begins so.",
    ),
]


def canary(
    json_file: Json = None, markdown: Markdown = None, keep: Keep = None, rename_here: RenameHere = False
) -> None:
    """Synthesise every stack under CDK Terrain, CDKTF's maintained fork, and compare with CDKTF's.

    It works on two copies of what Git tracks, in one of which the imports are renamed, and installs CDK Terrain as
    canary/uv.lock says into .anthill/canary. Then it holds the stacks against the schema of each provider's version
    that they ask for. Exit code 1: a difference that canary/differences.toml does not explain, an explanation of
    none, an argument that a pinned provider refuses, a pinned version that no installed bindings describe, or no
    synthesis at all; 2: bad input. Nothing else is written, .venv least.
    """
    root = project_root()
    if rename_here:
        if json_file or markdown or keep:
            raise InputError("--rename-here compares nothing: leave --json, --markdown and --keep out")
        _rename_here(root)
        return
    from operations.canary.page import as_markdown  # noqa: PLC0415 - --help needs none
    from operations.canary.report import as_document, headline, print_report  # noqa: PLC0415
    from operations.canary.run import run  # noqa: PLC0415

    for option, file in (("--json", json_file), ("--markdown", markdown)):
        if file is not None and not file.parent.is_dir():
            raise InputError(f"{option}: {file.parent} is no folder")
    if keep is not None:
        if keep.exists():
            raise InputError(f"--keep: {keep} exists already: name a new folder")
        keep.mkdir(parents=True)
    place = nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="anthill-canary-")
    with place as folder, Progress("listing files") as progress:
        report = run(root, Path(folder).resolve(), progress.say)
    if json_file is not None:
        print_or_write(json.dumps(as_document(report), indent=2) + "\n", json_file, option="--json")
    if markdown is not None:
        print_or_write(as_markdown(report), markdown, option="--markdown")
    print_report(report, Console())
    if not report.passed:
        what = (
            "the way out is not as explained"
            if not report.verdict.passed
            else "a pinned provider is not proven"
        )
        raise OperationError(f"{what}: {headline(report)}")


def _rename_here(root: Path) -> None:
    from operations.canary.copies import changed_files, tracked_files  # noqa: PLC0415 - --help needs none
    from operations.canary.renamed_tree import rename_tree  # noqa: PLC0415

    files = tracked_files(root)
    if changed_files(root):
        raise InputError("--rename-here: files differ from the commit: commit or stash them first")
    renamed = rename_tree(root, files)
    typer.echo(f"renamed {renamed.names} names in {len(renamed.files)} files; left to you:")
    for each in renamed.mentions:
        typer.echo(f"  {each.file}:{each.line}: {each.text}")
