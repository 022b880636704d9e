"""Documents of environments to spoil, and the real command line to check them with."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from configuration.account import EnvironmentName
from environments.catalogue import ENVIRONMENTS
from operations.commands.config import config as config_app

MISSING = object()
"""Stands for a field that is taken out."""

SHIPPED = ("local", "dev", "test", "prod")
"""The environments that tests are about, whatever else is configured."""

KNOWN = ", ".join(EnvironmentName)
CONFIGURED = tuple(config.name.value for config in ENVIRONMENTS)
VALID = f"{len(CONFIGURED)} environments are valid: {', '.join(CONFIGURED)}\n"
"""What the check says of what is configured."""


def good(name: str) -> dict[str, Any]:
    """Return the document of a configured environment."""
    (config,) = [config for config in ENVIRONMENTS if config.name.value == name]
    return config.model_dump(mode="json")


def unregistered(document: dict[str, Any]) -> dict[str, Any]:
    """Return an environment that nothing is registered of, as before its first deployment."""
    document["databricks"]["registration"] = {"parts": None, "workspace": None}
    return document


def good_fleet() -> list[dict[str, Any]]:
    """Return the documents of local, dev, test and prod, which follow one another whoever else is between them."""
    documents = [good(name) for name in SHIPPED]
    for before, document in pairwise(documents[1:]):
        put(document, "delivery.follows", before["name"])
    return documents


def put(document: Any, field: str, value: object) -> None:
    """Put a value at a path such as `lake.layers[bronze].retention_days`, or take the field out."""
    *parents, last = re.findall(r"[\w-]+", field)
    for part in parents:
        document = _child(document, part)
    key = last if isinstance(document, dict) else int(last)
    if value is MISSING:
        del document[key]
    else:
        document[key] = value


def _child(document: Any, part: str) -> Any:
    if isinstance(document, dict):
        return document[part]
    return (
        document[int(part)] if part.isdigit() else next(entry for entry in document if entry["name"] == part)
    )


def run(arguments: Sequence[str], text: str | bytes | None = None) -> Result:
    """Run `anthill config` with the arguments; the text is its standard input."""
    return CliRunner().invoke(config_app, list(arguments), input=text)


def check(document: object, folder: Path) -> Result:
    """Run `anthill config check` on a file with the document."""
    file = folder / "document.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return run(["check", str(file)])


def assert_refused(result: Result, field: str, *, given: str, allowed: str) -> None:
    """Assert exit code 2 and one line about the field, with the value given, those allowed and a remedy."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line.startswith(f"{field}: ")]
    assert len(lines) == 1, f"expected one line about {field} in:\n{result.stderr}"
    before, _, after = lines[0].partition("; allowed: ")
    assert before.endswith(f"; given {given}"), lines[0]
    assert after.startswith(allowed), lines[0]
    assert re.search(r"; [a-z][^;]+$", after), f"nothing says how to fix it: {lines[0]}"
