"""typeguard is not imported for what is answered without it, and is itself for all the rest."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL = "import sys, fast_bindings; fast_bindings.install(); fast_bindings.install()\n"
MAKE = """
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
stack = TerraformStack(App(outdir=sys.argv[1]), "one")
first = S3Bucket(stack, "first", bucket="a")
S3Bucket(stack, "second", bucket="b", depends_on=[first], tags={"a": "b"})
print("unittest.mock" in sys.modules, "asyncio" in sys.modules)
"""
REFUSED = """
try:
    S3Bucket(stack, "third", bucket=1)
except TypeError as error:
    print(error)
"""
OTHERS = """
import typeguard
from typeguard import check_type, typechecked
import typeguard.importhook
print(check_type is typeguard.check_type, typeguard.check_type.__wrapped__.__module__, "unittest.mock" in sys.modules)
@typechecked
def double(number: int) -> int:
    return 2 * number
print(double(2))
try:
    double("a")
except TypeError as error:
    print(error)
"""


COUNTED = """
import importlib.metadata
read, reads = importlib.metadata.PathDistribution.read_text, []
def counted(self, name):
    reads.append(name)
    return read(self, name)
importlib.metadata.PathDistribution.read_text = counted
"""


def run(code: str, folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_is_right_imports_neither_mocks_nor_asyncio(tmp_path: Path) -> None:
    assert run(INSTALL + MAKE, tmp_path) == ["False False"]


def test_its_version_is_read_once_for_all_bindings(tmp_path: Path) -> None:
    told = "import cdktf_cdktf_provider_databricks.grants\nprint(reads.count('METADATA'))"
    assert run(COUNTED + INSTALL + MAKE + told, tmp_path) == ["False False", "1"]


def test_what_is_wrong_is_refused_in_the_words_of_typeguard(tmp_path: Path) -> None:
    expected = "type of argument bucket must be one of (str, NoneType); got int instead"
    assert run(INSTALL + MAKE + REFUSED, tmp_path) == ["False False", expected]


@pytest.mark.parametrize("before", ["", "import typeguard\n"])
def test_everything_else_of_it_is_there(before: str, tmp_path: Path) -> None:
    assert run(before + INSTALL + OTHERS + MAKE + REFUSED, tmp_path) == [
        "True typeguard True",
        "4",
        'type of argument "number" must be int; got str instead',
        "True True",
        "type of argument bucket must be one of (str, NoneType); got int instead",
    ]
