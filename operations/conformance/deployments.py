"""Checks that hold the stacks of an environment, and its workflows, against the roles that deploy it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from configuration.delivery_order import delivery_order
from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.stack_ids import bootstrap_stack, deployed_stacks, registration_stacks
from constructs_lib.delivery_identity.github_environments import REGISTRATION
from guards.every_rule import SERVICE_RULES, violations
from guards.texts import ec2_texts
from operations.conformance.authorization import Authorization
from operations.conformance.bundle import bundle_violations, target_violations
from operations.conformance.ceiling import check_ceiling
from operations.conformance.material import Material
from operations.conformance.pipelines import WORKFLOWS, pipeline_violations, read_material
from operations.conformance.reach.arns import ArnContext, Known
from operations.conformance.reach.check import check_reach
from operations.conformance.reach.role import Role
from operations.conformance.run_as import run_as_violations
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation

RULES_PAGE: Final = "what the rule in docs/reference/rules.md says"


def reach(material: Material) -> Iterator[Violation]:
    """Yield calls of the provider that the pipeline's roles may not make; a stack needs its bootstrap beside it."""
    judged = {each.name: each for each in material.stacks}
    reference, account = Authorization(material.published), material.configured.account
    for config in material.configured.environments:
        bootstrap = material.everything.get(bootstrap_stack(config.name))
        if bootstrap is None:
            continue
        for manager, readers, stacks in (
            ("deploy", ("plan",), deployed_stacks(config.name, account)),
            (REGISTRATION, (), registration_stacks(config.name, account)),
        ):
            roles, missing = _roles(bootstrap, config, (manager, *readers)) if stacks else ({}, [])
            yield from missing
            for name in () if missing else stacks:
                if name in judged:
                    known = _known(judged[name], config.partition)
                    yield from check_reach(
                        name,
                        known,
                        reference,
                        managers={manager: roles[manager]},
                        readers={kind: roles[kind] for kind in readers},
                    )


def _roles(
    bootstrap: Stack, config: EnvironmentConfig, kinds: Sequence[str]
) -> tuple[dict[str, Role], list[Violation]]:
    """Return the roles of a bootstrap by their kind, and what is to be said of those that it lacks."""
    known = _known(bootstrap, config.partition)
    names = {kind: Names.of(config).iam_role(kind) for kind in kinds}
    found = {kind: role for kind, name in names.items() if (role := Role.named(known, name)) is not None}
    return found, [
        Violation(
            check="reach.unknown",
            stack=bootstrap.name,
            address="aws_iam_role",
            given=f"no role {name}",
            allowed="the roles of the pipeline, which every stack is held against",
            fix="name them as configuration/names.py does",
            source="configuration/names.py",
        )
        for kind, name in names.items()
        if kind not in found
    ]


def ceiling(material: Material) -> Iterator[Violation]:
    """Yield the known ways to more rights that the bootstraps among the stacks leave open."""
    judged = {each.name: each for each in material.stacks}
    for config in material.configured.environments:
        bootstrap = judged.get(bootstrap_stack(config.name))
        if bootstrap is not None:
            known = _known(bootstrap, config.partition)
            yield from check_ceiling(bootstrap.name, known, Names.of(config).prefix)


def pipelines(material: Material) -> Iterator[Violation]:
    """Yield what the workflows lack; they belong to no stack, so they are judged where all stacks are."""
    if (material.root / WORKFLOWS).is_dir() and len(material.stacks) == len(material.everything):
        for found in pipeline_violations(read_material(material.root, material.output)):
            yield replace(found, check=f"pipelines.{found.check}", address=f"{WORKFLOWS}/{found.address}")


def users(material: Material) -> Iterator[Violation]:
    """Yield what somebody runs on Databricks and may not use; of the bundle, where all stacks are judged."""
    yield from run_as_violations({each.name: each.document for each in material.stacks})
    if len(material.stacks) == len(material.everything):
        yield from bundle_violations(material.root)
        chain = delivery_order(material.configured.environments)
        yield from target_violations(material.root, [config.name.value for config in chain])


def guards(material: Material) -> Iterator[Violation]:
    """Yield what the rules of synthesis refuse, for stacks that others, or other releases, synthesised.

    Texts of EC2 are judged with all other arguments.
    """
    for stack in material.stacks:
        for found in violations(stack.document, [rule for rule in SERVICE_RULES if rule is not ec2_texts]):
            address, _, given = found.fault.partition(" ")
            yield Violation(
                check=f"guards.{found.rule}",
                stack=stack.name,
                address=address,
                given=given,
                allowed=RULES_PAGE,
                fix=found.remedy,
                source="guards, which names the source of each rule",
            )


def _known(stack: Stack, partition: str) -> Known:
    place = ArnContext(partition=partition, region=stack.region, account=stack.account)
    return Known.of(stack.document, place)
