"""Caches lookups that moto 5.2.5 repeats at every request.

Two take a listing of hundreds of folders, the first of them under the lock that every request needs. To wait for
that lock was five sixths of what the engine's threads were seen to do in an apply of the whole platform. One sorts all
that a class of moto has, to look one action up; one tries the patterns of every service for the name of a host; one
reads times from texts that it has just written.
"""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from botocore.utils import parse_to_aware_datetime
from moto import backends
from moto.core import responses, serialize, utils
from moto.core.loaders import create_loader
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from operations.emulator.repairs.repair import replace

KNOWN_HOSTS: Final = 1000
KNOWN_TIMES: Final = 10_000


def work_out_once() -> None:
    """Keep the list of moto's services, the loader of models and the methods of each class that answers."""
    services = tuple(backends.list_of_moto_modules())
    replace(backends, "list_of_moto_modules", lambda: services)
    replace(utils, "create_loader", cache(create_loader))
    replace(responses, "method_names_from_class", cache(_methods))
    replace(responses, "camelcase_to_underscores", cache(utils.camelcase_to_underscores))
    replace(serialize, "parse_to_aware_datetime", _time)
    find = DomainDispatcherApplication.get_backend_for_host
    replace(DomainDispatcherApplication, "get_backend_for_host", lru_cache(KNOWN_HOSTS)(find))


def _time(value: Any) -> datetime:
    # Only a text always means the same time.
    return _time_of(value) if isinstance(value, str) else parse_to_aware_datetime(value)


@lru_cache(KNOWN_TIMES)
def _time_of(text: str) -> datetime:
    return parse_to_aware_datetime(text)


def _methods(kind: type) -> frozenset[str]:
    return frozenset(utils.method_names_from_class(kind))
