"""Which of the allowed values is named as the nearest one."""

import pytest

from configuration.suggestion import did_you_mean

STACKS = ("anthill-dev", "anthill-local", "anthill-prod", "anthill-test")


@pytest.mark.parametrize(
    ("given", "known", "near"),
    [
        ("anthill-prodd", STACKS, "anthill-prod"),
        ("prd", STACKS, "anthill-prod"),
        ("tets", ("local", "dev", "test", "prod"), "test"),
        # Names that have nothing but their beginning in common are not alike.
        ("anthill-stage", STACKS, None),
        ("x", (), None),
        ("onlyy", ("only",), "only"),
    ],
)
def test_the_nearest_is_named(given: str, known: tuple[str, ...], near: str | None) -> None:
    assert did_you_mean(given, known) == (f"; did you mean {near}?" if near else "")
