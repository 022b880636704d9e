"""What cdktf-cli runs as Terraform: the same Terraform, with a record of each apply and destroy beside the state.

A shell script hands every other command straight on: Python's start would be felt in each of them.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from operations.cdktf.recording import ENVIRONMENTS, PURPOSES, TERRAFORM, UNREVIEWED
from operations.common.commit import commit_if_any
from operations.common.errors import OperationError, errors_as_exit
from operations.common.project import anthill_home, project_root
from operations.record.attempt import Attempt, Intent, begin
from operations.record.deployer import caller
from operations.record.entry import Purpose, Result
from operations.record.ledger import Ledger
from operations.record.place import Place, place_of_folder
from operations.record.provenance import tool_versions
from operations.record.release import Release, build_release
from operations.terraform.saved_plan_run import ERRORED_STATE


def main(arguments: Sequence[str]) -> int:
    """Run Terraform in the stack of the working folder, record it, and return its exit code."""
    command = [os.environ[TERRAFORM], *arguments]
    folder = Path.cwd()
    environment = json.loads(os.environ.get(ENVIRONMENTS, "{}")).get(folder.name)
    place = place_of_folder(folder) if environment else None
    if environment is None or place is None:
        return subprocess.call(command)
    attempt = _begun(place, folder, environment, PURPOSES[arguments[0]])
    code = _run(command)
    if attempt is not None:
        result: Result = "failed" if code else "succeeded"
        unstored = code != 0 and (folder / ERRORED_STATE).is_file()
        attempt.end(result, note=f"terraform ended with {code}" if code else "", unstored=unstored)
    else:
        # Its own bucket was made by this very apply: only now there is a place for the record.
        attempt = _begun(place, folder, environment, PURPOSES[arguments[0]])
        if attempt is not None and not code:
            attempt.end("succeeded")
    return code


def _begun(place: Place, folder: Path, environment: str, purpose: Purpose) -> Attempt | None:
    """Record the beginning; None, with a line that says so, where there is no place for it yet."""
    root = project_root()
    commit = commit_if_any(root)
    with tempfile.TemporaryDirectory(prefix="anthill-") as scratch:
        note = ""
        release: Release | None = None
        try:
            release = build_release(
                folder.parents[1],
                Path(scratch) / "release",
                commit=commit,
                tools=tool_versions(os.environ, anthill_home(root)),
                only=folder.name,
            )
        except OperationError as error:
            note = f"no release was kept: {str(error).splitlines()[0][:200]}"
        intent = Intent(
            environment=environment,
            purpose=purpose,
            via=f"cdktf {purpose}",
            release=release.digest if release else "",
            commit=commit.id,
            dirty=commit.dirty,
            forced=os.environ.get(UNREVIEWED, ""),
            identity=_identity(place),
            note=note,
        )
        try:
            if release is not None:
                Ledger(place.store).keep_release(release)
            return begin(place, intent, say=_say)
        except OperationError as error:
            if "NoSuchBucket" not in str(error):
                raise
            _say(f"{place.stack}: nothing is recorded yet, since the bucket of its state is not there")
            return None


def _identity(place: Place) -> str:
    if not place.where.startswith("s3://"):
        return ""
    import boto3  # noqa: PLC0415 - slow to import

    return caller(boto3.Session().client("sts"))


def _run(command: Sequence[str]) -> int:
    """Run Terraform on this terminal, and see it to its end whatever signal comes."""
    with subprocess.Popen(command) as running:

        def hand_on(number: int, _: object) -> None:
            running.send_signal(number)

        # A terminal interrupts Terraform too: it ends in order, and the record is written then.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, hand_on)
        signal.signal(signal.SIGHUP, hand_on)
        code = running.wait()
    # As a shell says it of a program that a signal ended.
    return code if code >= 0 else 128 - code


def _say(line: str) -> None:
    sys.stderr.write(f"cdktf: {line}\n")


if __name__ == "__main__":
    with errors_as_exit("cdktf"):
        raise SystemExit(main(sys.argv[1:]))
