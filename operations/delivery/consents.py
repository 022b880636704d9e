"""Consents: which resource may lose its data, why, who says so, and until when."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from operations.common.errors import InputError

FOLDER: Final = "deployments"


class Consent(BaseModel):
    """A consent to destroy or replace resources with data, by their whole addresses.

    `expires` is its last day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    addresses: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[\w.\[\]\"/-]+$")], ...], Field(min_length=1)
    ]
    reason: Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]
    owner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    expires: date


class Consents(BaseModel):
    """The consents of one environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    consent: tuple[Consent, ...] = ()


def consents_file(root: Path, environment: str) -> Path:
    """Return the file of an environment's consents."""
    return root / FOLDER / f"{environment}-destroy.toml"


def load_consents(file: Path) -> tuple[Consent, ...]:
    """Return the consents of a TOML file with one `[[consent]]` table each, none if there is no file.

    Raises InputError that names the entry and field that is wrong.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        return Consents.model_validate(document).consent
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{file}: {place}: {first['msg']} (given: {str(first['input'])[:80]!r}); a [[consent]] has addresses, "
            "reason (20 characters or more), owner and expires (a date)"
        ) from error
