"""Who changed a resource, by the audit trail."""

import json
from collections.abc import Iterable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operations.drift.finding import Finding, Touch

MOST_LOOKUPS: Final = 50
"""CloudTrail answers two look-ups a second (API reference, LookupEvents): a large drift is not worth minutes."""


def with_touches(findings: Iterable[Finding], cloudtrail: Any) -> tuple[list[Finding], str | None]:
    """Return findings with who changed them last, and why the trail could not be asked, if so.

    Only the last 90 days of calls that change something are there, and Databricks is not in it.
    """
    known = list(findings)
    found: list[Finding] = []
    for index, finding in enumerate(known):
        if index >= MOST_LOOKUPS or not finding.type.startswith("aws_"):
            found.append(finding)
            continue
        try:
            found.append(finding.touched(_last_touch(cloudtrail, finding.names)))
        except (ClientError, BotoCoreError) as error:
            return known, f"the audit trail could not be asked: {' '.join(str(error).split())[:200]}"
    return found, None


def _last_touch(cloudtrail: Any, names: Iterable[str]) -> Touch | None:
    events: list[dict[str, Any]] = []
    for name in names:
        answer = cloudtrail.lookup_events(
            LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": name}], MaxResults=50
        )
        events += [
            event for event in answer.get("Events", []) if str(event.get("ReadOnly")).lower() != "true"
        ]
    if not events:
        return None
    last = max(events, key=lambda event: event["EventTime"])
    return Touch(
        who=_who(last), at=f"{last['EventTime']:%Y-%m-%d %H:%M:%S %Z}".strip(), event=last["EventName"]
    )


def _who(event: dict[str, Any]) -> str:
    try:
        identity = json.loads(event.get("CloudTrailEvent", "{}")).get("userIdentity", {})
    except json.JSONDecodeError:
        identity = {}
    return str(identity.get("arn") or event.get("Username") or "unknown")
