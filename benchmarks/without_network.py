"""`python -m benchmarks.without_network FOLDER`: `make up` from a bundle where no network is reached.

FOLDER is what `anthill bundle-offline` made; to make one downloads about 900 MB, so no test does it. A network
namespace takes root on Linux.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from benchmarks.project_copy import ROOT
from operations.offline_bundle.contents import PROVIDERS

LINES: Final = 60
"""The most that `make up` prints."""


def main(
    bundle: Annotated[Path, typer.Argument(help="The folder of a bundle.", exists=True, file_okay=False)],
) -> None:
    """Set a fresh clone up from a bundle, with an empty home and without a network, and deploy anthill-local."""
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder) / "clone", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        variables = {
            "PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(home),
            "ANTHILL_BUNDLE": str(bundle.resolve()),
            "ANTHILL_PROVIDER_MIRROR": str(bundle.resolve() / PROVIDERS),
        }
        typed = "ip link set lo up; ! getent hosts pypi.org && make up; code=$?; make down; exit $code"
        done = subprocess.run(
            ["unshare", "--net", "sh", "-c", typed],
            cwd=clone,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    typer.echo(done.stdout)
    lines = len(done.stdout.splitlines())
    if done.returncode or "Apply complete! Resources: " not in done.stdout or lines > LINES:
        typer.echo(f"failed: exit code {done.returncode}, {lines} lines", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
