"""The report as the page that the documentation keeps."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from operations.canary.comparison import KINDS, RESOURCES
from operations.canary.elements import IGNORED
from operations.canary.report import CanaryReport, headline, rows, sentence, where
from operations.common.markdown import code, codes, prose, table

DIFFERENCES: Final = ("where", "CDKTF", "CDK Terrain", "stacks", "why", "consequence")

INTRODUCTION: Final = """# What the canary found

Written by `make canary`. It synthesises every stack twice, as it is and, in a copy with renamed imports, under CDK
Terrain, and compares what was written: resources, data sources, providers, settings of Terraform, outputs, files, the
order of stacks. What it is for: [the way out of CDKTF](../exit.md). A test runs it and compares versions and
differences with this page; the counts are of the run that wrote it."""

COUNTS: Final = "## What was compared"
"""Where the counts begin, which grow with every resource."""

LEFT_OUT: Final = ("tests/", "benchmarks/", "operations/canary")
"""Folders whose strings are not listed one by one."""

LONGEST_NAME: Final = 34
"""Enough for the name of every package; a longer string is a pattern that begins with one."""


def as_markdown(report: CanaryReport) -> str:
    """Return the page."""
    verdict = report.verdict
    parts = [INTRODUCTION, f"**{headline(report)}.**", "## Versions"]
    parts += _table(("", "CDKTF", "CDK Terrain"), ((role, *both) for role, both in report.versions.items()))
    parts += ["## Differences"]
    parts += _table(DIFFERENCES, _differences(report)) or ["None."]
    parts += [f"- stale: `{each.address}` {each.argument}" for each in verdict.stale]
    ignored = ", ".join(f"`{address}` `{path}`" for address, path in sorted(IGNORED))
    parts += [
        f"Not compared: {ignored}, the version of the library in the stack's own comment. Every other comment is. "
        "The folder of each copy is read as one and the same.",
        "## Pinned providers",
        "What CDKTF's side asks for in `required_providers`, held against the schema of that version, as the bindings "
        "that were made from it describe it. Why these versions: [decision 10](../decisions/0010-provider-pins.md).",
        *_table(
            ("provider", "version", "described by"),
            ((each.provider, each.version, each.bindings or "nothing") for each in report.pins),
        ),
        *(f"- **refused**: {each}" for each in report.refused),
        COUNTS,
        *(f"{sentence(each)}." for each in report.pins),
        *_counts(report),
        "## What was renamed",
        f"{report.renamed.names} names in {len(report.renamed.files)} files, in import statements and where they "
        "bind a name. No further step is needed to synthesise. Strings and comments stay, for they may be data. These "
        "files, beside tests, benchmarks and the canary itself, hold strings that name a package of CDKTF, as data "
        "or for code that synthesis does not need:",
        *_table(("file", "strings"), _left(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table as a part of the page, which parts itself by empty lines."""
    lines = table(header, rows)
    return ["\n".join(lines[1:])] if lines else []


def _differences(report: CanaryReport) -> Iterator[tuple[str, ...]]:
    for row in rows(report.verdict):
        explained = row.explanation
        why = prose(explained.why) if explained else "**unexplained**"
        yield (
            code(where(row)),
            code(row.before),
            code(row.after),
            "<br>".join(row.stacks)
            if len(row.stacks) < len(report.comparison.stacks)
            else f"all {len(row.stacks)}",
            why,
            prose(explained.consequence) if explained else "",
        )


def _counts(report: CanaryReport) -> list[str]:
    stacks = report.comparison.stacks
    there = {kind for each in stacks for kind in each.elements}
    kinds = [kind for kind in (RESOURCES, *sorted(set(KINDS.values()))) if kind in there]
    numbers = {
        each.stack: (*(each.elements.get(kind, 0) for kind in kinds), each.arguments, each.differences)
        for each in stacks
    }
    return _table(
        ("stack", *kinds, "arguments", "differences"),
        ((stack, *(f"{number:,}" for number in held)) for stack, held in numbers.items()),
    )


def _left(report: CanaryReport) -> Iterator[tuple[str, ...]]:
    by_file: dict[str, list[str]] = {}
    for each in report.renamed.mentions:
        if each.file.startswith(LEFT_OUT):
            continue
        text = each.text if len(each.text) <= LONGEST_NAME else f"{each.text[:LONGEST_NAME]}…"
        by_file.setdefault(each.file, []).append(text)
    for file, texts in sorted(by_file.items()):
        yield (code(file), codes(dict.fromkeys(texts), "<br>"))
