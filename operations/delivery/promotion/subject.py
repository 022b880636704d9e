"""What a change deploys: code goes to the first environment, a changed pointer promotes a release."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from operations.common.errors import InputError
from operations.delivery.consents import FOLDER
from operations.delivery.pointer import Pointer, first_environment, pointer_path, promoted, read_pointer


@dataclass(frozen=True, slots=True)
class Subject:
    """The environment that a change goes to, and the release that it promotes, None for its own."""

    environment: str
    pointer: Pointer | None


def subject_of(root: Path, paths: Iterable[str]) -> Subject:
    """Return what changed paths deploy. Raises InputError if they promote and do something else too."""
    changed = set(paths)
    named = [name for name in promoted() if pointer_path(name) in changed]
    if not named:
        return Subject(first_environment().value, None)
    if len(named) > 1:
        raise InputError(
            f"{' and '.join(map(pointer_path, named))} change together: promote to one environment at a time"
        )
    (environment,) = named
    others = sorted(path for path in changed if path.partition("/")[0] != FOLDER)
    if others:
        raise InputError(
            f"{pointer_path(environment)} promotes a release, and {others[0]} changes code: bring them by two "
            "pull requests"
        )
    return Subject(environment, read_pointer(root, environment))
