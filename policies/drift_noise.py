"""Known noise: which drift is none, why, who says so, and until when."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from policies.acceptance import Acceptance, Patterns, fits, read_entries

NOISE_FILE = Path(__file__).with_name("drift_noise.toml")


class Noise(Acceptance):
    """Attributes of resources that change by themselves.

    `addresses` are patterns with shell wildcards, `attributes` names of the first level.
    """

    table = "noise"

    addresses: Patterns
    attributes: Patterns

    def covers(self, address: str, attributes: Iterable[str], today: date) -> bool:
        """Return whether a change of these attributes, and no others, at this address is noise today."""
        names = set(attributes)
        return (
            not self.expired(today)
            and bool(names)
            and names <= set(self.attributes)
            and fits(self.addresses, address)
        )


def load_noise(file: Path = NOISE_FILE) -> list[Noise]:
    """Return the entries of a TOML file with one `[[noise]]` table each. Raises AcceptanceError for a wrong one."""
    return read_entries(Noise, file)
