"""Synthesis of every stack, for the commands that look at what comes out."""

import os
from pathlib import Path

from operations.toolchain.node import node_environment


def synthesise(outdir: Path) -> list[str]:
    """Synthesise every stack into a folder and return their ids.

    Raises ConfigurationError if the configured environments are wrong.
    """
    from main import build_app  # noqa: PLC0415 - loads jsii, which --help does not need

    build_app(outdir=str(outdir)).synth()
    return sorted(folder.name for folder in (outdir / "stacks").iterdir())


def plain_environment() -> dict[str, str]:
    """Return this process's variables without those that make a synthesis another than the configured one.

    Whatever they say is about the user's own synthesis; two that are compared must both be plain.
    """
    environment = os.environ | node_environment()
    for name in ("CDKTF_CONTEXT_JSON", "ANTHILL_ALLOW_DESTROY", "ANTHILL_BOOTSTRAP_STATE", "PYTHONPATH"):
        environment.pop(name, None)
    return environment
