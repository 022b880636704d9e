"""A bucket that announces its events to EventBridge says so, and does it in AWS's words.

moto 5.2.5 keeps the setting and sends the events but never returns the setting, so that every plan wants to
put it back. Its events call the entity tag `eTag`, and the reason by the class of the event; AWS calls them
`etag` and by the call, such as `PutObject` (S3 user guide, "EventBridge event message structure"). An event
that reaches one target that moto cannot run ends all others with it.
"""

import contextlib
import copy
import uuid
from typing import Any, Final

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.core.utils import unix_time
from moto.events import utils
from moto.events.models import Rule, events_backends
from moto.s3 import notifications
from moto.s3.responses import S3Response
from werkzeug.exceptions import HTTPException

from operations.emulator.repairs.repair import Repair, replace

REASONS: Final = {
    "s3:ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "s3:ObjectCreated:Copy": "CopyObject",
    "s3:ObjectCreated:Post": "POST Object",
    "s3:ObjectCreated:Put": "PutObject",
}


def _install() -> None:
    def get_bucket_notification(response: Any) -> Any:
        settings = response.backend.get_bucket_notification_configuration(response.bucket_name)
        if settings is None or settings.event_bridge is None or settings.topic or settings.queue:
            return original(response)
        response.data["Action"] = "GetBucketNotificationConfiguration"
        return response.serialized(ActionResult({"EventBridgeConfiguration": {}}))

    def send_to_targets(rule: Any, event: Any, transform_input: bool = True) -> None:
        if rule.state == "ENABLED" and rule.event_bus_name == "default":
            # A target that moto does not run, or that is gone, fails for itself only, as on AWS.
            with contextlib.suppress(NotImplementedError, ServiceException, HTTPException):
                send(rule, event, transform_input)

    original = replace(S3Response, "get_bucket_notification", get_bucket_notification)
    send = replace(Rule, "send_to_targets", send_to_targets)
    replace(notifications, "_send_event_bridge_message", _announce)


def _announce(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
    event: dict[str, Any] = copy.deepcopy(dict(vars(utils)["_BASE_EVENT_MESSAGE"]))
    name = str(getattr(event_name, "value", event_name))
    event |= {
        "id": str(uuid.uuid4()),
        "detail-type": vars(notifications)["_detail_type"](event_name),
        "source": "aws.s3",
        "account": account_id,
        "time": unix_time(),
        "region": bucket.region_name,
        "resources": [bucket.arn],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": {
                "key": key.name,
                "size": key.size,
                "etag": key.etag.strip('"'),
                "version-id": key.version_id,
                "sequencer": f"{int(unix_time() * 1_000_000):018X}",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": account_id,
            "source-ip-address": "127.0.0.1",
            "reason": REASONS.get(name, name),
        },
    }
    rules: list[Any] = list(
        events_backends[account_id][bucket.region_name].event_buses["default"].rules.values()
    )
    for rule in rules:
        rule.send_to_targets(copy.deepcopy(event), transform_input=False)


S3_EVENT_ANNOUNCEMENTS: Final = Repair(
    name="s3 event announcements",
    upstream="moto/s3/responses.py, get_bucket_notification; moto/s3/notifications.py; moto/events/models.py",
    install=_install,
)
