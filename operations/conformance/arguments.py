"""Every AWS argument against what the service takes: botocore's models, and a table of what they lack."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guards.synthesized import Resource
from operations.conformance.judgement import Breach, Question, breaches, settled
from operations.conformance.limits import limits_of
from operations.conformance.matching import Input, Leaf, Unmatched, leaves
from operations.conformance.material import Material
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation

META: Final = frozenset(
    {
        "//",
        "connection",
        "count",
        "depends_on",
        "for_each",
        "lifecycle",
        "provider",
        "provisioner",
        "timeouts",
    }
)
"""Arguments that are Terraform's own."""

TABLE: Final = "operations/conformance/counterparts.toml"

TAGS: Final = "tags"


def arguments(material: Material) -> list[Violation]:
    """Return what AWS would refuse of the arguments; what was judged is added to the material's coverage."""
    inputs = _inputs(material)
    found: list[Violation] = []
    asked: list[tuple[Breach | Question, tuple[Stack, Resource, Leaf]]] = []
    for stack in material.stacks:
        for resource in stack.resources.values():
            for leaf in _leaves(material, stack, resource, inputs):
                if isinstance(leaf, Unmatched):
                    found.append(_unlisted(material, stack, resource, leaf))
                else:
                    breaking = _judged(material, stack, resource.type, leaf)
                    asked += ((breach, (stack, resource, leaf)) for breach in breaking)
    found += (
        _violation(*place, breach)
        for breach, place in settled(material.published, asked, material.coverage.unreadable)
    )
    return sorted(set(found))


def _leaves(
    material: Material, stack: Stack, resource: Resource, inputs: Mapping[str, list[Input]]
) -> Iterator[Leaf | Unmatched]:
    given = {key: value for key, value in resource.arguments.items() if key not in {*META, TAGS}}
    yield from _tags(stack, resource.arguments.get(TAGS))
    counterpart = material.counterparts.types.get(resource.type)
    judged: list[Leaf | Unmatched] = []
    if counterpart is not None:
        material.coverage.types.add(resource.type)
        judged = list(leaves(given, counterpart, inputs[resource.type]))
        yield from judged
    elif resource.type in material.counterparts.without:
        material.coverage.without.add(resource.type)
    else:
        material.coverage.unlisted.add(resource.type)
        yield Unmatched("")
    yield from _only_limited(resource.type, given, {each.argument for each in judged})


def _inputs(material: Material) -> Mapping[str, list[Input]]:
    known = material.published.shapes(material.counterparts.operations(material.types))
    return {
        type_: [
            Input(f"{service}:{operation}", known[service]["inputs"][operation], known[service]["shapes"])
            for service, operation in each.operations
        ]
        for type_, each in material.counterparts.types.items()
        if type_ in material.types
    }


def _tags(stack: Stack, given: Any) -> tuple[Leaf, ...]:
    tags = {**stack.default_tags, **given} if isinstance(given, Mapping) else {}
    return tuple(
        Leaf(argument=f"{TAGS}.{side}", value=text, call="", member="", shape={"type": "string"})
        for key, value in tags.items()
        for side, text in (("key", key), ("value", value))
    )


def _only_limited(type_: str, given: Mapping[str, Any], judged: set[str]) -> Iterator[Leaf]:
    for name, value in given.items():
        if name not in judged and any(limits_of(type_, name)):
            yield Leaf(argument=name, value=value, call="", member="", shape={"type": "string"})


def _judged(material: Material, stack: Stack, type_: str, leaf: Leaf) -> Iterator[Breach | Question]:
    counterpart = material.counterparts.types.get(type_)
    spelled = counterpart is not None and leaf.argument in counterpart.spelled
    value, known, longest = leaf.value, True, None
    if isinstance(value, str):
        value, known = material.filled(stack, value)
        longest = material.widths.stretched(value)
    model = material.published.source("botocore")
    call = f"{model} {leaf.call.replace(':', ' ')}.{leaf.member}"
    rules = [
        (leaf.shape, call, ""),
        *((limit.shape, limit.source, limit.text) for limit in limits_of(type_, leaf.argument)),
    ]
    ruled = [each for each in rules if each[0].keys() & {"pattern", "enum", "multiple", "min", "max"}]
    if leaf.call:
        (material.coverage.ruled if ruled else material.coverage.free)[type_] += 1
    for shape, source, text in ruled:
        for breach in breaches(value, shape, known=known, longest=longest, spelled=spelled):
            yield breach.told(source=source, text=text)


def _unlisted(material: Material, stack: Stack, resource: Resource, leaf: Unmatched) -> Violation:
    given = f"{resource.type}.{leaf.argument}" if leaf.argument else resource.type
    if leaf.argument:
        material.coverage.unmatched.add(given)
    return Violation(
        check="arguments.unlisted",
        stack=stack.name,
        address=resource.address,
        given=f"{given} is in no table: nothing judges it",
        allowed="a type with its call, an argument that the call has, or the reason why there is none",
        fix=f"add it to {TABLE}",
        source=TABLE,
    )


def _violation(stack: Stack, resource: Resource, leaf: Leaf, breach: Breach) -> Violation:
    return Violation(
        check=f"arguments.{breach.kind}",
        stack=stack.name,
        address=resource.address,
        given=f"{leaf.argument} = {breach.given}",
        allowed=breach.allowed,
        fix=breach.fix,
        source=breach.source,
    )
