"""`anthill lakehouse query`: asks the tables of the last run in SQL."""

from typing import Annotated, Final

import typer
from rich.console import Console

from configuration.suggestion import did_you_mean
from operations.commands.options import AsJson, Output
from operations.common.errors import InputError
from operations.common.text_output import print_or_write
from operations.lakehouse.answers import Form, as_csv, print_table
from operations.lakehouse.answers import as_json as json_of
from operations.lakehouse.workplace import lakehouse_home, nothing_made_yet, unknown_table, while_reading

SHOWN: Final = 50
"""Rows of a table in the terminal, unless told otherwise: about a screen."""

Sql = Annotated[
    str,
    typer.Argument(
        metavar="SQL", help="A query as for Databricks, such as 'SELECT * FROM gold.yearly_results'."
    ),
]
FormGiven = Annotated[
    Form | None, typer.Option("--format", help="What the answer looks like. [default: table]")
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        metavar="N",
        help=f"At most N rows. [default: {SHOWN} as table, all as CSV and JSON]",
    ),
]


def query(
    sql: Sql,
    form: FormGiven = None,
    limit: Limit = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Ask the tables of the last local run in SQL, in the dialect of Databricks; nothing can be changed by it.

    Tables are called as on Databricks, bronze.x, silver.x, gold.x; 'anthill lakehouse tables' lists them.
    """
    # Slow to load (Spark's client), and other commands do without.
    from anthill_lakehouse.local.query import (  # noqa: PLC0415
        QueryError,
        UnknownTableError,
        WritingError,
        questions,
    )
    from anthill_lakehouse.local.tables import table_names  # noqa: PLC0415

    wanted = _form(form, as_json=as_json)
    if output and wanted is Form.TABLE:
        raise InputError("--output takes CSV or JSON: give --format csv or --format json too")
    most = limit or (SHOWN if wanted is Form.TABLE else None)
    home = lakehouse_home()
    with while_reading(home):
        names = table_names(home)
        if not names:
            raise nothing_made_yet()
        try:
            with questions(home) as asked:
                # One more than is shown, to know whether there are more.
                answer = asked.answer(sql, most + 1 if most else None)
        except WritingError as error:
            raise InputError(
                "SQL: only a query is answered (SELECT, WITH, VALUES), one at a time; this statement does something "
                "else, and nothing was changed. 'anthill lakehouse tables' describes the tables"
            ) from error
        except UnknownTableError as error:
            raise unknown_table("SQL", error.name, _nearest(error.name, names)) from error
        except QueryError as error:
            raise InputError(f"SQL: the query was not understood: {error}") from error
    left = bool(most) and answer.num_rows > (most or 0)
    answer = answer.slice(0, most)
    if wanted is Form.TABLE:
        print_table(answer, Console())
    else:
        print_or_write(f"{json_of(answer)}\n" if wanted is Form.JSON else as_csv(answer), output)
    if left:
        typer.echo(f"lakehouse: these are the first {most} rows; --limit takes another number", err=True)


def _form(given: Form | None, *, as_json: bool) -> Form:
    if as_json and given not in {None, Form.JSON}:
        raise InputError(f"--json and --format {given} are both given: give one of them")
    return Form.JSON if as_json else given or Form.TABLE


def _nearest(name: str, names: list[str]) -> str:
    """Return what was meant: the table of that name in another schema, else one of a name like it."""
    short = name.rpartition(".")[2].casefold()
    alike = [each for each in names if each.partition(".")[2] == short]
    return f"; did you mean {' or '.join(alike)}?" if alike else did_you_mean(name.casefold(), names)
