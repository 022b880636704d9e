"""A replication task is started in the way that its state asks for, and fails without credentials.

moto 5.2.5 starts any task at any time, whatever it is asked for, and has nothing to say of its failure, and leaves a
new one in creation for ever. AWS is strict, see `dms_starts`; a full load ends by itself. No row is ever moved here.
"""

from typing import Any, Final

from moto.dms.exceptions import ResourceNotFoundFault
from moto.dms.models import DatabaseMigrationServiceBackend, FakeReplicationTask
from moto.dms.responses import DatabaseMigrationServiceResponse

from operations.emulator.repairs.dms_starts import FULL_LOAD, missing_credentials, require_start
from operations.emulator.repairs.repair import Repair, add, replace


def _install() -> None:
    def start_replication_task(response: Any) -> Any:
        backend, arn = response.dms_backend, response._get_param("ReplicationTaskArn")
        task = backend.replication_tasks.get(arn)
        if task is None:
            raise ResourceNotFoundFault("Replication task could not be found.")
        require_start(
            response._get_param("StartReplicationTaskType"),
            replication_type=task.migration_type,
            serverless=False,
            status=task.status,
            arn=arn,
        )
        return answer(response)

    def start(backend: Any, replication_task_arn: str) -> Any:
        task = original(backend, replication_task_arn)
        said = missing_credentials(backend, task.source_endpoint_arn, task.target_endpoint_arn)
        if said:
            task.status, task.last_failure_message = "failed", said[0]
        elif task.migration_type == FULL_LOAD:
            task.stop()
        return task

    def describe(backend: Any, filters: Any, max_records: Any) -> Any:
        for task in backend.replication_tasks.values():
            if task.status == "creating":
                task.ready()
        return list_tasks(backend, filters, max_records)

    def to_dict(task: Any) -> dict[str, Any]:
        said = task.last_failure_message
        return described(task) | ({"LastFailureMessage": said} if said else {})

    add(FakeReplicationTask, "last_failure_message", "")
    described = replace(FakeReplicationTask, "to_dict", to_dict)
    list_tasks = replace(DatabaseMigrationServiceBackend, "describe_replication_tasks", describe)
    original = replace(DatabaseMigrationServiceBackend, "start_replication_task", start)
    answer = replace(DatabaseMigrationServiceResponse, "start_replication_task", start_replication_task)


DMS_TASK_STARTS: Final = Repair(
    name="dms task starts", upstream="moto/dms/models.py, start_replication_task", install=_install
)
