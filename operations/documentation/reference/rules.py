"""`docs/reference/rules.md` and the pages below it: what is refused, what is accepted, and until when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from guards.databricks import AVOIDED
from guards.encryption import ENCRYPTION_ARGUMENTS
from guards.public_access import PUBLIC_ARGUMENTS
from operations.common.markdown import code, codes, prose, table
from operations.conformance.report import TITLES
from operations.documentation.reference.construct_reading import loaded
from operations.documentation.reference.markdown import opening
from operations.documentation.reference.material import Material
from operations.documentation.reference.parts import LINKS, Part, split
from operations.scan.waiver_file import EXPIRED, UNUSED, WAIVERS
from policies.acceptance import Acceptance
from policies.drift_noise import load_noise
from policies.waivers import (
    AddressWaiver,
    ConformanceWaiver,
    SecretWaiver,
    VulnerabilityWaiver,
    Waiver,
    load,
)
from provider_facts.resource_types import DATA_BEARING, STATEFUL_TYPES

FILE: Final = "rules.md"

RULE: Final = re.compile(r"(?:Return )?(ANT-[A-Z]+-\d{2}): (.+)", re.DOTALL)
"""How the docstring of a rule begins: its id and what it demands."""

DECIDED: Final = ("reason", "owner", "last day")


def rules(material: Material) -> dict[str, str]:
    """Return the pages by file."""
    opened = opening(
        "Rules and exceptions",
        "Made of the docstrings in [guards/](../../guards) and of the files in [policies/](../../policies).",
        "A rule reads a stack as it will be written, with overrides. Where one is broken, `cdktf synth` writes "
        "nothing and says the id, the construct, what is wrong and how to fix it; so do `plan`, `diff`, "
        "`deploy` and every test that synthesises. No waiver covers it there.",
    )
    parts = [
        Part(
            name="types",
            title="Types of resources",
            says="the types that rules of synthesis name, and what is asked of each",
            lines=[line for title, of in _lists() for line in _types(title, of)],
        ),
        Part(
            name="checks",
            title="Checks of the scan and of conformance",
            says="what `anthill scan` and `anthill conform` look for beside",
            lines=_checks(),
        ),
        Part(
            name="exceptions",
            title="Accepted exceptions",
            says="findings, violations, secrets, vulnerabilities and drift that are accepted, why and until when",
            lines=_exceptions(),
        ),
    ]
    synthesis = table(("rule", "demands", "written in"), _demands(guard_rules(material.root)))
    return split(FILE, opened, parts, ["", "## Rules of synthesis", *synthesis])


def _types(title: str, of: Mapping[str, str]) -> list[str]:
    return ["", f"## {title}", *table(("type", "what is asked of it"), of.items())]


def _checks() -> list[str]:
    return [
        "",
        "## Rules of the scan",
        "",
        "`anthill scan` runs checkov on the JSON and on the plan of every stack, `anthill secrets` looks for "
        "secrets and `anthill audit` for vulnerable packages. What they find fails them, unless a waiver covers "
        "it.",
        *table(("rule", "says"), ((code(each.id), prose(each.title)) for each in (EXPIRED, UNUSED))),
        "",
        "## Rules of conformance",
        "",
        "`anthill conform` holds what is synthesised against what AWS publishes: "
        "[conformance](../../conformance.md).",
        *table(("check", "says"), ((code(check), prose(title)) for check, title in TITLES.items())),
    ]


def _exceptions() -> list[str]:
    return [
        "",
        "## Accepted findings",
        "",
        f"From [{WAIVERS}]({LINKS}{WAIVERS}). The last day is included.",
        *_at_addresses(load(Waiver)),
        "",
        "## Accepted violations",
        *_at_addresses(load(ConformanceWaiver)),
        "",
        "## Accepted secrets",
        *_accepted(
            ("rule", "files"),
            [
                (code(each.rule), codes(each.files, "<br>"), *_decided(each))
                for each in sorted(load(SecretWaiver), key=lambda each: (each.rule, each.files))
            ],
        ),
        "",
        "## Accepted vulnerabilities",
        *_accepted(
            ("id", "package"),
            [
                (code(each.id), code(each.package), *_decided(each))
                for each in sorted(load(VulnerabilityWaiver), key=lambda each: (each.package, each.id))
            ],
        ),
        "",
        "## Drift that is none",
        "",
        f"From [policies/drift_noise.toml]({LINKS}policies/drift_noise.toml): `anthill drift` leaves out what "
        "changes by itself.",
        *_accepted(
            ("where", "attributes"),
            [
                (
                    codes(each.addresses, "<br>"),
                    codes(each.attributes),
                    prose(each.reason),
                    each.owner,
                    str(each.expires),
                )
                for each in load_noise()
            ],
        ),
    ]


def guard_rules(root: Path) -> dict[str, tuple[str, str]]:
    """Return what each rule demands and the file that it is written in, by the rule's id."""
    found: dict[str, tuple[str, str]] = {}
    for module in loaded(root, "guards").modules.values():
        for function in module.functions.values():
            docstring = None if function.is_alias else function.docstring
            match = RULE.match(docstring.value) if docstring else None
            if match:
                found[match.group(1)] = (match.group(2), f"{module.path.replace('.', '/')}.py")
    return dict(sorted(found.items()))


def _demands(found: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    for id_, (demand, file) in found.items():
        text = f"{demand[:1].upper()}{demand[1:]}"
        yield (code(id_), prose(text), f"[{file.rpartition('/')[2]}](../../{file})")


def _lists() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the lists of types that rules are about: a heading, and what is asked of each type."""
    yield (
        "ANT-DATA-01: types that are never destroyed where data is retained",
        {code(type_): prose(f"lost with it: {DATA_BEARING[type_]}") for type_ in sorted(STATEFUL_TYPES)},
    )
    yield (
        "ANT-DBX-04: types that are not used",
        {code(type_): prose(reason) for type_, reason in sorted(AVOIDED.items())},
    )
    yield (
        "ANT-ENC-01: the argument that encrypts a type",
        {code(type_): f"sets {code(argument)}" for type_, argument in sorted(ENCRYPTION_ARGUMENTS.items())},
    )
    yield (
        "ANT-PUB-03: the argument that would make a type public",
        {
            code(type_): f"does not set {code(argument)}"
            for type_, argument in sorted(PUBLIC_ARGUMENTS.items())
        },
    )


def _at_addresses(accepted: Sequence[AddressWaiver]) -> list[str]:
    return _accepted(
        ("check", "where", "stacks"),
        [
            (code(each.check), codes(each.addresses, "<br>"), codes(each.stacks), *_decided(each))
            for each in sorted(accepted, key=lambda each: (each.check, each.addresses))
        ],
    )


def _decided(accepted: Acceptance) -> tuple[str, str, str]:
    return (prose(accepted.reason), accepted.owner, str(accepted.expires))


def _accepted(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return table((*header, *DECIDED), rows) or ["", "None."]
