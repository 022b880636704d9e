"""A version is deleted by its id while versioning is suspended, as while it is on.

moto 5.2.5 deletes every version of the key then, and fails with an internal error where one is a delete
marker: a bucket whose versioning was taken back cannot be emptied. AWS deletes the version that is named
(S3 user guide, "Deleting objects from versioning-suspended buckets").
"""

from typing import Any, Final

from moto.s3.models import S3Backend

from operations.emulator.repairs.repair import Repair, replace


def _install() -> None:
    def delete_object(backend: Any, bucket_name: str, key_name: str, *given: Any, **named: Any) -> Any:
        version_id = given[0] if given else named.get("version_id")
        bucket = backend.get_bucket(bucket_name)
        if version_id is None or bucket.versioning_status != "Suspended":
            return original(backend, bucket_name, key_name, *given, **named)
        return _delete_version(bucket, key_name, str(version_id))

    original = replace(S3Backend, "delete_object", delete_object)


def _delete_version(bucket: Any, key_name: str, version_id: str) -> tuple[bool, dict[str, Any]]:
    versions = bucket.keys.getlist(key_name, [])
    kept = [version for version in versions if str(version.version_id) != version_id]
    bucket.keys.setlist(key_name, kept)
    if not kept:
        bucket.keys.pop(key_name)
    return len(kept) < len(versions), {"version-id": version_id}


S3_SUSPENDED_VERSIONS: Final = Repair(
    name="s3 suspended versions",
    upstream="moto/s3/models.py, S3Backend.delete_object",
    install=_install,
)
