"""The configured environments, and what every model keeps when it is built in Python."""

from typing import Any

import pytest
from pydantic import ValidationError

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig
from configuration.base import Model
from configuration.delivery import DeliveryConfig
from configuration.errors import ConfigurationError
from configuration.fleet import check_fleet, problems
from configuration.lake import LayerName
from configuration.model import EnvironmentConfig
from configuration.network import NatStrategy
from configuration.regions import REGIONS, partition_of, zones_of
from environments.catalogue import ENVIRONMENTS
from tests.configuration.documents import SHIPPED

LOCAL, DEV, PROD = (
    next(config for config in ENVIRONMENTS if config.name is name)
    for name in (EnvironmentName.LOCAL, EnvironmentName.DEV, EnvironmentName.PROD)
)


def models_in(value: object) -> list[Model]:
    """Every model inside a value, itself included."""
    if isinstance(value, tuple):
        return [model for entry in value for model in models_in(entry)]
    if not isinstance(value, Model):
        return []
    return [value, *(model for name in type(value).model_fields for model in models_in(getattr(value, name)))]


def test_environments_come_in_the_order_of_deployment() -> None:
    names = [config.name.value for config in ENVIRONMENTS]
    assert [name for name in names if name in SHIPPED] == list(SHIPPED)
    assert check_fleet(tuple(reversed(ENVIRONMENTS))) == ENVIRONMENTS


def test_prod_is_the_best_protected() -> None:
    assert PROD.data_protection is DataProtection.RETAIN
    assert PROD.network.nat is NatStrategy.ONE_PER_ZONE
    assert len(PROD.network.availability_zones) == 3
    assert PROD.keys.deletion_window_days == 30


def test_the_emulator_proves_the_shape_of_prod() -> None:
    assert LOCAL.network.nat is PROD.network.nat
    assert len(LOCAL.network.availability_zones) == len(PROD.network.availability_zones)
    assert LOCAL.network.gateway_endpoints == PROD.network.gateway_endpoints
    assert LOCAL.network.interface_endpoints == PROD.network.interface_endpoints
    assert LOCAL.audit.insights == PROD.audit.insights


def test_what_the_emulator_cannot_hold_is_exactly_what_local_switches_off() -> None:
    left_out = {gap.resource_type for gap in LOCAL.emulator_gaps if gap.argument is None}
    assert ("aws_accessanalyzer_analyzer" in left_out) != LOCAL.guard_rails.access_analyzer


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_an_environment_survives_json(config: EnvironmentConfig) -> None:
    assert EnvironmentConfig.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_no_part_of_an_environment_can_be_changed(config: EnvironmentConfig) -> None:
    parts = models_in(config)
    assert len(parts) > 15
    for part in parts:
        for name in type(part).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(part, name, getattr(part, name))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (AccountConfig, {"id": "111111111111", "owns_account": 1}),
        (AccountConfig, {"id": "111111111111", "shared_with": [EnvironmentName.DEV]}),
        (KeyConfig, {"deletion_window_days": "30"}),
        (KeyConfig, {"deletion_window_days": 30, "rotation": False}),
    ],
)
def test_python_values_are_not_converted_and_not_ignored(model: type[Model], fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model(**fields)


def test_a_layer_is_found_by_name() -> None:
    assert [DEV.lake.layer(name).name for name in LayerName] == list(LayerName)


def test_problems_between_environments_are_raised_together() -> None:
    delivery = DeliveryConfig(follows=EnvironmentName.DEV, approvals=1, owner_approves=False)
    twin = DEV.model_copy(update={"name": EnvironmentName.TEST, "delivery": delivery})
    after = DeliveryConfig(follows=EnvironmentName.TEST, approvals=1, owner_approves=True)
    prod = PROD.model_copy(update={"delivery": after})
    with pytest.raises(ConfigurationError) as refusal:
        check_fleet((DEV, twin, prod))
    assert refusal.value.problems == problems((DEV, twin, prod))
    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {"test.network.cidr", "dev.account.id", "test.account.id", "test.account.owns_account"}
    assert str(refusal.value).splitlines() == [str(problem) for problem in refusal.value.problems]


def test_every_region_has_a_partition_and_room_for_three_zones() -> None:
    for region in REGIONS:
        assert partition_of(region) == ("aws-us-gov" if region.startswith("us-gov-") else "aws")
        assert len(set(zones_of(region))) >= 3
    assert zones_of("ap-northeast-1") == ("ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d")
