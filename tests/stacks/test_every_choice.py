"""Every value of every choice in the configuration that no shipped environment makes: it is built, and judged.

A new value without a case here fails the first test: a choice that nobody has tried is no choice.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from configuration.databricks.account import DatabricksAccountConfig, GroupOrigin, MetastoreMode
from configuration.databricks.groups import Robot
from configuration.lake import StorageClass
from configuration.model import EnvironmentConfig
from configuration.monitoring import AnomalyScope
from configuration.network import GatewayEndpoint, InterfaceEndpoint, NatStrategy
from configuration.sources.database import DatabaseEngine
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from main import build_app
from tests.stacks.choices import (
    DEV,
    PEM,
    changed,
    databases,
    endpoint_is_made,
    gateway_is_made,
    isolated,
    mysql_is_verified,
    network,
    nothing_leads_out,
    robots,
    services_are_watched,
    storage_is_known,
    stored,
    the_robot_may_use_a_policy,
    the_tag_is_watched,
    watching,
)
from tests.support.template import Template

Judge = Callable[[Template, Enum], None]
Case = tuple[Enum, Callable[[], EnvironmentConfig], Judge]
CASES: Final[tuple[Case, ...]] = (
    (NatStrategy.NONE, isolated, nothing_leads_out),
    (GatewayEndpoint.DYNAMODB, lambda: network(gateway_endpoints=tuple(GatewayEndpoint)), gateway_is_made),
    *(
        (value, lambda: network(interface_endpoints=tuple(InterfaceEndpoint)), endpoint_is_made)
        for value in InterfaceEndpoint
        if value not in DEV.network.interface_endpoints
    ),
    (
        StorageClass.INTELLIGENT_TIERING,
        lambda: stored(StorageClass.INTELLIGENT_TIERING),
        storage_is_known,
    ),
    (StorageClass.ONEZONE_IA, lambda: stored(StorageClass.ONEZONE_IA), storage_is_known),
    (StorageClass.GLACIER, lambda: stored(StorageClass.GLACIER), storage_is_known),
    (StorageClass.DEEP_ARCHIVE, lambda: stored(StorageClass.DEEP_ARCHIVE), storage_is_known),
    (
        DatabaseEngine.MYSQL,
        lambda: databases(engine=DatabaseEngine.MYSQL, certificate_authority=PEM),
        mysql_is_verified,
    ),
    (AnomalyScope.SERVICES, lambda: watching(anomalies=AnomalyScope.SERVICES), services_are_watched),
    (
        AnomalyScope.ENVIRONMENT_TAG,
        lambda: watching(anomalies=AnomalyScope.ENVIRONMENT_TAG, activate_tags=True),
        the_tag_is_watched,
    ),
    (Robot.DEPLOY, lambda: robots(Robot.DEPLOY), the_robot_may_use_a_policy),
    (Robot.PLAN, lambda: robots(Robot.PLAN), the_robot_may_use_a_policy),
)
ACCOUNT_CASES: Final[tuple[tuple[Enum, dict[str, Any], tuple[bool, bool]], ...]] = (
    # the choice, what it changes, whether a metastore and groups are made
    (
        MetastoreMode.REUSE,
        {
            "metastore": changed(
                DATABRICKS_ACCOUNT.metastore,
                mode=MetastoreMode.REUSE,
                id=UUID("00000000-0000-4000-8000-0000000000e1"),
            )
        },
        (False, True),
    ),
    (
        MetastoreMode.LOOKUP,
        {"metastore": changed(DATABRICKS_ACCOUNT.metastore, mode=MetastoreMode.LOOKUP, id=None)},
        (False, True),
    ),
    (GroupOrigin.PROVISIONED, {"groups": GroupOrigin.PROVISIONED}, (True, False)),
)


def label(value: Enum) -> str:
    """Return what tells a choice from every other: those of two lists may be equal as text."""
    return f"{type(value).__name__}.{value.name}"


def values(found: Any) -> Iterator[Enum]:
    """Yield the choices that a configuration makes."""
    if isinstance(found, Enum):
        yield found
    elif isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from values(getattr(found, name))
    elif isinstance(found, tuple | list | frozenset):
        for each in found:
            yield from values(each)


def choices(annotation: Any, seen: set[type]) -> Iterator[Enum]:
    """Yield the choices that a type offers."""
    if get_origin(annotation) is not None or isinstance(annotation, UnionType) or annotation is Union:
        for each in get_args(annotation):
            yield from choices(each, seen)
    elif isinstance(annotation, type) and annotation not in seen:
        seen.add(annotation)
        if issubclass(annotation, Enum):
            yield from annotation
        elif issubclass(annotation, BaseModel):
            for field in annotation.model_fields.values():
                yield from choices(field.annotation, seen)


def test_every_choice_is_made_by_a_shipped_environment_or_tried_here() -> None:
    seen: set[type] = set()
    offered = {
        label(value)
        for model in (EnvironmentConfig, DatabricksAccountConfig)
        for value in choices(model, seen)
    }
    made = {label(value) for value in (*values(ENVIRONMENTS), *values(DATABRICKS_ACCOUNT))}
    tried = [label(value) for value, *_ in (*CASES, *ACCOUNT_CASES)]
    assert len(offered) > 70
    assert sorted(offered - made) == sorted(tried)


@pytest.mark.parametrize(("value", "build", "judge"), CASES, ids=[label(value) for value, *_ in CASES])
def test_a_choice_is_built_and_right(
    tmp_path: Path, value: Enum, build: Callable[[], EnvironmentConfig], judge: Judge
) -> None:
    build_app((build(),), outdir=str(tmp_path), stacks=["anthill-dev"]).synth()
    judge(Template.read(tmp_path, "anthill-dev"), value)


@pytest.mark.parametrize(
    ("value", "fields", "expected"), ACCOUNT_CASES, ids=[label(value) for value, *_ in ACCOUNT_CASES]
)
def test_a_choice_of_the_account_is_built(
    tmp_path: Path, value: Enum, fields: dict[str, Any], expected: tuple[bool, bool]
) -> None:
    account = changed(DATABRICKS_ACCOUNT, **fields)
    assert label(value) in {label(each) for each in values(account)}
    build_app(ENVIRONMENTS, account=account, outdir=str(tmp_path), stacks=["anthill-account"]).synth()
    stack = Template.read(tmp_path, "anthill-account")
    people = [each for each in stack.resources("databricks_group") if not each.startswith("deployers_")]
    made = bool(stack.resources("databricks_metastore")), bool(people)
    assert made == expected
