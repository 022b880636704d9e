"""The lake: one bucket per layer, from one list of specifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.s3_bucket_notification import S3BucketNotification
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec:
    """One layer: its name and how long that keeps what it holds.

    Exactly one layer of a lake has `receives_access_logs`: the others log to it. One that `announces` sends
    an event to EventBridge for each change of its objects.
    """

    name: str
    """Its name, such as `bronze`: its place in the tree, and a part of the name of its bucket."""
    retention: Retention
    receives_access_logs: bool = False
    announces: bool = False


class MedallionLake(Construct):
    """A bucket per layer, all with one key and one target of access logs.

    Raises ValueError unless layer names are distinct and exactly one layer receives access logs.

    Attributes:
        key: The lake's key.
        access_logs: The layer that receives the access logs of the others.
        layers: The other layers by name, in the order given.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        key: CustomerKey,
        layers: Sequence[LayerSpec],
    ) -> None:
        super().__init__(scope, id_)
        names = [layer.name for layer in layers]
        if len(set(names)) != len(names):
            raise ValueError(f"lake layers need distinct names; given {names}")
        targets = [layer for layer in layers if layer.receives_access_logs]
        if len(targets) != 1:
            raise ValueError(
                f"exactly one lake layer receives access logs; given {[t.name for t in targets]}"
            )
        (target,) = targets
        name_of = Place.of(scope).name_of
        self.key = key
        self.access_logs = AccessLogBucket(
            self,
            target.name,
            name=name_of("s3_bucket", target.name),
            retention=target.retention,
        )
        self.layers = {
            layer.name: EncryptedBucket(
                self,
                layer.name,
                name=name_of("s3_bucket", layer.name),
                key=key,
                access_logs=self.access_logs,
                retention=layer.retention,
            )
            for layer in layers
            if layer is not target
        }
        for layer in layers:
            if layer.announces and layer is not target:
                bucket = self.layers[layer.name]
                S3BucketNotification(bucket, "events", bucket=bucket.id, eventbridge=True)
