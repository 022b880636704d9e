"""Groups and service principals of the configuration, as Databricks knows them."""

from collections.abc import Iterable

from configuration.databricks.groups import Principal, Robot
from configuration.model import EnvironmentConfig
from constructs_lib.databricks_principal import DatabricksPrincipal


def principal(config: EnvironmentConfig, who: Principal) -> DatabricksPrincipal:
    """Return a group by its name, a service principal by its application id in this environment."""
    if isinstance(who, Robot):
        return DatabricksPrincipal(
            label=who.value,
            identity=config.databricks.handles.principals.of(who),
            is_service_principal=True,
        )
    return DatabricksPrincipal(label=who.value, identity=who.value)


def principals(config: EnvironmentConfig, who: Iterable[Principal]) -> list[DatabricksPrincipal]:
    """Return several."""
    return [principal(config, each) for each in who]
