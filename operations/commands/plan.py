"""`anthill plan`: what a stack would create, without credentials and without network."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from configuration.names import PROJECT
from configuration.stack_ids import environment_stack
from operations.commands.options import AsJson, Exact
from operations.common.errors import InputError
from operations.common.progress import Progress
from operations.common.text_output import say
from operations.synthesis.synthesise import synthesise

Stack = Annotated[
    str,
    typer.Argument(
        help="An environment (prod), account, its bootstrap or registration (prod-bootstrap), or a stack's id.",
        show_default=False,
    ),
]
Full = Annotated[bool, typer.Option("--full", help="Print Terraform's plan as text, every argument.")]


def plan(stack: Stack, as_json: AsJson = False, full: Full = False, exact: Exact = False) -> None:
    """Plan a whole stack offline, as it would be created in an empty account.

    Real Terraform, the real AWS provider and the stand-in for Databricks check arguments, references, types,
    order and the rules that are known; no API is asked, so nothing is said about permissions, quotas or what is
    there already. The AWS provider must be on the machine, or is fetched once. For the difference to what is
    deployed use `cdktf diff`, with credentials. --json prints the plan as Terraform writes it.
    """
    if as_json and full:
        raise InputError("--json and --full exclude each other: leave one out")
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        from operations.terraform.offline_plan import plan_offline  # noqa: PLC0415 - --help does not need it

        synthesised = _synthesise(Path(folder) / "cdktf.out", stack)
        console.print(f"planning {synthesised.name} from nothing, without an account ...")
        with Progress(f"planning {synthesised.name}"):
            made = plan_offline(synthesised, Path(folder) / "plan", exact=exact)
    if made.provider:
        say(made.provider)
    if as_json:
        typer.echo(json.dumps(made.plan))
        return
    if full:
        typer.echo(made.text, nl=False)
        return
    types = made.types
    table = Table("resource type", "to create", title=f"{made.stack}, offline")
    for type_, count in sorted(types.items()):
        table.add_row(type_, str(count))
    Console().print(table)
    typer.echo(
        f"{made.stack}: {types.total()} resources of {len(types)} types to create; nothing was reached"
    )


def _synthesise(outdir: Path, stack: str) -> Path:
    (chosen,) = synthesise(outdir, [stack if stack.startswith(f"{PROJECT}-") else environment_stack(stack)])
    return outdir / "stacks" / chosen
