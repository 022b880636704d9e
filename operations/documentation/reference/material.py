"""What the pages are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from configuration.databricks.account import DatabricksAccountConfig
from configuration.model import EnvironmentConfig
from configuration.stack_ids import ACCOUNT_STACK, bootstrap_stack, environment_stack, registration_stack
from environments.configured import everything_configured
from operations.synthesis.stacks import Synthesised, read_stacks

LINKS: Final = "../../"
"""How a page of `docs/reference` names what lies in the project's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A synthesis of every stack, and the configuration that it was made of."""

    root: Path
    stacks: Mapping[str, Synthesised]
    environments: tuple[EnvironmentConfig, ...]
    account: DatabricksAccountConfig

    def platforms(self) -> Iterator[tuple[EnvironmentConfig, Synthesised]]:
        """Yield each environment with its stack, in the order of deployment."""
        for config in self.environments:
            yield config, self.stacks[environment_stack(config.name)]

    def bootstraps(self) -> Iterator[tuple[EnvironmentConfig, Synthesised]]:
        """Yield each environment that has a bootstrap stack, with it."""
        for config in self.environments:
            if stack := self.stacks.get(bootstrap_stack(config.name)):
                yield config, stack

    def registrations(self) -> Iterator[tuple[EnvironmentConfig, Synthesised]]:
        """Yield each environment whose workspace is registered by a stack of its own, with that."""
        for config in self.environments:
            if stack := self.stacks.get(registration_stack(config.name)):
                yield config, stack

    @property
    def account_stack(self) -> Synthesised:
        """The stack of what the Databricks account has once."""
        return self.stacks[ACCOUNT_STACK]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the environments."""
        return tuple(config.name.value for config in self.environments)


def read_material(root: Path, synthesised: Path) -> Material:
    """Return what a folder of synthesised stacks holds. Raises ConfigurationError for a wrong configuration."""
    found = everything_configured()
    return Material(
        root=root, stacks=read_stacks(synthesised), environments=found.environments, account=found.account
    )
