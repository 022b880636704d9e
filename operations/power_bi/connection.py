"""Where Power BI finds the gold of an environment, from the outputs of its stack."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.model import first_mistake
from operations.common.errors import InputError

OUTPUT: Final = "power_bi"
"""The output that says it (`stacks/handover.py`)."""


class Connection(BaseModel):
    """A SQL warehouse, and the schema that is read through it; nothing of it is secret."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    server: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    """A host, without https:// before it."""
    http_path: Annotated[str, Field(pattern=r"^/sql/[\w./-]+$")]
    catalog: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    db_schema: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", alias="schema")]


def connection_in(outputs: Mapping[str, Any], stack: str) -> Connection:
    """Return where gold is. Raises InputError if the outputs of the stack do not say it, or not so that it can be."""
    if OUTPUT not in outputs:
        raise InputError(
            f"{stack} does not have {OUTPUT}: deploy it with this checkout, then give its outputs again"
        )
    try:
        return Connection.model_validate(outputs[OUTPUT])
    except ValidationError as error:
        where, given, allowed = first_mistake(error)
        place = OUTPUT if where == "the document" else f"{OUTPUT}.{where}"
        raise InputError(
            f"output {place} of {stack} is {given}; allowed: {allowed}; give the outputs as Terraform prints them"
        ) from error
