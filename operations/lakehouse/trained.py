"""The model of the last run: trained again only if what it is trained on has changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from operations.common.errors import OperationError
from operations.common.files import read_object, write_file

Model = dict[str, Any] | None


def model_of(home: Path, made: str, train: Callable[[Path], Model]) -> Model:
    """Return what came of training on the tables as they are, None if they hold too little.

    Loading MLflow takes seconds, so the result is kept beside `made`, a digest of what training is given.
    """
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
