"""With and without: the same bytes, the same errors, fewer modules."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = Path(__file__).with_name("sample_app.py")


def run(code: str, *, stock: bool, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, with stock or fast bindings."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **inherited,
            "PYTHONPATH": str(ROOT),
            "ANTHILL_STOCK_BINDINGS": "1" if stock else "0",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def synthesised(outdir: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(outdir)): file.read_bytes()
        for file in sorted(outdir.rglob("*"))
        if file.is_file()
    }


ERRORS = {
    "unknown module": "import cdktf_cdktf_provider_aws.no_such_module",
    "unknown name": "from cdktf_cdktf_provider_aws import no_such_name",
    "unknown attribute": "import cdktf_cdktf_provider_aws as p; p.no_such_attribute",
    "unknown package": "import cdktf_cdktf_provider_nothing",
    "unknown argument": (
        "from cdktf import App, TerraformStack\nfrom cdktf_cdktf_provider_aws.s3_bucket import S3Bucket\n"
        "S3Bucket(TerraformStack(App(), 's'), 'b', no_such_argument=1)"
    ),
    "wrong type": (
        "from cdktf import App, TerraformStack\nfrom cdktf_cdktf_provider_aws.s3_bucket import S3Bucket\n"
        "S3Bucket(TerraformStack(App(), 's'), 'b', bucket=object())"
    ),
    "error of a construct": "from cdktf import App, TerraformStack\nTerraformStack(App(), 'a b')",
}


ANSWERS = f"""
import json, runpy
runpy.run_path({str(APP)!r}, run_name="__main__")
print()
import fast_bindings; fast_bindings.install()
import cdktf_cdktf_provider_aws as p
answers = {{"package": [len(p.__all__), p.__doc__[:40].strip(), p.__file__, [*p.__path__], p.__name__]}}
answers["package"].append("s3_bucket" in dir(p))
for name, statement in {ERRORS!r}.items():
    try:
        exec(statement)
    except Exception as found:
        answers[name] = [type(found).__name__, str(found).splitlines()[0]]
print(json.dumps(answers))
"""


@dataclass(frozen=True)
class Account:
    """What one process with stock or fast bindings wrote and said."""

    files: Mapping[str, bytes]
    sample: Mapping[str, Any]
    answers: Mapping[str, Any]


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Account]:
    """Both, by whether the bindings are stock: once, since the stock ones take half a minute to load."""
    found: dict[bool, Account] = {}
    for stock in (True, False):
        outdir = tmp_path_factory.mktemp("cdktf.out")
        done = run(ANSWERS, stock=stock, CDKTF_OUTDIR=str(outdir))
        assert done.returncode == 0, done.stderr
        sample, answers = (json.loads(line) for line in done.stdout.splitlines())
        found[stock] = Account(synthesised(outdir), sample, answers)
    return found


def test_output_is_byte_identical(accounts: Mapping[bool, Account]) -> None:
    stock, fast = accounts[True], accounts[False]
    assert len(stock.files) >= 3
    assert stock.files == fast.files
    assert stock.sample["caught"] == fast.sample["caught"]
    assert stock.sample["seen"] == fast.sample["seen"] == 2
    assert stock.sample["modules"] > 2000
    assert fast.sample["modules"] < 20


def test_errors_and_the_package_say_what_the_stock_ones_say(accounts: Mapping[bool, Account]) -> None:
    stock, fast = accounts[True].answers, accounts[False].answers
    assert set(stock) == {"package", *ERRORS}
    assert stock["package"][0] > 1000
    assert stock == fast


WAYS = {
    "from package.module import Class": "from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket as C",
    "from package import module": "from cdktf_cdktf_provider_aws import s3_bucket; C = s3_bucket.S3Bucket",
    "import package, attribute": "import cdktf_cdktf_provider_aws as p; C = p.s3_bucket.S3Bucket",
    "import package.module": "import cdktf_cdktf_provider_aws.s3_bucket as m; C = m.S3Bucket",
    "importlib": "import importlib; C = importlib.import_module('cdktf_cdktf_provider_aws.s3_bucket').S3Bucket",
    "star": "from cdktf_cdktf_provider_aws import *\nfrom cdktf_cdktf_provider_aws.s3_bucket import S3Bucket as C",
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_importing_works(way: str) -> None:
    done = run(
        f"import fast_bindings; fast_bindings.install()\n{WAYS[way]}\n"
        "print(C.__module__, C.__name__, C.TF_RESOURCE_TYPE)",
        stock=False,
    )
    assert done.stdout.split() == ["cdktf_cdktf_provider_aws.s3_bucket", "S3Bucket", "aws_s3_bucket"], (
        done.stderr
    )
