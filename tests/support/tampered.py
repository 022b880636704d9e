"""What somebody can do to a release who may change its files: everything but keep its digest."""

import json
from pathlib import Path
from typing import Any

from operations.common.files import file_hashes, sha256
from operations.record.release import MANIFEST, Release, read_release


def plant(file: Path, document: dict[str, Any]) -> None:
    """Put something into a stack, into what is there already."""
    found = json.loads(file.read_text())
    for block, inner in document.items():
        known = found.get(block)
        found[block] = known | inner if isinstance(known, dict) and isinstance(inner, dict) else inner
    file.write_text(json.dumps(found))


def resealed(release: Release, **relabelled: Any) -> Release:
    """Compute the digest of a changed release anew, as anybody can; its manifest may say other things, too."""
    file = release.folder / MANIFEST
    facts = json.loads(file.read_text()) | relabelled
    del facts["digest"]
    facts["files"] = file_hashes(release.folder, but=(MANIFEST,))
    digest = sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode())
    file.write_text(json.dumps({"digest": digest, **facts}))
    return read_release(release.folder)
