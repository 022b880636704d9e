"""Names in Databricks are short: they hold for every environment, at its limit and not beyond."""

import re

import pytest

from configuration.model import EnvironmentConfig
from configuration.names import Names, checked
from environments.catalogue import ENVIRONMENTS

PURPOSES = [
    # kind, and the purposes that the constructs ask for
    ("network_connectivity_config", "serverless"),
    ("network_policy", "serverless"),
    ("credential", "lake"),
    ("credential", "streams"),
]


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
@pytest.mark.parametrize(("kind", "purpose"), PURPOSES)
def test_names_of_databricks_hold_in_every_environment(
    config: EnvironmentConfig, kind: str, purpose: str
) -> None:
    assert Names.of(config).named(kind, purpose) == f"anthill-{config.name}-{purpose}"


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_the_catalogue_needs_no_quotes_and_is_the_environments_own(config: EnvironmentConfig) -> None:
    assert Names.of(config).catalog == f"anthill_{config.name}"
    assert re.fullmatch(r"[a-z][a-z0-9_]*", Names.of(config).catalog)


@pytest.mark.parametrize(
    ("kind", "name", "legal"),
    [
        ("network_connectivity_config", "a" * 2, False),
        ("network_connectivity_config", "a" * 3, True),
        ("network_connectivity_config", "a" * 30, True),
        ("network_connectivity_config", "a" * 31, False),
        ("network_connectivity_config", "a b c", False),
        ("network_policy", "a", True),
        ("network_policy", "a" * 32, True),
        ("network_policy", "a" * 33, False),
        ("network_policy", "Anthill", False),
        ("network_policy", "an_thill", False),
        ("credential", "a" * 255, True),
        ("credential", "a" * 256, False),
        ("credential", "an.thill", False),
        ("credential", "", False),
    ],
)
def test_limits_are_those_of_databricks(kind: str, name: str, *, legal: bool) -> None:
    if legal:
        assert checked(kind, name) == name
    else:
        with pytest.raises(ValueError, match="breaks its rule"):
            checked(kind, name)
