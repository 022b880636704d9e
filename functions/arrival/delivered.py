"""The file that an event speaks of, and where it goes."""

from dataclasses import dataclass
from typing import Any

from .settings import Settings

ETAG_CHARACTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Defines one version of one object, as the event names it."""

    key: str
    version_id: str | None
    etag: str
    size: int
    day: str

    @property
    def file_name(self) -> str:
        """The last part of its key."""
        return self.key.rpartition("/")[2]

    def target(self, prefix: str) -> str:
        """Return where it goes under a prefix: the same version always to the same place."""
        return f"{prefix}arrived={self.day}/{self.etag[:ETAG_CHARACTERS]}-{self.file_name}"


def delivered(event: dict[str, Any], settings: Settings) -> Delivered | None:
    """Return the file of an event; None for a folder, or for what is not this source's."""
    detail = event["detail"]
    item = detail["object"]
    key: str = item["key"]
    inside = detail["bucket"]["name"] == settings.bucket and key.startswith(settings.incoming_prefix)
    if not inside or key.endswith("/"):
        return None
    return Delivered(
        key=key,
        version_id=item.get("version-id"),
        etag=item["etag"].strip('"'),
        size=int(item["size"]),
        day=event["time"][:10],
    )
