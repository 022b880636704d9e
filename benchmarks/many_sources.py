"""One environment with many sources, synthesised: `python benchmarks/many_sources.py COUNT`.

What it counted is in `counted.json` beside the stacks, in the folder that `CDKTF_OUTDIR` names.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA
from environments.model import EnvironmentConfig
from environments.sources.catalogue import Sources
from environments.sources.quotas import Quotas
from main import build_app

KINDS = ("apis", "streams", "databases", "files")


def many(count: int) -> EnvironmentConfig:
    """Return dev with so many sources, as many of each kind as of any other, and no limit of an account."""
    (dev,) = [config for config in ENVIRONMENTS if config.name.value == "dev"]
    kinds: dict[str, tuple[Any, ...]] = {}
    for offset, kind in enumerate(KINDS):
        model = getattr(MARKET_DATA, kind)[0]
        kinds[kind] = tuple(
            model.model_copy(update={"name": f"source-{number:05}", "landing_prefix": None})
            for number in range(offset, count, len(KINDS))
        )
    partners = MARKET_DATA.partners if count else ()
    unlimited = Quotas.model_construct(**dict.fromkeys(Quotas.model_fields, 10**6))
    return dev.model_copy(update={"sources": Sources(partners=partners, **kinds), "quotas": unlimited})


def main() -> None:
    """Check and synthesise, and say how long each took."""
    config = many(int(sys.argv[1]))
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
        "resources": sum(map(len, resources.values())),
        "json_bytes": file.stat().st_size,
    }
    (outdir / "counted.json").write_text(json.dumps(counted), encoding="utf-8")


if __name__ == "__main__":
    main()
