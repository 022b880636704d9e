"""Tables as versions: a folder of Parquet files that never changes once it is there, and a link to the one that holds.

A table's link is replaced in one step, so a reader sees one version or the next, and whatever a killed run left is no
table. A table that grows shares the files of its version before by hard links, and each version says which
deliveries are in it: rows and that record are one folder, so neither is ever without the other.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from anthill_lakehouse.embedded.whole import is_whole, seal

DELIVERIES: Final = "_deliveries.json"
BEING_WRITTEN: Final = ".new"
Delivery = tuple[str, int, int]
"""A file as it was read: its path below the home folder, when it was written (ns since 1970), its bytes."""


class Versions:
    """The versions of the tables of a home folder."""

    def __init__(self, home: Path) -> None:
        self._versions = home / "versions"
        self._links = home / "warehouse"

    def current(self, name: str) -> Path | None:
        """Return the folder of a table such as `gold.daily_returns`, None if there is none yet."""
        link = self._link(name)
        return link.resolve() if link.exists() else None

    def deliveries(self, name: str) -> list[Delivery]:
        """Return the files whose rows are in a table."""
        current = self.current(name)
        if current is None or not (current / DELIVERIES).is_file():
            return []
        file = current / DELIVERIES
        try:
            return [(path, at, size) for path, at, size in json.loads(file.read_text())]
        except ValueError as error:
            raise ValueError(
                f"{file} is damaged ({error}): make all tables again, with --full-refresh"
            ) from error

    def begin(self, name: str, *, grown: bool = False) -> Path:
        """Return where a version is written: an empty folder, or one with the files of the version before."""
        folder = self._versions / name / BEING_WRITTEN
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        current = self.current(name)
        if grown and current:
            for file in current.glob("*.parquet"):
                (folder / file.name).hardlink_to(file)
        return folder

    def commit(self, name: str, version: str, deliveries: Iterable[Delivery] | None = None) -> Path:
        """Make what was written the table's version, and return its folder."""
        written, folder = self._versions / name / BEING_WRITTEN, self._versions / name / version
        if deliveries is not None:
            (written / DELIVERIES).write_text(json.dumps([*deliveries]), encoding="utf-8")
        seal(written, self.current(name))
        # One of that name was made of the same, by a run that was killed before it was linked.
        shutil.rmtree(folder, ignore_errors=True)
        written.rename(folder)
        link = self._link(name)
        link.parent.mkdir(parents=True, exist_ok=True)
        half = link.with_name(f".{link.name}{BEING_WRITTEN}")
        half.unlink(missing_ok=True)
        half.symlink_to(Path(os.path.relpath(folder, link.parent)))
        half.replace(link)
        return folder

    def forget(self) -> None:
        """Remove every table."""
        shutil.rmtree(self._links, ignore_errors=True)
        shutil.rmtree(self._versions, ignore_errors=True)

    def drop_damaged(self) -> list[str]:
        """Forget tables whose files are not those that were written, and return their names."""
        damaged: list[str] = []
        for link in sorted(self._links.glob("*.db/*")):
            if link.is_symlink() and not (link.exists() and is_whole(link.resolve())):
                damaged.append(f"{link.parent.name.removesuffix('.db')}.{link.name}")
                link.unlink()
        return damaged

    def sweep(self) -> None:
        """Remove every version that is no table's current one."""
        held = {link.resolve() for link in self._links.glob("*.db/*")}
        for folder in self._folders():
            if folder.resolve() not in held:
                shutil.rmtree(folder)

    def _folders(self) -> Iterator[Path]:
        yield from self._versions.glob("*/*")

    def _link(self, name: str) -> Path:
        schema, _, table = name.partition(".")
        return self._links / f"{schema}.db" / table
