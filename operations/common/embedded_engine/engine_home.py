"""The files of one embedded engine."""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.embedded_engine.database_home import DatabaseHome
from operations.common.project import anthill_home, project_root

STATE_FILE: Final = "terraform.anthill-local.tfstate"


@dataclass(frozen=True, slots=True)
class EngineHome:
    """Where an engine keeps its record, its log and the Terraform state that describes it.

    One folder has at most one engine.
    """

    folder: Path

    @classmethod
    def under(cls, anthill_home: Path) -> "EngineHome":
        """Return the home inside the project's ignored folder."""
        return cls(anthill_home / "local")

    @classmethod
    def of_project(cls) -> "EngineHome":
        """Return the home of the project that this process works in. Raises InputError outside of any."""
        return cls.under(anthill_home(project_root()))

    @property
    def record(self) -> Path:
        """The file that says which process is the engine."""
        return self.folder / "engine.json"

    @property
    def lock(self) -> Path:
        """The file whose lock makes start and stop happen one at a time."""
        return self.folder / "engine.lock"

    @property
    def log(self) -> Path:
        """What the running engine, or the last one, wrote."""
        return self.folder / "engine.log"

    @property
    def states(self) -> Path:
        """Where the local stack keeps its Terraform state."""
        return self.folder / "state"

    @property
    def unsent(self) -> Path:
        """Where states are kept that a deployment could not store: beside the engine, whose end leaves them."""
        return self.folder.parent / "unsent-states"

    @property
    def database(self) -> DatabaseHome:
        """The database that stands in for those of the sources."""
        return DatabaseHome(self.folder)

    @property
    def previous(self) -> Path:
        """The states and the log of the engine before."""
        return self.folder / "previous"

    def retire_instance(self) -> bool:
        """Move the states and log of an ended engine to `previous`; return whether there was a state.

        moto keeps everything in memory, so a state outlives what it describes: left in place it would
        make Terraform refresh resources that are gone. The database goes: what was read of it is gone too.
        """
        self.database.remove()
        held = list(self.states.iterdir()) if self.states.is_dir() else []
        if not held and not self.log.exists():
            return False
        shutil.rmtree(self.previous, ignore_errors=True)
        self.previous.mkdir(parents=True)
        for file in [*held, self.log]:
            with contextlib.suppress(FileNotFoundError):
                file.rename(self.previous / file.name)
        return bool(held)

    def purge(self) -> None:
        """Remove everything; call it only where no engine runs."""
        self.database.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
