"""Whether every dataset arrives as its source promises."""

from datetime import UTC, datetime, timedelta

from anthill_lakehouse.checks.check import Ask, Check


def freshness(now: datetime) -> Check:
    """Return the check that nothing is older at a moment than its objective."""

    def faults(ask: Ask) -> list[str]:
        rows = ask(
            "SELECT dataset, CAST(last_arrived_at AS STRING) AS last_arrived_at, freshness_objective_minutes "
            "FROM gold.data_quality ORDER BY dataset"
        )
        found: list[str] = []
        for row in rows:
            allowed = timedelta(minutes=int(row["freshness_objective_minutes"]))
            if row["last_arrived_at"] is None:
                found.append(f"{row['dataset']} has never arrived")
                continue
            arrived = _utc(row["last_arrived_at"])
            if now - arrived > allowed:
                found.append(
                    f"{row['dataset']} is stale: it last arrived {arrived:%Y-%m-%d %H:%M} UTC, {_days(now - arrived)} "
                    f"ago; its source promises every {_days(allowed)} (runbook source-late)"
                )
        return found

    return Check(name="every dataset is fresh", tables=("gold.data_quality",), faults=faults)


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):.1f} days"
