"""The model of the last run: trained again only if the tables were made again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Model = dict[str, Any] | None


def model_of(home: Path, train: Callable[[Path], Model]) -> Model:
    """Return what came of training on the tables as they are, None if they hold too little.

    Loading MLflow takes seconds, so the result of the same tables is kept.
    """
    made = (home / "last_run.json").read_text(encoding="utf-8")
    record = home / "model.json"
    if record.is_file():
        known = json.loads(record.read_text(encoding="utf-8"))
        if known["made"] == made:
            model: Model = known["model"]
            return model and model | {"registered": model["registered"] | {"is_new": False}}
    model = train(home)
    record.write_text(json.dumps({"made": made, "model": model}), encoding="utf-8")
    return model
