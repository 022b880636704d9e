"""Findings as SARIF 2.1.0, the format that code scanning reads."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from operations.common.errors import InputError
from operations.common.text_output import print_or_write
from operations.synthesis.locations import Location

Level = Literal["error", "warning", "note"]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""The schema of the standard, as OASIS published it with its first errata."""

ROOT: Final = "%SRCROOT%"
"""What GitHub calls the root of the checkout; every file is named relative to it."""

IDENTITY: Final = "primaryLocationLineHash"
"""The one fingerprint that GitHub reads. Left out, it is made of the text of the line, and the findings of all
resources that one line makes would be a single alert."""

FINGERPRINT_LENGTH: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a scanner looks for."""

    id: str
    title: str
    help_uri: str = ""


class Accepted(Protocol):
    """What a waiver says: why, by whom and until when."""

    @property
    def reason(self) -> str:
        """Why it is accepted."""
        ...

    @property
    def owner(self) -> str:
        """Who says so."""
        ...

    @property
    def expires(self) -> date:
        """The last day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One finding: where to fix it, what it is called there, and what makes it the same next time.

    `related` are other lines with what they have to do with it, `named` logical locations with their kinds,
    `identity` the parts of the fingerprint. What a waiver covers is suppressed.
    """

    rule: Rule
    level: Level
    text: str
    place: Location
    identity: tuple[str, ...]
    related: tuple[tuple[Location, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    accepted: Accepted | None = None


def sarif(tool: str, *, version: str, uri: str, results: Iterable[Result]) -> dict[str, Any]:
    """Return the log of one run; its rules are those of the results."""
    found = list(results)
    rules = {result.rule.id: result.rule for result in found}
    order = {name: index for index, name in enumerate(sorted(rules))}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": tool,
                        "version": version,
                        "informationUri": uri,
                        "rules": [_rule(rules[name]) for name in order],
                    }
                },
                "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(result, order[result.rule.id]) for result in found],
            }
        ],
    }


def write_sarif(document: Mapping[str, Any], file: Path) -> None:
    """Write a log. Raises InputError if the file cannot be written."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    print_or_write(f"{text}\n", file, option="--sarif")


def check_sarif(file: Path | None) -> None:
    """Raise InputError if a log could not be written, before a long scan rather than after it."""
    if file is not None and not file.resolve().parent.is_dir():
        raise InputError(f"--sarif: {file.parent} is not a folder: create it first, or name another file")


def fingerprint(parts: Iterable[str]) -> str:
    """Return what stays the same as long as the parts do."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def in_words(accepted: Accepted) -> str:
    """Return a waiver in one line."""
    return f"{accepted.reason} Owner: {accepted.owner}. Until {accepted.expires}."


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": f"{rule.title} {rule.help_uri}".strip()},
        "properties": {"tags": ["security"]},
    }
    return described | ({"helpUri": rule.help_uri} if rule.help_uri else {})


def _result(result: Result, index: int) -> dict[str, Any]:
    location = _location(result.place)
    if result.named:
        location["logicalLocations"] = [
            {"fullyQualifiedName": name, "kind": kind} for name, kind in result.named
        ]
    document: dict[str, Any] = {
        "ruleId": result.rule.id,
        "ruleIndex": index,
        "level": result.level,
        "message": {"text": result.text},
        "locations": [location],
        "partialFingerprints": {IDENTITY: fingerprint((result.rule.id, *result.identity))},
    }
    if result.related:
        document["relatedLocations"] = [
            {"id": number, **_location(place), "message": {"text": text}}
            for number, (place, text) in enumerate(result.related, start=1)
        ]
    if result.accepted is not None:
        document["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": in_words(result.accepted),
                "properties": {
                    "owner": result.accepted.owner,
                    "expires": result.accepted.expires.isoformat(),
                },
            }
        ]
    return document


def _location(place: Location) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": place.file, "uriBaseId": ROOT},
            "region": {"startLine": place.line},
        }
    }
