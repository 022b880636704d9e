"""The notification, in the form of each channel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from operations.common.severity import Severity

SUBJECT: Final = 100
"""The most characters of a subject (SNS API reference, Publish); ASCII and no line breaks."""
LONGEST: Final = 20_000
"""Characters of a body that are sent: far below what SNS takes (256 KiB for all protocols together)."""


COLOURS: Final[Mapping[Severity, str]] = {
    Severity.INFO: "#439fe0",
    Severity.LOW: "#439fe0",
    Severity.MEDIUM: "#daa038",
    Severity.HIGH: "#d9534f",
    Severity.CRITICAL: "#8b0000",
}
RECOVERED: Final = "#2eb886"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A failure, or with `recovered` its end. `key` names what failed; `facts` are shown by name."""

    key: str
    severity: Severity
    title: str
    body: str
    recovered: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The severity, or that it is over, and the title."""
        return f"[{'RECOVERED' if self.recovered else self.severity.upper()}] {self.title}"

    @property
    def subject(self) -> str:
        """The headline as SNS takes it."""
        text = " ".join(self.headline.split()).encode("ascii", "replace").decode()
        return text if len(text) <= SUBJECT else f"{text[: SUBJECT - 3]}..."

    @property
    def text(self) -> str:
        """The whole of it for people."""
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts.items())
        body = self.body if len(self.body) <= LONGEST else f"{self.body[:LONGEST]}\n(cut here)"
        return "\n\n".join(part for part in (self.headline, body, facts) if part)

    def generic(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "key": self.key,
            "status": "recovered" if self.recovered else "failed",
            "severity": self.severity.value,
            "title": self.title,
            "body": self.body[:LONGEST],
            "facts": dict(self.facts),
        }

    def slack(self) -> dict[str, Any]:
        """Return it for an incoming webhook of Slack, or of what is compatible with it."""
        return {
            "text": self.headline,
            "attachments": [
                {
                    "color": RECOVERED if self.recovered else COLOURS[self.severity],
                    "text": self.body[:3000],
                    "fields": [
                        {"title": name, "value": value, "short": True} for name, value in self.facts.items()
                    ],
                }
            ],
        }

    def for_topic(self) -> str:
        """Return one form per protocol of SNS: people's text, programs' JSON, a chat's own schema.

        The schema is that of custom notifications of Amazon Q Developer in chat applications, which subscribes
        by https.
        """
        chat = {
            "version": "1.0",
            "source": "custom",
            "content": {
                "textType": "client-markdown",
                "title": self.headline,
                "description": self.text[:8000],
            },
            "metadata": {"threadId": self.key, "summary": self.headline},
        }
        generic = json.dumps(self.generic())
        return json.dumps(
            {
                "default": generic,
                "email": self.text,
                "sqs": generic,
                "lambda": generic,
                "https": json.dumps(chat),
            }
        )


def run_facts(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what GitHub Actions says of the run that notifies: its address, actor and commit; nothing elsewhere."""
    server, repository, run = (
        variables.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    facts = {
        "run": f"{server}/{repository}/actions/runs/{run}" if server and repository and run else "",
        "workflow": variables.get("GITHUB_WORKFLOW", ""),
        "actor": variables.get("GITHUB_ACTOR", ""),
        "commit": variables.get("GITHUB_SHA", "")[:12],
    }
    return {name: value for name, value in facts.items() if value}
