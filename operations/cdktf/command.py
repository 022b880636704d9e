"""The console script `cdktf`: the locked cdktf-cli, in the right environment for the stacks it is given.

`synth` and `list` need neither credentials nor emulator. A command on `anthill-local` starts the embedded
AWS and sees nothing but it; one on a real stack is checked against that stack's account before it starts,
and never sees the emulator. Relative paths among the arguments count from the project's folder.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from configuration.stack_ids import environment_stack
from environments.configured import everything_configured
from operations.cdktf.invocation import APPLYING, LOCKING, PARALLEL, Invocation, read_invocation
from operations.cdktf.locks import put_locks
from operations.cdktf.recording import RECORDED, UNREVIEWED, recording
from operations.cdktf.targets import Targets, find_targets, require_stacks
from operations.common.commit import commit_if_any
from operations.common.databricks_sign_in import check_sign_in, hosts_of
from operations.common.embedded_engine.client import client_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.endpoints import refuse_emulator_settings
from operations.common.errors import OperationError, errors_as_exit
from operations.common.node import node_binary
from operations.common.project import anthill_home, project_root
from operations.common.signals import Terminated
from operations.emulator import engine
from operations.emulator.killed_apply import knows_nothing, refuse_unknown, was_killed
from operations.terraform import narrow_provider, offline_databricks
from operations.terraform.cli_configuration import terraform_settings
from operations.terraform.environment import toolchain_environment
from operations.terraform.mirrors import Mirror
from operations.terraform.requirements import Requirements, provider_requirements

CLI: Final = Path("node_modules/cdktf-cli/bundle/bin/cdktf")
COMPILED: Final = "NODE_COMPILE_CACHE"
"""Where Node keeps cdktf-cli compiled: a tenth of its time (nodejs.org/api/module.html)."""

LOCAL_PARALLELISM: Final = 30
"""Concurrent operations on the embedded AWS: the provider sleeps, and nothing there limits the rate."""


def main() -> None:
    """Run cdktf-cli and end with its exit code; 2 for bad input, 1 for a failure."""
    with errors_as_exit("cdktf"):
        root = project_root()
        command, environment = prepare(sys.argv[1:], dict(os.environ), root)
        home = EngineHome.under(anthill_home(root))
        killed_before = was_killed(home)
        code = _run(command, environment, root)
        if was_killed(home) and not killed_before:
            # cdktf-cli 0.21 takes that for a success.
            raise OperationError(
                "Terraform was killed before it had stored its state: run `make up`, which says what to do"
            )
        raise SystemExit(code)


def _run(command: Sequence[str], environment: dict[str, str], root: Path) -> int:
    """Run cdktf-cli to its end: ended before Terraform, it takes away what Terraform writes to, and so its state."""
    process = subprocess.Popen(command, env=environment, cwd=root)
    try:
        code = process.wait()
    except Terminated:
        raise
    except KeyboardInterrupt:
        # The terminal has told it too; who asks again does not want to wait.
        code = process.wait()
    return code if code >= 0 else 128 - code


def prepare(
    arguments: Sequence[str], inherited: dict[str, str], root: Path
) -> tuple[list[str], dict[str, str]]:
    """Return the command line and the environment to run; starts the embedded AWS where it is meant.

    Raises InputError or OperationError, whose texts say what to do.
    """
    cli = root / CLI
    if not cli.is_file():
        raise OperationError(
            f"{CLI} is missing in {root}: install it with `make setup`, or `npm ci` with Node 22"
        )
    invocation = read_invocation(arguments)
    home = anthill_home(root)
    environment = toolchain_environment(inherited, home)
    environment.setdefault(COMPILED, str(home / "node-compiled"))
    targets = _targets(invocation)
    if targets.real:
        refuse_emulator_settings(inherited)
        from operations.common.account import check_account  # noqa: PLC0415 - boto3 is slow to import

        check_account(targets.real, inherited)
        for stack in targets.stacks:
            check_sign_in(stack, hosts_of(stack, everything_configured().environments), inherited)
        if invocation.command in RECORDED:
            _refuse_unreviewed(targets, root, inherited)
    if targets.emulated:
        applies = invocation.command in APPLYING
        environment = _towards_engine(EngineHome.under(home), environment, applies=applies)
    if targets.stacks:
        # The others would only take time: more than half of it.
        environment["ANTHILL_STACKS"] = ",".join(targets.stacks)
    requirements = _requirements(targets, invocation, root, environment)
    environment |= put_locks(
        targets, requirements, root=root, output=_output(root, invocation), home=home, inherited=inherited
    )
    own_mirrors: list[Mirror] = []
    if targets.emulated:
        store = EngineHome.under(home).states / offline_databricks.STORE
        own_mirrors, databricks = offline_databricks.provision(requirements, home, store, "apply")
        environment |= databricks
    _apply(environment, terraform_settings(inherited, home, requirements, own_mirrors=own_mirrors))
    if targets.emulated:
        environment |= narrow_provider.attaching(home, environment["TERRAFORM_BINARY_NAME"])
    if invocation.touches_stacks and invocation.command in RECORDED:
        environment |= recording(home, environment["TERRAFORM_BINARY_NAME"], targets.environments)
    return [str(node_binary()), str(cli), *arguments, *_added(invocation, targets)], environment


def _refuse_unreviewed(targets: Targets, root: Path, inherited: dict[str, str]) -> None:
    """Raise OperationError for an environment that takes only what was approved: a pull request deploys there."""
    from operations.record.attempt import refuse_unreviewed  # noqa: PLC0415 - it brings boto3

    commit = commit_if_any(root)
    for environment in targets.real:
        stack = environment_stack(environment.name)
        if stack in targets.stacks and environment.delivery and environment.delivery.owner_approves:
            refuse_unreviewed(
                stack,
                dirty=commit.dirty,
                reviewed=False,
                forced=inherited.get(UNREVIEWED, ""),
                how=f'{UNREVIEWED}="..."',
                alternative="bring it by a pull request (docs/deploying.md)",
            )


def _targets(invocation: Invocation) -> Targets:
    if not invocation.touches_stacks:
        return Targets(environments={}, real=(), emulated=False)
    present = everything_configured()
    if not invocation.options.keys() & {"-a", "--app"}:
        # Known before the synthesis, which cdktf-cli would do first.
        require_stacks(invocation.stacks, present.environments, account=present.account)
    return find_targets(invocation.stacks, present.environments, account=present.account)


def _towards_engine(home: EngineHome, environment: dict[str, str], *, applies: bool) -> dict[str, str]:
    started = engine.start(home)
    if applies and not started.new and was_killed(home):
        if knows_nothing(home):
            # All that it holds was made by what was killed.
            engine.stop(home)
            started = engine.start(home)
        else:
            refuse_unknown(home, started.record)
    if started.new:
        _say(f"started the embedded AWS on {started.record.endpoint}")
    if started.state_retired:
        _say("the embedded AWS before it has ended, and its resources with it: this one begins empty")
    return client_environment(started.record, environment) | {
        # The lock file of this stack is thrown away with it; without, each init would fetch anew.
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
    }


def _output(root: Path, invocation: Invocation) -> Path:
    return root / (invocation.options.get("-o") or invocation.options.get("--output") or "cdktf.out")


def _requirements(
    targets: Targets, invocation: Invocation, root: Path, environment: dict[str, str]
) -> Requirements:
    if not targets.stacks:
        return {}
    output = _output(root, invocation)
    required = provider_requirements(output, targets.stacks)
    if required is None:
        # A fresh checkout: what the stacks need is known once they are synthesised.
        subprocess.run(
            [sys.executable, "main.py"],
            cwd=root,
            env=environment | {"CDKTF_OUTDIR": str(output)},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        required = provider_requirements(output, targets.stacks)
    return required or {}


def _added(invocation: Invocation, targets: Targets) -> list[str]:
    """Return the options that this project always wants, where the command knows them and none is given."""
    added: list[str] = []
    if not invocation.touches_stacks:
        return added
    if invocation.command in LOCKING and "--skip-provider-lock" not in invocation.options:
        # cdktf-cli 0.21 locks by `terraform providers lock`, which asks the registry even where a mirror serves: the
        # lock of a real stack is the repository's, and is only read.
        added.append("--skip-provider-lock")
    if (
        targets.emulated
        and invocation.command in PARALLEL
        and "--terraform-parallelism" not in invocation.options
    ):
        added.append(f"--terraform-parallelism={LOCAL_PARALLELISM}")
    return added


def _apply(environment: dict[str, str], settings: dict[str, str | None]) -> None:
    for name, value in settings.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value


def _say(text: str) -> None:
    sys.stderr.write(f"cdktf: {text}\n")
