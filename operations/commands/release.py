"""`anthill release`: make a release, and verify one."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import AsJson, NewFolder
from operations.common.errors import InputError
from operations.common.progress import Progress
from operations.common.project import anthill_home, project_root
from operations.terraform.provider_lock import HOW, LOCK_FILE, PINNED, committed_lock

release = typer.Typer(
    help="Releases: what is deployed, synthesised once, named by its content.", no_args_is_help=True
)


@release.command()
def build(  # noqa: PLR0917 - options, all given by name
    output: NewFolder,
    synthesised: Annotated[
        Path | None,
        typer.Option(
            help="Take what is synthesised in this folder instead of synthesising.", show_default=False
        ),
    ] = None,
    lock: Annotated[
        Path | None,
        typer.Option(
            help="Another provider lock of all stacks than .terraform.lock.hcl of the repository.",
            show_default=False,
        ),
    ] = None,
    wheel: Annotated[
        Path | None, typer.Option(help="The lakehouse's wheel, to be part of it.", show_default=False)
    ] = None,
    allow_dirty: Annotated[
        bool,
        typer.Option("--allow-dirty", help="Despite uncommitted changes; only for the embedded AWS then."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Synthesise every stack, without credentials, into a release with a digest.

    The same commit with the same locked tools makes the same digest, wherever and whenever it is built.
    """
    from operations.common.commit import head_commit  # noqa: PLC0415 - --help needs none
    from operations.record.provenance import tool_versions  # noqa: PLC0415 - --help needs none
    from operations.record.release import build_release  # noqa: PLC0415

    root = project_root()
    commit = head_commit(root)
    if commit.dirty and not allow_dirty:
        raise InputError(
            f"{root} has uncommitted changes: a release is what a commit says; commit them, or add --allow-dirty"
        )
    lock = _lock(root, lock)
    tools = tool_versions(os.environ, anthill_home(root))
    with tempfile.TemporaryDirectory() as folder:
        source = synthesised
        if source is None:
            from operations.synthesis.both_kernels import synthesise_by_both  # noqa: PLC0415

            with Progress("synthesising by both kernels") as progress:
                progress.say("synthesising by both kernels ...")
                source = synthesise_by_both(root, Path(folder), f"commit {commit.id[:12]}")
        made = build_release(source, output, commit=commit, tools=tools, lock=lock, wheel=wheel)
    if as_json:
        typer.echo(made.manifest.model_dump_json(indent=2))
        return
    manifest = made.manifest
    typer.echo(f"release {made.digest} in {output}")
    typer.echo(
        f"  commit {manifest.commit} of {manifest.created}{', and uncommitted changes' * manifest.dirty}"
    )
    typer.echo(f"  {len(manifest.files)} files, stacks {', '.join(manifest.stacks)}")


def _lock(root: Path, given: Path | None) -> Path | None:
    """Return the lock that goes into a release: the given one, else the repository's, which must fit."""
    if given is not None:
        return given
    if not (root / LOCK_FILE).is_file():
        typer.echo(f"no {LOCK_FILE}: only the embedded AWS takes this release; {HOW}", err=True)
        return None
    committed_lock(root, PINNED)
    return root / LOCK_FILE


@release.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)],
    digest: Annotated[
        str | None, typer.Option(help="The digest that it must have, or its beginning.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hash every file of a release. Exit code 1 names what is missing, changed or too many."""
    from operations.record.release import verify_release  # noqa: PLC0415 - --help needs none

    found = verify_release(folder)
    if digest is not None and not found.digest.startswith(digest):
        raise InputError(f"--digest: {folder} is release {found.digest}, not {digest}")
    if as_json:
        typer.echo(
            json.dumps({"release": found.digest, "files": len(found.manifest.files), "verified": True})
        )
        return
    typer.echo(f"release {found.digest} is whole: {len(found.manifest.files)} files")
