"""Bucket policies are evaluated, conditions included.

moto 5.2.5 looks at a bucket policy only for requests on objects, knows the conditions of trust policies
alone, and counts a Deny whose condition it cannot meet as met: a bucket that refuses plain HTTP refuses
everything. AWS evaluates the policy for every request on the bucket and its objects, with all condition
operators, and answers 403 AccessDenied where a Deny applies.

An Allow matters to anonymous requests only: without an IAM policy evaluation the caller's own rights are
taken as given, as moto does by default.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from flask import request as flask_request
from moto.core.request import Request as MotoRequest
from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import BucketAccessDeniedError, S3ClientError
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from operations.emulator.authorization.evaluation import Decision, decide
from operations.emulator.repairs.repair import Repair, replace
from operations.emulator.repairs.s3_request import as_policy_request


def _authorizing(original: Callable[..., None]) -> Callable[..., None]:
    """Return what takes the place of moto's hook that every S3 operation passes once its action is known."""

    def authorize(response: Any, bucket_name: str | None = None, key_name: str | None = None) -> None:
        original(response, bucket_name, key_name)
        bucket = _bucket(response, bucket_name)
        if bucket is None or bucket.policy is None:
            return
        if decide(bucket.policy.decode(), as_policy_request(response, bucket, key_name)) is Decision.DENY:
            raise BucketAccessDeniedError(bucket=bucket.name)

    return authorize


def _permission(bucket: Any, action: str, resource: str) -> PermissionResult:
    """Take the place of moto's own evaluation, which runs before the operation's action is known.

    Denials are left to the hook, which knows the action; but deleting several objects asks for each of
    them here.
    """
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    response = S3Response()
    # What Flask hands out behaves as moto's own kind of request, which moto makes it in its server.
    response.setup_class(cast("MotoRequest", flask_request))
    response.data["Action"] = {"s3:HeadObject": "GetObject"}.get(action, action.removeprefix("s3:"))
    key_name = resource.split(":::", 1)[1].partition("/")[2]
    decision = decide(bucket.policy.decode(), as_policy_request(response, bucket, key_name))
    if decision is Decision.DENY and action == "s3:DeleteObject" and flask_request.method == "POST":
        return PermissionResult.DENIED
    return PermissionResult.PERMITTED if decision is Decision.ALLOW else PermissionResult.NEUTRAL


def _bucket(response: Any, bucket_name: str | None) -> Any:
    try:
        return response.backend.get_bucket(bucket_name) if bucket_name else None
    except S3ClientError:
        return None


def _install() -> None:
    hook = "_authenticate_and_authorize_s3_action"
    replace(S3Response, hook, _authorizing(getattr(S3Response, hook)))
    replace(FakeBucket, "get_permission", _permission)


S3_BUCKET_POLICY: Final = Repair(
    name="s3 bucket policy",
    upstream="moto/iam/access_control.py, IAMPolicyStatement._check_conditions",
    install=_install,
)
