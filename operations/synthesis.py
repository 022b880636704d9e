"""Synthesis of every stack, for the commands that look at what comes out."""

from pathlib import Path


def synthesise(outdir: Path) -> list[str]:
    """Synthesise every stack into a folder and return their ids.

    Raises ConfigurationError if the configured environments are wrong.
    """
    from main import build_app  # noqa: PLC0415 - loads jsii, which --help does not need

    build_app(outdir=str(outdir)).synth()
    return sorted(folder.name for folder in (outdir / "stacks").iterdir())
