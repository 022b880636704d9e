"""Caches lookups that moto 5.2.5 repeats at every request.

Both take a listing of hundreds of folders, the first of them under the lock that every request needs. To wait for
that lock was five sixths of what the engine's threads were seen to do in an apply of the whole platform.
"""

from functools import cache

from moto import backends
from moto.core import utils
from moto.core.loaders import create_loader

from operations.emulator.repairs.repair import replace


def work_out_once() -> None:
    """Keep the list of moto's services and the loader of models, which lists them once."""
    services = tuple(backends.list_of_moto_modules())
    replace(backends, "list_of_moto_modules", lambda: services)
    replace(utils, "create_loader", cache(create_loader))
