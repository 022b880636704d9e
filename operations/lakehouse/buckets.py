"""Brings files between the buckets of the embedded AWS and the folders that the pipeline reads."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from configuration.lake import LayerName
from configuration.sources.catalogue import AnySource, layer_of
from operations.common.files import write_file
from operations.emulator.send.platform import Platform

ROOTS: Final = {LayerName.LANDING: "landing", LayerName.BRONZE: ""}
"""Where the objects of a layer go: those of streams have `arrivals/` in their names already."""
DAY: Final = re.compile(r"(?:date|arrived)=(\d{4}-\d{2}-\d{2})|/(\d{4}/\d{2}/\d{2})/")
VERSION_CHARACTERS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Which deliveries to take, by the day in their names, else that of their writing; both included."""

    since: date | None = None
    until: date | None = None

    def hold(self, key: str, written: datetime) -> bool:
        """Return whether an object is of these days."""
        named = DAY.search(f"/{key}")
        text = (named.group(1) or named.group(2)).replace("/", "-") if named else None
        day = date.fromisoformat(text) if text else written.date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def put(platform: Platform, folder: Path) -> int:
    """Put a sample's files where their sources would have put them, and return how many."""
    s3, key_arn = platform.client("s3"), platform.lake_key_arn()
    count = 0
    for source in platform.config.sources.all:
        layer = layer_of(source)
        root = folder / ROOTS[layer]
        for file in sorted((root / source.prefix).rglob("*")):
            if not file.is_file():
                continue
            s3.put_object(
                Bucket=platform.bucket(source),
                Key=str(file.relative_to(root)),
                Body=file.read_bytes(),
                ServerSideEncryption="aws:kms",
                SSEKMSKeyId=key_arn,
            )
            count += 1
    return count


def fetch(platform: Platform, home: Path, days: Days) -> int:
    """Copy every object that is not there as it is in its bucket, each version of it, and return how many.

    A file has its object's version in its name, since Spark reads a path once, and its object's time.
    """
    count = 0
    for source in platform.config.sources.all:
        for listed in _objects(platform, source):
            if not days.hold(listed["Key"], listed["LastModified"]):
                continue
            file = home / ROOTS[layer_of(source)] / versioned(listed["Key"], listed["VersionId"])
            if not is_there(file, listed["Size"]):
                _copy(platform, platform.bucket(source), listed, file)
                count += 1
    return count


def is_there(file: Path, size: int) -> bool:
    """Return whether a file was taken in, and nothing cut it since: a cut one would be read as another delivery."""
    return file.is_file() and file.stat().st_size == size


def versioned(key: str, version: str) -> str:
    """Return an object's key with the beginning of its version before the ending of its name."""
    folder, _, name = key.rpartition("/")
    stem, dot, ending = name.partition(".")
    return f"{folder}/{stem}-{version[:VERSION_CHARACTERS]}{dot}{ending}"


def _objects(platform: Platform, source: AnySource) -> Iterator[dict[str, Any]]:
    pages = (
        platform.client("s3")
        .get_paginator("list_object_versions")
        .paginate(Bucket=platform.bucket(source), Prefix=source.prefix)
    )
    for page in pages:
        yield from page.get("Versions", [])


def _copy(platform: Platform, bucket: str, listed: dict[str, Any], file: Path) -> None:
    answer = platform.client("s3").get_object(Bucket=bucket, Key=listed["Key"], VersionId=listed["VersionId"])
    file.parent.mkdir(parents=True, exist_ok=True)
    # Spark passes over names that begin with a dot, so it never sees half a file.
    half = file.with_name(f".{file.name}")
    write_file(half, answer["Body"].read())
    stamp = listed["LastModified"].timestamp()
    os.utime(half, (stamp, stamp))
    half.rename(file)
