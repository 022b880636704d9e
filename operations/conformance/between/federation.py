"""Whose tokens Databricks and AWS take: of one environment's runs, and of no other's."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from constructs_lib.delivery_identity.github_trust import ISSUER
from operations.conformance.between.conditions import conditions_hold
from operations.conformance.between.identities import PRINCIPAL, Identities
from operations.conformance.between.resources import Json, blocks, declared
from operations.conformance.between.whose import Whose
from operations.conformance.documents import called, listed, principals
from operations.conformance.violation import Violation
from operations.conformance.workspace_access import CLOUD_DOCS

POLICIES: Final = f"{CLOUD_DOCS}/dev-tools/auth/oauth-federation-policy"
TRUSTS: Final = (
    "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"
)

SUBJECT: Final = f"{ISSUER}:sub"
ENVIRONMENT: Final = f"{ISSUER}:environment"


def federation(stacks: Mapping[str, Json], identities: Identities) -> Iterator[Violation]:
    """Yield policies of Databricks that take tokens of several environments' runs."""
    taken: dict[str, set[str]] = {}
    for stack, document in stacks.items():
        for address, type_, arguments in declared(document):
            if type_ not in {f"{PRINCIPAL}_federation_policy", "databricks_account_federation_policy"}:
                continue
            for policy in blocks(arguments.get("oidc_policy")):
                if ISSUER not in str(policy.get("issuer", "")):
                    continue
                holder = identities.who(stack, arguments.get("service_principal_id")) or f"{stack} {address}"
                before = taken.setdefault(holder, set(identities.meant_for.get(holder, ())))
                environments = identities.signed_in_from(policy)
                fault = _fault(type_, policy, before, environments)
                before |= environments
                if fault:
                    yield Violation(
                        check="between.federation",
                        given=f"{identities.called(holder)}: {fault}",
                        allowed="subjects of the runs of one environment, each written out",
                        fix="give each environment a service principal of its own",
                        source=POLICIES,
                    ).at(stack, address)


def _fault(type_: str, policy: Json, before: set[str], environments: set[str]) -> str:
    subject, claim = str(policy.get("subject") or ""), policy.get("subject_claim") or "sub"
    if type_ == "databricks_account_federation_policy":
        return f"a policy of the whole account takes tokens of {policy['issuer']}"
    if claim != "sub":
        return f"subject_claim {claim}: runs of every environment have the same"
    if not subject:
        return "no subject: every run of every repository has one"
    if "*" in subject or "?" in subject:
        return f"the pattern {subject}"
    if before and environments - before:
        return f"{subject} is of {' and '.join(sorted(environments))}, and it is of {' and '.join(sorted(before))}"
    return ""


def trusts(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield roles of AWS that runs of an environment assume in the account of another."""
    for stack, document in stacks.items():
        home = whose.state_of(stack)
        for address, type_, arguments in declared(document) if home else ():
            if type_ != "aws_iam_role":
                continue
            for statement in statements_of(arguments.get("assume_role_policy")):
                for environment in assumed_from(statement, whose):
                    if environment != home:
                        yield Violation(
                            check="between.trust",
                            given=f"{called(statement)} takes tokens of the pipeline of {environment}",
                            allowed=f"those of {home}, by StringEquals on {SUBJECT} and {ENVIRONMENT}",
                            fix="name the environment of GitHub that the role is for",
                            source=TRUSTS,
                        ).at(stack, address)


def assumed_from(statement: Json, whose: Whose) -> set[str]:
    """Return the environments whose runs a statement of a trust lets in, whatever else it asks of them."""
    if statement.get("Effect") != "Allow" or not any(
        ISSUER in each or "aws_iam_openid_connect_provider." in each
        for each in principals(statement, "Federated")
    ):
        return set()
    return {
        name
        for name in whose.environments
        if any(
            conditions_hold(statement, {SUBJECT: subject, ENVIRONMENT: environment})
            for subject, environment in whose.subjects(name).items()
        )
    }


def statements_of(policy: Any) -> list[Json]:
    """Return the statements of a policy document, none of a text that is none."""
    try:
        document = json.loads(policy) if isinstance(policy, str) else {}
    except ValueError:
        return []
    return blocks(listed(document.get("Statement"))) if isinstance(document, Mapping) else []
