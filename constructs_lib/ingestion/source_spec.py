"""The parameters of the constructs of this package: a source, and what all sources share."""

from dataclasses import dataclass

from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.monitoring.alarm_topics import AlarmTopics


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A source: where its objects lie (`prefix` ends with a slash) and how fresh they are to be.

    The objective is `freshness_periods` periods of `freshness_period_seconds`.
    """

    name: str
    """Its name, in kebab case: a part of every name that is made for it."""
    owner: str
    """The team that answers for it."""
    domain: str
    """The business domain: a tag that cost is grouped by."""
    classification: str
    """How confidential its objects are: their tag."""
    format: str
    """The format of its objects, such as `jsonl` or `parquet`."""
    prefix: str
    columns: tuple[str, ...]
    """The columns that its records have."""
    freshness_period_seconds: int
    freshness_periods: int

    @property
    def construct_id(self) -> str:
        """The id of its construct."""
        return self.name.replace("-", "_")

    @property
    def tags(self) -> dict[str, str]:
        """The tags of its resources, beside those of the environment: cost reports group by them."""
        return {"domain": self.domain, "source": self.name, "source-owner": self.owner}

    @property
    def object_tags(self) -> dict[str, str]:
        """The tags of its objects."""
        return {"data-classification": self.classification, "domain": self.domain, "source": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A bucket that sources write to, and the key that encrypts what they write."""

    bucket_name: str
    """The name of the bucket."""
    key: CustomerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all sources of an environment share; none of it changes when a source is added.

    `ingestion_key` encrypts what is in motion (queues, streams, secrets, settings), `logs_key` the logs.
    """

    landing: Target
    bronze: Target
    ingestion_key: CustomerKey
    logs_key: CustomerKey
    topics: AlarmTopics
    log_retention_days: int
    """Days that logs are kept."""
