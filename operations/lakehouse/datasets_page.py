"""The datasets that arrive, as a page: where, how fresh, which columns, which rules."""

from collections.abc import Iterable, Iterator

from contracts.dataset import Contract
from operations.common.markdown import code, table


def datasets_page(datasets: Iterable[Contract]) -> str:
    """Return what the contracts say as Markdown."""
    parts = [
        "# Datasets",
        "",
        "Written by `make reference` from `contracts/datasets/`; a test compares. Sources, tables and checks follow",
        "[the fields of a contract](../how-to/add-a-source.md#fields-of-a-contract). Key columns are in bold.",
    ]
    for dataset in datasets:
        known = f" A record is known from its `{dataset.time_column}` on." if dataset.time_column else ""
        if dataset.changes:
            known = " Each record is a change of a database row, known from its capture on."
        freshness = dataset.sla_properties[0]
        parts += [
            "",
            f"## {dataset.name}",
            "",
            f"{dataset.description.purpose}. Domain {dataset.domain}, contract version {dataset.version}. Arrives in "
            f"`{dataset.volume}/{dataset.folder}/` as {dataset.format}; the newest file may be {freshness.value} "
            f"{freshness.unit} old.{known}",
            *table(
                ("column", "type", "required", "what it says"),
                (
                    (
                        f"**{each.name}**" if each.primary_key else each.name,
                        each.logical_type,
                        "yes" if each.required else "",
                        each.description,
                    )
                    for each in dataset.columns
                ),
            ),
            *table(("rule", "a record that breaks it"), _rules(dataset)),
        ]
    return "\n".join([*parts, ""])


def _rules(dataset: Contract) -> Iterator[tuple[str, str]]:
    """Yield the rules beyond columns and types, and what happens to a record that breaks one."""
    for column in dataset.columns:
        yield from (
            (code(f"{column.name}.{each.implementation.about}"), each.severity.value)
            for each in column.quality
        )
        yield from (
            (code(f"{column.name}.known"), f"warn: not in `{each.to}`") for each in column.relationships
        )
    yield from ((code(rule.name), f"{rule.severity}: {rule.description}") for rule in dataset.table.quality)
