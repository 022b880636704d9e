"""With and without: the same bytes, the same errors, fewer modules."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = Path(__file__).with_name("sample_app.py")


def run(code: str | Path, *, stock: bool, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, with stock or fast bindings."""
    arguments = [str(code)] if isinstance(code, Path) else ["-c", code]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
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


def test_output_is_byte_identical(tmp_path: Path) -> None:
    reports: dict[bool, dict[str, Any]] = {}
    for stock in (True, False):
        done = run(APP, stock=stock, CDKTF_OUTDIR=str(tmp_path / str(stock)))
        assert done.returncode == 0, done.stderr
        reports[stock] = json.loads(done.stdout)
    assert len(synthesised(tmp_path / "True")) >= 3
    assert synthesised(tmp_path / "True") == synthesised(tmp_path / "False")
    assert reports[True]["caught"] == reports[False]["caught"]
    assert reports[True]["seen"] == reports[False]["seen"] == 2
    assert reports[True]["modules"] > 2000
    assert reports[False]["modules"] < 20


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
import json, fast_bindings; fast_bindings.install()
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


def test_errors_and_the_package_say_what_the_stock_ones_say() -> None:
    stock, fast = (json.loads(run(ANSWERS, stock=stock).stdout) for stock in (True, False))
    assert set(stock) == {"package", *ERRORS}
    assert stock["package"][0] > 1000
    assert stock == fast
