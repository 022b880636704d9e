"""The deployed platform, as senders see it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.sources.catalogue import AnySource, layer_of
from configuration.suggestion import did_you_mean
from operations.common.embedded_engine.client import REGION
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import InputError
from operations.emulator.send.delivery import Stored

ABSENT = frozenset(
    {
        "404",
        "NoSuchBucket",
        "NonExistentQueue",
        "NotFound",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
    }
)

MAKING: Final = threading.Lock()
"""Held while a client is made: clients are safe in threads, sessions are not (boto3 documentation, "Multithreading or
multiprocessing with sessions")."""


@dataclass(frozen=True)
class Platform:
    """One environment on an embedded AWS: its clients, its names, and what lies in its buckets."""

    engine: EngineRecord
    config: EnvironmentConfig

    @cached_property
    def names(self) -> Names:
        """The physical names."""
        return Names.of(self.config)

    @cached_property
    def _session(self) -> Any:
        # One for all clients: it reads the services' models once. boto3's stubs want a literal per service.
        return cast(
            "Any",
            boto3.Session(
                region_name=REGION,
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - no secret
            ),
        )

    def client(self, service: str) -> Any:
        """Return a boto3 client; nothing of the user's own AWS settings reaches it. Threads may ask at once."""
        with MAKING:
            return self._session.client(
                service,
                endpoint_url=self.engine.endpoint,
                config=Config(proxies={}, s3={"addressing_style": "path"}),
            )

    def source(self, name: str) -> AnySource:
        """Return the source of a name. Raises InputError if there is none, or if it is not deployed."""
        found = {source.name: source for source in self.config.sources.all}
        if name not in found:
            known = f"known are {', '.join(sorted(found))}{did_you_mean(name, found)}"
            raise InputError(f"no source {name!r} in {self.config.name}; {known}")
        try:
            self.queue_url(found[name])
        except ClientError as error:
            if not is_absent(error):
                raise
            raise InputError(f"source {name!r} is not deployed: run 'make up' first") from error
        return found[name]

    def bucket(self, source: AnySource) -> str:
        """Return the bucket in which a source's objects arrive."""
        return self.names.s3_bucket(layer_of(source).value)

    def queue_url(self, source: AnySource) -> str:
        """Return the URL of the queue that announces a source's arrivals."""
        name = self.names.named("sqs_queue", f"landing-{source.name}")
        return str(self.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    def waiting(self, source: AnySource) -> int:
        """Return how many announcements wait; to receive them would count as a read."""
        attribute = "ApproximateNumberOfMessages"
        answer = self.client("sqs").get_queue_attributes(
            QueueUrl=self.queue_url(source), AttributeNames=[attribute]
        )
        return int(answer["Attributes"][attribute])

    def versions(self, bucket: str, prefix: str) -> set[tuple[str, str]]:
        """Return the current key and version of every object under a prefix."""
        return set(self._listed(bucket, prefix))

    def stored(self, bucket: str, key: str) -> Stored:
        """Return what S3 says of an object."""
        s3 = self.client("s3")
        head = s3.head_object(Bucket=bucket, Key=key)
        tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
        return Stored(
            bucket=bucket,
            key=key,
            size=head["ContentLength"],
            encryption=head.get("ServerSideEncryption", "none"),
            kms_key_arn=head.get("SSEKMSKeyId", ""),
            tags={tag["Key"]: tag["Value"] for tag in tags},
        )

    def lake_key_arn(self) -> str:
        """Return the ARN of the key that encrypts the lake."""
        alias = self.names.kms_alias("lake")
        return str(self.client("kms").describe_key(KeyId=alias)["KeyMetadata"]["Arn"])

    def _listed(self, bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
        pages = self.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            for version in page.get("Versions", []):
                if version["IsLatest"]:
                    yield version["Key"], version["VersionId"]


def is_absent(error: ClientError) -> bool:
    """Return whether AWS says that something is not there."""
    return str(error.response["Error"]["Code"]).rpartition(".")[2] in ABSENT
