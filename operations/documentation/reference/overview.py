"""`docs/reference/README.md`: what the reference holds."""

from collections.abc import Iterable

from operations.common.markdown import table
from operations.documentation.reference.markdown import opening, page


def overview(pages: Iterable[tuple[str, str, str]]) -> str:
    """Return the page that leads to the others: file, name and what each says."""
    return page(
        [
            *opening(
                "Reference",
                "Every page here is made of the code and the configuration, so it holds for this commit. After a "
                "change of either, `make reference` writes them all; `anthill docs reference --check` names "
                "those that are not what the code says.",
            ),
            *table(("page", "what it says"), ((f"[{name}]({file})", says) for file, name, says in pages)),
            *table(
                ("also here", "what it says"),
                [("[environment.schema.json](environment.schema.json)", "JSON Schema of an environment")],
            ),
        ]
    )
