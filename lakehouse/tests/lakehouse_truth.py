"""What gold must say, worked out from the clean files by pandas and plain Python: no code of the lakehouse."""

import gzip
import json
import math
from collections import defaultdict
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

ZONES = {
    "XNAS": "America/New_York",
    "XETR": "Europe/Berlin",
    "XSWX": "Europe/Zurich",
    "XLON": "Europe/London",
}


class Truth:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # pandas' stubs know nothing of the attributes of rows.
        self.prices: Any = self._json("landing/market/daily-prices").sort_values(["isin", "trade_date"])
        self.splits = {
            row["isin"]: (row["effective_date"], row["ratio_to"] / row["ratio_from"])
            for row in self._json("landing/market/splits").to_dict("records")
        }
        self.dividends: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for file in sorted((folder / "landing/market/dividends").rglob("*.csv")):
            for row in pd.read_csv(file).to_dict("records"):
                self.dividends[row["isin"]].append((row["ex_date"], row["amount"]))
        self.instruments = self._parquet("landing/portfolio/instruments")
        self.positions: Any = self._parquet("landing/portfolio/positions")

    def daily_returns(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return price and total return by instrument and day, from unadjusted closes."""
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for isin, days in self.prices.groupby("isin"):
            before: tuple[str, float] | None = None
            for row in days.itertuples():
                if before:
                    day, close = before
                    close /= self._ratio(str(isin), day, row.trade_date)
                    paid = sum(
                        amount for ex, amount in self.dividends[str(isin)] if day < ex <= row.trade_date
                    )
                    found[str(isin), row.trade_date] = (row.close / close - 1, (row.close + paid) / close - 1)
                before = (row.trade_date, row.close)
        return found

    def yearly_results(self) -> dict[tuple[str, int], dict[str, float]]:
        exchange = dict(zip(self.instruments["isin"], self.instruments["exchange"], strict=True))
        index = {
            row["exchange"]: row["isin"]
            for row in self.instruments.to_dict("records")
            if row["kind"] == "index"
        }
        by_year: dict[tuple[str, int], dict[str, tuple[float, float]]] = defaultdict(dict)
        for (isin, day), both in self.daily_returns().items():
            by_year[isin, int(day[:4])][day] = both
        results: dict[tuple[str, int], dict[str, float]] = {}
        for (isin, year), days in by_year.items():
            total = [both[1] for _, both in sorted(days.items())]
            of_index = by_year[index[exchange[isin]], year]
            pairs = np.array([(days[day][1], of_index[day][1]) for day in sorted(days) if day in of_index])
            covariance = np.cov(pairs.T)
            worth = np.concatenate([[1.0], np.cumprod(1 + np.array(total))])
            results[isin, year] = {
                "sessions": len(total),
                "annual_return": math.prod(1 + both[0] for both in days.values()) - 1,
                "total_return": worth[-1] - 1,
                "volatility": stdev(total) * math.sqrt(252),
                "sharpe": mean(total) / stdev(total) * math.sqrt(252),
                "maximum_drawdown": min(worth / np.maximum.accumulate(worth)) - 1,
                "beta": covariance[0, 1] / covariance[1, 1],
            }
        return results

    def portfolio_value(self) -> dict[tuple[str, str, str], tuple[float, int]]:
        """Return market value and number of positions by portfolio, day and currency."""
        closes = {(row.isin, row.trade_date): (row.close, row.currency) for row in self.prices.itertuples()}
        worth: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for (portfolio, isin), held in self.positions.groupby(["portfolio_id", "isin"]):
            steps = sorted(zip(held["as_of"].map(str), held["quantity"].map(float), strict=True))
            for day in sorted(day for of, day in closes if of == isin):
                known = [(at, units) for at, units in steps if at <= day]
                if not known:
                    continue
                at, units = known[-1]
                close, currency = closes[isin, day]
                units *= self._ratio(str(isin), at, day)
                worth[str(portfolio), day, currency].append(units * close)
        return {key: (sum(values), sum(1 for value in values if value)) for key, values in worth.items()}

    def intraday_summary(self) -> dict[tuple[str, str], dict[str, float]]:
        trades: Any = self._json("arrivals/market/intraday-trades")
        trades["at"] = pd.to_datetime(trades["traded_at"], utc=True)
        trades = trades.sort_values(["at", "trade_id"])
        summaries: dict[tuple[str, str], dict[str, float]] = {}
        for (isin, exchange, day), found in trades.groupby(
            ["isin", "exchange", trades["traded_at"].str[:10]], sort=False
        ):
            assert set(found["at"].dt.tz_convert(ZONES[exchange]).dt.strftime("%Y-%m-%d")) == {day}
            ends = found.groupby(found["at"].dt.floor("5min"))["price"].last().to_numpy()
            summaries[isin, day] = {
                "open": found["price"].iloc[0],
                "high": found["price"].max(),
                "low": found["price"].min(),
                "close": found["price"].iloc[-1],
                "volume": found["quantity"].sum(),
                "trades": len(found),
                "vwap": (found["price"] * found["quantity"]).sum() / found["quantity"].sum(),
                "realised_volatility": math.sqrt((np.diff(np.log(ends)) ** 2).sum()),
            }
        return summaries

    def _ratio(self, isin: str, after: str, until: str) -> float:
        effective, ratio = self.splits.get(isin, ("", 1.0))
        return ratio if after < effective <= until else 1.0

    def _json(self, place: str) -> pd.DataFrame:
        rows: list[dict[str, Any]] = []
        for file in sorted((self.folder / place).rglob("*.gz")):
            rows += [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
        return pd.DataFrame(rows)

    def _parquet(self, place: str) -> pd.DataFrame:
        files = sorted((self.folder / place).rglob("*.parquet"))
        return pd.concat([pq.ParquetFile(file).read().to_pandas() for file in files])
