"""The model learns what there is to learn, is judged on days that it has not seen, and is registered once."""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anthill_lakehouse.local.tables import NoTableError
from anthill_lakehouse.local.training import NAME, digest_of_training, train_model
from anthill_lakehouse.model.errors import TooLittleDataError
from contracts.product import products

DAYS = [date(2025, 1, 1) + timedelta(days=number) for number in range(260)]


@pytest.fixture(scope="module")
def model() -> Iterator[SimpleNamespace]:
    """MLflow warns of itself when it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mlflow import MlflowClient, pyfunc  # noqa: PLC0415

        from anthill_lakehouse.model import forecaster, tracking, training  # noqa: PLC0415

        yield SimpleNamespace(
            client=MlflowClient, pyfunc=pyfunc, forecaster=forecaster, tracking=tracking, training=training
        )


def market(*, predictable: bool = True, seed: int = 3) -> pd.DataFrame:
    """Return features whose target follows volatility_1 to the power of 0.5 and volatility_21 to that of 0.3."""
    chance = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for isin in ("A", "B", "C"):
        for day in DAYS:
            short, week, month = np.exp(chance.normal(-4.2, 0.6, 3))
            expected = -1.2 + 0.5 * np.log(short) + 0.3 * np.log(month) if predictable else -4.2
            rows.append(
                {
                    "isin": isin, "exchange": "XNAS", "trade_date": day, "volatility_1": short, "volatility_5": week,
                    "volatility_21": month, "return_5": chance.normal(0, 0.01), "return_21": chance.normal(0, 0.01),
                    "volume_ratio": chance.normal(0, 0.3), "target": np.exp(expected + chance.normal(0, 0.2)),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def before(day: date) -> pd.DataFrame:
    given: Any = market()
    return given[given["trade_date"] < day]


def home_with(features: pd.DataFrame, folder: Path) -> Path:
    table = folder / "warehouse/features.db/volatility_features"
    table.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pandas(features), table / "part-0.parquet")
    return folder


def test_it_finds_the_law_of_a_market_and_beats_the_baseline(model: SimpleNamespace) -> None:
    trained = model.training.train(market())
    assert trained.weights["volatility_1"] == pytest.approx(0.5, abs=0.05)
    assert trained.weights["volatility_21"] == pytest.approx(0.3, abs=0.05)
    assert trained.weights["volatility_5"] == pytest.approx(0, abs=0.05)
    assert trained.smearing == pytest.approx(np.exp(0.2**2 / 2), abs=0.02)
    assert trained.is_better
    assert trained.scores.qlike < trained.baseline.qlike / 5
    assert (trained.held_out_rows, trained.held_out_from) == (3 * 52, str(DAYS[208]))
    assert trained.rows == 3 * (208 - 5), "five sessions before the unseen days look into them"


def test_what_is_unseen_teaches_nothing(model: SimpleNamespace) -> None:
    given = market()
    changed = given.assign(target=given["target"].where(given["trade_date"] < DAYS[208], 1.0))
    before, after = model.training.train(given), model.training.train(changed)
    assert (before.weights, before.smearing) == (after.weights, after.smearing)
    assert before.scores != after.scores
    assert before.fingerprint != after.fingerprint


def test_the_order_of_rows_changes_nothing(model: SimpleNamespace) -> None:
    given = market()
    assert model.training.train(given) == model.training.train(given.sample(frac=1, random_state=1))


@pytest.mark.parametrize("days", [0, 8])
def test_too_few_days_are_refused(model: SimpleNamespace, days: int) -> None:
    with pytest.raises(TooLittleDataError, match=f"{3 * days} rows on {days} days"):
        model.training.train(before(DAYS[days]))


def test_a_model_is_registered_once_and_foretells_as_fitted(model: SimpleNamespace, tmp_path: Path) -> None:
    features = market()
    home = home_with(features, tmp_path)
    first, again = train_model(home), train_model(home)
    assert first["registered"] == {"name": NAME, "version": "1", "is_new": True, "is_champion": True}
    assert again == first | {"registered": first["registered"] | {"is_new": False}}

    home_with(before(DAYS[250]), tmp_path)
    assert train_model(home)["registered"]["version"] == "2"

    loaded = model.pyfunc.load_model(f"models:/{NAME}@champion")
    trained = model.training.train(before(DAYS[250]))
    asked = features.tail(4)[list(model.forecaster.FEATURES)]
    weights = np.array(list(trained.weights.values()))
    logarithms = np.log(asked[["volatility_1", "volatility_5", "volatility_21"]])
    rest = asked[["return_5", "return_21", "volume_ratio"]]
    expected = np.exp(weights[0] + logarithms @ weights[1:4] + rest @ weights[4:]) * trained.smearing
    assert loaded.predict(asked) == pytest.approx(expected)
    assert loaded.metadata.signature == model.tracking.SIGNATURE
    assert loaded.metadata.signature.inputs.input_names() == list(model.forecaster.FEATURES)
    (run,) = model.client().search_runs(["1"], f"attributes.run_id = '{loaded.metadata.run_id}'")
    assert run.data.metrics["qlike"] == pytest.approx(trained.scores.qlike)
    assert run.data.params["rows"] == str(trained.rows)


def test_a_model_that_is_no_better_is_no_champion(
    model: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the baseline says is what comes: nothing can beat that.
    features = market()
    features["target"] = features["volatility_21"]
    trained = replace(model.training.train(features), weights={})
    assert trained.baseline.qlike == 0
    home_with(market(), tmp_path)
    train_model(tmp_path)

    def no_better(_: pd.DataFrame) -> object:
        return trained

    monkeypatch.setattr(model.training, "train", no_better)
    registered = train_model(tmp_path)["registered"]
    assert (registered["version"], registered["is_champion"]) == ("2", False)
    assert str(model.client().get_model_version_by_alias(NAME, "champion").version) == "1"


def test_no_signature_is_guessed_from_data(model: SimpleNamespace) -> None:
    # MLflow has no type for decimals: of data with one such column it makes no signature at all, and warns.
    calls = [
        call
        for file in (Path(__file__).parents[1] / "anthill_lakehouse").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
    ]
    named = {call: getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
    logged = [call for call, name in named.items() if name in {"log_model", "save_model"}]
    assert logged
    for call in logged:
        assert {"signature"} <= {keyword.arg for keyword in call.keywords}
    assert "infer_signature" not in named.values()
    columns = {each.name: each.physical_type for each in products()["features.volatility_features"].columns}
    assert {columns[name] for name in model.forecaster.FEATURES} == {"double"}


def test_what_training_depends_on_is_the_rows_in_any_order(tmp_path: Path) -> None:
    def digest(home: str, rows: list[int]) -> str:
        folder = tmp_path / home / "warehouse/features.db/volatility_features"
        folder.mkdir(parents=True)
        columns = {"isin": [f"I{row}" for row in rows], "target": [row / 7 if row else None for row in rows]}
        schema = pa.schema([("isin", pa.string_view()), ("target", pa.float64())])
        pq.write_table(pa.table(columns, schema=schema), folder / "part.parquet")
        return digest_of_training(tmp_path / home)

    assert digest("one", [0, 1, 2]) == digest("order", [2, 0, 1]) != digest("row", [0, 1])
    with pytest.raises(NoTableError):
        digest_of_training(tmp_path / "none")
