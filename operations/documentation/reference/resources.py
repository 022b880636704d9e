"""`docs/reference/resources.md` and the pages below it: what each stack holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from operations.common.markdown import code, table
from operations.documentation.reference.markdown import NOTHING, opening
from operations.documentation.reference.material import Material
from operations.documentation.reference.parts import Part, split
from operations.review.layers import LAYERS, construct_of, layer_of
from operations.synthesis.stacks import Synthesised
from provider_facts.resource_types import DATA_BEARING, STATEFUL_TYPES, lost_with

FILE: Final = "resources.md"

Groups = Mapping[str, Sequence[Synthesised]]
"""Stacks that are alike, by what a column calls them."""

LIST_OF_ADDRESSES: Final = "[tests/inventory/](../../tests/inventory)"


def resources(material: Material) -> dict[str, str]:
    """Return the pages by file."""
    platforms = {config.name.value: stack for config, stack in material.platforms()}
    bootstraps = {config.name.value: stack for config, stack in material.bootstraps()}
    registrations = {config.name.value: stack for config, stack in material.registrations()}
    account = {"account": material.account_stack}
    every = {
        **platforms,
        **{f"{name} bootstrap": stack for name, stack in bootstraps.items()},
        **{f"{name} registration": stack for name, stack in registrations.items()},
        **account,
    }
    groups = {
        **{name: [stack] for name, stack in platforms.items()},
        "each bootstrap": list(bootstraps.values()),
        "each registration": list(registrations.values()),
        "account": [material.account_stack],
    }
    opened = opening(
        "Resources",
        "Made of the synthesised stacks.",
        f"Numbers are resources. The addresses themselves, one a line, are in {LIST_OF_ADDRESSES}: they are a "
        "contract, for an address that goes is a resource that is destroyed. The layers are those of [the "
        "review](../../operations/review/layers.py), in the order in which they are built.",
    )
    parts = [
        _constructs_part("environments", "Constructs of the environments", platforms),
        _constructs_part("bootstraps", "Constructs of the bootstraps", bootstraps),
        _constructs_part("registrations", "Constructs of the registrations", registrations),
        _constructs_part("account", "Constructs of the Databricks account", account),
        Part(
            name="data",
            title="What holds data",
            says="the types that hold data, what is lost with them, what is never destroyed",
            lines=[
                "",
                "Destroying or replacing these loses what the second column says. Where data is retained, synthesis "
                "refuses those marked *never destroyed* without `prevent_destroy` ([ANT-DATA-01](../rules.md)); the "
                "review and the guard of deployments know all of them.",
                *table(("type", "lost with it", "where data is retained", *groups), _data(groups)),
            ],
        ),
        Part(
            name="types",
            title="Types",
            says="how many of each type every stack has",
            lines=table(("type", *groups), _types(groups)),
        ),
    ]
    after = ["", "## Stacks"]
    after += table(
        ("stack", "resources", "types", "of them in AWS", "in Databricks", "hold data"), _stacks(every)
    )
    after += ["", "## Layers of the environments", *table(("layer", *platforms), _layers(platforms))]
    return split(FILE, opened, parts, after)


def _constructs_part(name: str, title: str, stacks: Mapping[str, Synthesised]) -> Part:
    return Part(
        name=name,
        title=title,
        says="the resources of each construct, by type",
        lines=table(("layer", "construct", *stacks, "types"), _constructs(stacks)),
    )


def _stacks(stacks: Mapping[str, Synthesised]) -> Iterator[tuple[str, ...]]:
    for stack in stacks.values():
        types = [type_of(address) for address in stack.resources]
        yield (
            code(stack.name),
            str(len(types)),
            str(len(set(types))),
            str(sum(type_.startswith("aws_") for type_ in types)),
            str(sum(type_.startswith("databricks_") for type_ in types)),
            str(len(_data_of(stack))),
        )


def _layers(stacks: Mapping[str, Synthesised]) -> Iterator[tuple[str, ...]]:
    counts = {name: Counter(map(layer_of, stack.paths.values())) for name, stack in stacks.items()}
    for layer in LAYERS:
        if any(counts[name][layer] for name in stacks):
            yield (layer, *(_number(counts[name][layer]) for name in stacks))
    yield ("**all**", *(f"**{counts[name].total()}**" for name in stacks))


def _constructs(stacks: Mapping[str, Synthesised]) -> Iterator[tuple[str, ...]]:
    order = list(LAYERS)
    found: dict[tuple[int, str], dict[str, Counter[str]]] = {}
    for name, stack in stacks.items():
        for address, path in stack.paths.items():
            key = (order.index(layer_of(path)), construct_of(path))
            found.setdefault(key, {}).setdefault(name, Counter())[type_of(address)] += 1
    for (layer, construct), by_stack in sorted(found.items()):
        yield (
            order[layer],
            code(construct),
            *(_number(by_stack[name].total() if name in by_stack else 0) for name in stacks),
            _types_of(by_stack.values()),
        )


def _types_of(counts: Iterable[Counter[str]]) -> str:
    """Return the types of a construct, with the most that any stack has."""
    most: dict[str, int] = {}
    for each in counts:
        for type_, count in each.items():
            most[type_] = max(most.get(type_, 0), count)
    return ", ".join(
        f"{code(short(type_))}{f' ({count})' if count > 1 else ''}" for type_, count in sorted(most.items())
    )


def _data(groups: Groups) -> Iterator[tuple[str, ...]]:
    counts = [[Counter(map(type_of, _data_of(stack))) for stack in stacks] for stacks in groups.values()]
    for type_, lost in DATA_BEARING.items():
        numbers = [_each(held, type_) for held in counts]
        if any(numbers):
            yield (code(type_), lost, "never destroyed" if type_ in STATEFUL_TYPES else "reviewed", *numbers)


def _types(groups: Groups) -> Iterator[tuple[str, ...]]:
    counts = [[Counter(map(type_of, stack.resources)) for stack in stacks] for stacks in groups.values()]
    for type_ in sorted({type_ for held in counts for each in held for type_ in each}):
        yield (code(type_), *(_each(held, type_) for held in counts))


def _each(counts: Sequence[Counter[str]], type_: str) -> str:
    """Return how many of a type every stack of a group has, each number where they differ."""
    found = sorted({each[type_] for each in counts})
    return " or ".join(map(str, found)) if any(found) else NOTHING


def _data_of(stack: Synthesised) -> Sequence[str]:
    return [
        address for address, arguments in stack.resources.items() if lost_with(type_of(address), arguments)
    ]


def type_of(address: str) -> str:
    """Return the type in a Terraform address."""
    return address.partition(".")[0]


def short(type_: str) -> str:
    """Return a type without the name of AWS, which most have."""
    return type_.removeprefix("aws_")


def _number(count: int) -> str:
    return str(count) if count else NOTHING
