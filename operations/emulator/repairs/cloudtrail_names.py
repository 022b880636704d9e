"""Trails are described and deleted by the names that are given, ARNs included.

moto 5.2.5 ignores `trailNameList`, so that a second trail makes every lookup ambiguous, and silently
deletes nothing when given an ARN. AWS returns the trails that are named, leaves unknown ones out, and
answers TrailNotFoundException to the deletion of one that does not exist (API reference, DescribeTrails
and DeleteTrail).
"""

import json
from typing import Any, Final

from moto.cloudtrail.models import CloudTrailBackend
from moto.cloudtrail.responses import CloudTrailResponse

from operations.emulator.repairs.repair import Repair, replace


def _describe_trails(response: Any) -> str:
    trails = response.cloudtrail_backend.describe_trails(
        response._get_bool_param("includeShadowTrails", True)
    )
    named = response._get_param("trailNameList")
    described = [
        trail.description(include_region=True)
        for trail in trails
        if not named or {trail.trail_name, trail.arn} & set(named)
    ]
    return json.dumps({"trailList": described})


def _delete_trail(backend: Any, name: str) -> None:
    del backend.trails[backend.get_trail(name).trail_name]


def _install() -> None:
    replace(CloudTrailResponse, "describe_trails", _describe_trails)
    replace(CloudTrailBackend, "delete_trail", _delete_trail)


CLOUDTRAIL_NAMES: Final = Repair(
    name="cloudtrail names",
    upstream="moto/cloudtrail/responses.py, describe_trails; moto/cloudtrail/models.py, delete_trail",
    install=_install,
)
