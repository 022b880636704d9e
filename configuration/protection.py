"""What counts as protection of an environment, and which of two values protects more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, Final

from configuration.account import DataProtection
from configuration.lake import LayerName
from configuration.model import EnvironmentConfig
from configuration.network import NatStrategy

FOREVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One field that protects: where its value is, and how strong that is (more is better)."""

    value: Callable[[EnvironmentConfig], Any]
    strength: Callable[[Any], float] = float

    def text(self, value: object) -> str:
        """Return a value as a person reads it; None is the retention without end."""
        if isinstance(value, tuple):
            return f"{len(value)} zones"  # pyright: ignore[reportUnknownArgumentType] - any tuple has a length
        return "for ever" if value is None else str(value).lower()


def _layer_days(field: str, name: LayerName, config: EnvironmentConfig) -> int | None:
    return getattr(config.lake.layer(name), field)


# Isolation protects most; with a way out, one that survives a zone's failure protects better.
_NAT_FROM_WEAK = (NatStrategy.SINGLE, NatStrategy.ONE_PER_ZONE, NatStrategy.NONE)


PROTECTION: Final[dict[str, Criterion]] = {
    "delivery.approvals": Criterion(lambda config: config.delivery.approvals if config.delivery else 0),
    "delivery.owner_approves": Criterion(
        lambda config: config.delivery is not None and config.delivery.owner_approves
    ),
    "data_protection": Criterion(
        lambda config: config.data_protection, lambda value: value is DataProtection.RETAIN
    ),
    "keys.deletion_window_days": Criterion(lambda config: config.keys.deletion_window_days),
    "audit.trail_retention_days": Criterion(lambda config: config.audit.trail_retention_days),
    "audit.log_group_retention_days": Criterion(lambda config: config.audit.log_group_retention_days),
    "audit.insights": Criterion(lambda config: config.audit.insights),
    "guard_rails.access_analyzer": Criterion(lambda config: config.guard_rails.access_analyzer),
    "guard_rails.password_minimum_length": Criterion(
        lambda config: config.guard_rails.password_minimum_length
    ),
    "guard_rails.password_maximum_age_days": Criterion(
        lambda config: config.guard_rails.password_maximum_age_days, lambda days: -days
    ),
    **{
        f"monitoring.detection.{detector}": Criterion(attrgetter(f"monitoring.detection.{detector}"))
        for detector in ("config_rules", "guardduty", "security_hub")
    },
    "monitoring.log_retention_days": Criterion(lambda config: config.monitoring.log_retention_days),
    "network.flow_log_retention_days": Criterion(lambda config: config.network.flow_log_retention_days),
    "network.availability_zones": Criterion(lambda config: config.network.availability_zones, len),
    "network.nat": Criterion(lambda config: config.network.nat, _NAT_FROM_WEAK.index),
    **{
        f"lake.layers[{name}].{field}": Criterion(
            partial(_layer_days, field, name), lambda days: FOREVER if days is None else days
        )
        for name in LayerName
        for field in ("retention_days", "noncurrent_retention_days")
    },
}
"""The fields that protect, by their path."""

ENDPOINTS: Final[dict[str, Callable[[EnvironmentConfig], Sequence[str]]]] = {
    "gateway_endpoints": lambda config: config.network.gateway_endpoints,
    "interface_endpoints": lambda config: config.network.interface_endpoints,
}
"""The endpoint sets; each keeps traffic off the internet and under a policy."""
