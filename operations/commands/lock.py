"""`anthill lock`: the provider lock of real environments."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import AsJson
from operations.common.errors import InputError
from operations.common.progress import Progress
from operations.common.project import anthill_home, project_root
from operations.terraform.environment import toolchain_environment
from operations.terraform.mirrors import EXPLICIT
from operations.terraform.provider_lock import (
    LOCK_FILE,
    PINNED,
    PLATFORMS,
    committed_lock,
    make_lock,
    read_lock,
)
from stacks.whole_file import write_whole

Mirror = Annotated[
    Path | None,
    typer.Option(
        "--mirror",
        metavar="FOLDER",
        help=f"Take packages from this mirror instead of the registry; {EXPLICIT} if it is set.",
        show_default=False,
    ),
]


def lock(
    platform: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Only for this platform; may be given several times. All of {', '.join(PLATFORMS)} if none is.",
            show_default=False,
        ),
    ] = None,
    mirror: Mirror = None,
    net_mirror: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Take packages from this network mirror.", show_default=False),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only say whether the lock fits what is pinned.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write .terraform.lock.hcl with the hashes of the pinned providers for every platform, to be committed.

    Real environments are planned and applied by it alone, with `-lockfile=readonly`: in releases, by anthill deploy,
    and by cdktf. anthill-local and offline plans have locks of their own under .anthill.
    """
    root = project_root()
    if unknown := sorted(set(platform or ()).difference(PLATFORMS)):
        raise InputError(
            f"--platform: {', '.join(unknown)} is not supported; allowed: {', '.join(PLATFORMS)}"
        )
    if mirror is not None and net_mirror is not None:
        raise InputError("--mirror and --net-mirror exclude each other: leave one out")
    if verify:
        if platform or mirror or net_mirror:
            raise InputError("--verify makes nothing: leave --platform, --mirror and --net-mirror out")
        text = committed_lock(root, PINNED)
    else:
        text = _made(root, platform or PLATFORMS, mirror, net_mirror)
    held = read_lock(text)
    if as_json:
        document = {
            name: {"version": each.version, "hashes": len(each.hashes)} for name, each in held.items()
        }
        typer.echo(json.dumps({"file": LOCK_FILE, "providers": document}, indent=2))
        return
    for name, each in held.items():
        typer.echo(f"{name} {each.version}: {len(each.hashes)} hashes")
    typer.echo(f"{LOCK_FILE} fits what is pinned" if verify else f"wrote {LOCK_FILE}: commit it")


def _made(
    root: Path, platforms: list[str] | tuple[str, ...], mirror: Path | None, net_mirror: str | None
) -> str:
    home = anthill_home(root)
    given = mirror or (
        Path(os.environ[EXPLICIT]) if os.environ.get(EXPLICIT) and net_mirror is None else None
    )
    if given is not None and not given.is_dir():
        raise InputError(
            f"--mirror: {given} is no folder; allowed: one that `terraform providers mirror` wrote"
        )
    if net_mirror is not None and not net_mirror.startswith("https://"):
        raise InputError(f"--net-mirror: {net_mirror!r} is no address; allowed: https://HOST/PATH/")
    source = (
        [f"-fs-mirror={given.resolve()}"] if given else [f"-net-mirror={net_mirror}"] if net_mirror else []
    )
    with tempfile.TemporaryDirectory(prefix="anthill-lock-") as folder, Progress("asking for providers"):
        text = make_lock(
            Path(folder), PINNED, toolchain_environment(os.environ, home), platforms=platforms, source=source
        )
    write_whole(root / LOCK_FILE, text)
    return text
