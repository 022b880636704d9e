"""The page about a new source: its blocks, its commands, and how they are done in a copy of the project."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "add-a-source.md"
COPIED = (
    *(
        "configuration",
        "constructs_lib",
        "contracts",
        "environments",
        "fast_bindings",
        "functions",
        "guards",
        "lakehouse",
        "main.py",
    ),
    *(
        "offline_databricks",
        "operations",
        "policies",
        "provider_facts",
        "pyproject.toml",
        "samples",
        "stacks",
        "tests",
    ),
    *("cdktf.json", "uv.lock"),
)
NOT_TYPED = (
    "uv run anthill new source",
    "uv run anthill review HEAD",
    "uv run cdktf diff anthill-local",
    "make inventory",
    "make reference",
    "uv run cdktf deploy anthill-local",
    "uv run anthill local send",
    "uv run pytest tests/inventory",
)
"""They need a deployment, are typed before the others, or in tests/operations/delivery/test_add_a_source.py."""
OTHERS: dict[str, tuple[str, dict[str, Any], bool, str]] = {
    # name: where it is declared, its server, whether it holds changes, its declaration
    "trial-ticks": (
        "streams",
        {"server": "arrivals", "format": "jsonl"},
        False,
        "StreamSource(**COMMON, name='trial-ticks', contract='trial_ticks', mode=Mode.REAL_TIME, buffer_seconds=60)",
    ),
    "trial-limits": (
        "databases",
        {"server": "landing", "format": "parquet"},
        True,
        "DatabaseSource(**COMMON, name='trial-limits', contract='trial_limits', mode=Mode.REAL_TIME, database='book', "
        "engine=DatabaseEngine.POSTGRESQL, server_cidr=IPv4Network('10.200.0.0/24'), server_port=5432, "
        "tables=(Table(database_schema='public', name='limits'),), serverless=ServerlessReplication(maximum_units=2))",
    ),
    "trial-fees": (
        "files",
        {"server": "landing", "format": "csv"},
        False,
        "FileSource(**COMMON, name='trial-fees', contract='trial_fees', mode=Mode.BATCH, partner='example-vendor', "
        r"file_pattern=r'fees-\d{8}\.csv')",
    ),
}
COMMON = "{'owner': 'market-data', 'classification': DataClassification.INTERNAL}"
WRONG = {"currency": "ZZZ", "rate_date": "2026-01-06", "rate": "n/a", "published_at": "2026-01-06T16:00:00Z"}
DELIVER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from anthill_lakehouse.sample.batches import Batch, write
for name, rows in json.loads(sys.argv[2]).items():
    at = datetime(2026, 1, 6, 18, tzinfo=UTC)
    write(Batch(dataset=name, name="delivered", at=at, records=rows), Path(sys.argv[1]))
"""
READ = """
import json, sys
from pathlib import Path
from anthill_lakehouse.local.tables import read_table, table_names
home = Path(".anthill/lakehouse")
names = table_names(home)
print(json.dumps({name: read_table(home, name).to_pylist() for name in names if "trial" in name or "gold." in name},
                 default=str))
"""


def blocks(language: str) -> list[str]:
    """Return the page's blocks of code of a language, without their indentation, for a source of another name.

    Whoever really follows the page still can run this.
    """
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [
        "\n".join(line.removeprefix(space) for line in text.splitlines())
        .replace("fx-rates", "trial-rates")
        .replace("fx_rates", "trial_rates")
        for space, text in found
    ]


def put_first(file: Path, opening: str, code: str) -> None:
    """Write code behind the line that opens a tuple."""
    text = file.read_text()
    assert text.count(f"{opening}\n") == 1, (file, opening)
    file.write_text(text.replace(f"{opening}\n", f"{opening}\n{code},\n"))


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in blocks("json")[1].splitlines()]


def said(scratch: Path, *command: str, code: int = 0, given: str = "") -> str:
    """Run Python in the copy, with its own modules first, and return what it said; `given` is its standard input."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=scratch,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join((str(scratch), str(scratch / "lakehouse"))),
            # Not the providers once more: they are large.
            "TF_PLUGIN_CACHE_DIR": os.environ.get(
                "TF_PLUGIN_CACHE_DIR", str(ROOT / ".anthill" / "plugin-cache")
            ),
        },
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def typed(scratch: Path, line: str) -> str:
    """Do what a line of the page says, and return what was said."""
    match shlex.split(line):
        case ["uv", "run", "anthill", *arguments]:
            return said(scratch, "-c", "from operations.cli import main; main()", *arguments)
        case ["uv", "run", "pytest", *arguments]:
            options = ["-q", "-p", "no:cacheprovider", "-o", "addopts="]
            return said(scratch, "-m", "pytest", *options, *arguments)
        case [("mkdir" | "cp"), *_] as command:
            return subprocess.run(command, cwd=scratch, check=True, capture_output=True, text=True).stdout
        case _:
            raise AssertionError(f"the page has a command that nobody tries: {line}")


def lines() -> Iterator[str]:
    """The commands of the page that are typed here, in order."""
    for block in blocks("console"):
        for line in block.splitlines():
            if not line.startswith(NOT_TYPED):
                yield line


def copied(folder: Path) -> Path:
    """Copy the project, and do steps 1 to 4 of the page there, with the page's own command and code."""
    ignored = shutil.ignore_patterns("__pycache__", "dist", ".anthill")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    typed(folder, blocks("console")[0].strip())
    contract, sample = blocks("json")
    (source,) = blocks("python")
    (folder / "contracts/datasets/trial_rates.json").write_text(contract)
    assert textwrap.indent(f"{source},", " " * 8) in (folder / "environments/market_data.py").read_text()
    (folder / "samples/trial-rates.jsonl").write_text(sample)
    return folder


def add_other_kinds(scratch: Path) -> None:
    """Add a source of each other kind: a contract, a declaration and a sample each."""
    text = scratch / "environments/market_data.py"
    text.write_text(text.read_text().replace("\nMARKET_DATA", f"\nCOMMON = {COMMON}\nMARKET_DATA"))
    for name, (field, server, changes, declared) in OTHERS.items():
        document = json.loads(blocks("json")[0].replace("trial_rates", name.replace("-", "_")))
        document["servers"][0] |= server | {"path": f"market/{name}"}
        if changes:
            document["schema"][0]["customProperties"] = [{"property": "changes", "value": True}]
        (scratch / f"contracts/datasets/{document['name']}.json").write_text(json.dumps(document))
        put_first(text, f"    {field}=(", declared)
        shutil.copy(scratch / "samples/trial-rates.jsonl", scratch / f"samples/{name}.jsonl")
