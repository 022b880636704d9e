"""The pipeline of the small stack in an embedded AWS of its own."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from operations.common.commit import Commit
from operations.common.embedded_engine.engine_home import EngineHome
from operations.delivery.applied import Applied, apply_plan
from operations.delivery.destructive import Agreement
from operations.delivery.planned import KeptPlan, make_plan, read_plan
from operations.emulator.engine import running_engine
from operations.record.ledger import Ledger
from operations.record.release import Release, build_release, verify_release
from operations.record.target import Target, find_target
from tests.support.small_stack import PARAMETER, synthesise_small


@dataclass
class Pipeline:
    """Releases of the small stack, planned and applied as the commands do it; `root` holds the consents."""

    target: Target
    folder: Path
    said: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def root(self) -> Path:
        return self.folder

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.target.store)

    def path(self, name: str) -> Path:
        self.made += 1
        return self.folder / f"{name}-{self.made}"

    def release(self, **arguments: Any) -> Release:
        commit = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)
        out = synthesise_small(self.path("cdktf.out"), **arguments)
        return build_release(out, self.path("release"), commit=commit, tools={})

    def plan(self, release: Release) -> KeptPlan:
        return make_plan(self.target, verify_release(release.folder), self.path("plan"), say=self.said.append)

    def apply(self, release: Release, kept: KeptPlan, agreement: Agreement | None = None) -> Applied:
        return apply_plan(
            self.target,
            verify_release(release.folder),
            read_plan(kept.folder),
            agreement=agreement,
            root=self.root,
            say=self.said.append,
        )

    def deploy(self, release: Release) -> Applied:
        return self.apply(release, self.plan(release))

    def copy(self, folder: Path) -> Path:
        """Copy a folder, to be tampered with."""
        target = self.path("copy")
        shutil.copytree(folder, target)
        return target

    @property
    def parameter(self) -> str:
        """The value of the parameter as it is."""
        return self.target.client("ssm").get_parameter(Name=PARAMETER)["Parameter"]["Value"]

    def change_parameter(self, value: str) -> None:
        """Change the parameter behind Terraform's back."""
        self.target.client("ssm").put_parameter(Name=PARAMETER, Value=value, Type="String", Overwrite=True)


@contextmanager
def running_pipeline(folder: Path) -> Generator[Pipeline]:
    """Run an embedded AWS with nothing in it, found by the commands of this process and those it starts."""
    with pytest.MonkeyPatch.context() as patch, running_engine(EngineHome.under(folder / ".anthill")):
        patch.setenv("ANTHILL_HOME", str(folder / ".anthill"))
        yield Pipeline(find_target(EnvironmentName.DEV, os.environ, emulated=True), folder)
