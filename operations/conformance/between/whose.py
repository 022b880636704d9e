"""Which environment a stack, a name, an id or an environment of GitHub belongs to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.stack_ids import (
    ACCOUNT_STACK,
    bootstrap_stack,
    environment_stack,
    registration_stack,
)
from constructs_lib.delivery_identity.github_environments import (
    drift_environment,
    notify_environment,
    plan_environment,
)
from environments.configured import Configured
from stacks.github import github_repository

SHORTEST: Final = 8
"""Shorter ids may be part of any text."""


@dataclass(frozen=True)
class Whose:
    """How objects of stacks are identified; environments are called by their names."""

    configured: Configured

    @cached_property
    def environments(self) -> Mapping[str, EnvironmentConfig]:
        """The configured environments by name."""
        return {config.name.value: config for config in self.configured.environments}

    @property
    def host(self) -> str:
        """The environment in whose AWS account the stack of the Databricks account lies."""
        return self.configured.account.hosted_by.value

    @cached_property
    def _by_stack(self) -> Mapping[str, str]:
        return {
            stack(name): name
            for name in self.environments
            for stack in (environment_stack, bootstrap_stack, registration_stack)
        }

    def of_stack(self, stack: str) -> str | None:
        """Return the environment that a stack is about, None for the account's and for foreign ones."""
        return self._by_stack.get(stack)

    def pipeline_of(self, stack: str) -> str | None:
        """Return the environment whose pipeline deploys a stack; one person deploys the local one."""
        owner = self.of_stack(stack)
        if owner is None or stack != environment_stack(owner) or self.environments[owner].is_local:
            return None
        return owner

    def deployer(self, environment: str) -> str:
        """Return in words who deploys an environment."""
        if self.environments[environment].is_local:
            return f"the person who deploys {environment}"
        return f"the pipeline of {environment}"

    def aws_account_of(self, stack: str) -> str | None:
        """Return the environment in whose AWS account a stack makes what it makes there."""
        return self.host if stack == ACCOUNT_STACK else self.of_stack(stack)

    def state_of(self, stack: str) -> str | None:
        """Return the environment in whose AWS account the state of a stack lies."""
        owner = self.of_stack(stack)
        if owner is not None and stack == registration_stack(owner):
            return self.host if self.environments[owner].state.backend == "s3" else owner
        return self.aws_account_of(stack)

    def others(self, environment: str | None) -> tuple[str, ...]:
        """Return every other environment."""
        return tuple(name for name in self.environments if name != environment)

    def of_application(self, id_: str) -> tuple[str, str] | None:
        """Return environment and purpose of a service principal by its application id."""
        return self.applications.get(id_.lower())

    @cached_property
    def applications(self) -> Mapping[str, tuple[str, str]]:
        """Environment and purpose of each configured service principal, by application id in lower case."""
        return {
            str(id_).lower(): (name, purpose)
            for name, config in self.environments.items()
            for purpose, id_ in config.databricks.handles.principals.model_dump(mode="json").items()
        }

    @cached_property
    def workspaces(self) -> Mapping[str, str]:
        """The environments by the id of their workspace, as far as the configuration has it."""
        shared = {
            str(share.workspace_id): share.environment.value
            for config in self.environments.values()
            for share in config.databricks.governance.shares
        }
        own = {
            str(registration.workspace.id): name
            for name, config in self.environments.items()
            if (registration := config.databricks.registration) and registration.workspace
        }
        return shared | own

    def github_environments(self, environment: str) -> tuple[str, ...]:
        """Return the environments of GitHub in which runs of an environment's pipeline are."""
        if self.environments[environment].github is None:
            return ()
        return (
            environment,
            plan_environment(environment),
            drift_environment(environment),
            notify_environment(environment),
        )

    def subjects(self, environment: str) -> Mapping[str, str]:
        """Return the subjects of tokens of an environment's runs, with the environment of GitHub that each is of."""
        github = self.environments[environment].github
        if github is None:
            return {}
        repository = github_repository(github)
        return {
            subject: name
            for name in self.github_environments(environment)
            for subject in repository.subjects(name)
        }

    @cached_property
    def _marks(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(_marks_of(config)) for name, config in self.environments.items()}

    def marks(self, of: str, apart_from: str | None) -> frozenset[str]:
        """Return what is one environment's alone: account, names, and ids that the other does not have too.

        The catalogue that an environment lets another read is for the other to name.
        """
        config = self.environments[of]
        shared = {share.environment.value for share in config.databricks.governance.shares}
        read = {Names.of(config).catalog} if apart_from in shared else set[str]()
        return self._marks[of] - self._marks.get(apart_from or "", frozenset()) - read

    def named(self, text: str, apart_from: str | None) -> Iterator[tuple[str, str]]:
        """Yield each other environment that a text names, with what names it.

        Whose account hosts the Databricks account's state keeps the registrations beside it, by their names.
        """
        if apart_from == self.host:
            for name in self.others(apart_from):
                text = text.replace(registration_stack(name), "")
        for name in self.others(apart_from):
            for mark in sorted(self.marks(name, apart_from)):
                if mark in text and re.search(rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])", text):
                    yield name, mark
                    break


def scalars(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text and number below a value with the names that lead there; lists are passed through."""
    if isinstance(value, Mapping):
        for key, below in cast("Mapping[str, Any]", value).items():
            if key != "//":
                yield from scalars(below, (*path, key))
    elif isinstance(value, list):
        for below in cast("list[Any]", value):
            yield from scalars(below, path)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield path, str(value)


def _marks_of(config: EnvironmentConfig) -> Iterator[str]:
    prefix = Names.of(config).prefix
    yield config.account.id
    yield from (prefix, prefix.replace("-", "_"), prefix.replace("-", "/"))
    for known in (config.databricks.handles, config.databricks.registration):
        if known is not None:
            yield from (text for _, text in scalars(known.model_dump(mode="json")) if len(text) >= SHORTEST)
