"""What stacks of an environment say of the AWS accounts, names and ids of another."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from configuration.names import Names
from configuration.stack_ids import ACCOUNT_STACK
from operations.conformance.between.conditions import conditions_hold
from operations.conformance.between.federation import statements_of
from operations.conformance.between.metastore import BINDINGS
from operations.conformance.between.resources import Json, declared, providers
from operations.conformance.between.rights import NAMING
from operations.conformance.between.whose import Whose, scalars
from operations.conformance.documents import KINDS, called, listed
from operations.conformance.violation import Violation
from operations.emulator.authorization.operators import like

ACROSS_ACCOUNTS: Final = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html"
)

PROSE: Final = frozenset({"alarm_description", "comment", "description", "display_name"})
"""Arguments that people read, and nothing else does."""

EVERYBODY: Final = "*"


def named(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield accounts, names and ids of another environment in what an environment's stacks make and allow."""
    for stack, document in stacks.items():
        environment = whose.aws_account_of(stack)
        if environment is None:
            continue
        others = _present(document, environment, whose)
        for address, type_, arguments in _judged(document):
            of_databricks = "databricks" in type_
            if type_ in BINDINGS or (of_databricks and stack == ACCOUNT_STACK):
                continue
            for path, text in scalars(arguments):
                if '"Statement"' in text:
                    for problem in _of_policy(text, type_, path, environment, whose):
                        yield problem.at(stack, address)
                elif (
                    others
                    and path
                    and path[-1] not in PROSE | (NAMING if of_databricks else frozenset[str]())
                ):
                    for other, mark in whose.named(text, environment):
                        yield _names(".".join(path), mark, other, environment).at(stack, address)


def _judged(document: Json) -> Iterator[tuple[str, str, Json]]:
    yield from declared(document)
    for name in cast("Json", document.get("provider", {})):
        for address, provider in providers(document, name):
            # Which account it may be used in is judged by `places`.
            yield (
                f"provider.{address}",
                f"provider.{name}",
                {key: value for key, value in provider.items() if key != "allowed_account_ids"},
            )


def _present(document: Json, environment: str, whose: Whose) -> bool:
    """Return whether anything of another environment stands in a stack at all: most stacks have nothing to look for."""
    text = json.dumps(document, ensure_ascii=False)
    return any(mark in text for name in whose.others(environment) for mark in whose.marks(name, environment))


def _names(argument: str, mark: str, other: str, environment: str) -> Violation:
    return Violation(
        check="between.named",
        given=f"{argument} names {mark}, which is of {other}",
        allowed=f"what is of {environment}, or of no environment",
        fix=f"name what {environment} has",
        source=ACROSS_ACCOUNTS,
    )


def _of_policy(
    text: str, type_: str, path: Sequence[str], environment: str, whose: Whose
) -> Iterator[Violation]:
    kind = KINDS.get((type_, ".".join(path)), "")
    for statement in statements_of(text):
        for element, given in _opening(statement):
            for other, mark in whose.named(given, environment):
                yield _reaches(statement, f"{element} {given}", f"{mark} is of {other}", environment)
            for other in _matched(given, environment, whose):
                yield _reaches(statement, f"{element} {given}", f"it matches what is of {other}", environment)
        for other in whose.others(environment):
            if kind == "endpoint" and _passes(statement, environment, other, whose):
                yield _reaches(
                    statement, "every resource", f"through it {environment} reaches {other}", environment
                )
            elif kind not in {"endpoint", "inline", "managed"} and _admits(
                statement, environment, other, whose
            ):
                yield _reaches(statement, "Principal *", f"{other} meets the conditions too", environment)


def _reaches(statement: Json, what: str, why: str, environment: str) -> Violation:
    return Violation(
        check="between.statement",
        given=f"{called(statement)}: {what}; {why}",
        allowed=f"principals and resources of {environment}, of AWS, and of partners that are no other environment",
        fix="name the account's own; for everybody, add a condition on aws:PrincipalAccount or aws:ResourceAccount",
        source=ACROSS_ACCOUNTS,
    )


def _opening(statement: Json) -> Iterator[tuple[str, str]]:
    """Yield what a statement opens: all of an Allow, and of a Deny what it is not about."""
    allows = statement.get("Effect") == "Allow"
    elements = ("Principal", "Resource") if allows else ("NotPrincipal", "NotResource")
    for element in elements:
        yield from ((element, text) for _, text in scalars({element: statement.get(element)}))
    for operator, keys in cast("Json", statement.get("Condition") or {}).items():
        if allows is not ("Not" in operator):
            yield from ((f"Condition on {'.'.join(path)}", text) for path, text in scalars(keys))


def _matched(pattern: str, environment: str, whose: Whose) -> Iterator[str]:
    """Yield the other environments of which a pattern matches something; a lone `*` is left to the other side."""
    if not pattern.startswith("arn:") or not ("*" in pattern or "?" in pattern):
        return
    # What is named is said already.
    if any(True for _ in whose.named(pattern, environment)):
        return
    for other in whose.others(environment):
        if any(like(arn, pattern) for arn in _examples(other, environment, whose)):
            yield other


def _examples(name: str, environment: str, whose: Whose) -> list[str]:
    """Return ARNs of an environment, its deploy role first; without names only where it has its own account."""
    config = whose.environments[name]
    names = Names.of(config)
    arn, account = f"arn:{config.partition}", config.account.id
    place = f"{config.region}:{account}"
    buckets = [names.s3_bucket(purpose) for purpose in ("state", "landing", "gold")]
    found = [
        *(
            f"{arn}:iam::{account}:role/{names.iam_role(role)}"
            for role in ("deploy", "plan", "unity-catalog")
        ),
        *(f"{arn}:s3:::{bucket}" for bucket in buckets),
        *(f"{arn}:s3:::{bucket}/{name}/object" for bucket in buckets),
        f"{arn}:lambda:{place}:function:{names.prefix}-function",
        f"{arn}:secretsmanager:{place}:secret:{names.named('secret', 'secret')}-abcdef",
        *(f"{arn}:{service}:{place}:{names.prefix}-any" for service in ("sns", "sqs")),
        f"{arn}:kinesis:{place}:stream/{names.prefix}-any",
        f"{arn}:dynamodb:{place}:table/{names.prefix}-any",
        f"{arn}:logs:{place}:log-group:{names.log_group('any')}",
    ]
    if account != whose.environments[environment].account.id:
        found += (f"{arn}:iam::{account}:root", f"{arn}:kms:{place}:key/00000000-0000-4000-8000-000000000000")
    return found


def _admits(statement: Json, environment: str, other: str, whose: Whose) -> bool:
    """Return whether a statement of a resource's policy lets everybody in, a role of another environment too."""
    account = whose.environments[other].account.id
    if account == whose.environments[environment].account.id or not _is_everybody(statement):
        return False
    role, *_ = _examples(other, environment, whose)
    return conditions_hold(statement, {
        "aws:principalaccount": account,
        "aws:principalarn": role,
        "aws:sourceaccount": account,
        "aws:sourcearn": role,
        "aws:sourcevpc": f"vpc-of-{other}",
        "aws:sourcevpce": f"vpce-of-{other}",
        "kms:calleraccount": account,
    })  # fmt: skip


def _passes(statement: Json, environment: str, other: str, whose: Whose) -> bool:
    """Return whether an endpoint lets a role of its own account reach resources of another environment."""
    own, foreign = whose.environments[environment].account.id, whose.environments[other].account.id
    role, *_ = _examples(environment, environment, whose)
    everything = EVERYBODY in listed(statement.get("Resource"))
    return (
        own != foreign
        and everything
        and _is_everybody(statement)
        and conditions_hold(
            statement,
            {"aws:principalaccount": own, "aws:principalarn": role, "aws:resourceaccount": foreign},
        )
    )


def _is_everybody(statement: Json) -> bool:
    principal: Any = statement.get("Principal")
    named_ones = listed(principal.get("AWS")) if isinstance(principal, Mapping) else [principal]
    return statement.get("Effect") == "Allow" and EVERYBODY in named_ones
