"""Which table is made of which: as the definitions themselves read, before anything is run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.embedded.declared import declared
from anthill_lakehouse.embedded.graph import in_order, with_ancestors
from anthill_lakehouse.embedded.session import sail
from anthill_lakehouse.platform import ARRIVED, ENGINE, SAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What each table reads, in an order in which they can be made; folders of files are read and read nothing."""

    reads: Mapping[str, tuple[str, ...]]

    @property
    def read_by(self) -> dict[str, tuple[str, ...]]:
        """Which tables read each table or folder."""
        names = sorted({*self.reads, *(each for read in self.reads.values() for each in read)})
        return {name: tuple(table for table, read in self.reads.items() if name in read) for name in names}

    def around(self, name: str) -> "Lineage":
        """Return the part that a table is made of or goes into. Raises GraphError if there is no such table."""
        read_by = self.read_by
        everything = {each: self.reads.get(each, ()) for each in read_by}
        kept = with_ancestors(name, everything) | with_ancestors(name, read_by)
        return Lineage(
            reads={
                table: tuple(each for each in read if each in kept)
                for table, read in self.reads.items()
                if table in kept
            }
        )


def lineage() -> Lineage:
    """Ask the definitions which tables they read: the plans that would be run say so, no list beside them.

    Files that arrive are called by their volume and folder. Raises GraphError for what Sail can't run.
    """
    os.environ.setdefault("RUST_LOG", "off")
    with sail() as spark:
        spark.conf.set(ENGINE, SAIL)
        _, plans = declared()
    folders = {f"{ARRIVED}.{each.name}": f"{each.volume}/{each.folder}" for each in DATASETS}
    inputs = {name: plan.inputs for name, plan in plans.items()}
    return Lineage(
        reads={
            name: tuple(sorted(folders.get(each, each) for each in inputs[name]))
            for name in in_order(inputs, known=folders)
        }
    )
