"""`anthill config`: check the environments, show one, export their JSON Schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from configuration.errors import ConfigurationError, Problem
from configuration.schema import schema_text
from contracts.contract import contract, names_of_contracts
from contracts.errors import ContractError
from contracts.product import products
from environments.configured import configured, find_environment
from operations.commands.config_document import read_document
from operations.commands.config_view import as_lines
from operations.commands.options import AsJson, Environment, Output
from operations.common.text_output import print_or_write

BAD_INPUT = 2

Result = TypeVar("Result")

config = typer.Typer(
    help="Check the environments, show one, export their JSON Schema.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@config.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A JSON document to check instead; '-' is standard input. One environment is checked among "
            "the configured others, a list of environments by itself.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every environment, every contract, and what must hold between them.

    Exits with 2 if anything is wrong, with one line per mistake on standard error.
    """
    environments = _or_exit(lambda: configured() if file is None else read_document(file), as_json=as_json)
    _or_exit(_check_contracts, as_json=as_json)
    names = [config.name.value for config in environments]
    if as_json:
        typer.echo(json.dumps({"valid": True, "environments": names, "problems": []}, indent=2))
    else:
        noun = "environment is" if len(names) == 1 else "environments are"
        typer.echo(f"{len(names)} {noun} valid: {', '.join(names)}")


@config.command()
def show(
    environment: Environment,
    as_json: AsJson = False,
) -> None:
    """Show an environment: its configuration, and the subnets, names and tags that follow from it.

    The JSON is the configuration alone; `anthill config check -` accepts it.
    """
    chosen = _or_exit(lambda: find_environment(environment), as_json=as_json)
    typer.echo(chosen.model_dump_json(indent=2) if as_json else "\n".join(as_lines(chosen)))


@config.command()
def schema(
    output: Output = None,
) -> None:
    """Print the JSON Schema of an environment's document."""
    print_or_write(schema_text(), output)


def _check_contracts() -> None:
    """Read every contract, those too that no source names: the lakehouse makes tables of each."""
    try:
        for name in names_of_contracts():
            contract(name)
        products()
    except ContractError as error:
        problem = Problem(
            field=f"{error.file} {error.where}",
            what="is wrong",
            given=error.given,
            allowed=error.allowed,
            fix="change it there",
        )
        raise ConfigurationError(str(problem), [problem]) from error


def _or_exit(load: Callable[[], Result], *, as_json: bool) -> Result:
    try:
        return load()
    except ConfigurationError as error:
        if as_json:
            problems = [problem.as_dict() for problem in error.problems]
            typer.echo(json.dumps({"valid": False, "environments": [], "problems": problems}, indent=2))
        else:
            for problem in error.problems:
                typer.echo(str(problem), err=True)
        raise typer.Exit(BAD_INPUT) from error
