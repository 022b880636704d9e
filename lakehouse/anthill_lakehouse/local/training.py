"""Trains the model on one machine: MLflow with a database file, the registry in it, artefacts beside it."""

import contextlib
import hashlib
import io
import logging
import os
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from anthill_lakehouse import model
from anthill_lakehouse.local.tables import read_table

NAME: Final = "volatility"
FEATURES: Final = "features.volatility_features"


def digest_of_training(home: Path) -> str:
    """Return a digest of all that training depends on: the features, in any order, and the code of the model.

    Raises NoTableError without features.
    """
    digest = hashlib.sha256()
    for file in sorted(Path(model.__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    rows = read_table(home, FEATURES)
    rows = rows.sort_by([(name, "ascending") for name in rows.column_names]).combine_chunks()
    for column in rows.columns:
        digest.update(repr(column.to_pylist()).encode())
    return digest.hexdigest()


def train_model(home: Path) -> dict[str, Any]:
    """Train on the lakehouse's features and register the model, and return what came of it.

    The result has `registered`, `scores`, `baseline`, `rows`, `held_out_rows` and `held_out_from`. Raises
    NoTableError without features, TooLittleDataError with too few.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    features = read_table(home, FEATURES).to_pandas()
    place = home.resolve() / "mlflow"
    place.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        # MLflow tells every step, and warns of its own type hints and of those that this model doesn't need.
        warnings.simplefilter("ignore")
        import mlflow  # noqa: PLC0415 - slow to load

        from anthill_lakehouse.model.tracking import register  # noqa: PLC0415
        from anthill_lakehouse.model.training import train  # noqa: PLC0415

        logging.getLogger("mlflow").setLevel(logging.ERROR)
        logging.getLogger("alembic").setLevel(logging.ERROR)
        trained = train(features)
        mlflow.set_tracking_uri(f"sqlite:///{place / 'mlflow.db'}")
        if mlflow.get_experiment_by_name(NAME) is None:
            mlflow.create_experiment(NAME, artifact_location=(place / "artifacts").as_uri())
        mlflow.set_experiment(NAME)
        registered = register(trained, name=NAME)
    told = asdict(trained)
    return {"registered": asdict(registered)} | {
        name: told[name] for name in ("scores", "baseline", "rows", "held_out_rows", "held_out_from")
    }
