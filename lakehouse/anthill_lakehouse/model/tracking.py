"""Records a fitted model in MLflow: a run with its scores, and a version in the registry."""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import mlflow
from mlflow import MlflowClient
from mlflow.entities.model_registry import ModelVersion
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

from anthill_lakehouse.model import forecaster
from anthill_lakehouse.model.training import FEATURES, Trained

FINGERPRINT: Final = "fingerprint"
CHAMPION: Final = "champion"
"""The alias of the newest version that beats the baseline: what readers and endpoints should name."""
SIGNATURE: Final = ModelSignature(
    inputs=Schema([ColSpec(DataType.double, name) for name in FEATURES]),
    outputs=Schema([ColSpec(DataType.double)]),
)
REQUIREMENTS: Final = ("mlflow-skinny", "numpy", "pandas")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the registry holds after training: `is_new` is false if it held the same model already."""

    name: str
    version: str
    is_new: bool
    is_champion: bool


def register(trained: Trained, *, name: str) -> Registered:
    """Record a fitted model under the current experiment, and register it, unless its last version is the same.

    A version that beats the baseline becomes the champion; another is kept without that alias.
    """
    client = MlflowClient()
    last = _last_version(client, name)
    if last is not None and last.tags.get(FINGERPRINT) == trained.fingerprint:
        return Registered(name=name, version=str(last.version), is_new=False, is_champion=trained.is_better)
    run: Any = mlflow.start_run()
    with tempfile.TemporaryDirectory() as folder, run:
        coefficients = Path(folder) / "coefficients.json"
        coefficients.write_text(trained.coefficients, encoding="utf-8")
        mlflow.log_params(
            {
                "rows": trained.rows,
                "held_out_rows": trained.held_out_rows,
                "held_out_from": trained.held_out_from,
            }
        )
        mlflow.log_metrics(asdict(trained.scores))
        mlflow.log_metrics({f"baseline_{score}": value for score, value in asdict(trained.baseline).items()})
        made: Any = mlflow.pyfunc.log_model(
            name="model",
            python_model=forecaster.__file__,
            artifacts={forecaster.COEFFICIENTS: str(coefficients)},
            signature=SIGNATURE,
            pip_requirements=list(REQUIREMENTS),
            registered_model_name=name,
        )
        version = str(made.registered_model_version)
    client.set_model_version_tag(name, version, FINGERPRINT, trained.fingerprint)
    if trained.is_better:
        client.set_registered_model_alias(name, CHAMPION, version)
    return Registered(name=name, version=version, is_new=True, is_champion=trained.is_better)


def _last_version(client: MlflowClient, name: str) -> ModelVersion | None:
    versions = client.search_model_versions(f"name='{name}'")
    newest = max(versions, key=lambda each: int(each.version), default=None)
    # A search in Unity Catalog leaves tags out.
    return None if newest is None else client.get_model_version(name, str(newest.version))
