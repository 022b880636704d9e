"""Starts a replication by its state, as no schedule alone and no Terraform can."""

import json
from dataclasses import dataclass
from typing import Final

from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.ingestion.source_function import FunctionCode, FunctionNetwork, SourceFunction
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

MEMORY_MB: Final = 128
TIMEOUT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSpec:
    """What is started."""

    arn: str
    """The ARN of the serverless configuration, or of the task."""
    serverless: bool
    """Whether it is a serverless configuration, not a task on an instance."""
    changes: bool
    """Whether it follows the source for good; otherwise each run reads the tables whole."""


class ReplicationStart(Construct):
    """The function that starts a replication in the way that its state asks for.

    The first run of a replication takes `start-replication` alone and no later one does (DMS API reference,
    StartReplication), so no fixed call is right twice. Terraform's own start comes before the secret has a
    value, and too early after each change (hashicorp/terraform-provider-aws#35650). Always on: a role that may
    start this one replication, dead letters, alarms.

    `dead_letters_arn` is the queue of runs that failed three times.

    Attributes:
        function: The function.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        start: StartSpec,
        surroundings: Surroundings,
        code: FunctionCode,
        network: FunctionNetwork,
        dead_letters_arn: str,
    ) -> None:
        super().__init__(scope, id_)
        what = "Replication" if start.serverless else "ReplicationTask"
        self.function = SourceFunction(
            self,
            "function",
            purpose="replicate",
            description=f"Starts the replication of source {source.name}",
            source=source,
            surroundings=surroundings,
            code=code,
            network=network,
            variable="REPLICATION",
            setting=json.dumps(
                {
                    "source": source.name,
                    "arn": start.arn,
                    "serverless": start.serverless,
                    "changes": start.changes,
                },
                separators=(",", ":"),
                sort_keys=True,
            ),
            statements=[
                Statement(sid="StartReplication", actions=(f"dms:Start{what}",), resources=(start.arn,)),
                # Descriptions know no resource (service authorization reference, AWS DMS).
                Statement(
                    sid="SeeReplications",
                    actions=(f"dms:Describe{what}s",),
                    resources=("*",),
                    conditions={"StringEquals": {"aws:RequestedRegion": [Place.of(scope).region]}},
                ),
            ],
            dead_letters_arn=dead_letters_arn,
            memory_mb=MEMORY_MB,
            timeout_seconds=TIMEOUT_SECONDS,
        )
