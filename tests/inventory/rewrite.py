"""`make inventory`: record the addresses of every stack, and say which stateful ones went."""

import sys
import tempfile
from pathlib import Path

import fast_bindings

fast_bindings.install()

from guards.protection import STATEFUL_TYPES  # noqa: E402
from main import build_app  # noqa: E402
from tests.support.template import Template  # noqa: E402

FOLDER = Path(__file__).parent
STACKS = sorted(file.stem for file in FOLDER.glob("*.txt"))


def read(stack: str) -> list[str]:
    return (FOLDER / f"{stack}.txt").read_text().splitlines()


def rewrite() -> int:
    with tempfile.TemporaryDirectory() as outdir:
        build_app(outdir=outdir).synth()
        built = {
            folder.name: Template.read(Path(outdir), folder.name).addresses
            for folder in sorted((Path(outdir) / "stacks").iterdir())
        }
    for stack in sorted({*built, *STACKS}):
        file = FOLDER / f"{stack}.txt"
        before, after = set(read(stack) if file.exists() else []), set(built.get(stack, []))
        for address in sorted(before - after):
            loud = "STATEFUL, DATA LOSS " if address.split(".")[0] in STATEFUL_TYPES else ""
            sys.stdout.write(f"{stack}: {loud}removed {address}\n")
        sys.stdout.write(f"{stack}: {len(after)} addresses, {len(after - before)} added\n")
        if after:
            file.write_text("".join(f"{address}\n" for address in built[stack]))
        else:
            file.unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(rewrite())
