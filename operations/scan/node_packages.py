"""Known vulnerabilities of the locked Node packages: `npm audit` asks its registry, which mirrors do not answer for."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import requests

from operations.common.errors import OperationError
from operations.scan.vulnerable import Vulnerable
from operations.synthesis.locations import Location

LOCK: Final = "package-lock.json"
MODULES: Final = "node_modules/"
MOST: Final = 1000
"""Questions that OSV takes at once: https://google.github.io/osv.dev/post-v1-querybatch/."""

ENOUGH_SECONDS: Final = 30


def vulnerable_node(root: Path, service: str) -> list[Vulnerable]:
    """Return what OSV knows about the packages of `package-lock.json`, none without that file.

    Raises OperationError if OSV does not answer.
    """
    file = root / LOCK
    if not file.is_file():
        return []
    places = dict(_packages(file.read_text(encoding="utf-8")))
    locked = sorted(places)
    found: list[Vulnerable] = []
    with requests.Session() as session:
        for start in range(0, len(locked), MOST):
            some = locked[start : start + MOST]
            queries = [_query(name, version) for name, version in some]
            answers = _ask(session, "POST", f"{service}v1/querybatch", {"queries": queries})["results"]
            for (name, version), answer in zip(some, answers, strict=True):
                for known in answer.get("vulns", ()):
                    told = _ask(session, "GET", f"{service}v1/vulns/{known['id']}")
                    found.append(_read(told, name, version, places[name, version]))
    return found


def _packages(text: str) -> Iterator[tuple[tuple[str, str], Location]]:
    lines = {line.strip(): number for number, line in enumerate(text.splitlines(), start=1)}
    for path, entry in json.loads(text)["packages"].items():
        if MODULES in path and "version" in entry and not entry.get("link"):
            name = entry.get("name") or path.rpartition(MODULES)[2]
            yield (name, entry["version"]), Location(LOCK, lines.get(f"{json.dumps(path)}: {{", 1))


def _query(name: str, version: str) -> dict[str, Any]:
    return {"package": {"ecosystem": "npm", "name": name}, "version": version}


def _ask(session: requests.Session, method: str, url: str, body: Mapping[str, Any] | None = None) -> Any:
    try:
        answer = session.request(method, url, json=body, timeout=ENOUGH_SECONDS)
        answer.raise_for_status()
        return answer.json()
    except requests.RequestException as error:
        raise OperationError(f"{url} does not answer: {error}") from error


def _read(told: Mapping[str, Any], name: str, version: str, place: Location) -> Vulnerable:
    fixed = {
        event["fixed"]
        for affected in told.get("affected", ())
        if affected.get("package", {}).get("name") == name
        for each in affected.get("ranges", ())
        for event in each.get("events", ())
        if "fixed" in event
    }
    return Vulnerable(
        ids=(told["id"], *told.get("aliases", ())),
        package=name,
        version=version,
        summary=told.get("summary") or "no summary",
        fixed=tuple(sorted(fixed)),
        place=place,
    )
