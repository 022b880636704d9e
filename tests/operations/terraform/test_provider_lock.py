"""The provider lock: complete or refused, read and never written where an account is reached."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.cdktf.locks import INIT_ARGUMENTS, put_locks
from operations.cdktf.targets import Targets
from operations.common.errors import InputError, OperationError
from operations.common.project import anthill_home
from operations.terraform import local_lock
from operations.terraform.cli_configuration import terraform_settings
from operations.terraform.environment import toolchain_environment
from operations.terraform.local_lock import AWS, LocalLock
from operations.terraform.mirrors import Mirror, find_mirrors, target_platform
from operations.terraform.offline_plan import plan_offline
from operations.terraform.provider_lock import (
    LOCK_FILE,
    PINNED,
    PLATFORMS,
    READ_ONLY,
    check_lock,
    committed_lock,
    lock_for,
    make_lock,
    read_lock,
)
from operations.terraform.requirements import Requirements, provider_requirements
from operations.terraform.run import TerraformRun
from provider_facts.versions import AWS_VERSION, DATABRICKS_VERSION
from tests.support.configured_project import ROOT

DEV = find_environment(EnvironmentName.DEV)


def lock_text(aws: str = AWS_VERSION, hashes: str = '    "h1:x=",\n') -> str:
    return "".join(
        f'provider "registry.terraform.io/{name}" {{\n  version = "{version}"\n  hashes = [\n{hashes}  ]\n}}\n\n'
        for name, version in (("databricks/databricks", DATABRICKS_VERSION), ("hashicorp/aws", aws))
    )


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    """A mirror with the AWS provider in some version: this machine's, or one made from the registry."""
    for variables in (
        os.environ,
        {"ANTHILL_PROVIDER_MIRROR": str(tmp_path_factory.mktemp("made") / "mirror")},
    ):
        if variables is not os.environ:
            fill(Path(variables["ANTHILL_PROVIDER_MIRROR"]))
        for each in find_mirrors(variables):
            if AWS in each.versions:
                return each
    raise AssertionError("no mirror has the AWS provider")


def fill(folder: Path) -> None:
    providers = {"aws": {"source": "hashicorp/aws", "version": AWS_VERSION}}
    document = {"terraform": {"required_providers": providers}}
    (folder.parent / "main.tf.json").write_text(json.dumps(document))
    settings = environment()
    command = [settings["TERRAFORM_BINARY_NAME"], "providers", "mirror", str(folder)]
    subprocess.run(command, cwd=folder.parent, env=settings, check=True)


def held(mirror: Mirror) -> str:
    return sorted(mirror.versions[AWS])[-1]


def environment() -> dict[str, str]:
    return toolchain_environment(os.environ, anthill_home(ROOT))


def forged(text: str) -> str:
    return "".join(
        f'    "h1:{"A" * 43}=",\n' if "h1:" in line else line for line in text.splitlines(keepends=True)
    )


def test_what_is_pinned_is_what_real_stacks_ask_for(synthesised: Path) -> None:
    stacks = [each.name for each in (synthesised / "stacks").iterdir() if each.name != "anthill-local"]
    assert provider_requirements(synthesised, stacks) == PINNED


def test_a_lock_that_fits_is_taken_and_shortened_to_what_a_stack_needs(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text(lock_text())
    text = committed_lock(tmp_path, PINNED)
    assert {name: each.version for name, each in read_lock(text).items()} == {
        name: constraints[0] for name, constraints in PINNED.items()
    }
    assert set(read_lock(lock_for(text, [AWS]))) == {AWS}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is not in"),
        ("", "does not lock registry.terraform.io/"),
        (lock_text(aws="6.24.0"), f"locks {AWS} 6.24.0, and {AWS_VERSION} is asked for"),
        (lock_text(hashes=""), "does not lock registry.terraform.io/"),
        ("\\x00 no lock", "does not lock"),
    ],
)
def test_one_that_does_not_fit_is_refused_with_how_to_make_it(
    tmp_path: Path, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / LOCK_FILE).write_text(text)
    with pytest.raises(InputError, match="run `anthill lock` where the registry or a mirror") as refused:
        committed_lock(tmp_path, PINNED)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_terraform_makes_one_from_a_mirror(mirror: Mirror, tmp_path: Path) -> None:
    wanted: Requirements = {AWS: (held(mirror),)}
    source = [f"-fs-mirror={mirror.path}"]
    text = make_lock(tmp_path, wanted, environment(), platforms=[target_platform()], source=source)
    check_lock(text, wanted, "lock")
    assert read_lock(text)[AWS].hashes


def test_a_mirror_without_a_platform_makes_none(mirror: Mirror, tmp_path: Path) -> None:
    wanted: Requirements = {AWS: (held(mirror),)}
    absent = next(each for each in PLATFORMS if not list(mirror.path.glob(f"**/{each}")))
    with pytest.raises(OperationError, match=f"no lock was made: Error: .*{AWS} .* for {absent}"):
        make_lock(tmp_path, wanted, environment(), platforms=[absent], source=[f"-fs-mirror={mirror.path}"])
    assert not (tmp_path / LOCK_FILE).exists()


def stack(output: Path, version: str, name: str = "anthill-dev") -> Path:
    """Write a stack that asks for the AWS provider and makes nothing of it."""
    folder = output / "stacks" / name
    folder.mkdir(parents=True)
    document = {
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": version}}},
        "provider": {"aws": [{"region": "eu-west-1"}]},
        "output": {"name": {"value": "x"}},
    }
    (folder / "cdk.tf.json").write_text(json.dumps(document))
    return folder


def real(*stacks: str) -> Targets:
    return Targets(environments=dict.fromkeys(stacks, "dev"), real=(DEV,), emulated=False)


def put(
    root: Path, output: Path, targets: Targets, inherited: dict[str, str] | None = None
) -> dict[str, str]:
    needed = provider_requirements(output, targets.stacks) or {}
    return dict(
        put_locks(
            targets, needed, root=root, output=output, home=root / ".anthill", inherited=inherited or {}
        )
    )


def test_cdktf_reads_the_lock_of_a_real_stack_and_refuses_without_one(tmp_path: Path) -> None:
    folder = stack(tmp_path / "out", AWS_VERSION)
    with pytest.raises(InputError, match=f"{LOCK_FILE} is not in {tmp_path}"):
        put(tmp_path, tmp_path / "out", real("anthill-dev"))
    (tmp_path / LOCK_FILE).write_text(lock_text())
    assert put(tmp_path, tmp_path / "out", real("anthill-dev")) == {INIT_ARGUMENTS: READ_ONLY}
    assert set(read_lock((folder / LOCK_FILE).read_text())) == {AWS}
    own = {INIT_ARGUMENTS: "-no-color"}
    assert put(tmp_path, tmp_path / "out", real("anthill-dev"), own) == {
        INIT_ARGUMENTS: f"-no-color {READ_ONLY}"
    }


def test_terraform_refuses_another_package_under_the_version_of_the_lock(
    mirror: Mirror, tmp_path: Path
) -> None:
    version = held(mirror)
    folder = stack(tmp_path / "out", version)
    source = [f"-fs-mirror={mirror.path}"]
    (tmp_path / "work").mkdir()
    made = make_lock(
        tmp_path / "work", {AWS: (version,)}, environment(), platforms=[target_platform()], source=source
    )
    needed = provider_requirements(tmp_path / "out", ["anthill-dev"]) or {}
    settings = terraform_settings(os.environ, anthill_home(ROOT), needed)

    def init(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / LOCK_FILE).write_text(text)
        enforced = put(tmp_path, tmp_path / "out", real("anthill-dev"))
        variables = environment() | {name: value for name, value in settings.items() if value} | enforced
        return subprocess.run(
            [variables["TERRAFORM_BINARY_NAME"], "init", "-no-color", "-backend=false"],
            cwd=folder,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )

    assert init(made).returncode == 0
    before = (folder / LOCK_FILE).read_text()
    refused = init(forged(made))
    assert refused.returncode == 1
    assert "checksums" in refused.stderr
    assert (before, (folder / LOCK_FILE).read_text()) == (
        lock_for(made, [AWS]),
        lock_for(forged(made), [AWS]),
    )


def test_what_reaches_no_account_keeps_a_lock_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = LocalLock(
        tmp_path / "home", {AWS: (">= 5",)}, {"ANTHILL_PROVIDER_MIRROR": "", "HOME": str(tmp_path)}
    )
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    lock.put_into(one)
    assert not (one / LOCK_FILE).exists()
    (one / LOCK_FILE).write_text(lock_text(aws="5.100.0"))
    lock.keep_from(one)
    lock.put_into(two)
    assert set(read_lock((two / LOCK_FILE).read_text())) == {AWS}
    # It stays what it was, and another set of mirrors has another.
    (one / LOCK_FILE).write_text(lock_text(aws="5.101.0"))
    lock.keep_from(one)
    assert read_lock(lock.file.read_text())[AWS].version == "5.100.0"
    held_now = Mirror(tmp_path, {AWS: frozenset({"9.0.0"})})
    monkeypatch.setattr(local_lock, "find_mirrors", lambda _: [held_now])  # pyright: ignore[reportUnknownLambdaType]
    assert LocalLock(tmp_path / "home", {AWS: (">= 5",)}, {}).file != lock.file


def test_a_provider_that_was_replaced_under_its_version_is_refused_here_too(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(tmp_path))
    TerraformRun(stack(tmp_path / "one", f">= {held(mirror)}"), None).init()
    (kept,) = (tmp_path / "home" / "locks").iterdir()
    assert read_lock(kept.read_text())[AWS].hashes
    kept.write_text(forged(kept.read_text()))
    with pytest.raises(OperationError, match="checksums"):
        TerraformRun(stack(tmp_path / "two", f">= {held(mirror)}"), None).init()


def test_another_version_than_the_pinned_one_is_said_and_exact_refuses_it(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stack(tmp_path / "out", AWS_VERSION)
    monkeypatch.setattr(local_lock, "AWS_VERSION", held(mirror))
    made = plan_offline(folder, tmp_path / "same", exact=True)
    assert made.provider is None
    monkeypatch.setattr(local_lock, "AWS_VERSION", "99.0.0")
    made = plan_offline(folder, tmp_path / "other")
    assert made.provider == (
        f"planned with aws {held(mirror)}, the newest on this machine; environments are pinned to 99.0.0"
    )
    with pytest.raises(OperationError, match=f"--exact: planned with aws {held(mirror)}"):
        plan_offline(folder, tmp_path / "exact", exact=True)
