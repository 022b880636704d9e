"""Every statement of every policy against what AWS knows: actions, resources, condition keys, principals."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from operations.conformance.authorization import Action, Authorization, has_key, takes
from operations.conformance.condition_keys import (
    CLAIMS,
    CLAIMS_SOURCE,
    COMMON_CLAIMS,
    GLOBAL,
    GLOBAL_SOURCE,
    PRINCIPAL_TAG,
)
from operations.conformance.documents import (
    Document,
    called,
    documents,
    listed,
    principals,
)
from operations.conformance.material import Material
from operations.conformance.principals import principal_problems
from operations.conformance.violation import Violation

EVERYTHING: Final = frozenset({"*", "*:*"})
SAID: Final = 6


class Judged(NamedTuple):
    """A statement with what its actions are in the reference; those of `*` are none."""

    statement: Mapping[str, Any]
    actions: tuple[tuple[str, tuple[Action, ...]], ...]


def statements(material: Material) -> list[Violation]:
    """Return what AWS would refuse, or silently never apply, in the statements of policies."""
    found = [*documents(material)]
    authorization = Authorization(material.published)
    return sorted(
        {
            problem.at(document.stack, document.address)
            for document in found
            if document.kind
            for statement in document.statements
            for problem in _problems(statement, document, authorization)
        }
    )


def _patterns(statement: Mapping[str, Any]) -> list[str]:
    given = [*listed(statement.get("Action")), *listed(statement.get("NotAction"))]
    return [each for each in given if isinstance(each, str)]


def _problems(
    statement: Mapping[str, Any], document: Document, authorization: Authorization
) -> Iterator[Violation]:
    patterns = [each for each in _patterns(statement) if each not in EVERYTHING]
    judged = Judged(statement, tuple((each, authorization.matching(each)) for each in patterns))
    for rule in STATEMENT_CHECKS:
        yield from rule(judged, authorization)
    yield from principal_problems(statement, document)


def _unknown_actions(judged: Judged, authorization: Authorization) -> Iterator[Violation]:
    for pattern, actions in judged.actions:
        if actions or authorization.is_operation(pattern):
            continue
        prefix = pattern.partition(":")[0].lower()
        wildcard = "*" in pattern or "?" in pattern
        if prefix not in authorization.services:
            allowed = f"the prefix of a service; {prefix!r} is none"
        else:
            allowed = (
                f"a pattern that matches an action of {prefix}" if wildcard else f"an action of {prefix}"
            )
        yield Violation(
            check="statements.action",
            given=f"{called(judged.statement)}: {pattern}",
            allowed=allowed,
            fix="delete it, or write the action that is meant",
            source=authorization.source,
        )


def _untaken_resources(judged: Judged, authorization: Authorization) -> Iterator[Violation]:
    resources = [str(each) for each in listed(judged.statement.get("Resource"))]
    every = len(judged.actions) < len(listed(judged.statement.get("Action")))
    if not resources or "*" in resources or every or "NotAction" in judged.statement:
        return
    known = [(pattern, actions) for pattern, actions in judged.actions if actions]
    lost = [
        (pattern, actions)
        for pattern, actions in known
        if not any(_takes(action, each) for action in actions for each in resources)
    ]
    for pattern, actions in lost:
        forms = sorted({form for action in actions for form in action.resources})
        shown = (
            ", ".join(each.replace("\0", "*").replace("\1", "*") for each in forms[:SAID])
            or "no resource: only *"
        )
        yield Violation(
            check="statements.resource",
            given=f"{called(judged.statement)}: {pattern} on {', '.join(resources[:SAID])}",
            allowed=f"{pattern} takes {shown}",
            fix="give it a resource that it takes, in a statement of its own",
            source=authorization.source,
        )
    for resource in resources if known and not lost else ():
        if not any(_takes(action, resource) for _, actions in known for action in actions):
            yield Violation(
                check="statements.resource",
                given=f"{called(judged.statement)}: {resource}",
                allowed="a resource that at least one action of the statement takes",
                fix="delete it, or add the action that is meant",
                source=authorization.source,
            )


def _takes(action: Action, resource: str) -> bool:
    return any(takes(form, resource) for form in action.resources)


def _strange_keys(judged: Judged, authorization: Authorization) -> Iterator[Violation]:
    conditions = judged.statement.get("Condition")
    if not isinstance(conditions, Mapping):
        return
    for operator, block in conditions.items():
        for key in block if isinstance(block, Mapping) else ():
            lower = key.lower()
            if lower in GLOBAL or lower.startswith(PRINCIPAL_TAG):
                continue
            yield from _strange_key(judged, operator, key, authorization)


def _strange_key(
    judged: Judged, operator: str, key: str, authorization: Authorization
) -> Iterator[Violation]:
    issuer, _, claim = key.lower().rpartition(":")
    if "." in issuer and issuer not in {"cognito-identity.amazonaws.com"}:
        yield from _strange_claim(judged, issuer, claim, key)
        return
    if not judged.actions or "NotAction" in judged.statement:
        # For every action, or most: one that has the key is enough.
        if issuer.partition(":")[0] == "aws" and not lists_tags(key):
            yield _unknown_key(judged, key, "any action", GLOBAL_SOURCE)
        return
    lacking = [
        pattern
        for pattern, actions in judged.actions
        if actions and not any(_has(action, key, judged.statement) for action in actions)
    ]
    matched = [pattern for pattern, actions in judged.actions if actions]
    if lacking and (len(lacking) == len(matched) or _needs(operator)):
        named = ", ".join(lacking[:SAID]) + (
            f" and {len(lacking) - SAID} more" if len(lacking) > SAID else ""
        )
        yield _unknown_key(judged, key, named, authorization.source)


def lists_tags(key: str) -> bool:
    """Return whether a key is of tags, which many actions have."""
    return key.lower().partition("/")[0] in {"aws:requesttag", "aws:resourcetag", "aws:tagkeys"}


def _unknown_key(judged: Judged, key: str, actions: str, source: str) -> Violation:
    return Violation(
        check="statements.condition",
        given=f"{called(judged.statement)}: condition on {key} for {actions}",
        allowed="a condition key that a request of the action has: without it the condition never holds",
        fix="write the key that the action has, or put these actions into a statement of their own",
        source=source,
    )


def _strange_claim(judged: Judged, issuer: str, claim: str, key: str) -> Iterator[Violation]:
    providers = [
        each.partition("oidc-provider/")[2] or each for each in principals(judged.statement, "Federated")
    ]
    if not any(each == issuer for each in providers):
        allowed = f"a claim of a provider that the statement trusts: {', '.join(providers) or 'none'}"
    elif claim not in CLAIMS.get(issuer, COMMON_CLAIMS):
        allowed = ", ".join(sorted(CLAIMS.get(issuer, COMMON_CLAIMS)))
    else:
        return
    yield Violation(
        check="statements.condition",
        given=f"{called(judged.statement)}: condition on {key}",
        allowed=allowed,
        fix="write a claim that AWS makes a condition key",
        source=CLAIMS_SOURCE,
    )


def _has(action: Action, key: str, statement: Mapping[str, Any]) -> bool:
    resources = [str(each) for each in listed(statement.get("Resource"))] or ["*"]
    taken = (keys for form, keys in action.resources.items() if any(takes(form, each) for each in resources))
    return has_key(action.keys, key) or any(has_key(keys, key) for keys in taken)


def _needs(operator: str) -> bool:
    """Return whether an operator is never met where its key is missing."""
    plain = operator.partition(":")[2] or operator
    return not (
        plain.endswith("IfExists") or "Not" in plain or plain == "Null" or operator.startswith("ForAllValues")
    )


STATEMENT_CHECKS: Final[tuple[Callable[[Judged, Authorization], Iterator[Violation]], ...]] = (
    _unknown_actions,
    _untaken_resources,
    _strange_keys,
)
"""What every statement is judged by."""
