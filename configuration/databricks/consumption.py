"""What an environment offers beyond tables: models, secrets of teams, alerts."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from configuration.base import Model, repeated
from configuration.databricks.governance import Identifier
from configuration.errors import Problem
from configuration.monitoring import Email


class ServingConfig(Model):
    """The endpoint of a model: the version it serves and its size."""

    version: Annotated[str, Field(pattern=r"^[1-9][0-9]*$")]
    """A version that is registered already; code registers it, so an endpoint comes after the first run."""
    size: Literal["Small", "Medium", "Large"] = "Small"
    """How many requests it answers at once."""
    scale_to_zero: bool = True
    """Whether it rests without requests; the first one then waits."""


class ModelConfig(Model):
    """A model: its experiment, its place in the registry, and its endpoint if it has one."""

    name: Identifier
    """The model's name in schema `models`, and part of its experiment's."""
    serving: ServingConfig | None = None


class DatabricksAlertConfig(Model):
    """Databricks' alerts on what AWS cannot see: failed runs and what the workspace costs."""

    emails: Annotated[tuple[Email, ...], Field(min_length=1)]
    """Who gets the alerts."""
    daily_usd: Annotated[int, Field(ge=1, le=1_000_000)]
    """List price of one day above which the cost alert is raised."""

    def problems(self) -> Iterator[Problem]:
        """Return the addresses that are named twice."""
        yield from repeated("emails", self.emails)


class ConsumptionConfig(Model):
    """The models and the alerts of an environment."""

    models: tuple[ModelConfig, ...] = ()
    alerts: DatabricksAlertConfig

    def problems(self) -> Iterator[Problem]:
        """Return the models that are named twice."""
        yield from repeated("models", (model.name for model in self.models))
