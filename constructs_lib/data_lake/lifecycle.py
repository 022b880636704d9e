"""S3 life cycles from a specification of retention."""

from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleFilterAnd,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleTransition,
)

ABORT_INCOMPLETE_UPLOAD_DAYS: Final = 7
"""Parts of an upload nobody finished are paid for and invisible; a week covers the slowest writer."""


MARKER_BYTES: Final = 1
"""The size of the object that marks a place: none that holds a record is as small, and none so small expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiering:
    """A move of objects to a storage class, in days after their creation."""

    after_days: int
    """Days after an object's creation."""
    storage_class: str
    """The class of S3, such as `GLACIER_IR`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a bucket keeps its objects, in days.

    `days` None keeps current versions for ever; else they go after so long, where `expiring` names prefixes only
    under those: files of tables beside them are never too old. Overwritten and deleted versions go after
    `noncurrent_days`. `prefix_days` are prefixes whose objects expire sooner. Where `marked`, what marks a place
    stays: objects of a byte never expire by `days`. Raises ValueError for periods
    below one day, tiering after expiry, and a prefix kept longer than the bucket: S3 takes the shorter.
    """

    days: int | None
    noncurrent_days: int
    tiering: tuple[Tiering, ...] = ()
    prefix_days: tuple[tuple[str, int], ...] = ()
    expiring: tuple[str, ...] = ()
    marked: bool = False

    @property
    def expiries(self) -> tuple[tuple[str, int], ...]:
        """Every prefix that has a rule of its own, with its days; an empty one is the whole of a marked bucket."""
        if self.days is None:
            return self.prefix_days
        whole = ("",) if self.marked and not self.expiring else ()
        return (*((prefix, self.days) for prefix in (*whole, *self.expiring)), *self.prefix_days)

    def __post_init__(self) -> None:
        if self.noncurrent_days < 1 or (self.days is not None and self.days < 1):
            raise ValueError(
                f"retention is at least one day; given {self.days} and {self.noncurrent_days} noncurrent"
            )
        whole = None if self.expiring else self.days
        late = [tier for tier in self.tiering if whole is not None and tier.after_days >= whole]
        if late:
            raise ValueError(
                f"tiering after {[t.after_days for t in late]} days comes too late: expiry is at {self.days}"
            )
        longer = [
            (prefix, days)
            for prefix, days in self.prefix_days
            if days < 1 or (self.days is not None and days >= self.days)
        ]
        if longer:
            raise ValueError(f"prefixes {longer} would not expire before the bucket's {self.days} days")


def lifecycle_rules(retention: Retention) -> list[S3BucketLifecycleConfigurationRule]:
    """Return the rule for the whole bucket, and one per prefix that expires by itself."""
    expiration = S3BucketLifecycleConfigurationRuleExpiration
    return [
        S3BucketLifecycleConfigurationRule(
            id="retention",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=ABORT_INCOMPLETE_UPLOAD_DAYS
                )
            ],
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                    noncurrent_days=retention.noncurrent_days
                )
            ],
            # Without an expiry of its own a bucket still sheds delete markers that hide nothing.
            expiration=[
                expiration(days=retention.days)
                if retention.days is not None and not (retention.expiring or retention.marked)
                else expiration(expired_object_delete_marker=True)
            ],
            transition=[
                S3BucketLifecycleConfigurationRuleTransition(
                    days=tier.after_days, storage_class=tier.storage_class
                )
                for tier in retention.tiering
            ]
            or None,
        ),
        *(
            S3BucketLifecycleConfigurationRule(
                id=f"retention {prefix}" if prefix else "expiry",
                status="Enabled",
                filter=[_filter(prefix, spares_markers=retention.marked)],
                expiration=[expiration(days=days)],
            )
            for prefix, days in retention.expiries
        ),
    ]


def _filter(prefix: str, *, spares_markers: bool) -> S3BucketLifecycleConfigurationRuleFilter:
    # Aborted uploads and delete markers take no size: their rule is another (S3 user guide, "Lifecycle filters").
    whole = S3BucketLifecycleConfigurationRuleFilter
    if not spares_markers:
        return whole(prefix=prefix)
    if not prefix:
        return whole(object_size_greater_than=MARKER_BYTES)
    both = S3BucketLifecycleConfigurationRuleFilterAnd
    return whole(and_=[both(prefix=prefix, object_size_greater_than=MARKER_BYTES)])
