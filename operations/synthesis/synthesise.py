"""Synthesis, for the commands that look at what comes out."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from operations.common.node import node_environment

ANOTHER_SYNTHESIS: Final = (
    "ANTHILL_ALLOW_DESTROY",
    "ANTHILL_BOOTSTRAP_STATE",
    "ANTHILL_STACKS",
    "CDKTF_CONTEXT_JSON",
    "PYTHONPATH",
)
"""The variables that make a synthesis another than the configured one."""


def synthesise(outdir: Path, stacks: Collection[str] = ()) -> list[str]:
    """Synthesise every stack, or those that are named, into a folder and return their ids.

    Raises ConfigurationError if the configured environments are wrong, or there is no such stack.
    """
    from main import build_app  # noqa: PLC0415 - loads jsii, which --help does not need

    build_app(outdir=str(outdir), stacks=stacks).synth()
    return sorted(folder.name for folder in (outdir / "stacks").iterdir())


def plain_environment() -> dict[str, str]:
    """Return this process's variables without those that make another synthesis.

    Whatever they say is about the user's own synthesis; two that are compared must both be plain.
    """
    environment = os.environ | node_environment()
    for name in ANOTHER_SYNTHESIS:
        environment.pop(name, None)
    return environment
