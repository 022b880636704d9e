"""A function that works for one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionDeadLetterConfig,
    LambdaFunctionEnvironment,
    LambdaFunctionLoggingConfig,
    LambdaFunctionTracingConfig,
    LambdaFunctionVpcConfig,
)
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.ingestion.source_alarms import source_alarm
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.monitoring.alarm import Condition, Metric
from constructs_lib.monitoring.alarm_kind import SOURCE_ERRORS, SOURCE_THROTTLED
from constructs_lib.place import Place

RUNTIME: Final = "python3.13"
ENVIRONMENT_LIMIT_BYTES: Final = 4096
"""All variables of a function together (Lambda quotas)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCode:
    """The packaged code of a function: the zip's path from the stack's folder, its digest, its handler."""

    path: str
    """The zip, from the stack's folder."""
    digest_base64: str
    """SHA-256 of the zip: another one is another version."""
    handler: str
    """Module and function, as Lambda writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionNetwork:
    """The private subnets and the security group that functions run in."""

    subnet_ids: Sequence[str]
    """The subnets, one per zone."""
    security_group_id: str
    """The security group."""


class SourceFunction(Construct):
    """A Lambda function with its role, its log group and its alarms.

    Always on: private subnets, encrypted settings and logs, tracing, dead letters. `setting` is the JSON of
    its one variable. Raises ValueError if that is longer than Lambda takes.

    `variable` is the name of that variable. `dead_letters_arn` is the queue of events that failed.
    `memory_mb` is its memory, in MB. `timeout_seconds` ends a run.

    Attributes:
        function: The function resource.
        arn: Its ARN, known at synthesis.
        alarms: Its alarms.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        purpose: str,
        description: str,
        source: SourceSpec,
        surroundings: Surroundings,
        code: FunctionCode,
        network: FunctionNetwork,
        variable: str,
        setting: str,
        statements: Sequence[Statement],
        dead_letters_arn: str,
        memory_mb: int,
        timeout_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        if len(variable) + len(setting.encode()) > ENVIRONMENT_LIMIT_BYTES:
            raise ValueError(
                f"source {source.name!r}: the settings of its function take {len(setting.encode())} bytes; Lambda "
                f"takes {ENVIRONMENT_LIMIT_BYTES}: require fewer columns in its contract"
            )
        place = Place.of(scope)
        name = place.name_of("function", f"{purpose}-{source.name}")
        self.arn = place.arn("lambda", f"function:{name}")
        log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=place.name_of("log_group", f"{purpose}/{source.name}"),
            retention_in_days=surroundings.log_retention_days,
            kms_key_id=surroundings.logs_key.arn,
            tags=source.tags,
        )
        role = ServiceRole(
            self,
            "role",
            purpose=f"{purpose}-{source.name}",
            description=description,
            service="lambda.amazonaws.com",
            statements=[
                *_runtime_statements(
                    place.region,
                    key_arn=surroundings.ingestion_key.arn,
                    log_group_arn=log_group.arn,
                    dead_letters_arn=dead_letters_arn,
                    function_arn=self.arn,
                ),
                *statements,
            ],
            tags=source.tags,
        )
        self.function = LambdaFunction(
            self,
            "function",
            function_name=name,
            description=description,
            role=role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=code.handler,
            filename=code.path,
            source_code_hash=code.digest_base64,
            memory_size=memory_mb,
            timeout=timeout_seconds,
            kms_key_arn=surroundings.ingestion_key.arn,
            environment=LambdaFunctionEnvironment(variables={variable: setting}),
            dead_letter_config=LambdaFunctionDeadLetterConfig(target_arn=dead_letters_arn),
            logging_config=LambdaFunctionLoggingConfig(log_format="JSON", log_group=log_group.name),
            tracing_config=LambdaFunctionTracingConfig(mode="Active"),
            vpc_config=LambdaFunctionVpcConfig(
                subnet_ids=list(network.subnet_ids), security_group_ids=[network.security_group_id]
            ),
            tags=source.tags,
            # Lambda checks at creation that the role may use the network and the dead letters.
            depends_on=[role.policy],
        )
        self.alarms = [
            source_alarm(
                self,
                metric.lower(),
                name=f"{purpose}-{metric.lower()}",
                kind=kind,
                source=source,
                surroundings=surroundings,
                metric=Metric(
                    namespace="AWS/Lambda",
                    name=metric,
                    dimensions={"FunctionName": name},
                    statistic="Sum",
                    period_seconds=300,
                ),
                condition=Condition(comparison="above", threshold=0, periods=1, missing="notBreaching"),
            )
            for kind, metric in ((SOURCE_ERRORS, "Errors"), (SOURCE_THROTTLED, "Throttles"))
        ]


def _runtime_statements(
    region: str, *, key_arn: str, log_group_arn: str, dead_letters_arn: str, function_arn: str
) -> list[Statement]:
    """Return what any function needs: its logs, its dead letters, its network, its traces, its settings."""
    in_region = {"StringEquals": {"aws:RequestedRegion": [region]}}
    interfaces = (
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    )
    return [
        Statement(
            sid="WriteLogs",
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(f"{log_group_arn}:*",),
        ),
        Statement(sid="SendDeadLetters", actions=("sqs:SendMessage",), resources=(dead_letters_arn,)),
        Statement(
            sid="UseIngestionKey",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(key_arn,),
        ),
        # Lambda's own service makes the interfaces; the function's code may not (Lambda developer guide,
        # "Giving Lambda functions access to resources in an Amazon VPC").
        Statement(sid="JoinNetwork", actions=interfaces, resources=("*",), conditions=in_region),
        Statement(
            sid="DenyNetworkToCode",
            effect="Deny",
            actions=interfaces,
            resources=("*",),
            conditions={"ArnEquals": {"lambda:SourceFunctionArn": [function_arn]}},
        ),
        Statement(
            sid="WriteTraces",
            actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
            resources=("*",),
            conditions=in_region,
        ),
    ]
