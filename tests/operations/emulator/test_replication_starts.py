"""A replication starts as DMS starts it: by its state, with credentials, over a TLS that its engine has."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.replication_start.handler import run
from functions.replication_start.settings import Settings
from tests.operations.conftest import Client

CERTIFICATE = "arn:aws:dms:eu-west-1:123456789012:cert:authority"


def code(call: Any, **arguments: Any) -> str | None:
    """The error code of a call, or None if it succeeds."""
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def endpoint(dms: Any, identifier: str, engine: str = "postgres", **given: Any) -> str:
    made = dms.create_endpoint(
        EndpointIdentifier=identifier, EndpointType="source", EngineName=engine, **given
    )
    return str(made["Endpoint"]["EndpointArn"])


def secret(aws: Client, name: str) -> str:
    return str(aws("secretsmanager").create_secret(Name=name)["ARN"])


def with_secret(dms: Any, name: str, secret_arn: str) -> str:
    return endpoint(
        dms,
        f"{name}-database",
        PostgreSQLSettings={
            "SecretsManagerSecretId": secret_arn,
            "SecretsManagerAccessRoleArn": "arn:aws:iam::123456789012:role/r",
        },
    )


def replication(dms: Any, name: str, source: str, kind: str) -> str:
    made = dms.create_replication_config(
        ReplicationConfigIdentifier=name,
        SourceEndpointArn=source,
        TargetEndpointArn=endpoint(dms, f"{name}-landing", "s3"),
        ComputeConfig={"MaxCapacityUnits": 2},
        ReplicationType=kind,
        TableMappings='{"rules":[]}',
    )
    return str(made["ReplicationConfig"]["ReplicationConfigArn"])


def task(dms: Any, name: str, source: str, kind: str) -> str:
    made = dms.create_replication_task(
        ReplicationTaskIdentifier=name,
        SourceEndpointArn=source,
        TargetEndpointArn=endpoint(dms, f"{name}-landing", "s3"),
        ReplicationInstanceArn="arn:aws:dms:eu-west-1:123456789012:rep:r",
        MigrationType=kind,
        TableMappings='{"rules":[]}',
    )
    return str(made["ReplicationTask"]["ReplicationTaskArn"])


class Started:
    """Starts a replication or a task, and says how it is."""

    def __init__(self, dms: Any, arn: str, *, serverless: bool) -> None:
        self.dms, self.arn, self.serverless = dms, arn, serverless

    def start(self, type_: str) -> Any:
        if self.serverless:
            return code(self.dms.start_replication, ReplicationConfigArn=self.arn, StartReplicationType=type_)
        return code(
            self.dms.start_replication_task, ReplicationTaskArn=self.arn, StartReplicationTaskType=type_
        )

    def stop(self) -> Any:
        if self.serverless:
            return code(self.dms.stop_replication, ReplicationConfigArn=self.arn)
        return code(self.dms.stop_replication_task, ReplicationTaskArn=self.arn)

    @property
    def facts(self) -> dict[str, Any]:
        if self.serverless:
            wanted = [{"Name": "replication-config-arn", "Values": [self.arn]}]
            return self.dms.describe_replications(Filters=wanted)["Replications"][0]
        wanted = [{"Name": "replication-task-arn", "Values": [self.arn]}]
        return self.dms.describe_replication_tasks(Filters=wanted)["ReplicationTasks"][0]


def started(dms: Any, name: str, source: str, kind: str, *, serverless: bool) -> Started:
    make = replication if serverless else task
    return Started(dms, make(dms, name, source, kind), serverless=serverless)


each_way = pytest.mark.parametrize("serverless", [True, False], ids=["serverless", "task"])


@pytest.mark.parametrize(
    ("kind", "serverless"),
    [
        ("full-load", True),
        ("full-load", False),
        ("full-load-and-cdc", True),
        ("full-load-and-cdc", False),
        ("cdc", False),
    ],
)
def test_only_the_first_run_takes_a_fresh_start(aws: Client, kind: str, serverless: bool) -> None:
    dms = aws("dms")
    name = f"first-{kind}-{serverless}".lower()
    found = started(dms, name, endpoint(dms, name), kind, serverless=serverless)
    assert found.start("reload-target") == "InvalidResourceStateFault"
    assert found.start("resume-processing") == "InvalidResourceStateFault"
    assert found.start("at-once") == "InvalidParameterValueException"
    assert found.start("start-replication") is None
    if kind == "full-load":
        assert found.facts["Status"] == "stopped"
        assert found.start("resume-processing") == "InvalidResourceStateFault"
    else:
        assert found.facts["Status"] == "running"
        assert found.start("resume-processing") == "InvalidResourceStateFault"
        assert found.stop() is None
        assert found.start("resume-processing") is None
        assert found.stop() is None
    assert found.start("start-replication") == "InvalidResourceStateFault"
    assert found.start("reload-target") is None


def test_of_changes_only_aws_says_nothing_of_the_first_run(aws: Client) -> None:
    dms = aws("dms")
    found = started(dms, "changes-only", endpoint(dms, "changes-only"), "cdc", serverless=True)
    assert found.start("resume-processing") is None
    assert found.facts["Status"] == "running"


@each_way
def test_what_has_no_credentials_fails(aws: Client, serverless: bool) -> None:
    dms, name = aws("dms"), f"empty-{serverless}".lower()
    arn = secret(aws, name)
    found = started(dms, name, with_secret(dms, name, arn), "full-load-and-cdc", serverless=serverless)
    assert found.start("start-replication") is None
    said = found.facts
    assert said["Status"] == "failed"
    assert arn in str(said.get("FailureMessages") or said["LastFailureMessage"])
    aws("secretsmanager").put_secret_value(SecretId=arn, SecretString="{}")
    assert found.start("resume-processing") is None
    assert found.facts["Status"] == "running"


def test_what_runs_is_not_changed(aws: Client) -> None:
    dms = aws("dms")
    found = started(dms, "busy", endpoint(dms, "busy"), "cdc", serverless=True)
    assert found.stop() == "InvalidResourceStateFault"
    assert found.start("start-replication") is None
    changed = {"ReplicationConfigArn": found.arn, "ReplicationType": "full-load"}
    assert code(dms.modify_replication_config, **changed) == "InvalidResourceStateFault"


def test_as_shipped_a_task_starts_however_it_is_asked(shipped_aws: Client) -> None:
    dms = shipped_aws("dms")
    found = started(dms, "any", endpoint(dms, "any"), "full-load", serverless=False)
    assert found.start("reload-target") is None


@pytest.mark.parametrize(
    ("database", "mode", "certificate", "error"),
    [
        ("mysql", "require", None, "InvalidParameterCombinationException"),
        ("mysql", "verify-full", None, "InvalidParameterCombinationException"),
        ("mysql", "verify-full", CERTIFICATE, None),
        ("oracle", "require", None, "InvalidParameterCombinationException"),
        ("oracle", "verify-ca", CERTIFICATE, None),
        ("sqlserver", "verify-ca", CERTIFICATE, "InvalidParameterCombinationException"),
        ("sqlserver", "require", None, None),
        ("postgres", "require", None, None),
        ("postgres", "verify-ca", CERTIFICATE, None),
    ],
)
def test_an_engine_has_its_own_modes_of_tls(
    aws: Client, database: str, mode: str, certificate: str | None, error: str | None
) -> None:
    given = {"EndpointType": "source", "EngineName": database, "SslMode": mode}
    if certificate:
        given["CertificateArn"] = certificate
    identifier = f"{database}-{mode}-{bool(certificate)}".lower()
    assert code(aws("dms").create_endpoint, EndpointIdentifier=identifier, **given) == error


def test_an_endpoint_is_not_changed_to_a_mode_that_its_engine_lacks(aws: Client, shipped_aws: Client) -> None:
    dms = aws("dms")
    arn = endpoint(dms, "changed", "mysql", SslMode="verify-full", CertificateArn=CERTIFICATE)
    assert code(dms.modify_endpoint, EndpointArn=arn, SslMode="require") == (
        "InvalidParameterCombinationException"
    )
    assert endpoint(shipped_aws("dms"), "changed", "mysql", SslMode="require")


@each_way
@pytest.mark.parametrize(
    ("kind", "again"), [("full-load", "reload-target"), ("full-load-and-cdc", "resume-processing")]
)
def test_the_function_starts_by_state(aws: Client, kind: str, again: str, serverless: bool) -> None:
    """What the schedule runs: the first time, a run after it, a secret that was empty, one that is at work."""
    dms, name = aws("dms"), f"function-{kind}-{serverless}".lower()
    arn = secret(aws, name)
    found = started(dms, name, with_secret(dms, name, arn), kind, serverless=serverless)
    settings = Settings(source=name, arn=found.arn, serverless=serverless, changes=kind != "full-load")
    assert run(settings, dms)["outcome"] == "start-replication"
    assert found.facts["Status"] == "failed"
    aws("secretsmanager").put_secret_value(SecretId=arn, SecretString="{}")
    assert run(settings, dms)["outcome"] == again
    if kind == "full-load":
        assert run(settings, dms) == {"outcome": again, "source": name, "status": "stopped"}
    else:
        assert run(settings, dms) == {"outcome": "at work", "source": name, "status": "running"}
        assert found.stop() is None
        assert run(settings, dms)["outcome"] == again
