"""Whether the deployer may use customer keys as services do in the caller's name, and no other way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from tests.support.aws_calls import CALLS, deployed
from tests.support.pipeline import ANYTHING, Pipeline
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)
KEY = re.compile(r"\$\{aws_kms_key\.(\w+)\.")


def keyed(entry: Any) -> Iterator[tuple[str, str]]:
    """Every argument of a resource that names a customer key: its name, and the id of the key."""
    if isinstance(entry, dict):
        for name, value in entry.items():
            named = KEY.match(value) if isinstance(value, str) and re.search(r"kms|key_", name) else None
            if named:
                yield name, named[1]
            yield from keyed(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from keyed(value)


@each_real
def test_whoever_deploys_may_use_each_customer_key_as_its_service_does_in_the_callers_name(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pipeline = Pipeline.of(stacks, config)
    tried: set[str] = set()
    for template in deployed(stacks, config):
        for type_, made in template.json["resource"].items():
            for argument, key_id in (pair for each in made.values() for pair in keyed(each)):
                if not type_.startswith("aws_") or type_ in {"aws_kms_alias"}:
                    continue
                use = CALLS[type_].get("key")
                assert use, f"{type_} takes a key by {argument}: who uses it when it is made?"
                if argument != use["argument"]:
                    continue
                key = template.resources("aws_kms_key")[key_id]["policy"]
                assert unusable(pipeline, key, use) == set(), type_
                tried.add(type_)
    assert {"aws_dynamodb_table", "aws_lambda_function", "aws_scheduler_schedule"} <= tried


def unusable(pipeline: Pipeline, key: str, use: dict[str, Any], *, policy: Any = None) -> set[str]:
    """What a deployment may not do with a key through a service, of what that service does in its name."""
    conditions = {
        "kms__CallerAccount": pipeline.config.account.id,
        "kms__ViaService": f"{use['service']}.{pipeline.config.region}.amazonaws.com",
    }
    asked = [*use["uses"], *(["kms:CreateGrant"] if use["grants"] else [])]
    target = pipeline.arn("kms", "key/1")

    def may(action: str, **more: str) -> bool:
        return pipeline.may(
            action, target, who="deploy", policy=policy, of_resource=key, **{**conditions, **more}
        )

    return {action for action in asked if not may(action, kms__GrantIsForAWSResource="true")}


@pytest.mark.parametrize("sid", ["UseKeysThroughServices", "GrantKeysToServices"])
def test_the_statement_of_the_account_in_a_keys_policy_is_not_enough(stacks: Stacks, sid: str) -> None:
    (config,) = [each for each in ENVIRONMENTS if each.name.value == "dev"]
    pipeline = Pipeline.of(stacks, config)
    key = stacks["anthill-dev"].by_path("aws_kms_key", "/ingestion_key/key")["policy"]
    policy = pipeline.permissions("deploy")
    policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != sid]
    assert unusable(pipeline, key, CALLS["aws_dynamodb_table"]["key"], policy=policy)
    assert not unusable(pipeline, key, CALLS["aws_dynamodb_table"]["key"])


@each_real
@pytest.mark.parametrize(
    ("action", "via", "grant"),
    [
        ("kms:Decrypt", None, None),
        ("kms:Decrypt", "s3", None),
        ("kms:Decrypt", "kinesis", None),
        ("kms:CreateGrant", "dynamodb", "false"),
        ("kms:CreateGrant", "scheduler", "true"),
        ("kms:CreateGrant", None, "true"),
    ],
)
def test_whoever_deploys_reads_nothing_with_a_key(
    stacks: Stacks, config: EnvironmentConfig, action: str, via: str | None, grant: str | None
) -> None:
    pipeline = Pipeline.of(stacks, config)
    context = {"kms__CallerAccount": config.account.id}
    if via:
        context["kms__ViaService"] = f"{via}.{config.region}.amazonaws.com"
    if grant:
        context["kms__GrantIsForAWSResource"] = grant
    for path in ("/lake_key/key", "/ingestion_key/key", "/logs_key/key"):
        key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", path)["policy"]
        assert not pipeline.may(
            action, pipeline.arn("kms", "key/1"), who="deploy", of_resource=key, **context
        )


@each_real
@pytest.mark.parametrize(
    ("function", "via", "may"),
    [
        ("own", "lambda", True),
        ("own", "dynamodb", False),
        ("own", None, False),
        ("another", "lambda", False),
        (None, "lambda", False),
    ],
)
def test_a_plan_reads_the_settings_of_its_functions_and_decrypts_nothing_else(
    stacks: Stacks, config: EnvironmentConfig, function: str | None, via: str | None, *, may: bool
) -> None:
    pipeline = Pipeline.of(stacks, config)
    key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", "/ingestion_key/key")["policy"]
    names = {"own": f"{pipeline.prefix}-feed-splits", "another": "another"}
    context = {"kms__CallerAccount": config.account.id}
    if via:
        context["kms__ViaService"] = f"{via}.{config.region}.amazonaws.com"
    if function:
        arn = pipeline.arn("lambda", f"function:{names[function]}")
        context["kms__EncryptionContext__aws__lambda__FunctionArn"] = arn
    target = pipeline.arn("kms", "key/1")
    assert pipeline.may("kms:Decrypt", target, who="plan", of_resource=key, **context) is may


@each_real
@pytest.mark.parametrize(
    ("who", "action", "via", "may"),
    [
        ("plan", "kms:Decrypt", "s3", True),
        ("plan", "kms:GenerateDataKey", "s3", False),
        ("deploy", "kms:Decrypt", "s3", True),
        ("deploy", "kms:GenerateDataKey", "s3", True),
        ("deploy", "kms:GenerateDataKey", "sns", True),
        ("deploy", "kms:Decrypt", "dynamodb", False),
        ("deploy", "kms:CreateGrant", "dynamodb", False),
        ("deploy", "kms:PutKeyPolicy", None, False),
        ("notify", "kms:Decrypt", "sns", True),
        ("notify", "kms:GenerateDataKey", "sns", True),
        ("notify", "kms:GenerateDataKey", "lambda", False),
        ("made", "kms:Decrypt", "s3", False),
    ],
)
def test_the_key_of_the_state_admits_the_pipeline_through_the_bucket_and_the_topic(
    stacks: Stacks, config: EnvironmentConfig, who: str, action: str, via: str | None, *, may: bool
) -> None:
    pipeline = Pipeline.of(stacks, config)
    ((id_, key),) = pipeline.template.resources("aws_kms_key").items()
    context = {"kms__CallerAccount": config.account.id, "kms__GrantIsForAWSResource": "true"}
    if via:
        context["kms__ViaService"] = f"{via}.{config.region}.amazonaws.com"
    found = pipeline.may(
        action,
        f"${{aws_kms_key.{id_}.arn}}",
        who=who,
        policy=ANYTHING if who == "made" else None,
        of_resource=key["policy"],
        **context,
    )
    assert found is may
