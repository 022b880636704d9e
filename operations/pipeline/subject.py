"""What a change deploys: code goes to dev, a changed pointer promotes a release."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from operations.delivery.consents import FOLDER
from operations.delivery.pointer import PROMOTED, Pointer, pointer_path, read_pointer
from operations.toolchain.errors import InputError


@dataclass(frozen=True, slots=True)
class Subject:
    """Defines the environment that a change goes to, and the release that it promotes, None for its own."""

    environment: str
    pointer: Pointer | None


def subject_of(root: Path, paths: Iterable[str]) -> Subject:
    """Return what changed paths deploy. Raises InputError if they promote and do something else too."""
    changed = set(paths)
    promoted = [name for name in PROMOTED if pointer_path(name) in changed]
    if not promoted:
        return Subject("dev", None)
    if len(promoted) > 1:
        raise InputError(
            f"{' and '.join(map(pointer_path, promoted))} change together: promote to one environment at a time"
        )
    (environment,) = promoted
    others = sorted(path for path in changed if path.partition("/")[0] != FOLDER)
    if others:
        raise InputError(
            f"{pointer_path(environment)} promotes a release, and {others[0]} changes code: bring them by two "
            "pull requests"
        )
    return Subject(environment, read_pointer(root, environment))
