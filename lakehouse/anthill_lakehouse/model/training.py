"""Fits the model and says how good it is on days that it has not seen."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from anthill_lakehouse.model.errors import TooLittleDataError
from anthill_lakehouse.model.forecaster import FEATURES, SMALLEST, design

TARGET: Final = "target"
BASELINE: Final = "volatility_21"
"""What the model must beat: the volatility of the last month goes on."""
HELD_OUT: Final = 0.2
"""The share of days, the last ones, on which the model is judged."""
GAP: Final = 5
"""Sessions left out before them: a target looks so far ahead, and would leak days that are held out."""
FEWEST_ROWS: Final = 50
DIGITS: Final = 9
"""Digits that coefficients are kept to: the order of rows changes those beyond."""

Vector = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How far forecasts are from what came: per session, not annualised; smaller is better.

    `qlike` is the mean of v / f - log(v / f) - 1 over variances v that came and f foretold (Patton 2011, "Volatility
    forecast comparison using imperfect volatility proxies"): it ranks forecasts as the unseen variance would.
    """

    rmse: float
    mae: float
    qlike: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A fitted model: its coefficients, its scores and those of the baseline on the same days."""

    weights: dict[str, float]
    smearing: float
    scores: Scores
    baseline: Scores
    rows: int
    held_out_rows: int
    held_out_from: str

    @property
    def is_better(self) -> bool:
        """Whether it beats the baseline (by QLIKE)."""
        return self.scores.qlike < self.baseline.qlike

    @property
    def coefficients(self) -> str:
        """What the forecaster reads, as JSON."""
        return json.dumps({"weights": self.weights, "smearing": self.smearing}, indent=2)

    @property
    def fingerprint(self) -> str:
        """The identity of the model: equal for equal data and code."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def train(features: pd.DataFrame) -> Trained:
    """Fit a heterogeneous autoregression of volatility (Corsi 2009) on logarithms, by least squares.

    `features` is the table `features.volatility_features`; rows whose target has not come yet are left out.
    All instruments share the coefficients. The mean of a logarithm is not the logarithm of a mean: the forecast
    is corrected by the mean of the exponential residuals (Duan 1983). Raises TooLittleDataError.
    """
    given: Any = features
    known = given[given[TARGET] > 0].sort_values(["trade_date", "isin", "exchange"])
    days = np.sort(known["trade_date"].unique())
    first_held_out = int(len(days) * (1 - HELD_OUT))
    if len(known) < FEWEST_ROWS or first_held_out <= GAP:
        raise TooLittleDataError(
            f"{len(known)} rows on {len(days)} days have features and a target; a model needs "
            f"{FEWEST_ROWS} rows and some weeks: take in more days of prices"
        )
    seen = known[known["trade_date"] < days[first_held_out - GAP]]
    unseen = known[known["trade_date"] >= days[first_held_out]]
    target = np.log(seen[TARGET].to_numpy(dtype=float))
    matrix = design(seen)
    weights, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    weights = np.array([_rounded(value) for value in weights])
    smearing = _rounded(float(np.mean(np.exp(target - matrix @ weights))))
    came = unseen[TARGET].to_numpy(dtype=float)
    return Trained(
        weights=dict(zip(("constant", *FEATURES), map(float, weights), strict=True)),
        smearing=smearing,
        scores=_scores(np.exp(design(unseen) @ weights) * smearing, came),
        baseline=_scores(unseen[BASELINE].to_numpy(dtype=float), came),
        rows=len(seen),
        held_out_rows=len(unseen),
        held_out_from=str(days[first_held_out])[:10],
    )


def _scores(forecast: Vector, came: Vector) -> Scores:
    ratio = (came / forecast.clip(min=SMALLEST)) ** 2
    return Scores(
        rmse=_rounded(float(np.sqrt(np.mean((forecast - came) ** 2)))),
        mae=_rounded(float(np.mean(np.abs(forecast - came)))),
        qlike=_rounded(float(np.mean(ratio - np.log(ratio) - 1))),
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
