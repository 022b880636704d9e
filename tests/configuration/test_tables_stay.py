"""No life cycle of S3 deletes or freezes the files under a table; each through the command line."""

from pathlib import Path

import pytest

from configuration.lake import READABLE_AT_ONCE, LayerName, StorageClass
from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from tests.configuration.documents import assert_refused, check, good, put

AT_ONCE = "STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR;"
TABLES = ("bronze", "silver", "gold")


@pytest.mark.parametrize("layer", ["silver", "gold"])
@pytest.mark.parametrize("days", [1, 365, 36500])
def test_a_retention_under_managed_tables_is_refused(layer: str, days: int, tmp_path: Path) -> None:
    document = good("dev")
    field = f"lake.layers[{layer}].retention_days"
    put(document, f"lake.layers[{layer}].transitions", [])
    put(document, field, days)
    result = check(document, tmp_path)
    assert_refused(result, f"dev.{field}", given=str(days), allowed="none: rows are deleted by SQL")
    assert f"would delete files under the tables of {layer}" in result.stderr


@pytest.mark.parametrize("layer", TABLES)
@pytest.mark.parametrize("cold", ["GLACIER", "DEEP_ARCHIVE"])
def test_a_class_that_needs_restoring_is_refused_under_tables(layer: str, cold: str, tmp_path: Path) -> None:
    document = good("dev")
    field = f"lake.layers[{layer}].transitions"
    put(document, field, [{"after_days": 90, "storage_class": cold}])
    result = check(document, tmp_path)
    assert_refused(result, f"dev.{field}[0].storage_class", given=cold, allowed=AT_ONCE)
    assert f"queries on the tables of {layer} would fail" in result.stderr


def test_the_second_of_two_steps_is_blamed_alone(tmp_path: Path) -> None:
    document = good("dev")
    field = "lake.layers[gold].transitions"
    steps = [
        {"after_days": 30, "storage_class": "STANDARD_IA"},
        {"after_days": 90, "storage_class": "GLACIER"},
    ]
    put(document, field, steps)
    result = check(document, tmp_path)
    assert_refused(result, f"dev.{field}[1].storage_class", given="GLACIER", allowed=AT_ONCE)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("put_at", "value"),
    [
        *(
            (f"lake.layers[{layer}].transitions", [{"after_days": 30, "storage_class": warm}])
            for layer in TABLES
            for warm in READABLE_AT_ONCE
        ),
        # What streams brought to bronze expires; its tables lie beside it.
        ("lake.layers[bronze].retention_days", 60),
        ("lake.layers[artifacts].retention_days", 60),
        ("lake.layers[artifacts].transitions", [{"after_days": 30, "storage_class": "DEEP_ARCHIVE"}]),
        ("lake.layers[logs].transitions", [{"after_days": 30, "storage_class": "GLACIER"}]),
    ],
)
def test_what_leaves_tables_readable_is_accepted(put_at: str, value: object, tmp_path: Path) -> None:
    document = good("dev")
    put(document, put_at, value)
    result = check([document], tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_the_configured_tables_are_kept_and_read_at_once(config: EnvironmentConfig) -> None:
    for name in (LayerName.SILVER, LayerName.GOLD):
        assert config.lake.layer(name).retention_days is None
    for name in (LayerName.BRONZE, LayerName.SILVER, LayerName.GOLD):
        classes = {step.storage_class for step in config.lake.layer(name).transitions}
        assert not classes & {StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE}
