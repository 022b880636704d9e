"""Every check of conformance on one synthesised output."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from environments.configured import everything_configured
from operations.conformance.checks import CHECKS
from operations.conformance.coverage import Coverage
from operations.conformance.material import Material
from operations.conformance.published import Published
from operations.conformance.synthesised import chosen, read_stacks
from operations.conformance.violation import Violation
from operations.conformance.widths import Widths


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the checks found in the stacks that were judged, and how much of them has a rule."""

    stacks: tuple[str, ...]
    violations: tuple[Violation, ...]
    coverage: Coverage


def judge_output(
    root: Path,
    output: Path,
    names: Sequence[str],
    published: Published,
    judged_one: Callable[[], None] = lambda: None,
) -> Judged:
    """Judge the named stacks of an output folder, all if none is named, as part of the checkout in `root`.

    `judged_one` is called after each check.
    Raises InputError for a folder without stacks, a stack that is not there, or a wrong configuration.
    """
    configured = everything_configured()
    everything = read_stacks(output)
    stacks = chosen(everything, list(names))
    material = Material(
        root=root,
        output=output,
        stacks=stacks,
        everything={each.name: each for each in everything},
        configured=configured,
        published=published,
        widths=Widths.of(configured.environments),
    )
    found: set[Violation] = set()
    for check in CHECKS:
        found |= set(check(material))
        judged_one()
    return Judged(
        stacks=tuple(each.name for each in stacks),
        violations=tuple(sorted(found)),
        coverage=material.coverage,
    )
