"""A state that Terraform could not store is the only copy there is: nothing of ours loses it."""

import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.common.commit import Commit
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.errors import OperationError
from operations.delivery import applied
from operations.delivery.applied import apply_plan
from operations.delivery.planned import KeptPlan, PlanManifest
from operations.record.ledger import Ledger
from operations.record.release import Release, build_release
from operations.record.target import Target
from operations.terraform.digest import semantic_digest
from operations.terraform.saved_plan_run import ERRORED_STATE, StatePosition, read_to_end
from tests.support.small_stack import synthesise_small

ONLY_COPY = '{"serial": 7}'


class FailingTerraform:
    """Terraform whose apply ends without having stored its state, in the way that a test asks for."""

    def __init__(self, folder: Path, end: Callable[[], None]) -> None:
        self.folder = folder
        self._end = end

    def position(self) -> StatePosition:
        return StatePosition(lineage="", serial=0)

    def show_plan(self, file: Path) -> dict[str, Any]:  # noqa: ARG002 - as the real one
        return {}

    save_plan = show_plan

    def apply_plan(self, file: Path, say: Callable[[str], None]) -> str:  # noqa: ARG002 - as the real one
        (self.folder / ERRORED_STATE).write_text(ONLY_COPY)
        self._end()
        return ""


@pytest.fixture
def target(tmp_path: Path) -> Target:
    config = find_environment(EnvironmentName.LOCAL)
    home = EngineHome.under(tmp_path / ".anthill")
    return Target(environment=config, stack="anthill-dev", engine=None, home=home, variables={})


@pytest.fixture
def release(tmp_path: Path) -> Release:
    commit = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)
    return build_release(
        synthesise_small(tmp_path / "cdktf.out"), tmp_path / "release", commit=commit, tools={}
    )


def kept_plan(release: Release, folder: Path) -> KeptPlan:
    manifest = PlanManifest(
        environment="local",
        stack="anthill-dev",
        purpose="deploy",
        emulated=False,
        release=release.digest,
        release_commit="a" * 40,
        head_commit="a" * 40,
        state_lineage="",
        state_serial=0,
        plan_sha256="0" * 64,
        semantic_digest=semantic_digest({}),
        changes={},
        terraform="1.11.4",
        created_at=datetime.now(UTC),
    )
    return KeptPlan(folder, manifest)


def failing() -> None:
    raise OperationError("terraform apply failed")


def interrupting() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("end", "error"), [(failing, OperationError), (interrupting, KeyboardInterrupt)], ids=["failed", "Ctrl-C"]
)
def test_it_is_kept_where_no_end_of_anything_reaches_it(
    target: Target,
    release: Release,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[], None],
    error: type[BaseException],
) -> None:
    said: list[str] = []

    @contextmanager
    def given(*_: object) -> Generator[FailingTerraform]:
        folder = tmp_path / "workspace"
        folder.mkdir(exist_ok=True)
        yield FailingTerraform(folder, end)

    monkeypatch.setattr(applied, "workspace", given)
    plan = kept_plan(release, tmp_path / "a rollback's plan, which ends with it")
    for _ in range(2):
        with pytest.raises(error) as raised:
            apply_plan(target, release, plan, root=tmp_path, say=said.append)
        said.append(str(raised.value))
    # The second is no reason to lose the first.
    kept = sorted(target.home.unsent.iterdir())
    assert [(file.read_text(), oct(file.stat().st_mode)[-3:]) for file in kept] == [(ONLY_COPY, "600")] * 2
    assert all(str(file) in "\n".join(said) for file in kept)
    assert [record.result for record in Ledger(target.store).records()] == ["failed", "failed"]
    target.home.retire_instance()
    target.home.purge()
    assert sorted(target.home.unsent.iterdir()) == kept


def test_after_an_interrupt_terraform_is_waited_for(tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    program = (
        "import time; print('begun', flush=True); time.sleep(1); "
        f"open({str(stored)!r}, 'w').close(); print('ended')"
    )
    lines: list[str] = []
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line == "begun":
            raise KeyboardInterrupt

    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
        assert read_to_end(running, lines, say)
    assert stored.exists()
    assert lines == ["begun", "ended"]
    assert "waiting until Terraform has ended" in said[1]
