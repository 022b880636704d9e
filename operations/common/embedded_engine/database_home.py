"""The files of the database that stands in for the sources' databases."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.files import write_file

ELSEWHERE: Final = Path("/var/tmp")  # noqa: S108 - a folder with a name that nobody can foresee is made there
PREFIX: Final = "anthill-postgresql-"


@dataclass(frozen=True, slots=True)
class DatabaseHome:
    """Where the database of one embedded AWS lies; it goes with that."""

    folder: Path
    """That of the embedded AWS."""

    @property
    def lock(self) -> Path:
        """The file whose lock one command holds."""
        return self.folder / "database.lock"

    @property
    def _own(self) -> Path:
        return self.folder / "database"

    @property
    def _record(self) -> Path:
        return self.folder / "database.path"

    def made(self, user: int | None) -> Path:
        """Return the folder of the database, made if need be.

        For another user than this process's it lies outside of the project, whose folders that user may not enter.
        """
        if user is None:
            self._own.mkdir(parents=True, exist_ok=True)
            return self._own
        found = self._elsewhere()
        if found is None:
            found = Path(tempfile.mkdtemp(prefix=PREFIX, dir=ELSEWHERE))
            write_file(self._record, str(found).encode())
        return found

    def remove(self) -> None:
        """Remove the database; call it only where no command uses it."""
        for folder in (self._own, self._elsewhere()):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
        self._record.unlink(missing_ok=True)

    def _elsewhere(self) -> Path | None:
        if not self._record.exists():
            return None
        found = Path(self._record.read_text(encoding="utf-8"))
        # Never anything else, whatever became of the record.
        is_ours = found.parent == ELSEWHERE and found.name.startswith(PREFIX)
        return found if is_ours and found.is_dir() and not found.is_symlink() else None
