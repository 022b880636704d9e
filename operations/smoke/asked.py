"""Asks for everything that a deployed stack consists of, and counts how many of how many it asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from operations.smoke.aws_questions import AWS_QUESTIONS
from operations.smoke.question import Answer, Client, ask

AT_ONCE: Final = 16
"""Questions at a time: far below what AWS throttles, and minutes shorter than one by one."""

UNASKED: Final = frozenset({"terraform_data"})
"""Types of what is in no account: there is nothing to ask."""

AskDatabricks = Callable[[str, Mapping[str, Any]], str | None]
"""Returns what is wrong with an object of Databricks of a type, nothing if it works, None if it cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource as the state knows it."""

    address: str
    type: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a smoke test: every answer, the addresses nobody could ask for, and what is declared and missing."""

    answers: tuple[Answer, ...]
    unasked: tuple[str, ...]

    @property
    def failed(self) -> tuple[Answer, ...]:
        """The answers that say that something does not work."""
        return tuple(answer for answer in self.answers if answer.problem)

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """How many work and how many were asked for, by kind."""
        asked = Counter(answer.kind for answer in self.answers)
        bad = Counter(answer.kind for answer in self.failed)
        return {kind: (count - bad[kind], count) for kind, count in sorted(asked.items())}


def resources_of(state: Mapping[str, Any]) -> list[Resource]:
    """Return the managed resources of a state."""
    return list(_resources(state))


def ask_all(
    resources: Sequence[Resource], client: Client, databricks: AskDatabricks, *, declared: Sequence[str] = ()
) -> Asked:
    """Ask for every resource. What is `declared` and in no state is a failure too: it was never made."""
    present = {resource.address.partition("[")[0] for resource in resources}
    answers = [
        Answer(
            address=address, kind="declared", problem="is declared and not in the state: it was never made"
        )
        for address in declared
        if address not in present
    ]
    # Clients are shared by threads, sessions must not be.
    clients = cache(client)
    for resource in resources:
        if question := AWS_QUESTIONS.get(resource.type):
            clients(question.service)

    def asked(resource: Resource) -> Answer | None:
        return _answer(resource, clients, databricks)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(asked, resources))
    unasked = [
        resource.address
        for resource, answer in zip(resources, found, strict=True)
        if answer is None and resource.type not in UNASKED
    ]
    answers += [answer for answer in found if answer is not None]
    return Asked(answers=tuple(answers), unasked=tuple(unasked))


def _answer(resource: Resource, client: Client, databricks: AskDatabricks) -> Answer | None:
    if resource.type.startswith("databricks_"):
        problem = databricks(resource.type, resource.attributes)
        kind = "databricks"
    else:
        question = AWS_QUESTIONS.get(resource.type)
        problem = ask(question, resource.attributes, client) if question else None
        kind = question.kind if question else ""
    return None if problem is None else Answer(address=resource.address, kind=kind, problem=problem)


def _resources(state: Mapping[str, Any]) -> Iterator[Resource]:
    for entry in state.get("resources", []):
        if entry["mode"] != "managed":
            continue
        for instance in entry["instances"]:
            key = instance.get("index_key")
            index = "" if key is None else f'["{key}"]' if isinstance(key, str) else f"[{key}]"
            yield Resource(
                address=f"{entry['type']}.{entry['name']}{index}",
                type=entry["type"],
                attributes=instance["attributes"],
            )
