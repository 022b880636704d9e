"""Pointers: which release an environment is to have, changed by the pull request that promotes it."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from configuration.account import EnvironmentName
from configuration.delivery_order import delivery_order
from contracts.model import first_mistake
from environments.configured import configured
from operations.common.errors import InputError
from operations.common.files import write_file
from operations.delivery.consents import FOLDER
from operations.record.release import Digest


def promoted() -> dict[str, str]:
    """Return the environments that get a release that exists already, each with the one that it follows, in order."""
    chain = delivery_order(configured())
    return {after.name.value: before.name.value for before, after in pairwise(chain)}


def first_environment() -> EnvironmentName:
    """Return the environment that takes what was merged."""
    return delivery_order(configured())[0].name


class Pointer(BaseModel):
    """The release of an environment, and the workflow run that holds it as an artifact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: Digest
    run: Annotated[int, Field(gt=0)]


def pointer_path(environment: str) -> str:
    """Return the path of an environment's pointer, from the root of the repository."""
    return f"{FOLDER}/{environment}.json"


def read_pointer(root: Path, environment: str) -> Pointer:
    """Return the pointer of an environment. Raises InputError that names the file and what is wrong in it."""
    file = root / pointer_path(environment)
    try:
        return Pointer.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        where, given, allowed = first_mistake(error)
        raise InputError(
            f"{file}: {where} is {given}; allowed: {allowed}; it has a release (64 "
            "hexadecimal digits) and a run (a number): `anthill pipeline promote` writes it"
        ) from error


def write_pointer(root: Path, environment: str, pointer: Pointer) -> Path:
    """Write the pointer of an environment; return its file."""
    file = root / pointer_path(environment)
    write_file(file, pointer.model_dump_json(indent=2) + "\n")
    return file
