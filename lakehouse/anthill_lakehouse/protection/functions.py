"""The functions that masks and row filters call, as SQL."""

from collections.abc import Iterator
from typing import Final

from anthill_lakehouse.datasets import SPARK_TYPES
from anthill_lakehouse.protection.readers import Readers
from anthill_lakehouse.protection.tables import TEXTS

HIDDEN: Final = "'***'"
"""What is shown instead of a text; of any other type it is NULL, which no sum takes for a number."""

FUNCTIONS: Final = {
    **{kind: f"ops.mask_{kind.partition('(')[0]}" for kind in (*SPARK_TYPES.values(), "double", "int")},
    TEXTS: "ops.mask_texts",
}
"""The mask of each type: what it returns is of the type of the column (SQL reference, "Column mask clause")."""

FILTER: Final = "ops.may_see_row"

SHOWN_INSTEAD: Final = {"string": HIDDEN, TEXTS: f"array({HIDDEN})"}

EVERYONE: Final = "account users"
"""The group that everyone in the account is in."""


def function_of(kind: str) -> str:
    """Return the mask of a type, by schema and name. Raises LookupError that says where it belongs if there is none."""
    if kind not in FUNCTIONS:
        raise LookupError(
            f"no mask for columns of type {kind}: add it to FUNCTIONS of protection/functions.py"
        )
    return FUNCTIONS[kind]


def bodies(readers: Readers) -> Iterator[tuple[str, str, str]]:
    """Yield each function's name, its parameter and result, and what it returns."""
    for kind, name in FUNCTIONS.items():
        instead = SHOWN_INSTEAD.get(kind, f"CAST(NULL AS {kind})")
        yield (
            name,
            f"(value {kind}) RETURNS {kind}",
            f"CASE WHEN value IS NULL OR {readers.may_see_values} THEN value ELSE {instead} END",
        )
    yield FILTER, "(value string) RETURNS boolean", readers.may_see_row("value")


def statements(catalog: str, readers: Readers) -> Iterator[str]:
    """Yield the statements that make the functions, or make them anew, and let everyone's queries call them."""
    for name, signature, body in bodies(readers):
        yield f"CREATE OR REPLACE FUNCTION {catalog}.{name}{signature} RETURN {body}"
        yield f"GRANT EXECUTE ON FUNCTION {catalog}.{name} TO `{EVERYONE}`"
