"""Registrations that are refused: alone, with their environment, and between environments."""

import json
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from configuration.databricks.estate import account_problems
from configuration.databricks.governance import Share
from configuration.model import EnvironmentConfig
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from tests.configuration.documents import MISSING, assert_refused, check, good, put

FIELD = "databricks.registration"
DEV_KEY = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000001001"
OWN_KEYS = "arn:aws:kms:eu-west-1:333333333333:key/..."
ENDPOINT = "vpce-00000000000003001"

BAD: list[tuple[str, Any, str, str, str]] = [
    # the field put, its value, the field blamed, the value and the allowed ones as told
    ("", None, "", "None", "RegistrationConfig(), with what is registered so far"),
    (
        ".parts.vpc_id",
        "subnet-00000000000003001",
        ".parts.vpc_id",
        '"subnet-00000000000003001"',
        "text matching",
    ),
    (".parts.vpc_id", MISSING, ".parts.vpc_id", "nothing", ""),
    (
        ".parts.subnet_ids",
        ["subnet-00000000000003001"],
        ".parts.subnet_ids",
        '["subnet-00000000000003001"]',
        "a list of at least 2",
    ),
    (
        ".parts.subnet_ids",
        ["subnet-00000000000003001", "subnet-00000000000003001"],
        ".parts.subnet_ids",
        "subnet-00000000000003001, subnet-00000000000003001",
        "each value once",
    ),
    (".parts.managed_services_key_arn", DEV_KEY, ".parts.managed_services_key_arn", DEV_KEY, OWN_KEYS),
    (
        ".parts.storage_key_arn",
        "arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000003001",
        ".parts.storage_key_arn",
        "arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000003001",
        "a key of its own",
    ),
    (
        ".parts.storage_key_arn",
        "alias/anthill-prod-workspace-storage",
        ".parts.storage_key_arn",
        '"alias/anthill-prod-workspace-storage"',
        "text matching",
    ),
    (
        ".parts.rest_api_endpoint_id",
        None,
        ".parts",
        "dataplane_relay_endpoint_id vpce-00000000000003002",
        "two different endpoints, or none",
    ),
    (
        ".parts.dataplane_relay_endpoint_id",
        ENDPOINT,
        ".parts",
        f"rest_api_endpoint_id {ENDPOINT}, dataplane_relay_endpoint_id {ENDPOINT}",
        "two different endpoints, or none",
    ),
    (".parts", None, ".parts", "None", "output `registration` of the environment's own stack"),
    (".workspace.id", 0, ".workspace.id", "0", "a whole number"),
    (
        ".workspace.url",
        "https://dbc-00000000-0003.cloud.databricks.com/",
        ".workspace.url",
        '"https://dbc-00000000-0003.cloud.databricks.com/"',
        "text matching",
    ),
    (".workspace.url", "https://example.com", ".workspace.url", '"https://example.com"', "text matching"),
]


@pytest.mark.parametrize(
    ("field", "value", "blamed", "given", "allowed"),
    BAD,
    ids=[f"{number}{field}" for number, (field, *_) in enumerate(BAD)],
)
def test_a_registration_is_refused(
    tmp_path: Path, field: str, value: Any, blamed: str, given: str, allowed: str
) -> None:
    document = good("prod")
    put(document, f"{FIELD}{field}", value)
    assert_refused(check(document, tmp_path), f"prod.{FIELD}{blamed}", given=given, allowed=allowed)


def test_endpoints_without_private_link_are_refused(tmp_path: Path) -> None:
    document = good("dev")
    for use, id_ in (("rest_api", ENDPOINT), ("dataplane_relay", "vpce-00000000000003002")):
        put(document, f"{FIELD}.parts.{use}_endpoint_id", id_)
    assert_refused(
        check(document, tmp_path),
        f"dev.{FIELD}.parts.rest_api_endpoint_id",
        given=ENDPOINT,
        allowed="None without databricks.workspace.private_link",
    )


def test_the_embedded_environment_registers_its_workspace_itself(tmp_path: Path) -> None:
    document = good("local")
    document["databricks"]["registration"] = good("prod")["databricks"]["registration"]
    assert_refused(check(document, tmp_path), f"local.{FIELD}", given="a registration", allowed="None")


def environments(**changed: dict[str, Any]) -> list[EnvironmentConfig]:
    """Return all environments; fields of the registrations of those that are named are others."""
    documents = {config.name.value: good(config.name.value) for config in ENVIRONMENTS}
    for name, fields in changed.items():
        for field, value in fields.items():
            put(documents[name], f"{FIELD}.{field}", value)
    return [EnvironmentConfig.model_validate_json(json.dumps(each)) for each in documents.values()]


@pytest.mark.parametrize(
    "field", ["parts.vpc_id", "parts.security_group_id", "workspace.id", "workspace.url"]
)
def test_nothing_is_registered_for_two_environments(field: str) -> None:
    part, _, name = field.partition(".")
    taken = good("prod")["databricks"]["registration"][part][name]
    (problem,) = account_problems(DATABRICKS_ACCOUNT, environments(test={field: taken}))
    assert problem.field == f"prod.{FIELD}.{field}"
    assert (problem.what, problem.given) == ("is that of test", str(taken))


def test_what_is_not_registered_yet_is_nobodys() -> None:
    nothing = {"parts": None, "workspace": None}
    assert not list(account_problems(DATABRICKS_ACCOUNT, environments(dev=nothing, test=nothing)))


def test_a_catalogue_is_shared_with_the_workspace_that_the_other_environment_has() -> None:
    configs = environments()
    for id_, expected in ((1000000000000001, 0), (1000000000000009, 1)):
        shares = (Share(environment=EnvironmentName.DEV, workspace_id=id_),)
        changed: list[EnvironmentConfig] = []
        for config in configs:
            governance = config.databricks.governance.model_copy(update={"shares": shares})
            databricks = config.databricks.model_copy(update={"governance": governance})
            changed.append(
                config.model_copy(update={"databricks": databricks}) if config.name == "prod" else config
            )
        found = list(account_problems(DATABRICKS_ACCOUNT, changed))
        assert [problem.allowed for problem in found] == ["1000000000000001"] * expected
