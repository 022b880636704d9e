"""What Databricks refuses because of where objects are, or whom they would lock out."""

from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Final, TypeAlias, cast

from offline_databricks.diagnostics import refuse
from offline_databricks.store import StoredObject
from offline_databricks.values import Object

_LOCATION: Final = "databricks_external_location"
_ACCESS_LIST: Final = "databricks_ip_access_list"
_ADDRESSES: Final = 1000
"""Addresses and ranges in all lists of a workspace. Source: the page of databricks_ip_access_list."""


def check_reach(made: StoredObject, present: Iterable[StoredObject], caller: str | None) -> None:
    """Raise RefusedError for an object outside every external location, or that shuts out who makes it.

    `caller` is the address that calls come from, None where it is not known: then no list is refused for it.
    """
    others = list(present)
    place = _PLACES.get(made.type)
    if place is not None and (url := place(made.attributes)):
        _check_covered(made.type, url, others)
    if made.type == _ACCESS_LIST:
        lists = [one.attributes for one in others if one.type == _ACCESS_LIST and one.place == made.place]
        _check_caller([*lists, made.attributes], caller)


def _external(attributes: Object) -> str:
    return str(attributes["storage_location"]) if attributes.get("volume_type") == "EXTERNAL" else ""


_Place: TypeAlias = Callable[[Object], str]
_PLACES: Final[Mapping[str, _Place]] = {
    "databricks_catalog": lambda attributes: str(attributes.get("storage_root") or ""),
    "databricks_schema": lambda attributes: str(attributes.get("storage_root") or ""),
    "databricks_volume": _external,
}


def _check_covered(type_name: str, url: str, others: Iterable[StoredObject]) -> None:
    place = f"{url.rstrip('/')}/"
    locations = [str(one.attributes.get("url")).rstrip("/") for one in others if one.type == _LOCATION]
    if not any(place.startswith(f"{location}/") for location in locations):
        # Source: Databricks documentation, "Create an external location": managed and external storage alike
        # lie in one.
        raise refuse(
            f"cannot create {type_name.removeprefix('databricks_')}: no external location covers {url}",
            f"External locations here: {', '.join(sorted(locations)) or 'none'}.",
        )


def _check_caller(lists: Iterable[Object], caller: str | None) -> None:
    allowed: list[str] = []
    blocked: list[str] = []
    for one in lists:
        if one.get("enabled") is not False:
            (allowed if one.get("list_type") == "ALLOW" else blocked).extend(
                cast("list[str]", one.get("ip_addresses") or [])
            )
    if len(allowed) + len(blocked) > _ADDRESSES:
        raise refuse(
            f"cannot create ip access list: QUOTA_EXCEEDED: a workspace has at most {_ADDRESSES} addresses"
        )
    if caller is None:
        return
    shut_out = _among(caller, blocked) or (allowed and not _among(caller, allowed))
    if shut_out:
        # Source: databricks-sdk-go, service/settings, IpAccessLists.Create; terraform-provider-databricks#489.
        raise refuse(
            f"cannot create ip access list: INVALID_STATE: your current IP {caller} will not be allowed to access "
            "the workspace under the current configuration",
            "Who sets the lists must be on them.",
            ("ip_addresses",),
        )


def _among(caller: str, ranges: Iterable[str]) -> bool:
    address = ip_address(caller)
    return any(address in ip_network(one, strict=False) for one in ranges)
