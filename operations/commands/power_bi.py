"""`anthill power-bi`: what Power BI opens to see the gold of an environment."""

import json
from pathlib import Path
from typing import Annotated

import typer

from configuration.emulator import ACCOUNT
from configuration.stack_ids import environment_stack
from contracts.product import products
from environments.configured import find_environment
from operations.commands.lakehouse_bundle import Outputs, outputs_of
from operations.commands.options import AsJson, Emulated, Environment
from operations.common.errors import InputError
from operations.lakehouse.bundle_variables import check_account
from operations.power_bi.connection import connection_in
from operations.power_bi.folder import write_project
from operations.power_bi.model import served
from operations.power_bi.project import made_again, made_once

Folder = Annotated[
    Path,
    typer.Option("--output", help="A folder for the files; what else is in it stays.", show_default=False),
]


def power_bi(
    environment: Environment,
    output: Folder,
    outputs: Outputs = Path("-"),
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Write what Power BI opens: a data source, and a project with the semantic model of gold and an empty report.

    The model comes from contracts/products/: tables, what people filter by, measures in DAX. Its connection is that
    of the environment's warehouse, from the outputs of anthill-<environment>; none of them is secret, and each
    reader signs in as themselves. Done again, it writes the model anew and leaves the report alone.
    """
    config = find_environment(environment)
    stack = environment_stack(config.name)
    if config.is_local:
        raise InputError(
            f"{stack} has no SQL warehouse that Power BI could ask, for its Databricks is not there: "
            "give dev, test or prod; 'anthill lakehouse show' shows the gold of this machine"
        )
    told = outputs_of(outputs, stack)
    check_account(told, config, ACCOUNT if emulated else None)
    connection = connection_in(told, stack)
    done = write_project(
        output,
        made_again(stack, connection, served(products().values())),
        made_once(stack),
        (f"{stack}.SemanticModel/definition",),
    )
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "folder": str(output),
                    "opens": [f"{stack}.pbids", f"{stack}.pbip"],
                    "new": done.new,
                    "changed": done.changed,
                    "removed": done.removed,
                    "same": done.same,
                    "kept": done.kept,
                },
                indent=2,
            )
        )
        return
    if not (done.new or done.changed or done.removed):
        typer.echo(f"nothing new in {output}")
        return
    typer.echo(
        f"{output}: {len(done.new)} files new, {len(done.changed)} changed, {len(done.removed)} removed"
        + ("; the report is left as it was" if done.kept else "")
    )
    typer.echo(f"open {output / f'{stack}.pbip'} in Power BI Desktop")
