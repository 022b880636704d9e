"""The catalogue of an environment: who sees it, who shares it, who sees what is classified in it."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from configuration.account import EnvironmentName
from configuration.base import Model, repeated
from configuration.databricks.access import Access, Securable
from configuration.databricks.groups import PIPELINE, Group, Principal, Robot
from configuration.errors import Problem

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=255)]
"""A name in the catalogue: lower case, for it is not case-sensitive and needs no quotes so."""

GOLD_ONLY = (Robot.POWER_BI, Group.BI_READERS)
GOLD_PRIVILEGES = {
    Securable.CATALOG: ("USE_CATALOG",),
    Securable.GOLD: ("USE_SCHEMA", "SELECT", "EXECUTE", "READ_VOLUME"),
}
"""What they may have and where: what is granted on the catalogue holds in every schema."""

HOLDS_FILES = (Securable.CATALOG, Securable.BRONZE, Securable.LANDING, Securable.ARRIVALS)
FILES = ("ALL_PRIVILEGES", "READ_VOLUME")
"""Where the volumes of files as they arrived lie, and what lets them be read: no mask is on a file."""


class Share(Model):
    """Another environment whose workspace may read this one's catalogue, and nothing more."""

    environment: EnvironmentName
    workspace_id: Annotated[int, Field(gt=0)]
    """Output `workspace_id` of that environment's stack."""


class RowAccess(Model):
    """Rows that a principal sees with their confidential values masked."""

    principal: Principal
    values: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")], ...] = ()
    """The values of a table's restricted column, such as portfolios; without any, every row."""

    def problems(self) -> Iterator[Problem]:
        """Return the values that are named twice."""
        yield from repeated("values", self.values)


class GovernanceConfig(Model):
    """The catalogue: the access matrix, the environments that may read, who sees what is classified."""

    access: tuple[Access, ...]
    shares: tuple[Share, ...] = ()
    """Declared by the one who is read; others see nothing of this catalogue."""
    sees_values: tuple[Principal, ...] = ()
    """Who sees the values of confidential columns, and every row of tables with a restricted one; jobs do anyway."""
    sees_rows: tuple[RowAccess, ...] = ()
    """Who sees rows of tables with a restricted column, with confidential values masked; others see none."""

    def problems(self) -> Iterator[Problem]:
        """Return cells given twice, readers of gold who get more, who reads round masks, and what is named twice."""
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
        yield from repeated("sees_values", self.sees_values)
        yield from repeated("sees_rows", (each.principal for each in self.sees_rows))
        for index, access in enumerate(self.access):
            yield from (problem.under(f"access[{index}]") for problem in self._reads_round_masks(access))

    def _reads_round_masks(self, access: Access) -> Iterator[Problem]:
        files = [each for each in access.privileges if each in FILES]
        if access.on in HOLDS_FILES and files and access.principal not in (*self.sees_values, Robot.JOBS):
            yield Problem(
                field="privileges",
                what=f"lets {access.principal} read the files as they arrived, where nothing is masked",
                given=", ".join(files),
                allowed=f"no {' or '.join(FILES)} for whoever is not in sees_values",
                fix="remove the privilege, or add the principal to sees_values",
            )


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
