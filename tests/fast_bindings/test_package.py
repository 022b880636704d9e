"""`fast_bindings` as a wheel, as another project takes it: docs/how-to/synthesise-without-node.md."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from fast_bindings.kernel.table_store import PROVEN
from operations.common.uv import find_uv

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/how-to/synthesise-without-node.md"
PROGRAM = """
import fast_bindings
fast_bindings.install()
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
app = App()
stack = TerraformStack(app, "other")
AwsProvider(stack, "aws", region="eu-west-1")
bucket = S3Bucket(stack, "bucket", bucket="name")
S3Bucket(stack, "copy", bucket=f"{bucket.bucket}-copy", tags={"of": bucket.arn})
app.synth()
print(fast_bindings.__file__)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, built by the page's command."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(
        ROOT / "fast_bindings", folder / "fast_bindings", ignore=shutil.ignore_patterns("__pycache__")
    )
    (line,) = re.findall(r"^uv (build .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    subprocess.run(
        [find_uv(ROOT), *line.split(), "--python", sys.executable, "--quiet"], cwd=folder, check=True
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    assert f"./dist/{wheel.name}" in PAGE.read_text(encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_another_project_synthesises_by_it_alone(site: Path, tmp_path: Path) -> None:
    for kernel in ("python", "node"):
        done = subprocess.run(
            # Isolated from the folder of this project, which an editable installation puts on the path.
            [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(site)!r})\n{PROGRAM}"],
            cwd=tmp_path,
            env=os.environ | {"CDKTF_OUTDIR": str(tmp_path / kernel), "ANTHILL_KERNEL": kernel},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip() == str(site / "fast_bindings/__init__.py")
    written = Path("stacks/other/cdk.tf.json")
    assert (tmp_path / "python" / written).read_bytes() == (tmp_path / "node" / written).read_bytes()
    assert "${aws_s3_bucket.bucket.arn}" in (tmp_path / "python" / written).read_text()


def test_the_page_names_what_it_was_proven_on() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    names = {"cdktf": "cdktf {}", "constructs": "constructs {}"} | {
        f"@cdktf/provider-{name}": f"the {title} provider {{}}"
        for name, title in (("aws", "AWS"), ("databricks", "Databricks"))
    }
    assert names.keys() == PROVEN.keys()
    for package, said in names.items():
        distribution = package.replace("@cdktf/", "cdktf-cdktf-")
        assert said.format(version(distribution)) in text
