"""What the smoke test asks a workspace, by the real SDK, of a server that is as strict as the API is."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from databricks.sdk import WorkspaceClient

from operations.smoke.databricks_questions import SDK_QUESTIONS, ask_workspace, missing_jobs

HELD: Final[dict[str, dict[str, Any]]] = {
    "/api/2.0/alerts/a1": {"id": "a1"},
    "/api/2.1/unity-catalog/catalogs/anthill_dev": {"name": "anthill_dev"},
    "/api/2.0/policies/clusters/get?policy_id=p1": {"policy_id": "p1"},
    "/api/2.1/unity-catalog/connections/held": {"name": "held"},
    "/api/2.1/unity-catalog/credentials/held": {"name": "held"},
    "/api/2.1/unity-catalog/external-locations/held": {"name": "held"},
    "/api/2.0/instance-pools/get?instance_pool_id=i1": {"instance_pool_id": "i1"},
    "/api/2.0/mlflow/experiments/get?experiment_id=7": {
        "experiment": {"experiment_id": "7", "lifecycle_stage": "active"}
    },
    "/api/2.0/serving-endpoints/held": {"name": "held", "state": {"ready": "READY"}},
    "/api/2.0/preview/scim/v2/Me": {"userName": "pipeline"},
    "/api/2.0/notification-destinations/n1": {"id": "n1"},
    "/api/2.1/unity-catalog/models/anthill_dev.models.held": {"name": "held"},
    "/api/2.1/unity-catalog/schemas/anthill_dev.gold": {"name": "gold"},
    "/api/2.0/secrets/scopes/list": {"scopes": [{"name": "held"}]},
    "/api/2.0/sql/warehouses/w1": {"id": "w1", "state": "STOPPED"},
    "/api/2.1/unity-catalog/storage-credentials/held": {"name": "held"},
    "/api/2.1/unity-catalog/volumes/anthill_dev.bronze.landing": {"name": "landing"},
}
"""What the workspace holds, by the paths of Databricks' REST API reference."""

ATTRIBUTES: Final[dict[str, dict[str, Any]]] = {
    "databricks_alert_v2": {"id": "a1"},
    "databricks_catalog": {"name": "anthill_dev"},
    "databricks_cluster_policy": {"id": "p1"},
    "databricks_connection": {"name": "held"},
    "databricks_credential": {"name": "held"},
    "databricks_external_location": {"name": "held"},
    "databricks_instance_pool": {"id": "i1"},
    "databricks_mlflow_experiment": {"experiment_id": "7"},
    "databricks_model_serving": {"name": "held"},
    "databricks_mws_workspaces": {"id": "1"},
    "databricks_notification_destination": {"id": "n1"},
    "databricks_registered_model": {"id": "anthill_dev.models.held"},
    "databricks_schema": {"id": "anthill_dev.gold"},
    "databricks_secret_scope": {"name": "held"},
    "databricks_sql_endpoint": {"id": "w1"},
    "databricks_storage_credential": {"name": "held"},
    "databricks_volume": {"id": "anthill_dev.bronze.landing"},
}


class Api(BaseHTTPRequestHandler):
    """Answers what is held to whoever has the token, by path and query; anything else is not there."""

    held: dict[str, dict[str, Any]]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/api/2.2/jobs/list":
            (name,) = parse_qs(address.query)["name"]
            jobs = [{"job_id": 1, "settings": {"name": name}}] if name == "anthill-market" else []
            self.answer(200, {"jobs": jobs})
        elif self.headers.get("Authorization") != "Bearer right":
            self.answer(401, {"error_code": "UNAUTHENTICATED", "message": "no valid token"})
        elif (found := self.held.get(self.path)) is not None:
            self.answer(200, found)
        else:
            self.answer(
                404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": f"{self.path} does not exist"}
            )

    def answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the class above
        """Stay quiet."""


@pytest.fixture
def held() -> dict[str, dict[str, Any]]:
    return dict(HELD)


@pytest.fixture
def address(held: dict[str, dict[str, Any]]) -> Iterator[str]:
    handler = type("Handler", (Api,), {"held": held})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def client(address: str, *, right: bool = True) -> WorkspaceClient:
    return WorkspaceClient(host=address, token="right" if right else "wrong", auth_type="pat")


def test_every_question_has_its_object_here() -> None:
    assert ATTRIBUTES.keys() == SDK_QUESTIONS.keys()
    assert len(HELD) == len(SDK_QUESTIONS)


@pytest.mark.parametrize("type_", SDK_QUESTIONS)
def test_what_is_there_works_and_what_is_gone_is_found(
    type_: str, address: str, held: dict[str, dict[str, Any]]
) -> None:
    asked = ask_workspace(client(address))
    assert asked(type_, ATTRIBUTES[type_]) == ""
    held.clear()
    assert asked(type_, ATTRIBUTES[type_])


@pytest.mark.parametrize(
    ("type_", "path", "answer", "problem"),
    [
        (
            "databricks_mlflow_experiment",
            "/api/2.0/mlflow/experiments/get?experiment_id=7",
            {"experiment": {"experiment_id": "7", "lifecycle_stage": "deleted"}},
            "is deleted",
        ),
        (
            "databricks_model_serving",
            "/api/2.0/serving-endpoints/held",
            {"name": "held", "state": {"ready": "NOT_READY"}},
            "is NOT_READY",
        ),
        (
            "databricks_sql_endpoint",
            "/api/2.0/sql/warehouses/w1",
            {"id": "w1", "state": "DELETED"},
            "is DELETED",
        ),
        (
            "databricks_secret_scope",
            "/api/2.0/secrets/scopes/list",
            {"scopes": []},
            "there is no secret scope held",
        ),
    ],
)
def test_what_is_there_and_does_not_work_is_found(
    address: str, held: dict[str, dict[str, Any]], type_: str, path: str, answer: dict[str, Any], problem: str
) -> None:
    held[path] = answer
    assert ask_workspace(client(address))(type_, ATTRIBUTES[type_]) == problem


def test_a_workspace_that_lets_nobody_in_is_said(address: str) -> None:
    asked = ask_workspace(client(address, right=False))
    assert "no valid token" in (asked("databricks_catalog", {"name": "anthill_dev"}) or "")


def test_a_type_without_a_question_is_counted_as_not_asked(address: str) -> None:
    assert ask_workspace(client(address))("databricks_grants", {"id": "x"}) is None


def test_a_job_that_the_bundle_did_not_make_is_found(address: str) -> None:
    assert missing_jobs(client(address), ["anthill-market", "anthill-nothing"]) == {
        "anthill-market": "",
        "anthill-nothing": "there is no job of this name",
    }
