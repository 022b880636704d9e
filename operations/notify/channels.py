"""Where messages go."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlsplit

import requests
from botocore.exceptions import BotoCoreError, ClientError
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from operations.common.endpoints import is_loopback
from operations.common.errors import InputError, OperationError
from operations.notify.message import Message

RETRIES: Final = 4
TIMEOUT_SECONDS: Final = 10
PASSING: Final = (429, 500, 502, 503, 504)
"""The answers after which it is tried again."""

Format = Literal["slack", "generic"]


class Channel(Protocol):
    """A way to those who must know."""

    @property
    def name(self) -> str:
        """What it is called where people and records see it; never a secret."""
        ...

    def send(self, message: Message) -> None:
        """Send a message. Raises OperationError if it does not arrive."""
        ...


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of SNS; boto3's client tries again by itself."""

    client: Any
    arn: str

    @property
    def name(self) -> str:
        """Its ARN."""
        return self.arn

    def send(self, message: Message) -> None:
        """Publish a message, with its severity and status to filter by."""
        attributes = {"severity": message.severity.value, "status": str(message.generic()["status"])}
        try:
            self.client.publish(
                TopicArn=self.arn,
                Subject=message.subject,
                MessageStructure="json",
                Message=message.for_topic(),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise OperationError(f"{self.arn}: {' '.join(str(error).split())}") from error


@dataclass(frozen=True, slots=True)
class Webhook:
    """An incoming webhook. Its address lets anybody write there, so it is never shown."""

    url: str = field(repr=False)
    format: Format = "slack"
    backoff: float = 1.0

    @property
    def name(self) -> str:
        """That it is one."""
        return "webhook"

    def send(self, message: Message) -> None:
        """Post a message; what passes is tried again, and no redirection is followed."""
        retries = Retry(
            total=RETRIES,
            backoff_factor=self.backoff,
            status_forcelist=PASSING,
            allowed_methods=None,
            raise_on_status=False,
        )
        document = message.slack() if self.format == "slack" else message.generic()
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=retries))
            try:
                answer = session.post(self.url, json=document, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            except requests.RequestException as error:
                # Its text, and that of what caused it, hold the address.
                raise OperationError(f"webhook: it cannot be reached ({type(error).__name__})") from None
        if not answer.ok or answer.is_redirect:
            raise OperationError(f"webhook: it answered {answer.status_code}: is its address still valid?")


def webhook(url: str, format_: Format) -> Webhook:
    """Return a webhook. Raises InputError for an address that would send the secret in clear text."""
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and not is_loopback(url)):
        raise InputError(
            "ANTHILL_NOTIFY_WEBHOOK: it is not an https address: copy it whole from where it was made"
        )
    return Webhook(url, format_)
