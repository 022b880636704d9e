"""The model as MLflow keeps it: code and coefficients, so that nothing has to be unpickled.

MLflow copies this file beside the coefficients and loads it where this package is not: it imports nothing of it.
"""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel

LOGARITHMIC: Final = ("volatility_1", "volatility_5", "volatility_21")
PLAIN: Final = ("return_5", "return_21", "volume_ratio")
FEATURES: Final = (*LOGARITHMIC, *PLAIN)
SMALLEST: Final = 1e-6
"""A day without any change has no logarithm; this is a hundredth of a basis point."""
COEFFICIENTS: Final = "coefficients"
"""The name of the artefact."""


def design(features: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a row per row of features: 1, the logarithms of volatilities, the rest; what is unknown is 0."""
    logarithms = np.log(features[list(LOGARITHMIC)].to_numpy(dtype=float).clip(min=SMALLEST))
    rest = features[list(PLAIN)].to_numpy(dtype=float)
    return np.nan_to_num(np.column_stack([np.ones(len(features)), logarithms, rest]), nan=0.0)


class VolatilityForecaster(PythonModel):
    """The model: volatility per session of the next five sessions, from the features of a session."""

    def load_context(self, context: Any) -> None:
        """Read the coefficients."""
        document = json.loads(Path(context.artifacts[COEFFICIENTS]).read_text(encoding="utf-8"))
        self._weights = np.array([document["weights"][name] for name in ("constant", *FEATURES)])
        self._smearing = float(document["smearing"])

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> Any:
        """Return the volatility per session, one for each row."""
        del context, params
        return np.exp(design(model_input) @ self._weights) * self._smearing


set_model(VolatilityForecaster())
