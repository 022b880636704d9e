"""`anthill diff-config`: in what two environments are configured differently."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from configuration.account import EnvironmentName
from environments.configured import everything_configured
from operations.commands.config_view import flat_fields
from operations.commands.options import AsJson
from operations.common.errors import InputError

One = Annotated[
    EnvironmentName, typer.Argument(metavar="ENVIRONMENT", help="One environment.", show_default=False)
]
Other = Annotated[EnvironmentName, typer.Argument(metavar="OTHER", help="Another one.", show_default=False)]
ABSENT = "(absent)"


def diff_config(one: One, other: Other, as_json: AsJson = False) -> None:
    """Show every field of the configuration that two environments have differently, and nothing that is alike.

    Exit code 0 in any case: two environments are meant to differ. List entries that have a name are compared by it.
    """
    if one is other:
        raise InputError(
            f"{one} is compared with itself: name two of {', '.join(name for name in EnvironmentName)}"
        )
    present = everything_configured()
    left, right = (flat_fields(present.find(name)) for name in (one, other))
    fields = [*left, *(field for field in right if field not in left)]
    different = {
        field: (left.get(field), right.get(field)) for field in fields if left.get(field) != right.get(field)
    }
    if as_json:
        document = {field: {one.value: a, other.value: b} for field, (a, b) in different.items()}
        typer.echo(json.dumps(document, indent=2))
        return
    table = Table(
        Column("field", overflow="fold", ratio=2), Column(one.value, ratio=1), Column(other.value, ratio=1)
    )
    for field, values in different.items():
        table.add_row(*map(escape, (field, *(ABSENT if value is None else value for value in values))))
    Console().print(table)
    typer.echo(f"{len(different)} of {len(fields)} fields differ")
