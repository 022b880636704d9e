"""`docs/reference/code.md`: the floors of the code, the way of a source to gold and of a release to prod."""

import ast
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from operations.common.markdown import code, codes, table
from operations.documentation.reference.boxes import Box, Picture, without_implied
from operations.documentation.reference.diagram import diagram
from operations.documentation.reference.markdown import opening, page
from operations.documentation.reference.material import LINKS, Material

REPOSITORY: Final = "imports run one way"
OPERATIONS: Final = "operations stand in floors"
PICTURE: Final = "diagrams/operations.svg"
NAMED: Final = re.compile(r"operations(\.[a-z_]+)+\.?")
"""A module that is named in a string, to be loaded or run by it."""

NOTE: Final = (
    "Arrows lead from who imports to who is imported, without those that others imply. Numbers are modules."
)


class Step(NamedTuple):
    """A stop on a way: a file, the name in it to look at, what happens there.

    A step imports an earlier one or is imported by it; where data are handed over instead, `hands` is the text that
    both files have.
    """

    file: str
    name: str
    says: str
    hands: str = ""


SOURCE: Final = (
    Step("contracts/datasets/daily_prices.json", "", "columns, format, freshness and rules of quality"),
    Step("contracts/dataset.py", "Contract", "what a contract may say", "customProperties"),
    Step(
        "environments/market_data.py", "MARKET_DATA", "declares the source, by its contract", "daily_prices"
    ),
    Step("configuration/sources/source.py", "Source", "takes from the contract what the contract says"),
    Step(
        "configuration/sources/api.py", "ApiSource", "checks the declaration, before anything is synthesised"
    ),
    Step("stacks/source_specs.py", "api_spec", "turns configuration into what constructs take"),
    Step("stacks/ingestion_layer.py", "build_ingestion", "builds every source of an environment"),
    Step("constructs_lib/ingestion/api_feed.py", "ApiFeed", "function, schedule, role, dead letters, alarms"),
    Step(
        "functions/api_feed/handler.py",
        "handle",
        "runs in AWS: fetches, and writes to the landing bucket",
        "FEED",
    ),
    Step("lakehouse/anthill_lakehouse/datasets.py", "DATASETS", "names the tables of each contract"),
    Step(
        "lakehouse/anthill_lakehouse/bronze/records.py",
        "as_received",
        "runs on Databricks: each record as it came",
    ),
    Step(
        "lakehouse/anthill_lakehouse/silver/records.py",
        "records",
        "typed, checked by the rules, else quarantined",
    ),
    Step(
        "lakehouse/anthill_lakehouse/pipelines/market_data.py", "define", "makes the tables of every contract"
    ),
    Step(
        "lakehouse/anthill_lakehouse/pipelines/derived.py", "DERIVED", "names the tables of gold and features"
    ),
    Step("lakehouse/anthill_lakehouse/gold/daily_returns.py", "daily_returns", "one table of gold"),
)
"""From a declaration to gold, by the example of an API."""

RELEASE: Final = (
    Step(".github/workflows/plan.yml", "", "runs for a pull request: builds the release once, plans it"),
    Step("operations/commands/release.py", "build", "the command of the first half", "release"),
    Step("operations/record/release.py", "build_release", "synthesis, wheel and digests in one folder"),
    Step("operations/commands/deploy.py", "plan", "the command of the second half", "anthill"),
    Step("operations/delivery/planned.py", "make_plan", "Terraform's plan, with what it was made of"),
    Step("operations/delivery/approval.py", "check_approval", "who must have approved that plan"),
    Step(
        ".github/workflows/_stage.yml",
        "",
        "runs after the merge, once for each environment",
        "anthill deploy",
    ),
    Step("operations/delivery/applied.py", "apply_plan", "applies the plan that was approved, or refuses"),
    Step("operations/terraform/saved_plan_run.py", "SavedPlanRun", "Terraform with a saved plan"),
    Step("operations/record/ledger.py", "Ledger", "keeps what was deployed beside the state"),
    Step(
        "operations/commands/smoke.py",
        "smoke",
        "the command of what the workflow asks afterwards",
        "smoke",
    ),
    Step("operations/smoke/asked.py", "ask_all", "asks for everything that was deployed, by name"),
    Step(
        "operations/delivery/rollback.py", "roll_back", "takes the last good release, if that loses no data"
    ),
    Step(
        "operations/delivery/promotion/tried.py",
        "check_tried",
        "lets the next environment take what worked here",
    ),
)
"""From a commit to prod."""


def code_map(material: Material) -> str:
    """Return the page. Raises ValueError for a step that is not there, or that none before it leads to."""
    contracts = _contracts(material.root)
    return page(
        [
            *opening(
                "Code",
                "Made of the import contracts of `pyproject.toml` and of the imports themselves.",
                "A floor may import the floors below it, never one above; rooms of one floor do not know each other "
                "where a contract says so. `lint-imports` refuses anything else.",
            ),
            "",
            "## The repository",
            *table(("floor", "package", "what it is"), _floors(material.root, contracts[REPOSITORY])),
            "",
            "## Operations",
            "",
            f"[![The folders of operations, by floor, and who imports whom]({PICTURE})]({PICTURE})",
            *table(("floor", "package", "what it is"), _floors(material.root, contracts[OPERATIONS])),
            "",
            "## From a declaration to gold",
            *table(("", "where", "what happens", "how it follows"), _steps(material.root, SOURCE)),
            "",
            "## From a commit to prod",
            *table(("", "where", "what happens", "how it follows"), _steps(material.root, RELEASE)),
        ]
    )


def code_picture(material: Material) -> Mapping[str, str]:
    """Return the picture of operations by its file."""
    floors = [floor.split(" | ") for floor in reversed(_contracts(material.root)[OPERATIONS]["layers"])]
    held = {room: _modules(material.root / "operations" / room) for floor in floors for room in floor}
    named = {room: frozenset().union(*map(_imports, modules)) for room, modules in held.items()}
    arrows = {
        (room, other)
        for room in held
        for other in held
        if other != room and _below(f"operations.{other}", named[room])
    }
    names = {room: str(number) for number, floor in enumerate(floors, start=1) for room in floor}
    picture = Picture(
        boxes=tuple(
            Box(name=room, layer=names[room], constructs=(room,), resources=len(modules), sources=0)
            for room, modules in held.items()
        ),
        arrows=without_implied(arrows),
        between={},
    )
    return {PICTURE: diagram(picture, "operations", NOTE, sorted(set(names.values())))}


def _contracts(root: Path) -> dict[str, Any]:
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {each["name"]: each for each in settings["contracts"]}


def _modules(room: Path) -> list[Path]:
    return sorted(room.rglob("*.py")) if room.is_dir() else [room.with_suffix(".py")]


def _below(package: str, names: Collection[str]) -> bool:
    return any(f"{name}.".startswith(f"{package}.") for name in names)


def _floors(root: Path, contract: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    (container,) = contract.get("containers", [""])
    for number, rooms in enumerate(reversed(contract["layers"]), start=1):
        for room in rooms.split(" | "):
            folder = root / container / room
            file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            says = (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n\n")[0]
            link = (folder if folder.is_dir() else file).relative_to(root).as_posix()
            yield str(number), f"[{code(room)}]({LINKS}{link})", " ".join(says.split())


def _steps(root: Path, steps: Sequence[Step]) -> Iterator[tuple[str, ...]]:
    for number, step in enumerate(steps):
        text = (root / step.file).read_text()
        if step.name and step.name not in _defined(text):
            raise ValueError(f"{step.file} defines no {step.name}: change the steps in {__name__}")
        follows = _follows(root, step, steps[:number]) if number else ""
        where = f"[{code(step.file)}]({LINKS}{step.file})" + (f", {code(step.name)}" if step.name else "")
        yield str(number + 1), where, step.says, follows


def _defined(text: str) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case _:
                pass
    return found


def _follows(root: Path, step: Step, earlier: Sequence[Step]) -> str:
    for number, before in reversed(list(enumerate(earlier, start=1))):
        if _module(before.file) in _imports(root / step.file):
            return f"imports {number}"
        if _module(step.file) in _imports(root / before.file):
            return f"imported by {number}"
        if step.hands and all(step.hands in (root / each.file).read_text() for each in (step, before)):
            return f"{codes([step.hands])}, which {number} has too"
    raise ValueError(f"no step before {step.file} leads to it any more: change the steps in {__name__}")


def _module(file: str) -> str:
    return file.removeprefix("lakehouse/").removesuffix(".py").replace("/", ".")


def _imports(file: Path) -> frozenset[str]:
    return _imported(file.read_text()) if file.suffix == ".py" else frozenset()


@cache
def _imported(text: str) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value):
            found.add(node.value.rstrip("."))
    return frozenset(found)
