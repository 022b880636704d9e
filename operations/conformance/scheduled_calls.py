"""Calls of AWS that schedules make: an operation that there is, with an input that it takes."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from operations.conformance.judgement import Breach, Question, breaches, settled
from operations.conformance.material import Material
from operations.conformance.synthesised import UNKNOWN, Stack
from operations.conformance.violation import Violation

TARGET: Final = re.compile(r"arn:[^:]+:scheduler:::aws-sdk:([a-z0-9-]+):([A-Za-z0-9]+)")
SOURCE: Final = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
SERVICES: Final = {"databasemigration": "dms", "sfn": "stepfunctions"}
"""What a schedule calls a service, where botocore has another name."""

STARTS: Final = {"StartReplication": "start_replication", "StartReplicationTask": "start_replication_task"}
"""Calls of DMS that start, with the argument by which Terraform would."""
FIRST: Final = "start-replication"


class Call(NamedTuple):
    """A call with where it stands: `given` is its input, None for text that is no JSON object."""

    stack: Stack
    address: str
    service: str
    operation: str
    given: Mapping[str, Any] | None


def scheduled_calls(material: Material) -> list[Violation]:
    """Return what AWS would refuse of the calls that schedules make."""
    calls = [*_calls(material)]
    wanted: dict[str, list[str]] = {}
    for call in calls:
        wanted.setdefault(call.service, []).append(call.operation)
    known = material.published.shapes(wanted)
    found: list[Violation] = []
    asked: list[tuple[Breach | Question, Call]] = []
    for call in calls:
        model = known[call.service]
        top = model["inputs"].get(call.operation)
        if top is None:
            said = f"{call.service} {call.operation}"
            found.append(
                _violation(call, said, "an operation of a service that botocore knows", "enum", SOURCE)
            )
        elif call.given is None:
            found.append(
                _violation(call, "target.input", "a JSON object, the input of the call", "pattern", SOURCE)
            )
        else:
            source = f"{material.published.source('botocore')} {call.service} {call.operation}"
            breaking = _judged(call.given, top, model["shapes"], source=source)
            asked += ((breach, call) for breach in breaking)
    found += (
        _violation(call, f"{call.operation}: {breach.given}", breach.allowed, breach.kind, breach.source)
        for breach, call in settled(material.published, asked, material.coverage.unreadable)
    )
    return sorted({*found, *_never_started(calls)})


def _calls(material: Material) -> Iterator[Call]:
    for stack in material.stacks:
        for resource in stack.resources.values():
            for target in resource.blocks("target") if resource.type == "aws_scheduler_schedule" else ():
                if matched := TARGET.fullmatch(str(target.get("arn", ""))):
                    service, operation = matched.groups()
                    text = material.filled(stack, str(target.get("input", "{}"))).text
                    yield Call(
                        stack,
                        resource.address,
                        SERVICES.get(service, service),
                        f"{operation[0].upper()}{operation[1:]}",
                        _parsed(text),
                    )


def _parsed(text: str) -> Mapping[str, Any] | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return parsed if isinstance(parsed, Mapping) else None


def _judged(value: Any, name: str, shapes: Mapping[str, Any], *, source: str) -> Iterator[Breach | Question]:
    shape = shapes[name]
    if shape["type"] == "structure" and isinstance(value, Mapping):
        members = shape.get("members", {})
        for wrong in sorted({*value} - {*members}):
            allowed = ", ".join(members) or "no member"
            yield Breach(kind="unlisted", given=wrong, allowed=allowed, fix="", source=source)
        for lacking in sorted({*shape.get("required", ())} - {*value}):
            yield Breach(kind="required", given=f"without {lacking}", allowed=lacking, fix="", source=source)
        for key in value.keys() & members.keys():
            yield from _judged(value[key], members[key], shapes, source=f"{source}.{key}")
    elif shape["type"] == "list" and isinstance(value, list):
        for each in value:
            yield from _judged(each, shape["member"], shapes, source=source)
    else:
        known = not (isinstance(value, str) and UNKNOWN in value)
        for breach in breaches(value, shape, known=known, longest=None, spelled=False):
            yield breach.told(source=source, text="")


def _never_started(calls: list[Call]) -> Iterator[Violation]:
    """Yield replications that schedules only ever start again (botocore dms, StartReplicationType)."""
    starts = [call for call in calls if call.service == "dms" and call.operation in STARTS and call.given]
    for call in starts:
        again = _type(call)
        address = _started(call)
        config = call.stack.resources.get(address)
        first = any(
            _started(each) == address and _type(each) == FIRST
            for each in starts
            if each.stack.name == call.stack.name
        )
        if again != FIRST and not first and not (config and config.arguments.get(STARTS[call.operation])):
            yield _violation(
                call,
                f"{call.operation}Type = {again}, and nothing starts {address or 'the replication'} before",
                f"{FIRST} for the first run of a replication: no other type is valid then",
                "enum",
                f"botocore dms {call.operation}.{call.operation}Type",
            )


def _type(call: Call) -> Any:
    return (call.given or {}).get(f"{call.operation}Type")


def _started(call: Call) -> str:
    (target,) = call.stack.resources[call.address].blocks("target")
    matched = re.search(
        r"\$\{(aws_dms_replication_(?:config|task)\.[A-Za-z0-9_-]+)\.", str(target.get("input", ""))
    )
    return matched[1] if matched else ""


def _violation(call: Call, given: str, allowed: str, kind: str, source: str) -> Violation:
    return Violation(
        check=f"arguments.{kind}",
        stack=call.stack.name,
        address=call.address,
        given=f"target calls {call.service} {given}",
        allowed=allowed,
        fix="write the call as the service takes it",
        source=source,
    )
