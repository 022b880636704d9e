"""The access matrix of an environment as tables."""

from collections.abc import Mapping, Sequence

from configuration.databricks.access import KIND, Access, Securable
from configuration.databricks.groups import Group, Robot
from configuration.model import EnvironmentConfig
from operations.common.markdown import table

PRINCIPALS: tuple[Group | Robot, ...] = (*Group, *Robot)

Matrix = Mapping[Securable, Mapping[str, tuple[str, ...]]]
"""Privileges by securable and principal; what has none is left out."""


def matrix(entries: Sequence[Access]) -> Matrix:
    """Return the entries as rows of securables, in the order of the catalogue."""
    rows: dict[Securable, dict[str, tuple[str, ...]]] = {securable: {} for securable in Securable}
    for entry in entries:
        rows[entry.on][entry.principal.value] = entry.privileges
    return rows


def cells(row: Mapping[str, tuple[str, ...]], *, separator: str) -> list[str]:
    """Return one text per principal."""
    return [separator.join(row.get(principal.value, ())) for principal in PRINCIPALS]


def as_document(config: EnvironmentConfig) -> dict[str, dict[str, list[str]]]:
    """Return the matrix for programs: privileges by securable and principal."""
    return {
        securable.value: {principal: list(privileges) for principal, privileges in row.items()}
        for securable, row in matrix(config.databricks.governance.access).items()
    }


def as_markdown(environments: Sequence[EnvironmentConfig]) -> str:
    """Return the matrices of several environments as a page for reviewers."""
    parts = [
        "# Who may do what",
        "",
        "Written by `make reference`, like `anthill access --markdown`; a test compares. The rights are in",
        "`environments/rights.py`. Rows are securables of the environment's catalogue, columns who is given",
        "privileges on them; `deploy` and `plan` also manage every one, and what no cell names is denied.",
    ]
    alike: list[tuple[Matrix, list[EnvironmentConfig]]] = []
    for config in environments:
        rows = matrix(config.databricks.governance.access)
        held = next((held for same, held in alike if same == rows), None)
        if held is None:
            alike.append((rows, [config]))
        else:
            held.append(config)
    for rows, held in alike:
        parts += [
            "",
            f"## {', '.join(config.name for config in held)}",
            *table(
                ("on", "kind", *(principal.value for principal in PRINCIPALS)),
                (
                    (securable, KIND[securable], *cells(row, separator="<br>"))
                    for securable, row in rows.items()
                ),
            ),
        ]
        for config in held:
            shares = [share.environment.value for share in config.databricks.governance.shares]
            parts += [
                "",
                f"Environments whose workspaces may read {config.name} too: {', '.join(shares) or 'none'}.",
            ]
    return "\n".join([*parts, ""])
