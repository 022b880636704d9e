"""What differs in stacks themselves beside their resources, equal differences of several stacks once."""

from dataclasses import dataclass

from operations.review.arguments import Argument
from operations.review.parts import stacks_text
from operations.review.report import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """Differences and the stacks that have them; the texts are those of the first, as in a row of changes."""

    stacks: tuple[str, ...]
    differences: tuple[Argument, ...]

    @property
    def title(self) -> str:
        """The stacks, and how many differences each has."""
        return f"{stacks_text(self.stacks)}: {len(self.differences)}"


def setting_rows(review: Review) -> tuple[SettingRow, ...]:
    """Return the differences of the stacks, with names for references; only what each owns may differ in a row."""
    grouped: dict[object, list[str]] = {}
    for stack, differences in review.settings.items():

        def alike(text: str | None, stack: str = stack) -> object:
            return review.ownership.alike(stack, text)

        key = frozenset(tuple(map(alike, (each.path, each.before, each.after))) for each in differences)
        grouped.setdefault(key, []).append(stack)
    return tuple(
        SettingRow(
            stacks=tuple(stacks),
            differences=review.names.arguments(stacks[0], review.settings[stacks[0]]),
        )
        for stacks in grouped.values()
    )
