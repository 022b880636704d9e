"""`anthill init`: what a company sets once."""

import json
import sys
from typing import Annotated

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, DryRun
from operations.common.errors import InputError
from operations.common.project import project_root
from operations.scaffold.accounts import (
    OWN_ACCOUNTS,
    ByEnvironment,
    Check,
    check_account,
    check_network,
    pairs,
    present_accounts,
    present_networks,
)
from operations.scaffold.company import SETTINGS, Setting, current, files_of, written
from operations.scaffold.written import write_together


def _value(help_text: str) -> typer.models.OptionInfo:
    return typer.Option(help=help_text, show_default=False)


def init(
    *,
    region: Annotated[str | None, _value("AWS region of every environment.")] = None,
    github_owner: Annotated[str | None, _value("Owner of the repository on GitHub.")] = None,
    github_owner_id: Annotated[str | None, _value("The owner's id: gh api users/OWNER --jq .id")] = None,
    repository: Annotated[str | None, _value("Name of the repository.")] = None,
    repository_id: Annotated[str | None, _value("Its id: gh api repos/OWNER/NAME --jq .id")] = None,
    databricks_account: Annotated[str | None, _value("Id of the Databricks account, a UUID.")] = None,
    company_cidrs: Annotated[str | None, _value("Public address ranges, with commas between.")] = None,
    team_emails: Annotated[str | None, _value("Who is told of what can wait, with commas between.")] = None,
    on_call_emails: Annotated[str | None, _value("Who is woken, with commas between.")] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(metavar="ENV=ID", help="AWS account of an environment; repeatable.", show_default=False),
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(metavar="ENV=CIDR", help="Addresses of an environment; repeatable.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Set names, accounts and address ranges in environments/: in a terminal by questions, else by options.

    Each question offers the present value. What is there already is not written again, and nothing is written if
    the configuration would not be valid with it.
    """
    given = (
        region,
        github_owner,
        github_owner_id,
        repository,
        repository_id,
        databricks_account,
        company_cidrs,
    )
    values = {
        setting.option: value
        for setting, value in zip(SETTINGS, (*given, team_emails, on_call_emails), strict=True)
        if value is not None
    }
    accounts, networks = pairs("--account", account or []), pairs("--network", network or [])
    root = project_root()
    if not (values or accounts or networks):
        if not sys.stdin.isatty() or as_json:
            options = ", ".join([*(setting.option for setting in SETTINGS), "--account", "--network"])
            raise InputError(f"nothing is given, and there is no terminal to ask in; allowed: {options}")
        present = current(root)
        values = {setting.option: _asked(setting, present[setting.option]) for setting in SETTINGS}
        accounts = _asked_each("AWS account of {}", present_accounts(root), check_account)
        networks = _asked_each("Private addresses of {}", present_networks(root), check_network)
    files = files_of(root, values, accounts, networks)
    would = [name for name, text in files.items() if (root / name).read_text(encoding="utf-8") != text]
    changed = would if dry_run else write_together(root, files)
    if as_json:
        typer.echo(json.dumps({"changed": [] if dry_run else changed, "would_change": would}, indent=2))
        return
    for name in changed:
        typer.echo(f"would change {name}" if dry_run else f"changed {name}")
    if not changed:
        typer.echo("nothing to change: all of it is set already")
    elif not (accounts or dry_run):
        typer.echo(
            f"accounts and address ranges: --account and --network, each for {', '.join(OWN_ACCOUNTS)}"
        )


def _asked(setting: Setting, present: str) -> str:
    def checked(text: str) -> str:
        try:
            written(setting, text)
        except InputError as error:
            raise typer.BadParameter(str(error)) from error
        return text

    return typer.prompt(setting.question, default=present, value_proc=checked)


def _asked_each(question: str, present: ByEnvironment, check: Check) -> ByEnvironment:
    """Ask for a value of each environment; none may clash with one that was answered before."""
    answers: dict[EnvironmentName, str] = {}
    for name in OWN_ACCOUNTS:

        def checked(text: str, name: EnvironmentName = name) -> str:
            try:
                check(name, text.strip(), answers)
            except InputError as error:
                raise typer.BadParameter(str(error).partition(": ")[2]) from error
            return text.strip()

        answers[name] = typer.prompt(question.format(name), default=present[name], value_proc=checked)
    return answers
