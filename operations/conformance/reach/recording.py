"""Records which calls the real AWS provider makes, in a deployment, a change and a destruction of its own."""

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from configuration.account import EnvironmentName
from configuration.stack_ids import environment_stack
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.text_output import Say
from operations.conformance.reach.calls import Calls, Recording
from operations.conformance.reach.trace import LOG_SETTINGS, CallsByType, calls_in
from operations.emulator.engine import running_engine
from operations.rehearsal.rehearsal import STATE
from operations.rehearsal.seeded_objects import SeededObjects
from operations.synthesis.emulated_stack import emulated, write_changed
from operations.terraform import narrow_provider
from operations.terraform.run import TerraformRun

CHANGED_TAG: Final = {"recorded-change": "yes"}
"""What the change adds to the tags that every resource inherits: each taggable type is updated once."""


def record(outdir: Path, stack: str, say: Say) -> Recording:
    """Return the calls of every AWS type in a synthesised stack, from a deployment to an embedded AWS of its own.

    Deploys, plans, deploys with one tag more, and destroys: nothing outside of temporary folders is touched. The
    stack must be synthesised so that all of it can be destroyed. Raises OperationError with Terraform's message.
    """
    with (
        tempfile.TemporaryDirectory(prefix="anthill-calls-") as place,
        running_engine(EngineHome(Path(place) / "engine")) as engine,
    ):
        run = _Traced(outdir / "stacks" / stack, Path(place), engine, say)
        created = run.phase("deploy", emulated, "apply")
        planned = run.phase("plan", emulated, "plan")
        updated = run.phase("change", _with_another_tag, "apply")
        # A bucket that holds something makes the provider empty it first.
        SeededObjects(engine).put(run.folder / STATE)
        destroyed = run.phase("destroy", _with_another_tag, "destroy")
        version = run.provider_version()
    reads = _merged(created[0], planned[0], updated[0], destroyed[0])
    types = sorted(reads.keys() | created[1].keys() | destroyed[1].keys())
    return Recording(
        provider_version=version,
        stack=stack,
        types={
            type_: Calls(
                create=sorted(created[1].get(type_, ())),
                read=sorted(reads.get(type_, ())),
                update=sorted(updated[1].get(type_, ())),
                delete=sorted(destroyed[1].get(type_, ())),
            )
            for type_ in types
        },
    )


def recorded_stack() -> str:
    """Return the name of the stack that recordings are made of: the one that the embedded AWS holds."""
    return environment_stack(EnvironmentName.LOCAL)


class _Traced:
    def __init__(self, source: Path, place: Path, engine: EngineRecord, say: Say) -> None:
        self._source, self._place, self._engine, self._say = source, place, engine, say
        self.folder = place / "cdktf.out" / "stacks" / source.name
        self._initialised = False

    def phase(
        self, name: str, change: Callable[[dict[str, Any]], dict[str, Any]], command: str
    ) -> tuple[CallsByType, CallsByType]:
        """Run one command of Terraform on the changed stack and return the calls that read and that write."""
        self._say(f"recording: {name} ...")
        write_changed(self._source, self.folder, change)
        log = self._place / f"{name}.log"
        # The relay that narrows the schema is ours: the provider is recorded without it.
        settings = LOG_SETTINGS | {"TF_LOG_PATH": str(log), narrow_provider.STOCK: "1"}
        if not self._initialised:
            TerraformRun(self.folder, self._engine).init()
            self._initialised = True
        getattr(TerraformRun(self.folder, self._engine, os.environ | settings), command)()
        with log.open(encoding="utf-8", errors="replace") as lines:
            found = calls_in(lines)
        log.unlink()
        return found

    def provider_version(self) -> str:
        """Return the version of the AWS provider that was installed."""
        lock = (self.folder / ".terraform.lock.hcl").read_text(encoding="utf-8")
        entry = lock.partition('provider "registry.terraform.io/hashicorp/aws"')[2]
        return json.loads(entry.partition("version")[2].partition("=")[2].strip().splitlines()[0])


def _with_another_tag(stack: dict[str, Any]) -> dict[str, Any]:
    changed = emulated(stack)
    for provider in changed["provider"]["aws"]:
        for defaults in provider["default_tags"]:
            defaults["tags"] |= CHANGED_TAG
    return changed


def _merged(*found: CallsByType) -> Mapping[str, set[str]]:
    merged: dict[str, set[str]] = defaultdict(set)
    for calls in found:
        for type_, names in calls.items():
            merged[type_] |= names
    return merged
