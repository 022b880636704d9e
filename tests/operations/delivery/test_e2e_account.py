"""The way to an account, with its own provider lock and nothing of the emulator: only the endpoint leads there."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from configuration.account import AccountConfig
from configuration.emulator import ACCOUNT, PROVIDER_VERSIONS
from operations.common.commit import Commit
from operations.common.embedded_engine.client import REGION, client_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import InputError, OperationError
from operations.delivery.planned import make_plan
from operations.record.release import Release, build_release
from operations.record.target import Target
from operations.terraform.provider_lock import LOCK_FILE
from operations.terraform.run import TerraformRun
from tests.support.small_stack import STACK, dev_config, synthesise_small

pytestmark = pytest.mark.e2e

CONFIG = dev_config().model_copy(update={"account": AccountConfig(id=ACCOUNT)})


@pytest.fixture
def account(engine: EngineRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The environment as in an account that is the embedded AWS, which nothing but the variables says."""
    variables: Mapping[str, str] = client_environment(engine, os.environ)
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    target = Target(
        environment=CONFIG, stack=STACK, engine=None, home=EngineHome(tmp_path), variables=dict(os.environ)
    )
    target.client("s3").create_bucket(
        Bucket=target.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return target


def synthesised(folder: Path) -> Path:
    out = synthesise_small(folder, config=CONFIG)
    file = out / "stacks" / STACK / "cdk.tf.json"
    document = json.loads(file.read_text())
    # The machine may hold only an older provider than the bindings describe.
    document["terraform"]["required_providers"]["aws"]["version"] = PROVIDER_VERSIONS
    file.write_text(json.dumps(document))
    return out


def test_an_account_is_planned_with_the_providers_of_the_release_and_no_others(
    account: Target, tmp_path: Path
) -> None:
    out = synthesised(tmp_path / "out")
    first = TerraformRun(out / "stacks" / STACK, None, account.variables, real=True)
    first.init()
    lock = tmp_path / "lock.hcl"
    lock.write_text((first.folder / LOCK_FILE).read_text())

    def release(name: str, *, dirty: bool = False, locked: bool = True) -> Release:
        commit = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=dirty)
        return build_release(out, tmp_path / name, commit=commit, tools={}, lock=lock if locked else None)

    said: list[str] = []
    kept = make_plan(account, release("release"), tmp_path / "plan", say=said.append)
    assert kept.manifest.changes == {"create": 4}
    assert not kept.manifest.emulated

    with pytest.raises(InputError, match="can only be deployed to the embedded AWS"):
        make_plan(account, release("dirty", dirty=True), tmp_path / "dirty-plan", say=said.append)

    with pytest.raises(InputError, match=r"has no provider lock, .* in dev: run `anthill lock`"):
        make_plan(account, release("open", locked=False), tmp_path / "open-plan", say=said.append)

    # Another provider than the reviewed one, under its version.
    forged = f'    "h1:{"A" * 43}=",\n'
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(forged if "h1:" in line else line for line in lines))
    with pytest.raises(OperationError, match="terraform init failed"):
        make_plan(account, release("forged"), tmp_path / "forged-plan", say=said.append)
