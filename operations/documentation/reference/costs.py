"""`docs/reference/costs.md`: what an environment costs a month by being there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from operations.common.markdown import code, codes, prose, table
from operations.documentation.reference.markdown import NOTHING, opening, page
from operations.documentation.reference.material import Material
from operations.documentation.reference.resources import type_of
from operations.review.comparison import compare
from operations.review.cost import CostLine, Estimate, estimate
from operations.review.layers import LAYERS
from operations.synthesis.stacks import Synthesised
from policies.prices import PriceTable, load_prices

NOT_THERE: Final[Mapping[str, object]] = {}
"""The document of a stack that does not exist: compared with it everything is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What some stacks cost together, whole and by layer."""

    whole: Estimate
    layers: Mapping[str, Estimate]


def cost_of(stacks: Sequence[Synthesised], prices: PriceTable) -> Cost:
    """Return the estimate of stacks as the review would make it of the change that builds them."""
    changes = [change for stack in stacks for change in compare(Synthesised.of(stack.name, NOT_THERE), stack)]
    return Cost(
        whole=estimate(changes, prices),
        layers={
            layer: estimate((change for change in changes if change.layer == layer), prices)
            for layer in LAYERS
            if any(change.layer == layer for change in changes)
        },
    )


def costs(material: Material) -> str:
    """Return the page."""
    prices = load_prices()
    bootstraps = {config.name: stack for config, stack in material.bootstraps()}
    stacks = {
        **{
            config.name.value: [stack, bootstraps[config.name]]
            for config, stack in material.platforms()
            if not config.is_local
        },
        "account": [material.account_stack],
    }
    found = {name: cost_of(stack, prices) for name, stack in stacks.items()}
    budgets = {config.name.value: config.monitoring.cost.monthly_usd for config in material.environments}
    regions = {config.region for config in material.environments if not config.is_local}
    elsewhere = sorted(regions - {prices.region})
    lines = opening(
        "Costs",
        "Made of the synthesised stacks and of [policies/prices.toml](../../policies/prices.toml).",
        f"**This is an estimate, and of a part of the bill.** List prices of {prices.region} as of "
        f"{prices.as_of}, in {prices.currency}, a month of {prices.hours_per_month:g} hours, without tax, "
        "discounts and free tiers. It is what resources cost by being there, whether anybody uses them or not; "
        "what is paid by use is below, without a sum. DBU and machines of Databricks are not in it. An "
        "environment includes its bootstrap; nobody pays for `anthill-local`. `anthill review` uses the same "
        "prices to say what a change costs.",
        *(
            (f"The prices are not those of {', '.join(elsewhere)}, where there are environments too.",)
            if elsewhere
            else ()
        ),
    )
    lines += ["", "## A month, by layer", *table(("layer", *stacks), _layers(found))]
    lines += [
        "",
        "An alarm is raised on the whole bill of an environment, use included, at a part of its budget of",
    ]
    lines[-1] += (
        " " + ", ".join(f"{budgets[name]:g} ({name})" for name in stacks if name in budgets) + " USD."
    )
    lines += ["", "## A month, by what it is for"]
    lines += table(
        ("what", "price", *stacks, "not in it"),
        _lines({name: each.whole for name, each in found.items()}, prices),
    )
    lines += ["", "## Units", "", "How many units of it there are, by layer."]
    lines += table(("layer", "what", *stacks), _units({name: each.layers for name, each in found.items()}))
    lines += [
        "",
        "## Paid by use: in no sum",
        "",
        "Numbers are resources. What they cost depends on what is done with them; the second column says by what "
        "it is measured.",
        *table(("type", "paid for", *stacks), _by_use({name: each.whole for name, each in found.items()})),
        "",
        "## Without a charge of their own",
        "",
        codes(
            sorted(
                {
                    type_of(address)
                    for held in stacks.values()
                    for stack in held
                    for address in stack.resources
                }
                - _charged(prices)
            )
        )
        + ".",
        "",
        "## Prices",
        *table(
            ("type", "price", "counted by", "source"),
            (
                (
                    code(price.type),
                    _price(price.type, prices),
                    code(price.count) if price.count else "one each",
                    f"[{price.source.host}]({price.source})",
                )
                for price in sorted(prices.price, key=lambda price: price.type)
            ),
        ),
    ]
    unknown = sorted({type_ for each in found.values() for type_ in each.whole.unknown})
    if unknown:
        lines += ["", f"In no list at all: {codes(unknown)}."]
    return page(lines)


def _layers(found: Mapping[str, Cost]) -> Iterator[tuple[str, ...]]:
    for layer in LAYERS:
        if any(layer in each.layers for each in found.values()):
            yield (
                layer,
                *(
                    _money(each.layers[layer].monthly) if layer in each.layers else NOTHING
                    for each in found.values()
                ),
            )
    yield ("**all**", *(f"**{_money(each.whole.monthly)}**" for each in found.values()))


def _lines(found: Mapping[str, Estimate], prices: PriceTable) -> Iterator[tuple[str, ...]]:
    for type_ in sorted({line.type for each in found.values() for line in each.lines}):
        held = [_lines_of(each, type_) for each in found.values()]
        line = next(iter(chain.from_iterable(held)))
        yield (
            line.unit,
            _price(type_, prices),
            *(_money(sum(each.monthly for each in lines)) if lines else NOTHING for lines in held),
            prose(line.beside or NOTHING),
        )


def _units(found: Mapping[str, Mapping[str, Estimate]]) -> Iterator[tuple[str, ...]]:
    for layer in LAYERS:
        within = [layers.get(layer) for layers in found.values()]
        for type_ in sorted({line.type for each in within if each for line in each.lines}):
            held = [_lines_of(each, type_) if each else [] for each in within]
            unit = next(iter(chain.from_iterable(held))).unit
            yield (
                layer,
                unit,
                *(f"{sum(each.units for each in lines):g}" if lines else NOTHING for lines in held),
            )


def _lines_of(held: Estimate, type_: str) -> list[CostLine]:
    return [line for line in held.lines if line.type == type_]


def _by_use(found: Mapping[str, Estimate]) -> Iterator[tuple[str, ...]]:
    counts = {
        name: Counter({each.type: each.added for each in held.unpriced}) for name, held in found.items()
    }
    by = {each.type: each.by for held in found.values() for each in held.unpriced}
    for type_ in sorted(by):
        yield (code(type_), prose(by[type_]), *(str(count[type_] or NOTHING) for count in counts.values()))


def _charged(prices: PriceTable) -> set[str]:
    return {price.type for price in prices.price} | set(prices.by_use)


def _price(type_: str, prices: PriceTable) -> str:
    price = next(each for each in prices.price if each.type == type_)
    amount = f"{price.monthly:.2f} a month" if price.monthly is not None else f"{price.hourly:g} an hour"
    return f"{amount} per {price.unit}"


def _money(amount: float) -> str:
    return f"{amount:,.2f}"
