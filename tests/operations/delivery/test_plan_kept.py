"""What a kept plan says of itself: everything by which another one than the approved plan is told apart."""

import json
import stat
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.common.commit import Commit
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import InputError, OperationError
from operations.common.files import sha256
from operations.delivery import planned
from operations.delivery.planned import (
    PLAN,
    PLAN_JSON,
    PLAN_MANIFEST,
    KeptPlan,
    count_changes,
    counts_text,
    keep_plan,
    make_plan,
    plan_document,
    read_plan,
)
from operations.record.notes import Notes
from operations.record.release import Release, build_release
from operations.record.target import Target
from operations.terraform.digest import semantic_digest
from operations.terraform.saved_plan_run import StatePosition
from tests.support.small_stack import synthesise_small

HEAD, COMMIT = "b" * 40, "a" * 40
DOCUMENT: dict[str, Any] = {
    "terraform_version": "1.11.4",
    "resource_changes": [
        {"address": "aws_s3_bucket.a", "change": {"actions": ["create"], "before": None, "after": {"x": 1}}}
    ],
}


class Terraform:
    """Terraform that plans one creation, on a state that it names."""

    readers: int | None = None

    def position(self) -> StatePosition:
        return StatePosition(lineage="one", serial=7)

    def save_plan(self, file: Path) -> dict[str, Any]:
        self.readers = stat.S_IMODE(file.stat().st_mode)
        file.write_bytes(b"saved")
        return DOCUMENT


@pytest.fixture
def release(tmp_path: Path) -> Release:
    out = synthesise_small(tmp_path / "cdktf.out")
    made = Commit(id=COMMIT, time="2026-01-05T08:00:00Z", dirty=False)
    return build_release(out, tmp_path / "release", commit=made, tools={})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan").mkdir()
    return tmp_path / "plan"


def target(tmp_path: Path, *, emulated: bool) -> Target:
    engine = EngineRecord(pid=1, create_time=0, port=1, token="t", started_at="2026-01-05T08:00:00+00:00")
    return Target(
        environment=find_environment(EnvironmentName.LOCAL),
        stack="anthill-dev",
        engine=engine if emulated else None,
        home=EngineHome.under(tmp_path / ".anthill"),
        variables={},
    )


def kept(into: Target, release: Release, folder: Path, purpose: Any = "deploy") -> tuple[KeptPlan, Terraform]:
    terraform = Terraform()
    plan: Any = keep_plan(terraform, into, release, folder, head_commit=HEAD, purpose=purpose)  # pyright: ignore[reportArgumentType] - a stand-in
    return plan, terraform


@pytest.mark.parametrize("emulated", [True, False])
def test_the_manifest_says_what_was_planned_on_which_state(
    tmp_path: Path, release: Release, folder: Path, *, emulated: bool
) -> None:
    before = datetime.now(UTC)
    plan, terraform = kept(target(tmp_path, emulated=emulated), release, folder)
    found = plan.manifest.model_dump()
    assert before - timedelta(seconds=1) <= found.pop("created_at") <= datetime.now(UTC)
    assert found == {
        "environment": "local",
        "stack": "anthill-dev",
        "purpose": "deploy",
        "emulated": emulated,
        "release": release.digest,
        "release_commit": COMMIT,
        "head_commit": HEAD,
        "state_lineage": "one",
        "state_serial": 7,
        "plan_sha256": sha256(b"saved"),
        "semantic_digest": semantic_digest(DOCUMENT),
        "changes": {"create": 1},
        "terraform": "1.11.4",
    }
    assert plan.file.read_bytes() == b"saved"
    assert plan_document(folder / PLAN_JSON) == DOCUMENT
    # It holds secrets: nobody else reads it, and nobody could while Terraform wrote.
    modes = {stat.S_IMODE((folder / name).stat().st_mode) for name in (PLAN, PLAN_JSON, PLAN_MANIFEST)}
    assert modes | {terraform.readers} == {0o600}


def test_what_was_kept_is_read_again_by_its_whole_path(
    tmp_path: Path, release: Release, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _ = kept(target(tmp_path, emulated=True), release, folder)
    monkeypatch.chdir(tmp_path)
    assert read_plan(Path("plan")) == KeptPlan(folder.resolve(), plan.manifest)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (PLAN, b"another", "was changed after it was made"),
        (PLAN_MANIFEST, b"{}", "is damaged: .*plan again"),
        (PLAN_MANIFEST, b"", "is damaged: .*plan again"),
    ],
)
def test_another_file_than_the_manifests_is_refused(
    tmp_path: Path, release: Release, folder: Path, name: str, content: bytes, reason: str
) -> None:
    kept(target(tmp_path, emulated=True), release, folder)
    (folder / name).write_bytes(content)
    with pytest.raises(OperationError, match=reason):
        read_plan(folder)


@pytest.mark.parametrize("missing", [PLAN, PLAN_MANIFEST])
def test_half_a_plan_is_none(tmp_path: Path, release: Release, folder: Path, missing: str) -> None:
    kept(target(tmp_path, emulated=True), release, folder)
    (folder / missing).unlink()
    with pytest.raises(InputError, match=rf"holds no plan \({missing}: No such file or directory\)"):
        read_plan(folder)


def test_a_manifest_with_something_else_in_it_is_damaged(
    tmp_path: Path, release: Release, folder: Path
) -> None:
    kept(target(tmp_path, emulated=True), release, folder)
    facts = json.loads((folder / PLAN_MANIFEST).read_bytes())
    (folder / PLAN_MANIFEST).write_text(json.dumps(facts | {"approved": True}))
    with pytest.raises(OperationError, match="approved"):
        read_plan(folder)


@pytest.mark.parametrize(
    ("emulated", "purpose", "noted"), [(True, "deploy", 1), (True, "rollback", 0), (False, "deploy", 0)]
)
def test_only_a_deployment_to_the_embedded_aws_is_noted_beside_its_state(
    tmp_path: Path, release: Release, folder: Path, *, emulated: bool, purpose: str, noted: int
) -> None:
    into = target(tmp_path, emulated=emulated)
    plan, _ = kept(into, release, folder, purpose)
    assert plan.manifest.purpose == purpose
    notes = Notes(into.store).plans()
    assert len(notes) == noted
    for note in notes:
        manifest = plan.manifest
        assert (note.at, note.release, note.commit) == (manifest.created_at, release.digest, COMMIT)
        assert (note.plan, note.changes) == (manifest.semantic_digest, {"create": 1})
        assert (note.state.lineage, note.state.serial) == ("one", 7)
        assert note.by


def test_a_folder_in_use_gets_no_plan(tmp_path: Path, release: Release, folder: Path) -> None:
    (folder / "mine").write_text("kept")
    with pytest.raises(InputError, match=r"--output: .* is not empty"):
        make_plan(target(tmp_path, emulated=True), release, folder, say=lambda _: None)
    assert [file.name for file in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("given", "head", "purpose"),
    [({}, COMMIT, "deploy"), ({"head_commit": HEAD, "purpose": "rollback"}, HEAD, "rollback")],
)
def test_a_release_is_planned_for_its_own_commit_unless_another_is_reviewed(
    tmp_path: Path,
    release: Release,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, Any],
    head: str,
    purpose: str,
) -> None:
    said: list[str] = []

    @contextmanager
    def workspace(of: Release, into: Target, *, say: Any) -> Generator[Terraform]:
        say(f"{into.stack} of {of.digest[:12]}")
        yield Terraform()

    monkeypatch.setattr(planned, "workspace", workspace)
    monkeypatch.chdir(tmp_path)
    plan = make_plan(target(tmp_path, emulated=True), release, Path("a/b"), say=said.append, **given)
    assert (plan.manifest.head_commit, plan.manifest.release_commit) == (head, COMMIT)
    assert plan.manifest.purpose == purpose
    assert plan.folder == tmp_path / "a/b"
    # The workflows name these files.
    assert {file.name for file in plan.folder.iterdir()} == {"plan.bin", "plan.json", "manifest.json"}
    assert said == [
        f"planning anthill-dev of release {release.digest[:12]} ...",
        f"anthill-dev of {release.digest[:12]}",
    ]


def entry(name: str, *actions: str, importing: bool = False, moved: bool = False) -> dict[str, Any]:
    change = {"actions": list(actions), "before": None, "after": None}
    change |= {"importing": {"id": "x"}} if importing else {}
    return {
        "address": name,
        "change": change,
        **({"previous_address": f"old.{name}"} if moved else {}),
    }


@pytest.mark.parametrize(
    ("entries", "counts"),
    [
        ([entry("a", "create"), entry("b", "create"), entry("c", "delete")], {"create": 2, "delete": 1}),
        ([entry("a", "delete", "create"), entry("b", "create", "delete")], {"replace": 2}),
        ([entry("a", "create", "forget")], {"replace": 1}),
        ([entry("a", "update", importing=True)], {"import": 1, "update": 1}),
        ([entry("a", "no-op", importing=True), entry("b", "no-op", importing=True)], {"import": 2}),
        ([entry("a", "no-op", importing=True, moved=True)], {"import": 1}),
        ([entry("a", "no-op", moved=True), entry("b", "no-op", moved=True)], {"move": 2}),
        ([entry("a", "update", moved=True)], {"update": 1}),
        ([entry("a", "no-op"), entry("b", "read")], {}),
        ([entry("b", "update"), entry("a", "create")], {"create": 1, "update": 1}),
    ],
)
def test_changes_are_counted_as_terraform_counts_them(
    entries: list[dict[str, Any]], counts: dict[str, int]
) -> None:
    found = count_changes({"resource_changes": entries})
    assert list(found.items()) == sorted(counts.items())


def test_outputs_count_only_where_nothing_else_changes() -> None:
    outputs = {name: {"actions": ["update"], "before": 1, "after": 2} for name in "ab"}
    assert count_changes({"output_changes": outputs}) == {"output": 2}
    assert count_changes({"output_changes": outputs, "resource_changes": [entry("a", "create")]}) == {
        "create": 1
    }
    beside = {"action_invocations": [{}, {}], "deferred_changes": [{}]}
    assert count_changes({"output_changes": outputs} | beside) == {"invoke": 2, "defer": 1}


def test_counts_in_words() -> None:
    assert counts_text({}) == "no changes"
    assert counts_text({"create": 2, "replace": 1}) == "2 to create, 1 to replace"
    assert counts_text({"output": 3}) == "3 outputs to change"
