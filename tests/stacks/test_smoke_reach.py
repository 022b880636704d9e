"""Whether whoever deploys may send what a smoke test sends and run what it runs, and nothing beside it."""

from collections.abc import Mapping

import pytest

from configuration.model import EnvironmentConfig
from configuration.names import Names
from contracts.smoke_record import DROPS, FILE_PREFIX
from environments.catalogue import ENVIRONMENTS
from tests.support.pipeline import Pipeline
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)


def encryption(pipeline: Pipeline, service: str, **context: str) -> dict[str, str]:
    return {
        "kms__CallerAccount": pipeline.config.account.id,
        "kms__ViaService": f"{service}.{pipeline.config.region}.amazonaws.com",
        **context,
    }


@each_real
def test_a_marked_file_may_be_put_into_a_drop_and_no_other(stacks: Stacks, config: EnvironmentConfig) -> None:
    pipeline = Pipeline.of(stacks, config)
    bucket = f"arn:{config.partition}:s3:::{Names.of(config).s3_bucket('landing')}"

    def may(key: str, action: str = "s3:PutObject") -> bool:
        return pipeline.may(action, f"{bucket}/{key}", who="deploy")

    assert may(f"{DROPS}holidays/{FILE_PREFIX}1.csv")
    assert not may(f"{DROPS}holidays/holidays-2026.csv")
    assert not may(f"incoming/example-vendor/dividends/{FILE_PREFIX}1.csv")
    assert not may(f"market/holidays/{FILE_PREFIX}1.csv")
    assert not may(f"{DROPS}holidays/{FILE_PREFIX}1.csv", "s3:GetObject")
    assert not pipeline.may("s3:PutObject", f"{bucket}/{DROPS}holidays/{FILE_PREFIX}1.csv", who="plan")
    key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", "/lake_key/key")["policy"]
    context = encryption(pipeline, "s3", **{"kms__EncryptionContext:aws:s3:arn": bucket})
    target = pipeline.arn("kms", "key/1")
    assert pipeline.may("kms:GenerateDataKey", target, who="deploy", of_resource=key, **context)


@each_real
def test_a_marked_record_may_be_put_into_a_stream_and_none_read(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pipeline = Pipeline.of(stacks, config)
    stream = pipeline.arn("kinesis", f"stream/{pipeline.prefix}-stream-intraday-trades")
    assert pipeline.may("kinesis:PutRecord", stream, who="deploy")
    assert not pipeline.may("kinesis:GetRecords", stream, who="deploy")
    assert not pipeline.may("kinesis:PutRecord", stream, who="plan")
    key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", "/ingestion_key/key")["policy"]

    def encrypts(of: str, action: str = "kms:GenerateDataKey") -> bool:
        context = encryption(pipeline, "kinesis", **{"kms__EncryptionContext:aws:kinesis:arn": of})
        target = pipeline.arn("kms", "key/1")
        return pipeline.may(action, target, who="deploy", of_resource=key, **context)

    assert encrypts(stream)
    assert not encrypts(pipeline.arn("kinesis", "stream/of-others"))
    assert not encrypts(stream, "kms:Decrypt")


@each_real
def test_feeds_may_be_run_and_no_other_function(stacks: Stacks, config: EnvironmentConfig) -> None:
    pipeline = Pipeline.of(stacks, config)
    functions = [
        function["function_name"]
        for function in stacks[f"anthill-{config.name.value}"].resources("aws_lambda_function").values()
    ]
    may = {
        name
        for name in functions
        if pipeline.may("lambda:InvokeFunction", pipeline.arn("lambda", f"function:{name}"), who="deploy")
    }
    assert may == {name for name in functions if "-feed-" in name} != set(functions)
    assert not pipeline.may("lambda:InvokeFunction", pipeline.arn("lambda", "function:other"), who="deploy")
    assert not any(
        pipeline.may("lambda:InvokeFunction", pipeline.arn("lambda", f"function:{name}"), who="plan")
        for name in functions
    )
    secret = pipeline.arn("secretsmanager", f"secret:{pipeline.prefix}-daily-prices-AbCdEf")
    assert not pipeline.may("secretsmanager:GetSecretValue", secret, who="deploy")
