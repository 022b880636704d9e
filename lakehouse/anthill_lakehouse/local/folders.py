"""Where everything of a local lakehouse lies below one folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from anthill_lakehouse.local.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class LakehouseFolders:
    """The places below the home folder."""

    home: Path

    @property
    def warehouse(self) -> Path:
        """The tables."""
        return self.home / "warehouse"

    @property
    def versions(self) -> Path:
        """The files of Sail's tables, to which the warehouse leads."""
        return self.home / "versions"

    @property
    def metastore(self) -> Path:
        """What Spark knows of the tables."""
        return self.home / "metastore"

    @property
    def storage(self) -> Path:
        """What Spark's streams have read."""
        return self.home / "checkpoints"

    @property
    def log(self) -> Path:
        """What the engine said in the last run."""
        return self.home / "engine.log"

    @property
    def engine_lock(self) -> Path:
        """What an engine holds while it works here."""
        return self.home / "engine.lock"

    def forget_tables_of_others(self, engine: Engine) -> bool:
        """Remove tables that another engine made, which this one can't go on with; return whether there were any."""
        theirs = {Engine.SAIL: self.metastore, Engine.SPARK: self.versions}[engine]
        if not theirs.exists():
            return False
        for folder in (self.warehouse, self.versions, self.storage, self.metastore):
            shutil.rmtree(folder, ignore_errors=True)
        return True
