"""What a replication may be asked for, by its state.

Sources: DMS API reference, StartReplication and StartReplicationTask (the first run takes `start-replication`
alone); DMS user guide, "AWS DMS Serverless components" (the states).
"""

START = "start-replication"
RESUME = "resume-processing"
RELOAD = "reload-target"

NEVER_RUN = frozenset({"created", "ready"})
ENDED = frozenset({"failed", "stopped"})
AT_WORK = frozenset(
    {
        "calculating_capacity",
        "fetching_metadata",
        "initializing",
        "preparing_metadata_resources",
        "provisioning_capacity",
        "replication_starting",
        "running",
        "starting",
        "testing_connection",
    }
)


class NotReadyError(RuntimeError):
    """Says that the replication is being changed: whoever asked comes again later."""


def start_types(status: str, *, changes: bool) -> tuple[str, ...]:
    """Return the types of start to try, in order; none if it is at work already.

    A run that failed before it read anything may still count as none, so the first type comes last.
    Raises NotReadyError in any state from which nothing can be started.
    """
    if status in NEVER_RUN:
        return (START,)
    if status in AT_WORK:
        return ()
    if status in ENDED:
        again = RESUME if changes else RELOAD
        return (again, START) if status == "failed" else (again,)
    raise NotReadyError(f"the replication is {status}")
