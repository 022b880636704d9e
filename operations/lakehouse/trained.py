"""The model of the last run: trained again only if the tables were made again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from operations.common.errors import OperationError
from operations.common.files import read_bytes, read_object, write_file

Model = dict[str, Any] | None


def model_of(home: Path, train: Callable[[Path], Model]) -> Model:
    """Return what came of training on the tables as they are, None if they hold too little.

    Loading MLflow takes seconds, so the result of the same tables is kept.
    """
    made = read_bytes(home / "last_run.json", "run the pipeline first: anthill lakehouse run").decode(
        errors="replace"
    )
    record = home / "model.json"
    known = _known(record)
    if known.get("made") == made and "model" in known:
        model: Model = known["model"]
        return model and model | {"registered": model["registered"] | {"is_new": False}}
    model = train(home)
    write_file(record, json.dumps({"made": made, "model": model}))
    return model


def _known(record: Path) -> dict[str, Any]:
    """Return what is known of a model; nothing where it is damaged, since training gives the same again."""
    try:
        return read_object(record, "train again")
    except OperationError:
        return {}
