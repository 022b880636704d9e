"""The `anthill` command: one sub-command per area of operations."""

import sys

import typer

from environments.errors import ConfigurationError
from operations.access_command import access
from operations.audit_command import audit
from operations.canary_command import canary
from operations.config_command import config
from operations.deploy_command import deploy
from operations.docs_command import docs
from operations.drift_command import drift
from operations.lakehouse_command import lakehouse
from operations.local_command import local
from operations.local_show import env, show
from operations.notify_command import notify
from operations.pipeline_command import pipeline
from operations.plan_command import plan
from operations.release_command import release
from operations.review_command import review
from operations.rollback_command import rollback
from operations.scan_command import scan_stacks
from operations.secrets_command import secrets
from operations.send_command import send
from operations.state_command import state
from operations.toolchain.errors import InputError, OperationError

app = typer.Typer(
    name="anthill",
    help="Run the Anthill platform: configuration, access rights, embedded AWS, lakehouse, plans, scans, deployments.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(config, name="config")
app.add_typer(local, name="local")
app.add_typer(lakehouse, name="lakehouse")
app.add_typer(release, name="release")
app.add_typer(deploy, name="deploy")
app.add_typer(state, name="state")
app.add_typer(pipeline, name="pipeline")
local.command("show")(show)
local.command("env")(env)
local.command("send")(send)
app.command("scan")(scan_stacks)
app.command("secrets")(secrets)
app.command("audit")(audit)
app.command("plan")(plan)
app.command("access")(access)
app.command("review")(review)
app.command("rollback")(rollback)
app.command("drift")(drift)
app.command("notify")(notify)
app.command("docs")(docs)
app.command("canary")(canary)


def main() -> None:
    """Run the command line; exit code 2 means bad input, 1 a failure, 130 Ctrl-C."""
    try:
        app()
    except OperationError as error:
        sys.stderr.write(f"anthill: {error}\n")
        raise SystemExit(error.exit_code) from error
    except ConfigurationError as error:
        sys.stderr.write(f"anthill: {error}\n")
        raise SystemExit(InputError.exit_code) from error
