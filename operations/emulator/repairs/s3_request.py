"""A request to moto's S3, as a bucket policy sees it.

Source: service authorization reference, "Actions, resources, and condition keys for Amazon S3"; IAM user
guide, "AWS global condition context keys".
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from moto.iam.access_control import CreateAccessKeyFailure, create_access_key

from operations.emulator.authorization.evaluation import Request

SSE: Final = "x-amz-server-side-encryption"
SSE_KEY: Final = "x-amz-server-side-encryption-aws-kms-key-id"

_HEADER_PREFIXES: Final = ("x-amz-server-side-encryption", "x-amz-grant-")
_HEADERS: Final = frozenset(
    {
        *("x-amz-acl", "x-amz-content-sha256", "x-amz-copy-source", "x-amz-metadata-directive"),
        *("x-amz-object-ownership", "x-amz-storage-class", "x-amz-website-redirect-location"),
    }
)
_QUERY: Final = {
    "prefix": "s3:prefix",
    "delimiter": "s3:delimiter",
    "max-keys": "s3:max-keys",
    "versionId": "s3:versionid",
}

# Sub-resources of a bucket that moto's own table of actions leaves out; each is the action's last part.
_SUBRESOURCES: Final = {
    "encryption": "EncryptionConfiguration",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
}
_RENAMED: Final = {"HeadBucket": "ListBucket", "SelectObject": "GetObject"}


def as_policy_request(response: Any, bucket: Any, key_name: str | None) -> Request:
    """Return the request that an `S3Response` is answering."""
    resource = f"arn:{bucket.partition}:s3:::{bucket.name}" + (f"/{key_name}" if key_name else "")
    caller = _caller(response)
    return Request(
        action=f"s3:{_action(response, on_key=bool(key_name))}",
        resource=resource,
        principals={"AWS": frozenset(caller.names)} if caller else {},
        context=dict(_context(response, bucket, caller)),
    )


class _Caller:
    """The names of a caller, and what the condition keys of its principal say."""

    def __init__(self, account: str, arn: str, partition: str) -> None:
        self.account = account
        self.type = "AssumedRole" if ":assumed-role/" in arn else "User"
        role = arn.split("/")[1] if self.type == "AssumedRole" else None
        self.arn = f"arn:{partition}:iam::{account}:role/{role}" if role else arn
        self.names = {arn, self.arn, account, f"arn:{partition}:iam::{account}:root"}


def _caller(response: Any) -> _Caller | None:
    signed = "Authorization" in response.headers or {"Signature", "X-Amz-Signature"} & set(
        response.querystring
    )
    if not signed:
        return None
    account, partition = response.current_account, response.partition
    try:
        arn = create_access_key(account, partition, response.get_access_key(), response.headers).arn
    except CreateAccessKeyFailure:
        # moto takes any credentials; STS names those that no user owns like this.
        arn = f"arn:{partition}:sts::{account}:user/moto"
    return _Caller(account, arn, partition)


def _action(response: Any, *, on_key: bool) -> str:
    action = str(response.data["Action"])
    if not on_key:
        for subresource, name in _SUBRESOURCES.items():
            if subresource in response.querystring:
                return f"Get{name}" if response.method == "GET" else f"Put{name}"
    return _RENAMED.get(action, action)


def _context(response: Any, bucket: Any, caller: _Caller | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    # The engine listens on loopback without TLS; a connection to it stands for one with, unless it says not.
    secure = response.headers.get("X-Forwarded-Proto", "https") != "http"
    yield "aws:securetransport", ("true" if secure else "false",)
    if secure:
        yield "s3:tlsversion", ("1.3",)
    now = time.time()
    yield "aws:currenttime", (datetime.fromtimestamp(now, UTC).isoformat(),)
    yield "aws:epochtime", (str(int(now)),)
    yield "aws:sourceip", ("127.0.0.1",)
    yield "aws:useragent", (response.headers.get("User-Agent", ""),)
    yield "aws:requestedregion", (bucket.region_name,)
    yield "aws:resourceaccount", (bucket.account_id,)
    yield "s3:resourceaccount", (bucket.account_id,)
    yield "aws:principalisawsservice", ("false",)
    yield "aws:viaawsservice", ("false",)
    yield "aws:principaltype", (caller.type if caller else "Anonymous",)
    if caller:
        yield "aws:principalarn", (caller.arn,)
        yield "aws:principalaccount", (caller.account,)
    for name, value in _encryption_of_upload(response, bucket).items():
        yield f"s3:{name}", (value,)
    for name, value in response.headers.items():
        header = name.lower()
        if header in _HEADERS or header.startswith(_HEADER_PREFIXES):
            yield f"s3:{header}", (value,)
    for name, key in _QUERY.items():
        if name in response.querystring:
            yield key, (response.querystring[name][0],)


def _encryption_of_upload(response: Any, bucket: Any) -> Mapping[str, str]:
    """The parts of a multipart upload carry no encryption headers: those that began it count."""
    upload = bucket.multiparts.get(response.querystring.get("uploadId", [None])[0])
    given = {SSE: upload.sse_encryption, SSE_KEY: upload.kms_key_id} if upload else {}
    return {name: value for name, value in given.items() if value}
