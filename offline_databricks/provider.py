"""The provider's part in each call of Terraform, on values and not on messages."""

from collections.abc import Mapping
from typing import Any, Final, cast

from offline_databricks.cache import Bodies
from offline_databricks.configuration import (
    STAND_IN,
    Configuration,
    Mode,
    check_level,
    check_level_arguments,
    configure,
)
from offline_databricks.data_sources import DataSources
from offline_databricks.diagnostics import Diagnostic, Path, refuse
from offline_databricks.lifecycle import Lifecycle, conform
from offline_databricks.planning import check_update, plan, replacing
from offline_databricks.schema import Body
from offline_databricks.validation import check_read_only, check_resource
from offline_databricks.values import Object
from provider_facts.databricks import rules

_VERSION: Final = 0
"""The version of every type's schema: the bindings do not have the real one."""


class Provider:
    """One provider process, which has one configuration."""

    def __init__(self, bodies: Bodies, environment: Mapping[str, str]) -> None:
        self._bodies = bodies
        self._environment = environment
        self._configuration: Configuration | None = None

    def configure(self, config: Object) -> list[Diagnostic]:
        """Take the configuration; raise RefusedError unless the environment asks for the stand-in."""
        self._configuration = configure(config, self._environment)
        return [STAND_IN]

    def validate_resource(self, type_name: str, config: Object) -> list[Diagnostic]:
        """Return what is wrong with a resource by itself."""
        return check_resource(rules(type_name), self._bodies.resource(type_name), config)

    def validate_data_source(self, type_name: str, config: Object) -> list[Diagnostic]:
        """Return what is wrong with a data source by itself."""
        return check_read_only(self._bodies.data_source(type_name), config)

    def plan(
        self, type_name: str, prior: Object | None, proposed: Object | None, config: Object | None
    ) -> tuple[Object | None, list[Path]]:
        """Return the object after the change and what forces a replacement; raise RefusedError as Databricks would."""
        if proposed is None or config is None:
            return None, []
        configuration = self._configured()
        check_level(configuration, type_name)
        known, body = rules(type_name), self._bodies.resource(type_name)
        planned = plan(known, body, prior, proposed, config)
        check_level_arguments(configuration, type_name, config)
        if prior is None:
            return planned, []
        check_update(type_name, prior, planned)
        return planned, replacing(known, body, prior, planned, config)

    def apply(
        self, type_name: str, prior: Object | None, planned: Object | None, config: Object | None
    ) -> Object | None:
        """Return the object after the change was made in the store; raise RefusedError as Databricks would."""
        configuration = self._configured()
        if configuration.mode is not Mode.APPLY:
            raise refuse(
                "The offline stand-in for the Databricks provider only plans",
                "Its mode is 'plan': it has no store to apply to.",
            )
        check_level(configuration, type_name)
        lifecycle = self._lifecycle(type_name)
        if planned is None:
            if prior is not None:
                lifecycle.delete(prior)
            return None
        check_level_arguments(configuration, type_name, config or {})
        return lifecycle.create(planned) if prior is None else lifecycle.update(prior, planned)

    def read(self, type_name: str, current: Object) -> Object | None:
        """Return the object as it is now, None if it is gone."""
        return self._lifecycle(type_name).read(current)

    def import_(self, type_name: str, id_: str) -> Object:
        """Return the object of an id; raise RefusedError if there is none."""
        check_level(self._configured(), type_name)
        return self._lifecycle(type_name).imported(id_)

    def read_data_source(self, type_name: str, config: Object) -> Object:
        """Return the answer of a data source; raise RefusedError if the store has none."""
        configuration = self._configured()
        return DataSources(configuration).read(type_name, self._bodies.data_source(type_name), config)

    def upgrade(self, type_name: str, version: int, state: Any) -> Object:
        """Return a state that was kept in a file, with what the schema has; raise RefusedError if it is newer."""
        if version > _VERSION:
            raise refuse(
                f"The state of {type_name} is of the real provider",
                f"Its schema version is {version}, that of the stand-in is {_VERSION}: never mix their states.",
            )
        return conform(self.resource_body(type_name), cast("Object", state))

    def resource_body(self, type_name: str) -> Body:
        """Return the body of a resource type."""
        return self._bodies.resource(type_name)

    def _lifecycle(self, type_name: str) -> Lifecycle:
        return Lifecycle(self._configured(), type_name, self._bodies.resource(type_name))

    def _configured(self) -> Configuration:
        if self._configuration is None:
            raise refuse("The provider was not configured")
        return self._configuration
