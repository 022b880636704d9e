"""`anthill notify`: a failure or its end, told once."""

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, Emulated
from operations.common.errors import InputError
from operations.common.severity import Severity
from operations.notify.message import Message, run_facts

if TYPE_CHECKING:
    from operations.notify.channels import Channel
    from operations.record.target import Target

TOPICS = "ANTHILL_NOTIFY_TOPICS"
WEBHOOK = "ANTHILL_NOTIFY_WEBHOOK"
FORMAT = "ANTHILL_NOTIFY_WEBHOOK_FORMAT"
SAID = {
    "told": "told",
    "known": "told before; nothing is sent",
    "recovered": "the recovery is told",
    "nothing": "no failure with this key was told; nothing is sent",
}


def notify(  # noqa: PLR0917 - options, all given by name
    key: Annotated[str, typer.Option(help="What failed, the same in every run: such as deploy:dev.")],
    title: Annotated[str, typer.Option(help="One line.")],
    environment: Annotated[
        EnvironmentName, typer.Option("--env", help="Whose topic is told, and whose bucket remembers.")
    ],
    severity: Annotated[Severity, typer.Option(help="How bad it is.")] = Severity.HIGH,
    body: Annotated[str, typer.Option(help="The text; '-' reads standard input.")] = "",
    resolve: Annotated[
        bool, typer.Option("--resolve", help="It is over: told only if the failure was told.")
    ] = False,
    topics: Annotated[
        list[str] | None,
        typer.Option(
            "--topic",
            help=f"ARN of a topic; if none, {TOPICS}, or the environment's own.",
            show_default=False,
        ),
    ] = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Tell a failure to topics and a webhook, once per key; or, with --resolve, that it is over.

    A failure is told again only if its severity rises. The webhook's address is read from ANTHILL_NOTIFY_WEBHOOK
    and never shown; ANTHILL_NOTIFY_WEBHOOK_FORMAT is slack (the default) or generic. Exit code 1 if a channel
    fails: the next call tells it to that one.
    """
    from operations.notify.telling import Teller  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415 - --help needs none

    if not key.strip() or not title.strip():
        raise InputError("--key and --title: neither may be empty")
    target = find_target(environment, os.environ, emulated=emulated)
    message = Message(
        key=key,
        severity=severity,
        title=title,
        body=sys.stdin.read() if body == "-" else body,
        recovered=resolve,
        facts={"environment": environment.value, **run_facts(os.environ)},
    )
    channels = _channels(target, topics or [])
    teller = Teller(target.store, channels)
    outcome = teller.resolve(message) if resolve else teller.tell(message)
    if as_json:
        typer.echo(json.dumps({"key": key, "outcome": outcome, "channels": [each.name for each in channels]}))
        return
    typer.echo(f"{key}: {SAID[outcome]}")


def _channels(target: "Target", given: list[str]) -> "list[Channel]":
    from dataclasses import replace  # noqa: PLC0415 - --help needs none

    from configuration.names import Names  # noqa: PLC0415
    from operations.notify.channels import Topic, webhook  # noqa: PLC0415

    names = Names.of(target.environment)
    names = replace(names, account_id=target.engine.account) if target.engine else names
    named = given or [arn for arn in os.environ.get(TOPICS, "").split(",") if arn]
    own = f"arn:{names.partition}:sns:{names.region}:{names.account_id}:{names.sns_topic('pipeline')}"
    channels: list[Channel] = [Topic(target.client("sns"), arn) for arn in named or [own]]
    url = os.environ.get(WEBHOOK)
    format_ = os.environ.get(FORMAT) or "slack"
    if format_ not in {"slack", "generic"}:
        raise InputError(f"{FORMAT}: {format_!r} is none; it is slack or generic")
    if url:
        channels.append(webhook(url, "slack" if format_ == "slack" else "generic"))
    return channels
