"""The sources of the use case, financial market data, and where an environment differs."""

from datetime import UTC, datetime
from ipaddress import IPv4Network
from typing import Any, Final

from configuration.sources.api import ApiSource
from configuration.sources.catalogue import Sources
from configuration.sources.database import DatabaseEngine, DatabaseSource, ServerlessReplication, Table
from configuration.sources.file_transfer import FileSource, Partner
from configuration.sources.source import Mode
from configuration.sources.stream import StreamSource
from configuration.suggestion import did_you_mean
from configuration.tagging import DataClassification

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAY: Final = 1440

MARKET_DATA: Final = Sources(
    apis=(
        ApiSource(
            name="daily-prices",
            owner="market-data",
            classification=DataClassification.INTERNAL,
            mode=Mode.BATCH,
            contract="daily_prices",
            url="https://api.example.com/v1/prices",
            schedule="cron(30 22 ? * MON-FRI *)",
            start=START,
            window_minutes=DAY,
            lag_minutes=90,
        ),
        ApiSource(
            name="splits",
            owner="market-data",
            classification=DataClassification.INTERNAL,
            mode=Mode.BATCH,
            contract="splits",
            url="https://api.example.com/v1/splits",
            schedule="rate(1 day)",
            start=START,
            window_minutes=DAY,
        ),
    ),
    streams=(
        StreamSource(
            name="intraday-trades",
            owner="market-data",
            classification=DataClassification.INTERNAL,
            mode=Mode.REAL_TIME,
            contract="intraday_trades",
            buffer_seconds=60,
        ),
    ),
    databases=(
        DatabaseSource(
            name="positions",
            owner="portfolio-management",
            classification=DataClassification.CONFIDENTIAL,
            mode=Mode.REAL_TIME,
            contract="positions",
            engine=DatabaseEngine.POSTGRESQL,
            database="book",
            server_cidr=IPv4Network("10.200.0.0/24"),
            server_port=5432,
            tables=(Table(database_schema="public", name="positions"),),
            serverless=ServerlessReplication(maximum_units=4),
            federated=True,
        ),
        DatabaseSource(
            name="instruments",
            owner="portfolio-management",
            classification=DataClassification.INTERNAL,
            mode=Mode.BATCH,
            contract="instruments",
            engine=DatabaseEngine.POSTGRESQL,
            database="book",
            server_cidr=IPv4Network("10.200.0.0/24"),
            server_port=5432,
            tables=(Table(database_schema="public", name="instruments"),),
            schedule="cron(0 4 * * ? *)",
            serverless=ServerlessReplication(maximum_units=2),
        ),
    ),
    files=(
        FileSource(
            name="dividends",
            owner="market-data",
            classification=DataClassification.INTERNAL,
            mode=Mode.BATCH,
            contract="dividends",
            partner="example-vendor",
            file_pattern=r"dividends-\d{8}\.csv",
        ),
        FileSource(
            name="holidays",
            owner="market-data",
            classification=DataClassification.PUBLIC,
            mode=Mode.BATCH,
            contract="market_holidays",
            writers=("arn:aws:iam::444444444444:role/calendar-publisher",),
            file_pattern=r"holidays-\d{4}\.csv",
            maximum_mb=10,
        ),
    ),
    partners=(
        Partner(
            name="example-vendor",
            public_keys=("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKDMLvtEyXlkGNx6pWq7YRrD7vTnhJbn5k0jmiCkVVdy",),
            # A documentation range (RFC 5737): put the partner's own addresses here.
            allowed_cidrs=(IPv4Network("198.51.100.0/28"),),
        ),
    ),
)
"""What every environment takes in. Names, addresses and keys are placeholders: edit them first."""


def market_data(**changes: dict[str, Any]) -> Sources:
    """Return the sources with some fields of some sources changed, checked again.

    A keyword is a source's name with underscores, such as `intraday_trades={"shards": 2}`. Raises
    ValueError for a name that no source has.
    """
    known = [source.identifier for source in MARKET_DATA.all]
    if unknown := sorted(set(changes).difference(known)):
        raise ValueError(
            f"no source {', '.join(unknown)}; known are {', '.join(known)}{did_you_mean(unknown[0], known)}"
        )
    kinds = {
        kind: tuple(
            type(source).model_validate(dict(source) | changes.get(source.identifier, {}))
            for source in getattr(MARKET_DATA, kind)
        )
        for kind in ("apis", "streams", "databases", "files")
    }
    return Sources(partners=MARKET_DATA.partners, **kinds)
