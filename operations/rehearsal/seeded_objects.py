"""Objects in the buckets of a rehearsal: what must still be there afterwards."""

import os
from pathlib import Path
from typing import Any, Final

from operations.common.embedded_engine.client import client_environment
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.common.files import read_object

PER_BUCKET: Final = 3
PREFIX: Final = "rehearsal/"
BUCKET: Final = "aws_s3_bucket"


class SeededObjects:
    """Objects that were put into every bucket of a deployment, and counts them again."""

    def __init__(self, engine: EngineRecord) -> None:
        self._engine = engine
        self._put: dict[tuple[str, str], str] = {}

    def put(self, state: Path) -> str:
        """Put objects into every bucket of a state; return how many, in words."""
        client = self._client()
        held = read_object(state, "rehearse again")["resources"]
        buckets = sorted(
            instance["attributes"]["bucket"]
            for resource in held
            if resource["type"] == BUCKET
            for instance in resource["instances"]
        )
        for bucket in buckets:
            for number in range(PER_BUCKET):
                key = f"{PREFIX}{number}"
                answer = client.put_object(Bucket=bucket, Key=key, Body=f"{bucket} {number}".encode())
                self._put[bucket, key] = answer["ETag"]
        return f"{len(self._put)} objects in {len(buckets)} buckets"

    def check(self) -> str:
        """Return how many objects are still there. Raises OperationError if one is gone or another."""
        client = self._client()
        lost: list[str] = []
        for (bucket, key), etag in self._put.items():
            try:
                if client.head_object(Bucket=bucket, Key=key)["ETag"] != etag:
                    lost.append(f"{bucket}/{key}")
            except client.exceptions.ClientError:
                lost.append(f"{bucket}/{key}")
        if lost:
            raise OperationError(f"{len(lost)} of {len(self._put)} objects are lost: {', '.join(lost[:5])}")
        return f"{len(self._put)} of {len(self._put)} objects"

    def _client(self) -> Any:
        import boto3  # noqa: PLC0415 - slow to import, and only a rehearsal needs it
        from botocore.config import Config  # noqa: PLC0415

        environment = client_environment(self._engine, os.environ)
        return boto3.Session(region_name=environment["AWS_REGION"]).client(
            "s3",
            endpoint_url=self._engine.endpoint,
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            config=Config(proxies={}, s3={"addressing_style": "path"}),
        )
