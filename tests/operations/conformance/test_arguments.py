"""Arguments that AWS would refuse are found, with what is allowed and where it is written; right ones are not."""

from typing import Any

import pytest

from operations.conformance.arguments import arguments
from operations.conformance.counterparts import Counterparts, counterparts
from operations.conformance.limits import Limit, limits
from operations.conformance.matching import Input, Unmatched, leaves
from operations.conformance.published import Published
from tests.operations.conformance.conftest import Made

GROUP = {"description": "Functions to their endpoints", "name": "anthill-dev-functions", "vpc_id": "vpc-1"}
ALARM = {
    "alarm_name": "anthill-dev-late",
    "comparison_operator": "GreaterThanThreshold",
    "evaluation_periods": 1,
    "metric_name": "Errors",
    "namespace": "AWS/Lambda",
    "period": 300,
    "statistic": "Sum",
    "threshold": 0,
    "dimensions": {"FunctionName": "anthill-dev-feed-daily-prices"},
}
RIGHT: dict[str, dict[str, Any]] = {
    "aws_security_group": GROUP,
    "aws_cloudwatch_metric_alarm": ALARM,
    "aws_iam_role": {"name": "anthill-dev-audit", "description": "Writes", "assume_role_policy": "{}"},
    "aws_kms_key": {"deletion_window_in_days": 30, "description": "Of the lake"},
    "aws_kms_alias": {"name": "alias/anthill-dev-lake", "target_key_id": "${aws_kms_key.key.id}"},
    "aws_sqs_queue": {"name": "anthill-dev-dead", "message_retention_seconds": 1209600},
    "aws_lambda_function": {
        "function_name": "anthill-dev-feed-daily-prices",
        "role": "${aws_iam_role.role.arn}",
        "timeout": 900,
        "memory_size": 512,
        "architectures": ["arm64"],
        "environment": {"variables": {"FEED": "a"}},
    },
    "aws_s3_bucket": {"bucket": "anthill-dev-gold-111111111111-eu-west-1"},
    "aws_dms_replication_subnet_group": {
        "replication_subnet_group_id": "anthill-dev",
        "replication_subnet_group_description": "Where replications run",
        "subnet_ids": ["subnet-1"],
    },
    "aws_default_security_group": {"vpc_id": "${aws_vpc.vpc.id}"},
}


def judged(made: Made, type_: str, given: dict[str, Any]) -> list[tuple[str, str, str]]:
    material = made({type_: {"it": RIGHT.get(type_, {}) | given}})
    return [(each.check, each.given, each.allowed) for each in arguments(material)]


def test_what_is_right_passes_and_is_counted(made: Made) -> None:
    material = made({type_: {"it": given} for type_, given in RIGHT.items()})
    assert arguments(material) == []
    covered = material.coverage
    assert covered.types == set(RIGHT) - covered.without
    assert covered.without == {"aws_default_security_group"}
    assert covered.ruled["aws_lambda_function"] >= 4
    assert not covered.unmatched | covered.unlisted | covered.unreadable


@pytest.mark.parametrize(
    ("type_", "given", "check", "shown", "allowed"),
    [
        # Row A2 of the faults that a first deployment would have met.
        (
            "aws_security_group",
            {"description": "the control plane's endpoints"},
            "pattern",
            "plane's",
            "spaces and ._-:/()#",
        ),
        ("aws_security_group", {"name": "sg-functions"}, "pattern", "sg-functions", "not beginning with sg-"),
        (
            "aws_iam_role",
            {"description": "Writes \u2013 and reads"},
            "pattern",
            "\u2013",
            r"the pattern [\u0009",
        ),
        ("aws_kms_alias", {"name": "alias/anthill dev"}, "pattern", "anthill dev", "the pattern"),
        ("aws_s3_bucket", {"bucket": "Gold"}, "pattern", "Gold", "reserved prefixes"),
        ("aws_sqs_queue", {"name": "dead letters"}, "pattern", "dead letters", "up to 80 letters"),
        (
            "aws_dms_replication_subnet_group",
            {"replication_subnet_group_id": "default"},
            "pattern",
            "default",
            "a-z",
        ),
        ("aws_cloudwatch_metric_alarm", {"statistic": "Total"}, "enum", "Total", "SampleCount, Average"),
        ("aws_cloudwatch_metric_alarm", {"comparison_operator": ">"}, "enum", ">", "GreaterThanThreshold"),
        ("aws_lambda_function", {"architectures": ["x86"]}, "enum", "x86", "x86_64, arm64"),
        ("aws_lambda_function", {"timeout": 901}, "range", "901", "at most 900"),
        ("aws_lambda_function", {"memory_size": 64}, "range", "64", "at least 128"),
        ("aws_kms_key", {"deletion_window_in_days": 5}, "range", "5", "at least 7"),
        ("aws_cloudwatch_metric_alarm", {"period": 90}, "range", "90", "10, 20, 30, a multiple of 60"),
        ("aws_sqs_queue", {"message_retention_seconds": "1209601"}, "range", "1209601", "at most 1209600"),
        ("aws_security_group", {"description": "x" * 256}, "length", "256 characters", "up to 255"),
        ("aws_iam_role", {"name": "r" * 65}, "length", "65 characters", "at most 64"),
        (
            "aws_cloudwatch_metric_alarm",
            {"alarm_actions": [f"arn:aws:sns:eu-west-1:1:{n}" for n in range(6)]},
            "length",
            "6 entries",
            "at most 5",
        ),
        (
            "aws_security_group",
            {"tags": {"owner": "data, platform"}},
            "pattern",
            "data, platform",
            "_.:/=+-@",
        ),
        (
            "aws_security_group",
            {"tags": {"aws:owner": "us"}},
            "pattern",
            "aws:owner",
            "not beginning with aws:",
        ),
        ("aws_security_group", {"tags": {"owner": "x" * 257}}, "length", "257 characters", "up to 256"),
        (
            "aws_sqs_queue",
            {"fresh_argument": 1},
            "unlisted",
            "aws_sqs_queue.fresh_argument",
            "the reason why",
        ),
        ("aws_fresh_type", {"name": "a"}, "unlisted", "aws_fresh_type", "the reason why"),
        (
            "aws_cloudwatch_metric_alarm",
            {"fresh": {"name": "a"}},
            "unlisted",
            "alarm.fresh",
            "the reason why",
        ),
    ],
)
def test_what_aws_refuses_is_found(
    made: Made, type_: str, given: dict[str, Any], check: str, shown: str, allowed: str
) -> None:
    ((found, given_, allowed_),) = judged(made, type_, given)
    assert found == f"arguments.{check}"
    assert shown in given_
    assert allowed in allowed_


def test_a_name_is_judged_at_the_longest_that_the_configuration_admits(made: Made) -> None:
    # Fits here; in another environment, with a source whose name is longer, it would not.
    ((check, given, _),) = judged(
        made, "aws_lambda_function", {"function_name": f"anthill-dev-{'f' * 20}-daily-prices"}
    )
    assert check == "arguments.length"
    assert "at its longest 67 characters (anthill-local-" in given
    assert judged(made, "aws_lambda_function", {"function_name": f"anthill-dev-{'f' * 20}-daily"}) == []


def test_texts_that_only_a_deployment_knows_are_judged_as_far_as_they_are_known(made: Made) -> None:
    known = {
        "aws_iam_role": {"role": {"name": "a b"}},
        "aws_iam_role_policy": {"it": {"name": "p", "policy": "{}"}},
    }
    known["aws_iam_role_policy"]["it"]["role"] = "${aws_iam_role.role.name}"
    addresses = {each.address for each in arguments(made(known))}
    assert addresses == {"aws_iam_role.role", "aws_iam_role_policy.it"}
    assert judged(made, "aws_iam_role", {"name": "${random_id.suffix.hex} ?"}) == []
    ((check, *_),) = judged(made, "aws_iam_role", {"name": f"${{random_id.suffix.hex}}{'r' * 65}"})
    assert check == "arguments.length"


def test_every_rule_has_a_source(made: Made) -> None:
    found = arguments(made({"aws_lambda_function": {"it": {"function_name": "a b", "timeout": 0}}}))
    sources = {each.source for each in found}
    assert any(
        source.startswith("botocore 1.") and "CreateFunction.FunctionName" in source for source in sources
    )
    assert all(each.fix for each in found)


def test_the_table_is_of_calls_and_members_that_there_are(asked: Published) -> None:
    table = counterparts()
    known = asked.shapes(table.operations(table.types))
    for type_, each in table.types.items():
        inputs = [
            Input(f"{service}:{operation}", known[service]["inputs"][operation], known[service]["shapes"])
            for service, operation in each.operations
        ]
        top = {name: "x" for name in each.arguments if "." not in name}
        lost = [leaf.argument for leaf in leaves(top, each, inputs) if isinstance(leaf, Unmatched)]
        assert lost == [], type_
        assert all(any(one.at(one.top, root) for one in inputs) for root in each.roots), type_
        assert not set(each.arguments) & set(each.own), type_
    assert not set(table.types) & set(table.without)


def test_tables_refuse_what_says_nothing() -> None:
    with pytest.raises(ValueError, match="a limit has a pattern"):
        Limit(types=("aws_a",), argument="a", source="somewhere in a guide")
    with pytest.raises(ValueError, match="in words"):
        Limit(types=("aws_a",), argument="a", pattern="a", source="somewhere in a guide")
    with pytest.raises(ValueError, match="calls"):
        Counterparts.model_validate({"types": {"aws_a": {"calls": ["ec2"]}}, "without": {}})
    assert len({(each.types, each.argument) for each in limits()}) == len(limits())
