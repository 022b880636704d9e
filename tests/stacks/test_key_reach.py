"""Whether each role that its policy lets use a customer key is admitted by the key's own policy, and back."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from tests.support.pipeline import Pipeline
from tests.support.policy_evaluator import decide
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)
KEY = re.compile(r"\$\{aws_kms_key\.(\w+)\.arn\}")
SERVICE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+\.amazonaws\.com")


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def uses(template: Template) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    """Each use of a key that a role's policy allows: the role, its policy, the action, the key's id."""
    names = {id_: role["name"] for id_, role in template.resources("aws_iam_role").items()}
    for inline in template.resources("aws_iam_role_policy").values():
        document = json.loads(inline["policy"])
        for statement in document["Statement"]:
            for action in listed(statement["Action"]) if statement["Effect"] == "Allow" else ():
                keys = {found[1] for each in listed(statement["Resource"]) if (found := KEY.fullmatch(each))}
                if action.startswith("kms:"):
                    yield from (
                        (names[inline["role"].split(".")[1]], document, action.replace("*", ""), key)
                        for key in keys
                    )


def admitted(pipeline: Pipeline, role: str, policy: Any, action: str, key: str, key_id: str) -> bool:
    """Return whether the role may do it by its policy, the boundary and the key's policy through any service."""
    who = role.removeprefix(f"{pipeline.prefix}-")
    return any(
        pipeline.may(
            action,
            f"${{aws_kms_key.{key_id}.arn}}",
            who=who,
            policy=policy,
            of_resource=key,
            kms__CallerAccount=pipeline.config.account.id,
            kms__ViaService=service,
        )
        for service in sorted(set(SERVICE.findall(key)))
    )


@each_real
def test_the_key_admits_each_role_that_its_policy_lets_use_it(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pipeline, template = Pipeline.of(stacks, config), stacks[f"anthill-{config.name.value}"]
    found = list(uses(template))
    assert len(found) > 30
    for role, policy, action, key_id in found:
        key = template.resources("aws_kms_key")[key_id]["policy"]
        assert admitted(pipeline, role, policy, action, key, key_id), f"{role}: {action} on {key_id}"
        # Without its own permission the statement of the account does not help.
        idle = {"Statement": [each for each in policy["Statement"] if "kms:" not in json.dumps(each)]}
        assert not admitted(pipeline, role, idle, action, key, key_id), role


@each_real
def test_aws_config_encrypts_with_the_key_of_its_bucket_for_this_account_only(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    channel = KEY.fullmatch(template.one("aws_config_delivery_channel")["s3_kms_key_arn"])
    assert channel
    key = template.resources("aws_kms_key")[channel[1]]["policy"]
    caller = {"Service": "config.amazonaws.com"}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        for account, verdict in ((config.account.id, "Allow"), ("999999999999", "Implicit")):
            context = {"aws:SourceAccount": account}
            assert decide(key, action=action, caller=caller, context=context) == verdict


@each_real
def test_aws_config_records_with_its_own_role_which_nobody_bounds(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    (linked,) = template.resources("aws_iam_service_linked_role")
    recorder = template.one("aws_config_configuration_recorder")
    assert recorder["role_arn"] == f"${{aws_iam_service_linked_role.{linked}.arn}}"
    assert recorder["recording_group"] == {"all_supported": True, "include_global_resource_types": True}
    assert "permissions_boundary" not in template.resources("aws_iam_service_linked_role")[linked]
    trusting = [
        role["name"]
        for role in template.resources("aws_iam_role").values()
        if "config.amazonaws.com" in role["assume_role_policy"]
    ]
    assert trusting == []
