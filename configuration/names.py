"""Every physical name, in one place, with the rules of each service."""

import re
from dataclasses import dataclass
from typing import Final

from configuration.model import EnvironmentConfig

PROJECT: Final = "anthill"

NAME_RULES: Final = {
    "s3_bucket": (
        r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)(?<!--x-s3)(?<!--table-s3)",
        "3 to 63 of a-z, 0-9 and '-', no '-' at the ends, none of the reserved prefixes and suffixes",
    ),
    "kms_alias": (
        r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}",
        "'alias/' and up to 250 of letters, digits, '/', '_', '-', not beginning with 'aws/'",
    ),
    "iam_role": (r"[\w+=,.@-]{1,64}", "up to 64 of letters, digits and '+=,.@_-'"),
    "iam_policy": (r"[\w+=,.@-]{1,128}", "up to 128 of letters, digits and '+=,.@_-'"),
    "log_group": (
        r"(?!aws/)[\w./#-]{1,512}",
        "up to 512 of letters, digits and '_./#-', not beginning with 'aws/'",
    ),
    "alarm": (r"[\w-]{1,255}", "up to 255 of letters, digits, '_' and '-'"),
    "analyzer": (
        r"[A-Za-z][\w.-]{0,254}",
        "up to 255 of letters, digits and '_.-', beginning with a letter",
    ),
    "cluster_policy": (r"[\w-]{1,100}", "up to 100 of letters, digits, '_' and '-'"),
    "config_recorder": (r"[\w-]{1,256}", "up to 256 of letters, digits, '_' and '-'"),
    "config_rule": (r"[\w-]{1,128}", "up to 128 of letters, digits, '_' and '-'"),
    "budget": (r"[^:\\\n]{1,100}", "up to 100 characters on one line without ':' and '\\'"),
    "connection": (r"[\w-]{1,255}", "up to 255 of letters, digits, '_' and '-'"),
    "credential": (r"[\w-]{1,255}", "up to 255 of letters, digits, '_' and '-'"),
    "delivery_stream": (r"[\w.-]{1,64}", "up to 64 of letters, digits and '_.-'"),
    "event_rule": (r"[\w.-]{1,64}", "up to 64 of letters, digits and '_.-'"),
    "external_location": (r"[\w-]{1,255}", "up to 255 of letters, digits, '_' and '-'"),
    "function": (r"[\w-]{1,64}", "up to 64 of letters, digits, '_' and '-'"),
    "instance_pool": (r"[\w-]{1,100}", "up to 100 of letters, digits, '_' and '-'"),
    "metric_filter": (r"[^:*]{1,512}", "up to 512 characters without ':' and '*'"),
    "replication": (
        r"(?=.{1,255}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "up to 255 of a-z, 0-9 and single '-' between them, beginning with a letter",
    ),
    "network_connectivity_config": (r"[\w-]{3,30}", "3 to 30 of letters, digits, '_' and '-'"),
    "network_policy": (r"[a-z0-9-]{1,32}", "up to 32 of a-z, 0-9 and '-'"),
    "schedule": (r"[\w.-]{1,64}", "up to 64 of letters, digits and '_.-'"),
    "secret": (r"[\w/+=.@-]{1,512}", "up to 512 of letters, digits and '/_+=.@-'"),
    "security_group": (
        r"(?!sg-)[\w .:/()#,@\[\]+=&;{}!$*-]{1,255}",
        "up to 255 of letters, digits, spaces and '._-:/()#,@[]+=&;{}!$*', not beginning with 'sg-'",
    ),
    "serving_endpoint": (
        r"[A-Za-z0-9][\w-]{0,62}",
        "up to 63 of letters, digits, '_' and '-', beginning with a letter or digit",
    ),
    "sqs_queue": (r"[\w-]{1,80}", "up to 80 of letters, digits, '_' and '-'"),
    "stream": (r"[\w.-]{1,128}", "up to 128 of letters, digits and '_.-'"),
    "stream_consumer": (r"[\w.-]{1,128}", "up to 128 of letters, digits and '_.-'"),
    "table": (r"[\w.-]{3,255}", "3 to 255 of letters, digits and '_.-'"),
    "sns_topic": (r"[\w-]{1,256}", "up to 256 of letters, digits, '_' and '-'"),
    "warehouse": (r"[\w-]{1,100}", "up to 100 of letters, digits, '_' and '-'"),
    "trail": (
        r"(?=.{3,128}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*",
        "3 to 128 of letters, digits and single '.', '_', '-' between them",
    ),
}
"""The pattern of a name per kind of resource, and its text (each service's API reference)."""


def checked(kind: str, name: str) -> str:
    """Return the name if it keeps the rule of its kind; raise ValueError with the rule otherwise."""
    pattern, text = NAME_RULES[kind]
    if not re.fullmatch(pattern, name, re.ASCII):
        raise ValueError(f"{kind} name {name!r} ({len(name)} characters) breaks its rule: {text}")
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of one environment.

    Bucket names carry account and region, because they are shared by all of AWS. Every method raises
    ValueError for a name that its service would refuse.
    """

    environment: str
    region: str
    account_id: str
    partition: str = "aws"
    project: str = PROJECT

    @classmethod
    def of(cls, config: EnvironmentConfig) -> "Names":
        """Return the names of an environment."""
        return cls(
            environment=config.name.value,
            region=config.region,
            account_id=config.account.id,
            partition=config.partition,
        )

    @property
    def prefix(self) -> str:
        """What the names of an environment begin with."""
        return f"{self.project}-{self.environment}"

    @property
    def state_bucket(self) -> str:
        """The bucket of the Terraform state."""
        return self.s3_bucket("state")

    @property
    def catalog(self) -> str:
        """The catalogue of Unity Catalog, without '-' so that SQL needs no quotes."""
        return self.prefix.replace("-", "_")

    def live_catalog(self, source: str) -> str:
        """Return the catalogue over the database of a source."""
        return f"{self.catalog}_{source}_live"

    def experiment(self, model: str) -> str:
        """Return the path of a model's experiment in the workspace."""
        return f"/Shared/{self.prefix}-{model.replace('_', '-')}"

    def s3_bucket(self, purpose: str) -> str:
        """Return the name of a bucket."""
        return checked("s3_bucket", f"{self.prefix}-{purpose}-{self.account_id}-{self.region}")

    def kms_alias(self, purpose: str) -> str:
        """Return the alias of a key."""
        return checked("kms_alias", f"alias/{self.prefix}-{purpose}")

    def iam_role(self, purpose: str) -> str:
        """Return the name of a role."""
        return checked("iam_role", f"{self.prefix}-{purpose}")

    def log_group(self, purpose: str) -> str:
        """Return the name of a log group."""
        return checked("log_group", f"/{self.project}/{self.environment}/{purpose}")

    def named(self, kind: str, purpose: str) -> str:
        """Return the name of a resource of any kind in `NAME_RULES`, in that kind's form."""
        match kind:
            case "kms_alias":
                return self.kms_alias(purpose)
            case "log_group":
                return self.log_group(purpose)
            case "s3_bucket":
                return self.s3_bucket(purpose)
            case "secret":
                return checked(kind, f"{self.project}/{self.environment}/{purpose}")
            case _:
                return checked(kind, f"{self.prefix}-{purpose}")

    def sns_topic(self, purpose: str) -> str:
        """Return the name of a topic."""
        return checked("sns_topic", f"{self.prefix}-{purpose}")
