"""Mutations near to what is valid, and why each that is accepted may be: what takes it, by its field."""

import random
import re
from collections.abc import Iterator
from typing import Any, Final

Path = tuple[str | int, ...]

NUMBER: Final = "a number in the range that the service documents, or a threshold of our own"
NAME: Final = "a name that the owner chooses, in the alphabet of what carries it"
TEXT: Final = "text that people read, as a tag: letters, digits, spaces and _.:/=+-@ (EC2 user guide, tags)"
PICK: Final = "fewer, or in another order, of what may be chosen: the rest is not made"
SWITCH: Final = "both are offered; what one needs of the others is checked by rules of the model"
THEIRS: Final = (
    "an id or name of a thing of theirs in its documented form: only the service knows which exist"
)

JUDGED: Final = {
    r"account\.owns_account": SWITCH,
    r"audit\.trail_retention_days": NUMBER,
    r"audit\.insights": SWITCH,
    r"databricks\.compute\.(policies|pools|warehouses|clusters)\.\*\.(name|team)": NAME,
    r"databricks\.compute\.(policies|pools|warehouses)\.\*\.(users|node_types)": PICK,
    r"databricks\.compute\.(policies|pools|warehouses)\.\*\.\w*(spot|serverless|photon)\w*": SWITCH,
    r"databricks\.compute\.(policies|pools|warehouses)\.\*\.(m\w+|idle_minutes|auto_stop_minutes)": NUMBER,
    r"databricks\.compute(\.(policies|pools|warehouses))?": PICK,
    r"databricks\.consumption\.alerts\.\w+": NUMBER,
    r"databricks\.consumption\.alerts\.emails(\.\*)?": THEIRS,
    r"databricks\.consumption\.models(\.\*\.name)?": NAME,
    r"databricks\.governance\.access(\.\*\.privileges)?": PICK,
    r"databricks\.handles\.\w+(\.\w+)?": THEIRS,
    r"databricks\.registration\.(parts|workspace)\.\w+(\.\*)?": THEIRS,
    r"databricks\.workspace\.(settle_seconds|token_lifetime_days)": NUMBER,
    r"databricks\.workspace\.(egress\.)?\w+(\.\*)?": SWITCH,
    r"delivery\.approvals": NUMBER,
    r"delivery\.\w+": SWITCH,
    r"github\.\w+": THEIRS,
    r"guard_rails\.\w+": NUMBER,
    r"keys\.deletion_window_days": "7 to 30 days (KMS API reference, ScheduleKeyDeletion)",
    r"lake\.layers": PICK,
    r"lake\.layers\.\*\.\w*(days|transitions)(\.\*\.after_days)?": "any positive number of days, in order (S3 API "
    "reference, LifecycleRule)",
    r"monitoring\.cost\.\w+": NUMBER,
    r"monitoring\.detection\.\w+": SWITCH,
    r"monitoring\.runbooks_url": THEIRS,
    r"monitoring\.\w+\.emails(\.\*)?": PICK,
    r"monitoring\.\w+": SWITCH,
    r"network\.(interface|gateway)_endpoints": PICK,
    r"network\.(nat|flow_log\w*|availability_zones)": SWITCH,
    r"network\.\w+_prefix": "16 to 28, and the subnets fit the network (VPC user guide, subnet sizing)",
    r"network\.cidr": "private, 16 to 28, and apart from those of the others",
    r"sources\.(apis|databases|files|streams|partners)": PICK,
    r"sources\.apis\.\*\.(\w+_parameter|\w+_field|key_header|url)": THEIRS,
    r"sources\.\w+\.\*\.name": NAME,
    r"sources\.\w+\.\*\.owner": TEXT,
    r"sources\.apis\.\*\.memory_mb": "any whole number from 128 to 10240 (Lambda developer guide, memory)",
    r"sources\.databases\.\*\.(database|tables(\.\*(\.\w+)?)?)": THEIRS,
    r"sources\.databases\.\*\.server_(port|cidr)": THEIRS,
    r"sources\.databases\.\*\.serverless\.\w+": "units of the documented list, in order",
    r"sources\.\w+\.\*\.(started|federated|enabled)": SWITCH,
    r"sources\.files\.\*\.file_pattern": "matches some name, in bounded time: only the deliverer knows which",
    r"sources\.\w+\.\*\.(\w+_(mb|seconds?|minutes|hours|days)|attempts|shards)": NUMBER,
    r"sources\.files\.\*\.writers(\.\*)?": THEIRS,
    r"sources\.partners\.\*\.(public_keys|allowed_cidrs)": PICK,
    r"tags\.\w+": TEXT,
}


def judgement(path: Path) -> str | None:
    """Return why a mutation of a field may be accepted, None if nobody has judged it."""
    field = ".".join("*" if isinstance(part, int) else part for part in path)
    return next((why for pattern, why in JUDGED.items() if re.fullmatch(pattern, field)), None)


def near_mutations(document: Any, paths: list[Path], count: int, seed: int) -> list[tuple[Path, Any]]:
    """Return so many pairs of a path and another value, near to the one that is there; the same for a seed."""
    pairs = [
        (path, value)
        for path in paths
        for value in _near(_at(document, path))
        if value != _at(document, path)
    ]
    return random.Random(seed).sample(pairs, count)  # noqa: S311 - no secret


def _at(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


def _near(value: Any) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value + 1, value - 1, -value, value * 1000, 0)
        case str():
            yield from (f"{value}x", value[:-1], value.upper(), f"{value} ", "")
        case list():
            yield from ([], value + value[:1], value[::-1], value[:1])
        case _:
            pass
