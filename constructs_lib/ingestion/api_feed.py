"""Data that is asked for over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.ingestion.feed_marks import FeedMarks
from constructs_lib.ingestion.landing_events import LandingEvents
from constructs_lib.ingestion.schedule import SourceSchedule
from constructs_lib.ingestion.source_alarms import source_unhealthy
from constructs_lib.ingestion.source_function import FunctionCode, FunctionNetwork, SourceFunction
from constructs_lib.ingestion.source_secret import source_secret
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

TIMEOUT_SECONDS = 900
"""The longest that Lambda runs; the function stops by itself before, between two windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSpec:
    """How an API is asked: when, and with what settings of the function (see `functions/api_feed`)."""

    schedule: str
    """When, as an expression of EventBridge Scheduler in UTC."""
    started: bool
    """Whether the schedule runs; not before the secret has a value."""
    memory_mb: int
    """The memory of the function, in MB; its share of a processor follows."""
    settings: Mapping[str, Any]
    """What its variable holds, as JSON."""


class ApiFeed(Construct):
    """A scheduled function that pages through a REST API into landing, with all that it needs.

    Always on: its own role, secret, schedule, dead letters, alarms and queue of arrivals. The secret's value
    is the API key, and a person puts it in.

    Attributes:
        events: The announcements of what has landed.
        function: The function.
        secret: The secret of the API key.
        alarm: The composite alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        api: ApiSpec,
        surroundings: Surroundings,
        code: FunctionCode,
        network: FunctionNetwork,
        marks: FeedMarks,
    ) -> None:
        super().__init__(scope, id_)
        place, landing = Place.of(scope), surroundings.landing
        self.events = LandingEvents(self, "events", source=source, surroundings=surroundings, target=landing)
        dead_letters_arn = self.events.dead_letters.arn
        self.secret = source_secret(self, "secret", source=source, surroundings=surroundings, holds="API key")
        secret_arn, table_arn = self.secret.arn, place.arn("dynamodb", f"table/{marks.name}")
        key_arn = landing.key.arn
        self.function = SourceFunction(
            self,
            "feed",
            purpose="feed",
            description=f"Pages through the API of source {source.name}",
            source=source,
            surroundings=surroundings,
            code=code,
            network=network,
            variable="FEED",
            setting=json.dumps(
                {
                    **api.settings,
                    "source": source.name,
                    "bucket": landing.bucket_name,
                    "prefix": source.prefix,
                    "kms_key_arn": key_arn,
                    "secret_arn": secret_arn,
                    "table": marks.name,
                    "tags": source.object_tags,
                },
                separators=(",", ":"),
                sort_keys=True,
            ),
            statements=[
                Statement(
                    sid="WriteLanding",
                    actions=("s3:PutObject", "s3:PutObjectTagging"),
                    resources=(f"{place.bucket_arn(landing.bucket_name)}/{source.prefix}*",),
                ),
                Statement(
                    sid="EncryptLanding", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(key_arn,)
                ),
                Statement(
                    sid="ReadApiKey", actions=("secretsmanager:GetSecretValue",), resources=(secret_arn,)
                ),
                Statement(
                    sid="KeepOwnMark",
                    actions=("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
                    resources=(table_arn,),
                    conditions={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [source.name]}},
                ),
            ],
            dead_letters_arn=dead_letters_arn,
            memory_mb=api.memory_mb,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        SourceSchedule(
            self,
            "schedule",
            source=source,
            surroundings=surroundings,
            expression=api.schedule,
            enabled=api.started,
            target_arn=self.function.arn,
            target_input=None,
            statements=[
                Statement(sid="RunFeed", actions=("lambda:InvokeFunction",), resources=(self.function.arn,))
            ],
            dead_letters_arn=dead_letters_arn,
        )
        self.alarm = source_unhealthy(
            self,
            source=source,
            surroundings=surroundings,
            alarms=[*self.events.alarms, *self.function.alarms],
        )
