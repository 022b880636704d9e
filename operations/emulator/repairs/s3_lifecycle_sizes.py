"""A rule of a life cycle keeps the sizes that its filter names.

moto 5.2.5 knows filters by prefix and tag and drops the others without a word, so that Terraform, which waits
until it reads back what it wrote, never ends. S3 filters by size too (S3 API, LifecycleRuleFilter).
"""

from typing import Any, Final

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from operations.emulator.repairs.repair import Repair, replace

_SIZES: Final = ("ObjectSizeGreaterThan", "ObjectSizeLessThan")


def _sizes(given: dict[str, Any] | None) -> dict[str, int]:
    return {name: int(given[name]) for name in _SIZES if given and name in given}


def _install() -> None:
    def set_lifecycle(bucket: Any, rules: list[dict[str, Any]]) -> None:
        original_set(bucket, rules)
        for given, kept in zip(rules, bucket.rules, strict=True):
            wanted = given.get("Filter") or {}
            kept.sizes, kept.sizes_with_others = _sizes(wanted), _sizes(wanted.get("And"))

    def get_bucket_lifecycle(response: Any) -> Any:
        serialized = response.serialized

        def with_sizes(answer: Any) -> Any:
            for told, kept in zip(
                answer.result["Rules"],
                response.backend.get_bucket_lifecycle(response.bucket_name),
                strict=True,
            ):
                if kept.sizes or kept.sizes_with_others:
                    named = told.setdefault("Filter", {})
                    named.update(kept.sizes)
                    if kept.sizes_with_others:
                        named.setdefault("And", {}).update(kept.sizes_with_others)
            return serialized(answer)

        response.serialized = with_sizes
        try:
            return original_get(response)
        finally:
            del response.serialized

    original_set = replace(FakeBucket, "set_lifecycle", set_lifecycle)
    original_get = replace(S3Response, "get_bucket_lifecycle", get_bucket_lifecycle)


S3_LIFECYCLE_SIZES: Final = Repair(
    name="s3 lifecycle sizes",
    upstream="moto/s3/models.py, FakeBucket.set_lifecycle; moto/s3/responses.py, get_bucket_lifecycle",
    install=_install,
)
