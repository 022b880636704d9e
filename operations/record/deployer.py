"""Who deploys: the account of GitHub or of this machine, the process, and the credentials."""

import getpass
import os
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from operations.record.entry import Process, Record

LONGEST: Final = timedelta(hours=2)
"""After this a run on another machine has ended: the jobs of the workflows are cut off after 90 minutes."""

_TOLERANCE: Final = 5.0
"""Seconds by which a process's creation time may seem to move: it is derived from the wall clock."""


def who(variables: Mapping[str, str]) -> str:
    """Return who runs this command."""
    if variables.get("GITHUB_ACTIONS") == "true":
        run = f"{variables.get('GITHUB_REPOSITORY', '')} run {variables.get('GITHUB_RUN_ID', '')}"
        return f"{variables.get('GITHUB_ACTOR', 'unknown')} ({run})"
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        # A container's process may have a number that no account has.
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def caller(sts: Any) -> str:
    """Return the ARN whose credentials are in force; nothing if AWS does not say."""
    try:
        return str(sts.get_caller_identity()["Arn"])
    except (BotoCoreError, ClientError):
        return ""


def this_process() -> Process:
    """Return the process that this code runs in."""
    return Process(host=socket.gethostname(), pid=os.getpid(), created=psutil.Process().create_time())


def may_run(record: Record) -> bool:
    """Return whether the process of an attempt may still be at work."""
    process = record.process
    if process is None or process.host != socket.gethostname():
        return datetime.now(UTC) - record.at < LONGEST
    try:
        created = psutil.Process(process.pid).create_time()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return abs(created - process.created) < _TOLERANCE
