"""Where a pipeline keeps what its next run must find: a bucket, or a folder on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from operations.common.files import write_file

PRIVATE: Final = 0o600
"""Records and releases are for nobody else on the machine."""


class Store(Protocol):
    """Objects by key. A key is a relative path of letters, digits and `._-/`."""

    @property
    def place(self) -> str:
        """Where it is, for people: a key is appended."""
        ...

    def get(self, key: str) -> bytes | None:
        """Return an object, None if there is none."""
        ...

    def put(self, key: str, data: bytes, *, only_new: bool = False) -> bool:
        """Write an object; with `only_new` return False, and write nothing, if there is one already."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object if there is one."""
        ...

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with a prefix, in order."""
        ...


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A store in a folder."""

    folder: Path

    @property
    def place(self) -> str:
        """The folder."""
        return f"{self.folder}/"

    def get(self, key: str) -> bytes | None:
        """Return a file's bytes, None if there is none."""
        try:
            return (self.folder / key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, data: bytes, *, only_new: bool = False) -> bool:
        """Write a file whole or not at all."""
        file = self.folder / key
        return write_file(file, data, mode=PRIVATE, only_new=only_new)

    def delete(self, key: str) -> None:
        """Remove a file if there is one."""
        (self.folder / key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> list[str]:
        """Return the relative paths of files that begin with a prefix."""
        if not self.folder.is_dir():
            return []
        found = (
            file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()
        )
        return sorted(key for key in found if key.startswith(prefix))
