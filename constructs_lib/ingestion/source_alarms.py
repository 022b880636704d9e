"""The alarms of one source, and the one that notifies its owner."""

from collections.abc import Sequence

from constructs import Construct

from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.monitoring.alarm import Alarm, CompositeAlarm, Condition, Metric
from constructs_lib.monitoring.alarm_kind import SOURCE_UNHEALTHY, AlarmKind
from constructs_lib.place import Place


def source_alarm(
    scope: Construct,
    id_: str,
    *,
    name: str,
    kind: AlarmKind,
    source: SourceSpec,
    surroundings: Surroundings,
    metric: Metric,
    condition: Condition,
) -> Alarm:
    """Define an alarm on one part of a source; `name` says which, such as `throttled`."""
    return Alarm(
        scope,
        id_,
        topics=surroundings.topics,
        kind=kind,
        name=Place.of(scope).name_of("alarm", f"{name}-{source.name}"),
        owner=source.owner,
        subject=f"source {source.name}",
        metric=metric,
        condition=condition,
        tags=source.tags,
    )


def source_unhealthy(
    scope: Construct, *, source: SourceSpec, surroundings: Surroundings, alarms: Sequence[Alarm]
) -> CompositeAlarm:
    """Define the alarm that is raised while any alarm of a source is."""
    return CompositeAlarm(
        scope,
        "unhealthy",
        topics=surroundings.topics,
        kind=SOURCE_UNHEALTHY,
        name=Place.of(scope).name_of("alarm", f"unhealthy-{source.name}"),
        owner=source.owner,
        subject=f"source {source.name}",
        alarms=alarms,
        tags=source.tags,
    )
