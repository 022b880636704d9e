"""The catalogue of an environment: who sees it, who shares it, what is hidden in it."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from configuration.account import EnvironmentName
from configuration.base import Model, repeated
from configuration.databricks.access import SCHEMAS, Access, Securable
from configuration.databricks.groups import PIPELINE, Group, Robot
from configuration.errors import Problem

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=255)]
"""A name in the catalogue: lower case, for it is not case-sensitive and needs no quotes so."""

GOLD_ONLY = (Robot.POWER_BI, Group.BI_READERS)
GOLD_PRIVILEGES = {
    Securable.CATALOG: ("USE_CATALOG",),
    Securable.GOLD: ("USE_SCHEMA", "SELECT", "EXECUTE", "READ_VOLUME"),
}
"""What they may have and where: what is granted on the catalogue holds in every schema."""


class Share(Model):
    """Another environment whose workspace may read this one's catalogue, and nothing more."""

    environment: EnvironmentName
    workspace_id: Annotated[int, Field(gt=0)]
    """Output `workspace_id` of that environment's stack."""


class ColumnMask(Model):
    """What hides the columns that carry a tag, from everyone but some groups."""

    name: Identifier
    """Names the policy in the catalogue."""
    column_tag: Identifier
    """The governed tag of the columns that are hidden."""
    function: Identifier
    """A function in schema `ops`, made by the lakehouse code: it exists before the mask is deployed."""
    unmasked: tuple[Group, ...]
    """The groups that see the values."""

    def problems(self) -> Iterator[Problem]:
        """Return the groups that are named twice."""
        yield from repeated("unmasked", self.unmasked)


class RowFilter(Model):
    """What hides rows of a schema's tables that have a tagged column, from everyone but some groups."""

    name: Identifier
    """Names the policy in the schema."""
    on: Securable
    """The schema whose tables are filtered."""
    column_tag: Identifier
    """The governed tag of the column that the function decides by."""
    function: Identifier
    """A function in schema `ops` that takes the column: it exists before the filter is deployed."""
    unfiltered: tuple[Group, ...]
    """The groups that see every row."""

    def problems(self) -> Iterator[Problem]:
        """Return a filter on what is no schema, and groups that are named twice."""
        yield from repeated("unfiltered", self.unfiltered)
        if self.on not in SCHEMAS:
            yield Problem(
                field="on",
                what="has no tables of its own",
                given=self.on.value,
                allowed=", ".join(SCHEMAS),
                fix="choose a schema",
            )


class GovernanceConfig(Model):
    """The catalogue: the access matrix, the environments that may read, masks and filters."""

    access: tuple[Access, ...]
    shares: tuple[Share, ...] = ()
    """Declared by the one who is read; others see nothing of this catalogue."""
    column_masks: tuple[ColumnMask, ...] = ()
    row_filters: tuple[RowFilter, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Return cells given twice, readers of gold who get more, and shares or masks named twice."""
        cells = Counter((access.principal.value, access.on.value) for access in self.access)
        for (principal, on), count in cells.items():
            if count > 1:
                yield Problem(
                    field="access",
                    what=f"{principal} on {on} is given {count} times",
                    given=f"{count} entries",
                    allowed="one entry for each principal and securable",
                    fix="join them",
                )
        for index, access in enumerate(self.access):
            if access.principal in PIPELINE:
                yield Problem(
                    field=f"access[{index}].principal",
                    what="is the pipeline's, which has its rights on every securable and no other",
                    given=access.principal.value,
                    allowed=f"a group, or {', '.join(robot for robot in Robot if robot not in PIPELINE)}",
                    fix="remove the entry",
                )
            if access.principal in GOLD_ONLY:
                yield from (problem.under(f"access[{index}]") for problem in _more_than_gold(access))
        yield from repeated("shares", (share.environment for share in self.shares))
        yield from repeated("column_masks", (mask.name for mask in self.column_masks))
        yield from repeated("row_filters", (row_filter.name for row_filter in self.row_filters))


def _more_than_gold(access: Access) -> Iterator[Problem]:
    if access.on not in GOLD_PRIVILEGES:
        yield Problem(
            field="on",
            what=f"{access.principal} reads gold alone",
            given=access.on.value,
            allowed=", ".join(GOLD_PRIVILEGES),
            fix="remove the entry, or serve the data in gold",
        )
        return
    allowed = GOLD_PRIVILEGES[access.on]
    more = [privilege for privilege in access.privileges if privilege not in allowed]
    if more:
        yield Problem(
            field="privileges",
            what=f"{access.principal} reads gold alone",
            given=", ".join(more),
            allowed=", ".join(allowed),
            fix="remove what is more than that",
        )
