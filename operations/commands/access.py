"""`anthill access`: who may do what in an environment's catalogue."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from configuration.account import EnvironmentName
from configuration.stack_ids import environment_stack
from environments.configured import configured
from operations.commands.options import AsJson, Markdown, Output
from operations.common.text_output import check_output, print_or_write

Environment = Annotated[
    EnvironmentName | None,
    typer.Argument(help="Which environment; all if none is named.", show_default=False),
]


def access(
    environment: Environment = None,
    as_json: AsJson = False,
    markdown: Markdown = False,
    output: Output = None,
) -> None:
    """Show the privileges of every group and service principal on every securable.

    Nothing is asked of Databricks: it is what the next apply sets, and it removes every other privilege.
    """
    from operations.documentation.access_view import as_document, as_markdown  # noqa: PLC0415 - --help does not need it

    check_output(output, as_json=as_json, markdown=markdown)
    chosen = [config for config in configured() if environment in {None, config.name}]
    if as_json:
        text = json.dumps({config.name.value: as_document(config) for config in chosen}, indent=2) + "\n"
    elif markdown:
        text = as_markdown(chosen)
    else:
        for config in chosen:
            _print(config.name.value, as_document(config))
        return
    print_or_write(text, output)


def _print(name: str, rows: dict[str, dict[str, list[str]]]) -> None:
    table = Table("on", "principal", "privileges", title=environment_stack(name))
    for securable, row in rows.items():
        for index, (principal, privileges) in enumerate(row.items()):
            table.add_row(securable if index == 0 else "", principal, ", ".join(privileges))
        table.add_section()
    Console().print(table)
