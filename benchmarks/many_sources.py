"""One environment with many sources, synthesised: `python benchmarks/many_sources.py COUNT`.

What it counted is in `counted.json` beside the stacks, in the folder that `CDKTF_OUTDIR` names.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from configuration.model import EnvironmentConfig
from configuration.sources.catalogue import AnySource, Sources
from configuration.sources.quotas import Quotas
from contracts import contract
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA
from main import build_app

KINDS = ("apis", "streams", "databases", "files")


def copied(source: AnySource, number: int, folder: Path) -> str:
    """Write the contract of a source once more, under another name and place, and return the name."""
    name = f"dataset_{number:05}"
    document = source.dataset.model_dump(mode="json", by_alias=True)
    document["name"] = document["schema"][0]["name"] = name
    document["servers"][0]["path"] = f"many/{name}"
    (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return name


def many(count: int, folder: Path) -> EnvironmentConfig:
    """Return dev with so many sources, as many of each kind as of any other, and no limit of an account.

    Their contracts lie in the folder, beside those that there are, and take the place of these.
    """
    shutil.copytree(contract.DATASETS, folder, dirs_exist_ok=True)
    contract.DATASETS = folder
    (dev,) = [config for config in ENVIRONMENTS if config.name.value == "dev"]
    kinds: dict[str, tuple[Any, ...]] = {}
    for offset, kind in enumerate(KINDS):
        model = getattr(MARKET_DATA, kind)[0]
        kinds[kind] = tuple(
            model.model_copy(
                update={"name": f"source-{number:05}", "contract": copied(model, number, folder)}
            )
            for number in range(offset, count, len(KINDS))
        )
    contract.forget()
    partners = MARKET_DATA.partners if count else ()
    unlimited = Quotas.model_construct(**dict.fromkeys(Quotas.model_fields, 10**6))
    return dev.model_copy(update={"sources": Sources(partners=partners, **kinds), "quotas": unlimited})


def main() -> None:
    """Check and synthesise, and say how long each took."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.process_time()
        config = many(int(sys.argv[1]), Path(folder))
        measure(config, preparation=time.process_time() - before)


def measure(config: EnvironmentConfig, *, preparation: float) -> None:
    """Check and synthesise an environment, and say how long each took.

    The processor's seconds are those of the whole process, but for what writing the many contracts took.
    """
    started = time.perf_counter()
    problems = [*config.sources.problems(), *config.problems()]
    checked = time.perf_counter()
    build_app((config,)).synth()
    done = time.perf_counter()
    outdir = Path(os.environ["CDKTF_OUTDIR"])
    file = outdir / "stacks" / "anthill-dev" / "cdk.tf.json"
    resources = json.loads(file.read_text(encoding="utf-8"))["resource"]
    counted = {
        "sources": len(config.sources.all),
        "problems": len(problems),
        "validation_seconds": checked - started,
        "synthesis_seconds": done - checked,
        "processor_seconds": time.process_time() - preparation,
        "resources": sum(map(len, resources.values())),
        "json_bytes": file.stat().st_size,
    }
    (outdir / "counted.json").write_text(json.dumps(counted), encoding="utf-8")


if __name__ == "__main__":
    main()
