"""`anthill new`: the files of a new source or environment, to begin with."""

import json
from collections.abc import Mapping
from typing import Annotated

import typer

from configuration.account import EnvironmentName
from configuration.sources.source import SourceKind
from configuration.tagging import DataClassification
from environments.configured import configured
from operations.commands.options import AsJson, DryRun
from operations.common.project import project_root
from operations.scaffold.new_environment import NewEnvironment
from operations.scaffold.new_environment import files_of as environment_files
from operations.scaffold.new_source import NewSource
from operations.scaffold.new_source import files_of as source_files
from operations.scaffold.written import write_together

new = typer.Typer(help="Write the files of a new source or environment, to begin with.", no_args_is_help=True)

NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Its name, which never changes later.", show_default=False)
]


@new.command()
def source(  # noqa: PLR0917 - options, all given by name
    name: NewName,
    kind: Annotated[SourceKind, typer.Option(help="How its data reaches the platform.", show_default=False)],
    owner: Annotated[str, typer.Option(help="Who is told when it fails.")] = "data-platform",
    classification: Annotated[
        DataClassification, typer.Option(help="Who may see its data.")
    ] = DataClassification.CONFIDENTIAL,
    domain: Annotated[str, typer.Option(help="The business domain of its dataset.")] = "market",
    purpose: Annotated[
        str, typer.Option(help="What its data is for, in its contract.")
    ] = "Describe here what the data is for",
    partner: Annotated[
        str | None,
        typer.Option(help="Of files: who sends them over SFTP; by S3 if none is named.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write a contract, a declaration and a sample that are valid together; then edit them.

    Columns, address and schedule are examples. Nothing is written if the configuration would not be valid with it.
    """
    root = project_root()
    wanted = NewSource(
        name=name,
        kind=kind,
        owner=owner,
        classification=classification,
        domain=domain,
        purpose=purpose,
        partner=partner,
    )
    configured()
    from environments.market_data import MARKET_DATA  # noqa: PLC0415 - a module that is wrong was told of by now

    _write(source_files(wanted, root, MARKET_DATA), dry_run=dry_run, as_json=as_json)
    if not (as_json or dry_run):
        typer.echo(
            f"now edit them: columns in {wanted.contract_file}, the declaration in environments/market_data.py"
        )
        typer.echo(
            "then: uv run anthill config check && uv run anthill plan dev   (docs/how-to/add-a-source.md)"
        )


@new.command()
def environment(  # noqa: PLR0917 - options, all given by name
    name: NewName,
    after: Annotated[
        EnvironmentName,
        typer.Option(help="Where a release must have worked before it comes here.", show_default=False),
    ],
    account: Annotated[str, typer.Option(help="The 12 digits of its AWS account.", show_default=False)],
    cidr: Annotated[
        str | None,
        typer.Option(help="Its addresses; the next free /16 if none are given.", show_default=False),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="The first line of its module.", show_default=False)
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write its name, its module and its target as those of the one that it follows, and let the next one follow it.

    Logs are kept for a year, nothing is registered, ids of the Databricks account are placeholders. Nothing is
    written if the configuration would not be valid with it.
    """
    present = configured()
    wanted = NewEnvironment(name=name, after=after, account=account, cidr=cidr, purpose=purpose)
    _write(environment_files(wanted, project_root(), present), dry_run=dry_run, as_json=as_json)
    if not (as_json or dry_run):
        typer.echo(
            f"now edit {wanted.module}; then: make reference && make inventory && uv run anthill plan {name}"
        )
        typer.echo("how it is deployed and set on GitHub: docs/how-to/add-an-environment.md")


def _write(files: Mapping[str, str], *, dry_run: bool, as_json: bool) -> None:
    root = project_root()
    there = [name for name in files if (root / name).is_file()]
    written = list(files) if dry_run else write_together(root, files)
    if as_json:
        typer.echo(json.dumps({"written": [] if dry_run else written, "files": list(files)}, indent=2))
        return
    for name in written:
        verb = "change" if name in there else "write"
        typer.echo(f"would {verb} {name}" if dry_run else f"{'changed' if name in there else 'wrote'} {name}")
