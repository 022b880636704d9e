"""What the AWS provider calls, and the resources of the stacks that it calls it for."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import provider_facts
from configuration.model import EnvironmentConfig
from tests.support.template import Template

Stacks = Mapping[str, Template]
CALLS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(provider_facts.__file__).with_name("aws_calls.toml").read_text(encoding="utf-8")
)


def deployed(stacks: Stacks, config: EnvironmentConfig) -> Iterator[Template]:
    """The stacks that the environment's pipeline deploys."""
    yield stacks[f"anthill-{config.name.value}"]
    if config.name.value == "prod":
        yield stacks["anthill-account"]


def resources(stacks: Stacks, config: EnvironmentConfig, type_: str) -> list[tuple[Template, dict[str, Any]]]:
    found = deployed(stacks, config)
    return [(template, each) for template in found for each in template.resources(type_).values()]
