"""`anthill who`: who may read or do what with one securable or table."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from configuration.account import EnvironmentName
from environments.configured import configured
from operations.commands.options import AsJson

Asked = Annotated[
    str,
    typer.Argument(
        metavar="SECURABLE",
        help="A schema (silver), a table (silver.positions, also below a catalogue's name), catalog, landing, "
        "arrivals, streams or databases.",
        show_default=False,
    ),
]
Environment = Annotated[
    EnvironmentName | None,
    typer.Option("--env", help="Only in this environment; in all if none is named.", show_default=False),
]


def who(securable: Asked, environment: Environment = None, as_json: AsJson = False) -> None:
    """Say who may read a table or another securable, and by what that is granted.

    Rights are granted on the catalogue, schemas and volumes: every table of a schema is read alike, but for what
    contracts classify, which is named. It is what the next apply sets, as `anthill access` shows it; Databricks is not
    asked. Service principals `deploy` and `plan` own or manage everything, and are not listed.
    """
    from operations.documentation.readers import answers, find_asked  # noqa: PLC0415 - --help does not need it

    environments = configured()
    asked = find_asked(securable, environments)
    found = {
        config.name.value: list(answers(config, asked))
        for config in environments
        if environment in {None, config.name}
    }
    if as_json:
        document = {
            name: {
                each.principal: {
                    "reads": each.reads,
                    "privileges": {on: list(given) for on, given in each.privileges.items()},
                    "hidden": list(each.hidden),
                }
                for each in rows
            }
            for name, rows in found.items()
        }
        typer.echo(json.dumps(document, indent=2))
        return
    for name, rows in found.items():
        table = Table("principal", "reads", "granted on", "not shown", title=f"{securable} in {name}")
        for each in rows:
            granted = "\n".join(f"{on}: {', '.join(given)}" for on, given in each.privileges.items())
            table.add_row(
                each.principal, "yes" if each.reads else "no", granted, ", ".join(each.hidden) or "-"
            )
        Console().print(table)
