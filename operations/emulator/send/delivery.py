"""What became of what was sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An object as it was found: encryption and key as S3 returns them, tags, size in bytes."""

    bucket: str
    key: str
    size: int
    encryption: str
    kms_key_arn: str
    tags: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was done for one source.

    `steps` say what was done, `not_moved` what AWS would do and the embedded one does not. `announced` is the
    number of messages that the objects added to the source's queue. `refused` says why a file went to
    quarantine, for each that did.
    """

    source: str
    kind: str
    records: int
    steps: tuple[str, ...]
    stored: tuple[Stored, ...]
    announced: int
    not_moved: tuple[str, ...]
    refused: tuple[str, ...] = ()
