"""Where a release goes: an environment's stack in its account, or the same in the embedded AWS."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.stack_ids import deployed_stacks, environment_stack, registration_stacks
from environments.configured import everything_configured
from operations.common.bucket import BucketStore
from operations.common.databricks_sign_in import check_sign_in, hosts_of
from operations.common.embedded_engine.client import REGION
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, running
from operations.common.endpoints import refuse_emulator_settings
from operations.common.errors import InputError
from operations.common.store import FolderStore, Store

STATE_OBJECT: Final = "terraform.tfstate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An environment's stack and how it is reached.

    With an `engine` nothing leaves this machine; without one the credentials in force are used, and must be of
    the environment's account. `home` holds the states of the embedded AWS.
    """

    environment: EnvironmentConfig
    stack: str
    engine: EngineRecord | None
    home: EngineHome
    variables: Mapping[str, str]

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.environment.name.value

    @property
    def in_commands(self) -> str:
        """How a command names it: the environment, and the stack if it is another than the environment's own."""
        own = self.stack == environment_stack(self.environment.name)
        return self.name if own else f"{self.name} --stack {self.stack}"

    @property
    def in_bucket(self) -> bool:
        """Whether the state is in a bucket."""
        return self.environment.state.backend == "s3"

    @property
    def bucket(self) -> str:
        """The bucket of the state, as it is called where the target is."""
        names = Names.of(self.environment)
        return (replace(names, account_id=self.engine.account) if self.engine else names).state_bucket

    @property
    def state_key(self) -> str:
        """The object that is the state."""
        return f"{self.stack}/{STATE_OBJECT}"

    @property
    def state_file(self) -> Path:
        """The file that is the state, where it is in no bucket."""
        return self.home.states / f"terraform.{self.stack}.tfstate"

    @property
    def store(self) -> Store:
        """What deployments of the stack leave for the next: beside its state."""
        if self.in_bucket:
            return replace(self.state_bucket(), prefix=f"{self.stack}/")
        return FolderStore(self.home.states / self.stack)

    def state_bucket(self) -> BucketStore:
        """Return the bucket that the state is in. Raises InputError if it is in none."""
        if not self.in_bucket:
            raise InputError(
                f"the state of {self.stack} is a file, {self.state_file}: it has no versions, and its lock ends with "
                "Terraform"
            )
        return BucketStore(client=self.client("s3"), bucket=self.bucket)

    def client(self, service: str) -> Any:
        """Return boto3's client of a service, where the target is."""
        if self.engine is None:
            return boto3.Session().client(service, region_name=self.environment.region)
        # S3 Control puts the account before the host, a name that only the engine itself answers to.
        proxies = {"http": self.engine.endpoint} if service == "s3control" else None
        settings = Config(
            s3={"addressing_style": "path"}, ignore_configured_endpoint_urls=True, proxies=proxies
        )
        return _embedded_session().client(service, endpoint_url=self.engine.endpoint, config=settings)


@cache
def _embedded_session() -> Any:
    """Return the one session of all clients of an embedded AWS: a session reads its data files by itself."""
    return boto3.Session("test", "test", region_name=REGION)


def stacks_of(environment: EnvironmentName) -> tuple[str, ...]:
    """Return the stacks whose state is in an environment's account and that pipelines deploy, its own first."""
    account = everything_configured().account
    return (*deployed_stacks(environment, account), *registration_stacks(environment, account))


def find_target(
    environment: EnvironmentName,
    variables: Mapping[str, str],
    *,
    stack: str | None = None,
    emulated: bool = False,
) -> Target:
    """Return a target whose account has been compared with the credentials in force.

    Raises InputError for a stack of another environment, other credentials (of Databricks too), or an embedded AWS
    that is meant and does not run.
    """
    config = everything_configured().find(environment)
    own = stacks_of(environment)
    chosen = stack or own[0]
    if chosen not in own:
        raise InputError(f"--stack: {chosen!r} is no stack of {config.name.value}; it has {', '.join(own)}")
    home = EngineHome.of_project()
    record: EngineRecord | None = None
    if emulated or config.is_local:
        record = running(home)
        if record is None:
            raise InputError(f"{chosen}: the embedded AWS is not running: start it with `anthill local up`")
    else:
        refuse_emulator_settings(variables)
        from operations.common.account import check_account  # noqa: PLC0415 - only a real account is asked

        check_account([config], variables)
        check_sign_in(chosen, hosts_of(chosen, everything_configured().environments), variables)
    return Target(environment=config, stack=chosen, engine=record, home=home, variables=variables)
