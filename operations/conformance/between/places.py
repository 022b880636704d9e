"""Where each stack deploys to, where its state lies, and which pipelines reach that state."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from configuration.names import Names
from configuration.stack_ids import registration_stack
from guards.synthesized import Resource
from operations.conformance.between.federation import assumed_from, statements_of
from operations.conformance.between.resources import Json, providers
from operations.conformance.between.whose import Whose
from operations.conformance.reach.arns import ArnContext, Known
from operations.conformance.reach.role import Need, Role
from operations.conformance.violation import Violation

ALLOWED_ACCOUNTS: Final = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs (allowed_account_ids)"
)
BACKEND: Final = "https://developer.hashicorp.com/terraform/language/backend/s3 (S3 bucket permissions)"

USES: Final = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
"""What a deployer does with the object of a state."""


def places(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield providers and states that are not in the account of the environment that a stack is of."""
    for stack, document in stacks.items():
        home, keeper = whose.aws_account_of(stack), whose.state_of(stack)
        if home is None or keeper is None:
            continue
        account = whose.environments[home].account.id
        for called, provider in providers(document, "aws"):
            given = provider.get("allowed_account_ids") or []
            if given != [account]:
                yield _misplaced(
                    f"allowed_account_ids {given or 'none, which is every account'}",
                    account,
                    ALLOWED_ACCOUNTS,
                ).at(stack, f"provider.{called}")
        yield from _backend(stack, document, keeper, whose)


def _backend(stack: str, document: Json, keeper: str, whose: Whose) -> Iterator[Violation]:
    backend = _s3_backend(document)
    if backend is None:
        return
    names = Names.of(whose.environments[keeper])
    wanted = {
        "allowed_account_ids": [names.account_id],
        "bucket": names.state_bucket,
        "key": f"{stack}/terraform.tfstate",
    }
    for argument, value in wanted.items():
        given = backend.get(argument)
        if given != value:
            yield _misplaced(f"{argument} {given or 'none'}", str(value), BACKEND).at(
                stack, f"terraform.backend.s3.{argument}"
            )


def _misplaced(given: str, allowed: str, source: str) -> Violation:
    return Violation(
        check="between.place",
        given=given,
        allowed=allowed,
        fix="write the account, bucket and key of the stack's own environment",
        source=source,
    )


def states(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield the states of other environments that a role reaches in which a pipeline's runs sign in."""
    for stack, document in stacks.items():
        home = whose.state_of(stack)
        roles = cast("Mapping[str, Json]", document.get("resource", {}).get("aws_iam_role", {}))
        known: Known | None = None
        for id_, arguments in roles.items() if home else ():
            environments = {
                name
                for statement in statements_of(arguments.get("assume_role_policy"))
                for name in assumed_from(statement, whose)
            }
            if not environments:
                continue
            config = whose.environments[str(home)]
            place = ArnContext(partition=config.partition, region=config.region, account=config.account.id)
            known = known or Known.of(document, place)
            resource = Resource("aws_iam_role", id_, arguments)
            role = Role.named(known, known.name(resource))
            for other, key in _foreign_states(stacks, environments, whose) if role else ():
                reached = [
                    action
                    for action in USES
                    if cast("Role", role).may(
                        Need(action, f"arn:{config.partition}:s3:::{key}", _context(place))
                    )
                ]
                if reached:
                    whom = " and ".join(sorted(environments))
                    yield Violation(
                        check="between.state",
                        given=f"the pipeline of {whom} may {', '.join(reached)} on {key}, the state of {other}",
                        allowed=f"states of {whom}",
                        fix="name the objects of its own states in the role's policy",
                        source=BACKEND,
                    ).at(stack, resource.address)


def _foreign_states(
    stacks: Mapping[str, Json], environments: set[str], whose: Whose
) -> Iterator[tuple[str, str]]:
    for stack, document in stacks.items():
        backend, owner = _s3_backend(document), whose.of_stack(stack)
        # Whose account the state of the Databricks account lies in keeps it, and the registrations beside it: even of
        # its own registration no other environment decides.
        hosted = owner is None or stack == registration_stack(owner)
        if backend is None or (whose.state_of(stack) if hosted else owner) in environments:
            continue
        yield stack, f"{backend.get('bucket')}/{backend.get('key')}"


def _context(place: ArnContext) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        sorted(
            {
                "aws:principalaccount": (place.account,),
                "aws:requestedregion": (place.region,),
                "aws:resourceaccount": (place.account,),
            }.items()
        )
    )


def _s3_backend(document: Json) -> Json | None:
    return cast("Json", document.get("terraform", {})).get("backend", {}).get("s3")
