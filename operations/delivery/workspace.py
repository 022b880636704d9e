"""A working copy of a release's stack, ready for Terraform."""

import contextlib
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from operations.common.bucket import error_code
from operations.common.embedded_engine.client import REGION
from operations.common.errors import InputError
from operations.common.text_output import Say
from operations.record.content import LOCK
from operations.record.place import refuse_damaged
from operations.record.release import Release
from operations.record.target import Target
from operations.synthesis.emulated_stack import emulated, write_changed
from operations.synthesis.emulator_limits import without_gaps
from operations.terraform.offline_databricks import STORE
from operations.terraform.provider_lock import HOW, LOCK_FILE
from operations.terraform.saved_plan_run import SavedPlanRun

EMULATED_BACKEND: Final[dict[str, object]] = {
    "skip_credentials_validation": True,
    "skip_metadata_api_check": True,
    "use_path_style": True,
}
"""How Terraform's backend connects to the embedded AWS."""


@contextlib.contextmanager
def workspace(release: Release, target: Target, *, say: Say = lambda _: None) -> Generator[SavedPlanRun]:
    """Give Terraform, initialised, in a copy of the release's stack; the copy ends with the `with` block.

    In the embedded AWS it says which resources the copy lacks, because the emulator cannot hold them, and whether
    another AWS provider plans than real environments get.

    Raises InputError for a release with uncommitted changes, which no account of AWS gets, OperationError if the state
    is damaged.
    """
    if release.manifest.dirty and target.engine is None:
        raise InputError(
            f"release {release.digest[:12]} was built with --allow-dirty, from files that are in no commit: it can "
            "only be deployed to the embedded AWS"
        )
    source = release.stack(target.stack)
    with tempfile.TemporaryDirectory(prefix="anthill-") as folder:
        copy = Path(folder) / "stacks" / target.stack
        if target.engine is None:
            shutil.copytree(source, copy)
            lock_file = (copy / LOCK).is_file()
            if not lock_file:
                raise InputError(
                    f"release {release.digest[:12]} has no provider lock, so that no hash says which providers may run "
                    f"in {target.name}: {HOW}, from the release on"
                )
            (copy / LOCK).rename(copy / LOCK_FILE)
            terraform = SavedPlanRun(copy, None, target.variables, real=True)
        else:
            write_changed(source, copy, lambda stack: _in_emulator(stack, target, say))
            # The stand-in of Databricks lives as long as the engine, wherever the state is.
            store = (
                target.home.states / target.stack / STORE if target.in_bucket else target.home.states / STORE
            )
            terraform = SavedPlanRun(copy, target.engine, target.variables, databricks_store=store)
            # It has another AWS provider than the release's own lock file names.
            lock_file = False
            if target.in_bucket:
                _make_bucket(target)
        refuse_damaged(target)
        terraform.init_locked(lock_file=lock_file)
        if target.engine is not None and (other := terraform.other_version()):
            say(other)
        yield terraform


def _in_emulator(stack: dict[str, Any], target: Target, say: Say) -> dict[str, Any]:
    account = target.engine.account if target.engine else target.environment.account.id
    changed, left_out = without_gaps(emulated(stack, account))
    if left_out:
        say(f"left out, which the embedded AWS cannot hold: {', '.join(sorted(left_out))}")
    if target.in_bucket:
        backend: dict[str, Any] = dict(stack["terraform"]["backend"]["s3"])
        if "kms_key_id" in backend:
            backend["kms_key_id"] = backend["kms_key_id"].replace(target.environment.account.id, account)
        backend |= {"bucket": target.bucket, "allowed_account_ids": [account], **EMULATED_BACKEND}
        changed["terraform"]["backend"] = {"s3": backend}
    else:
        target.state_file.parent.mkdir(parents=True, exist_ok=True)
        changed["terraform"]["backend"] = {"local": {"path": str(target.state_file)}}
    return changed


def _make_bucket(target: Target) -> None:
    """Make the bucket that the bootstrap makes in an account, if the embedded AWS has none yet."""
    s3 = target.client("s3")
    try:
        s3.create_bucket(Bucket=target.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    except ClientError as error:
        if error_code(error) != "BucketAlreadyOwnedByYou":
            raise
    s3.put_bucket_versioning(Bucket=target.bucket, VersioningConfiguration={"Status": "Enabled"})
