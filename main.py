"""The application: a stack per environment, a bootstrap stack per real one, and one for the Databricks account.

`python main.py` writes `cdktf.out`; the `cdktf` command calls it. Importing this module has no side effect
but to make the bindings load lazily and refuse what cdktf would change silently.
"""

import gc
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import fast_bindings
from stacks.unwritable import tell_in_one_sentence

if __name__ == "__main__":
    # One short run that keeps nearly all it makes: the collector would look through it again and again.
    gc.disable()
    tell_in_one_sentence()
try:
    fast_bindings.install()
except ValueError as wrong:
    print(wrong, file=sys.stderr)  # noqa: T201 - the program's own error
    raise SystemExit(2) from None
fast_bindings.refuse_silent_changes()

from cdktf import App, TerraformStack  # noqa: E402 - the lazy bindings must be in place first

from configuration.account import EnvironmentName  # noqa: E402
from configuration.databricks.account import DatabricksAccountConfig  # noqa: E402
from configuration.errors import ConfigurationError  # noqa: E402
from configuration.model import DataProtection, EnvironmentConfig  # noqa: E402
from configuration.stack_ids import (  # noqa: E402
    ACCOUNT_STACK,
    bootstrap_stack,
    deployed_stacks,
    environment_stack,
    every_stack,
    registration_stack,
    registration_stacks,
)
from configuration.suggestion import did_you_mean  # noqa: E402
from constructs_lib.protection import Protection  # noqa: E402
from environments.configured import everything_configured  # noqa: E402
from stacks.account_stack import AccountStack  # noqa: E402
from stacks.bootstrap_stack import BootstrapStack, StateHome  # noqa: E402
from stacks.environment_stack import EnvironmentStack  # noqa: E402
from stacks.manifest import keep_stacks, lost_states  # noqa: E402
from stacks.registration_stack import RegistrationStack  # noqa: E402

ALLOW_DESTROY = "ANTHILL_ALLOW_DESTROY"
BOOTSTRAP_STATE = "ANTHILL_BOOTSTRAP_STATE"
STACKS = "ANTHILL_STACKS"
"""The stacks to synthesise, all if it is not set: the `cdktf` command names those that it is given."""


def build_app(
    environments: Sequence[EnvironmentConfig] | None = None,
    *,
    account: DatabricksAccountConfig | None = None,
    outdir: str | None = None,
    allow_destroy: Collection[str] = (),
    bootstrap_state: StateHome = "s3",
    stacks: Collection[str] = (),
) -> App:
    """Return the application with every stack, or with those that are named, not yet synthesised.

    Given environments bring no Databricks account unless it is given too.
    `allow_destroy` names the environments whose buckets may be emptied by a destroy: the second of the two
    keys. Raises ConfigurationError if it names one that retains its data, or none that exists, if no such
    stack exists, or if the configured environments, which are the default, are wrong.
    """
    if environments is None:
        found = everything_configured()
        environments, account = found.environments, account or found.account
    known = {config.name.value: config for config in environments}
    for name in sorted(allow_destroy):
        if name not in known:
            raise ConfigurationError(
                f"{ALLOW_DESTROY}: no environment {name!r}; known are {', '.join(known)}{did_you_mean(name, known)}"
            )
        if known[name].data_protection is DataProtection.RETAIN:
            raise ConfigurationError(
                f"{ALLOW_DESTROY}: environment {name!r} retains its data (data_protection is 'retain'); "
                "only environments with 'destroy' can be named"
            )
    wanted = _chosen([stack for config in environments for stack in every_stack(config, account)], stacks)
    app = App(outdir=outdir)
    for config in environments:
        protection = Protection(
            retained=config.data_protection is DataProtection.RETAIN,
            allow_destroy=config.name.value in allow_destroy,
        )
        if environment_stack(config.name) in wanted:
            EnvironmentStack(app, environment_stack(config.name), config=config, protection=protection)
        if account is not None and registration_stack(config.name) in wanted:
            if (parts := config.databricks.parts_to_register) is not None:
                RegistrationStack(
                    app,
                    registration_stack(config.name),
                    config=config,
                    host=known[account.hosted_by.value],
                    parts=parts,
                    protection=protection,
                )
            elif stacks:
                raise ConfigurationError(_nothing_to_register(config.name))
        if config.github is not None and bootstrap_stack(config.name) in wanted:
            BootstrapStack(
                app,
                bootstrap_stack(config.name),
                config=config,
                github=config.github,
                deployed_stacks=deployed_stacks(config.name, account),
                registrations=registration_stacks(config.name, account),
                state_home=bootstrap_state,
            )
        if account is not None and account.hosted_by is config.name and ACCOUNT_STACK in wanted:
            AccountStack(app, ACCOUNT_STACK, account=account, host=config)
    return app


def _nothing_to_register(environment: EnvironmentName) -> str:
    return (
        f"{registration_stack(environment)}: nothing is there to register yet; deploy "
        f"{environment_stack(environment)}, then copy its output `registration` to "
        f"databricks.registration.parts of environments/{environment}.py"
    )


def _chosen(known: Collection[str], named: Collection[str]) -> Collection[str]:
    """Return the stacks to build: those that are named, or all."""
    for stack in sorted(named):
        if stack not in known:
            raise ConfigurationError(
                f"no stack {stack!r}; known are {', '.join(sorted(known))}{did_you_mean(stack, known)}"
            )
    return named or known


def _would_be_lost(files: Sequence[Path]) -> str:
    return "\n".join(
        [
            "the cdktf command deletes the folders of stacks that are not configured or cannot be read, and these "
            "hold a state:",
            *(f"  {file}" for file in files),
            "nothing was synthesised; push the state (`terraform state push` in its folder) or move the file to a "
            "safe place, then do the same again",
        ]
    )


def _named(variable: str) -> list[str]:
    return [name for name in os.environ.get(variable, "").split(",") if name]


def main() -> int:
    """Synthesise the stacks; return 2, and write nothing, if the settings are wrong or a state would be lost."""
    stacks = _named(STACKS)
    try:
        app = build_app(
            allow_destroy=_named(ALLOW_DESTROY),
            bootstrap_state="local" if os.environ.get(BOOTSTRAP_STATE) == "local" else "s3",
            stacks=stacks,
        )
    except ConfigurationError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the program's own error
        return 2
    outdir = Path(app.outdir)
    wanted = [child.node.id for child in app.node.children if TerraformStack.is_stack(child)]
    lost = lost_states(outdir, wanted, others_stay=bool(stacks))
    if lost:
        print(_would_be_lost(lost), file=sys.stderr)  # noqa: T201
        return 2
    app.synth()
    if fast_bindings.chosen_kernel() == "both":
        different = fast_bindings.compare_with_node(Path(__file__), outdir)
        if different is not None:
            print(different, file=sys.stderr)  # noqa: T201
            return 1
    if stacks:
        keep_stacks(outdir)
    gc.freeze()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
