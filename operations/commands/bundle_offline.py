"""`anthill bundle-offline`: everything that set-up fetches, in one folder for machines without a network."""

import json
import os
import re
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import AsJson
from operations.common.errors import InputError
from operations.common.files import write_file
from operations.common.progress import Progress
from operations.common.project import project_root

UV_VERSION = re.compile(r"^UV_VERSION=(\S+)", re.MULTILINE)


def bundle_offline(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that is empty or not there yet.", show_default=False),
    ],
    spark: Annotated[bool, typer.Option("--spark", help="Spark with its Java too, 500 MB more.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the locked Python and Node packages, and the providers of this machine, into a folder with checksums.

    It is for the platform and the Python that this runs on. There, `make up` sets up and deploys without a
    network, with the variables that the last line names. LICENCES.md says what passing it on asks for: Spark's Java is
    under the GPL.
    """
    from operations.offline_bundle.contents import (  # noqa: PLC0415 - --help does not need them
        PROVIDERS,
        WHEELS,
        node_packages,
        providers,
        python_packages,
    )
    from operations.offline_bundle.papers import (  # noqa: PLC0415
        CHECKSUMS,
        LICENCES,
        checksums,
        licences_page,
        packages,
    )

    root = project_root()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            f"FOLDER: {folder} is there already; allowed: a folder that is empty or not there yet"
        )
    if folder.resolve().is_relative_to(root) and not folder.resolve().is_relative_to(root / ".anthill"):
        raise InputError(
            f"FOLDER: {folder} is in the repository; allowed: one outside of it, or below .anthill"
        )
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (version,) = UV_VERSION.findall((root / "scripts/setup").read_text(encoding="utf-8"))
    with Progress("downloading Python packages") as progress:
        python_packages(root, folder, uv_version=version, spark=spark)
        progress.step(what="downloading Node packages")
        node_packages(root, folder)
        progress.step(what="copying providers")
        taken = providers(folder, os.environ)
        progress.step(what="writing licences and checksums")
        found = list(packages(folder / WHEELS, root / "package-lock.json"))
        write_file(folder / LICENCES, licences_page(found, taken))
        write_file(folder / CHECKSUMS, checksums(folder))
    if as_json:
        document = {"folder": str(folder), "packages": len(found), "providers": taken}
        typer.echo(json.dumps(document, indent=2))
        return
    typer.echo(
        f"{len(found)} packages in {folder}, their licences in {LICENCES}, their hashes in {CHECKSUMS}"
    )
    for source, versions in taken.items():
        where = (
            f"{', '.join(versions)} in {PROVIDERS}"
            if versions
            else "not on this machine: add it to a mirror first"
        )
        typer.echo(f"{source}: {where}")
    typer.echo(
        f"on a machine without a network: ANTHILL_BUNDLE={folder} ANTHILL_PROVIDER_MIRROR={folder / PROVIDERS} make up"
    )
