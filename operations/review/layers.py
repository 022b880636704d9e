"""Which layer and which construct a resource belongs to, by its construct path."""

import re
from collections.abc import Mapping
from typing import Final

from configuration.stack_ids import ACCOUNT_STACK, BOOTSTRAP_SUFFIX

BOOTSTRAP: Final = "bootstrap"
DATABRICKS_ACCOUNT: Final = "databricks account"
OTHER: Final = "other"

LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    BOOTSTRAP: (),
    DATABRICKS_ACCOUNT: (),
    "security": ("lake_key", "ingestion_key", "logs_key", "audit", "account"),
    "network": ("network", "endpoints", "flow_logs", "workspace_security_group"),
    "lake": ("lake",),
    "ingestion": ("ingestion",),
    "workspace": ("databricks",),
    "governance": ("governance", "access"),
    "compute": ("policies", "pools", "warehouses"),
    "consumption": ("consumption",),
    "monitoring": ("monitoring", "alarms"),
    OTHER: (),
}
"""The layers in the order in which they are built, each with the ids of its constructs in a stack."""

_OF_ID: Final = {id_: layer for layer, ids in LAYERS.items() for id_ in ids}
HIDDEN: Final = "Default"
"""An id that is in no logical id (cdktf, `lib/private/unique.ts`)."""
_HASH: Final = re.compile(r"_[0-9A-F]{8}$")
"""What the library puts behind the ids of a path (cdktf, `lib/private/unique.ts`)."""
_DEPTH: Final = 2
"""How many ids below the stack name a construct: `ingestion/daily_prices`."""


def layer_of(path: str) -> str:
    """Return the layer of a construct path that begins with the stack."""
    stack, *ids = path.split("/")
    if stack == ACCOUNT_STACK:
        return DATABRICKS_ACCOUNT
    if stack.endswith(BOOTSTRAP_SUFFIX):
        return BOOTSTRAP
    ids = [id_ for id_ in ids if id_ != HIDDEN]
    return _OF_ID.get(ids[0], OTHER) if ids else OTHER


def construct_of(path: str) -> str:
    """Return the construct that a resource is part of, without the stack: at most two ids."""
    _, *ids = (id_ for id_ in path.split("/") if id_ != HIDDEN)
    return "/".join(ids[: min(_DEPTH, max(len(ids) - 1, 1))])


def path_of_logical_id(stack: str, logical_id: str) -> str:
    """Return the best guess of a construct path where only the logical id is known."""
    name = _HASH.sub("", logical_id)
    for id_ in sorted(_OF_ID, key=len, reverse=True):
        if name == id_ or name.startswith(f"{id_}_"):
            rest = name.removeprefix(id_).removeprefix("_")
            return "/".join(filter(None, (stack, id_, rest)))
    return f"{stack}/{name}"
