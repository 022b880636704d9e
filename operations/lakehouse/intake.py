"""Brings a run's input into the lakehouse's folder."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from botocore.exceptions import ClientError

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import running
from operations.common.errors import InputError
from operations.common.text_output import Say
from operations.emulator.send.platform import Platform, is_absent
from operations.lakehouse.buckets import Days, fetch, is_there, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where a run's input came from (`folder` or `buckets`), and how many files of it are new."""

    source: str
    new_files: int


def deployed_platform() -> Platform | None:
    """Return anthill-local if the embedded AWS runs and it is deployed there, else None."""
    record = running(EngineHome.of_project())
    if record is None:
        return None
    local = find_environment(EnvironmentName.LOCAL)
    platform = Platform(record, local)
    try:
        platform.lake_key_arn()
    except ClientError as error:
        if is_absent(error):
            return None
        raise
    return platform


def take_in(home: Path, given: Path | None, days: Days, say: Say) -> Intake:
    """Bring new files to the home folder: from the buckets of anthill-local, else those of the folder given.

    With both, the folder's files are put into the buckets first, as their sources would have. Raises
    InputError if there is neither.
    """
    platform = deployed_platform()
    if platform:
        if given:
            say(f"put {put(platform, given)} files into the buckets of anthill-local")
        count = fetch(platform, home, days)
        say(f"fetched {count} new files from the buckets of anthill-local")
        return Intake(source="buckets", new_files=count)
    if given is None:
        raise InputError(
            "there is no input: anthill-local is not deployed (make up), "
            "and neither --sample nor --input is given"
        )
    count = _copied(given, home, days)
    say(f"took {count} new files from {given}")
    return Intake(source="folder", new_files=count)


def _copied(given: Path, home: Path, days: Days) -> int:
    roots = [root for root in ("landing", "arrivals") if (given / root).is_dir()]
    if not roots:
        raise InputError(f"{given} holds neither a folder landing nor a folder arrivals")
    count = 0
    for root in roots:
        for file in sorted((given / root).rglob("*")):
            target = home / file.relative_to(given)
            if not file.is_file() or not _is_of(days, file, given) or is_there(target, file.stat().st_size):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f".{target.name}")
            shutil.copy2(file, half)
            half.rename(target)
            count += 1
    return count


def _is_of(days: Days, file: Path, given: Path) -> bool:
    return days.hold(str(file.relative_to(given)), datetime.fromtimestamp(file.stat().st_mtime, UTC))
