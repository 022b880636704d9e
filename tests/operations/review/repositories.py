"""Small repositories that synthesise one stack in seconds."""

import subprocess
from pathlib import Path
from typing import Final

MAIN: Final = """\
import os

import fast_bindings

fast_bindings.install()

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from wiring import build


def main():
    app = App(outdir=os.environ["CDKTF_OUTDIR"])
    stack = TerraformStack(app, "anthill-small")
    stack.add_override("terraform.required_providers.aws.version", ">= 5.100.0, <= 6.25.0")
    AwsProvider(stack, "aws", region="eu-west-1", allowed_account_ids=["123456789012"])
    build(stack)
    app.synth()
    return 0
"""

WIRING: Final = """\
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct


class Store(Construct):
    def __init__(self, scope, id_, *, name):
        super().__init__(scope, id_)
        self.bucket = S3Bucket(self, "bucket", bucket=name)


def build(stack):
    store = Store(stack, "lake", name="anthill-small-gold")
    SqsQueue(stack, "alarms", name="anthill-small", tags={"bucket": store.bucket.arn})
"""


def git(folder: Path, *arguments: str) -> str:
    """Run Git in a repository, as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false"]
    run = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def commit(folder: Path, **files: str) -> str:
    """Write modules and commit everything; return the commit."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")
    return git(folder, "rev-parse", "HEAD")


def small_repository(folder: Path) -> Path:
    """Make a repository with the small stack, committed on main."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / ".gitignore").write_text("__pycache__/\n.anthill/\n", encoding="utf-8")
    (folder / "cdktf.json").write_text("{}", encoding="utf-8")
    commit(folder, main=MAIN, wiring=WIRING)
    return folder
