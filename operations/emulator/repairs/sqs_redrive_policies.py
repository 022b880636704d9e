"""The redrive policies of a queue are kept as they were given.

moto 5.2.5 rewrites the redrive policy with spaces and does not know the policy that says which queues may
redrive to a queue. AWS returns both as compact JSON (SQS API reference, SetQueueAttributes).
"""

import json
from typing import Any, Final

from moto.sqs.models import Queue

from operations.emulator.repairs.repair import Repair, replace

ALLOW: Final = "RedriveAllowPolicy"


def _install() -> None:
    def attributes(queue: Any) -> dict[str, Any]:
        result = original.fget(queue)
        if "RedrivePolicy" in result:
            result["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
        allowed = getattr(queue, "redrive_allow_policy", None)
        if allowed:
            result[ALLOW] = allowed
        return result

    original = replace(Queue, "attributes", property(attributes))


SQS_REDRIVE_POLICIES: Final = Repair(
    name="sqs redrive policies",
    upstream="moto/sqs/models.py, Queue.attributes and BASE_ATTRIBUTES",
    install=_install,
)
