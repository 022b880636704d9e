"""One deployment of anthill-local by the real command, shared by the tests of this folder."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import boto3
import pytest
from botocore.config import Config

from offline_databricks.store import Store
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.conformance.reach.trace import LOG_SETTINGS
from operations.emulator.engine import start, stop
from operations.terraform.offline_databricks import STORE
from operations.terraform.run import TerraformRun

ROOT = Path(__file__).resolve().parents[2]
STACK = "anthill-local"
LOG = "terraform.log"


@dataclass(frozen=True)
class Deployment:
    """What `cdktf deploy anthill-local` left behind."""

    engine: EngineRecord
    folder: Path
    said: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the commands of the project find this deployment."""
        return command_environment(self.folder)

    @property
    def terraform(self) -> TerraformRun:
        return TerraformRun(self.folder / "cdktf.out" / "stacks" / STACK, self.engine)

    @property
    def log(self) -> Path:
        """Terraform's log of the deployment, with every request of the AWS provider."""
        return self.folder / LOG

    @property
    def databricks(self) -> Store:
        """What the stand-in of Databricks holds."""
        return Store(EngineHome.under(self.folder / ".anthill").states / STORE)

    def client(self, service: str) -> Any:
        return client(self.engine, service)

    def content(self, bucket: str, key: str) -> bytes:
        """What an object holds."""
        return bytes(self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())

    def anthill(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the `anthill` command as a person would; it ends with that code."""
        done = command("anthill", self.folder, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return done


def client(engine: EngineRecord, service: str) -> Any:
    """A boto3 client of the emulator, whatever the environment of the tests says."""
    return boto3.Session(region_name="eu-west-1").client(
        service,
        endpoint_url=engine.endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(
            proxies={"http": engine.endpoint} if service == "s3control" else None,
            s3={"addressing_style": "path"},
        ),
    )


def command_environment(folder: Path) -> dict[str, str]:
    """Return this environment with everything that the project's commands write under one folder."""
    return {
        **os.environ,
        "ANTHILL_HOME": str(folder / ".anthill"),
        "ANTHILL_ALLOW_DESTROY": "local",
        "CI": "true",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }


def deploy(
    folder: Path, *arguments: str, settings: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    """Run the `cdktf` command of the project with everything it writes under one folder."""
    return command("cdktf", folder, *arguments, settings=settings)


def command(
    name: str, folder: Path, *arguments: str, settings: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    """Run a command of the project with everything it writes under one folder."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        cwd=ROOT,
        env=command_environment(folder) | dict(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=480,
    )


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    home = EngineHome.under(folder / ".anthill")
    try:
        engine = start(home).record
        done = deploy(
            *(folder, "deploy", STACK, "--auto-approve", "--output", str(folder / "cdktf.out")),
            settings=LOG_SETTINGS | {"TF_LOG_PATH": str(folder / LOG)},
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        yield Deployment(engine, folder, done.stdout)
    finally:
        stop(home)
