"""Consents: which resource may lose its data, why, who says so, and until when."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from policies.acceptance import Acceptance, read_entries

FOLDER: Final = "deployments"


class Consent(Acceptance):
    """A consent to destroy or replace resources with data, by their whole addresses."""

    table = "consent"

    addresses: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[\w.\[\]\"/-]+$")], ...], Field(min_length=1)
    ]


def consents_file(root: Path, environment: str) -> Path:
    """Return the file of an environment's consents."""
    return root / FOLDER / f"{environment}-destroy.toml"


def load_consents(file: Path) -> tuple[Consent, ...]:
    """Return the consents of a TOML file with one `[[consent]]` table each, none if there is no file.

    Raises AcceptanceError that names the entry and the fields that are wrong.
    """
    return tuple(read_entries(Consent, file))
