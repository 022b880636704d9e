"""Objects through their life under real Terraform."""

from typing import Any

import pytest

from tests.offline_databricks.project import ACCOUNT_ID, WORKSPACE, Project, Resources
from tests.offline_databricks.wrong import ACCOUNT, LOGS, STORED, WAREHOUSE
from tests.offline_databricks.wrong import WORKSPACE as OF_WORKSPACE

ROLE = {"role_arn": "arn:aws:iam::123456789012:role/uc"}


def of_workspace(type_: str, block: str = "it", /, **arguments: Any) -> Resources:
    return {f"databricks_{type_}": {block: {**arguments, "provider": OF_WORKSPACE}}}


def of_account(type_: str, block: str = "it", /, **arguments: Any) -> Resources:
    return {f"databricks_{type_}": {block: {**arguments, "provider": ACCOUNT}}}


def test_two_levels_in_one_configuration_with_the_host_unknown_at_plan(project: Project):
    workspace = "databricks_mws_workspaces.ws"
    resources: Resources = {
        **of_account("mws_workspaces", "ws", **STORED),
        **of_account("metastore", "m", name="m", region="eu-west-1"),
        **of_account("metastore_assignment", "a", metastore_id="${databricks_metastore.m.id}",
                     workspace_id=f"${{{workspace}.workspace_id}}"),
        **of_account("group", "g", display_name="engineers"),
        **of_account("account_network_policy", "p", network_policy_id="np", account_id=ACCOUNT_ID,
                     egress={"network_access": {"restriction_mode": "RESTRICTED_ACCESS"}}),
        **of_account("workspace_network_option", "o", workspace_id=f"${{{workspace}.workspace_id}}",
                     network_policy_id="${databricks_account_network_policy.p.network_policy_id}"),
        **of_workspace("storage_credential", "c", name="c", aws_iam_role=ROLE,
                       depends_on=["databricks_metastore_assignment.a"]),
        **of_workspace("catalog", "dev", name="anthill_dev", depends_on=["databricks_metastore_assignment.a"]),
        **of_workspace("schema", "bronze", name="bronze", catalog_name="${databricks_catalog.dev.name}"),
        **of_workspace("grants", "dev", catalog="${databricks_catalog.dev.name}",
                       grant=[{"principal": "${databricks_group.g.display_name}", "privileges": ["USE_CATALOG"]},
                              {"principal": "analysts", "privileges": ["USE CATALOG", "BROWSE"]}]),
        **of_workspace("sql_endpoint", "w", **WAREHOUSE, tags={"custom_tags": [{"key": "a", "value": "b"}]}),
        **of_workspace("permissions", "w", sql_endpoint_id="${databricks_sql_endpoint.w.id}",
                       access_control=[{"group_name": "users", "permission_level": "CAN_USE"}]),
        **of_workspace("job", "j", name="j", task=[{"task_key": "t", "notebook_task": {"notebook_path": "/n"}}]),
    }  # fmt: skip
    providers = (
        {"alias": "account", "host": "https://accounts.cloud.databricks.com", "account_id": ACCOUNT_ID},
        {"alias": "workspace", "host": f"${{{workspace}.workspace_url}}"},
    )
    project.write(resources, providers=providers)
    assert set(map(tuple, project.actions().values())) == {("create",)}
    said = project.apply().stdout
    assert "This is the offline stand-in for the Databricks provider" in said
    assert project.plan_exit() == 0

    state = project.state(workspace)
    assert state["id"] == f"{ACCOUNT_ID}/{state['workspace_id']}"
    assert state["workspace_url"].startswith("https://dbc-")
    assert state["workspace_status"] == "RUNNING"
    metastore = project.state("databricks_metastore.m")
    assert len(metastore["id"]) == 36
    assert metastore["global_metastore_id"] == f"aws:eu-west-1:{metastore['id']}"
    assert project.state("databricks_catalog.dev")["metastore_id"] == metastore["id"]
    role = project.state("databricks_storage_credential.c")["aws_iam_role"][0]
    assert role["unity_catalog_iam_arn"].startswith("arn:aws:iam::414351767826:role/unity-catalog-prod-")
    assert len(role["external_id"]) == 36
    assert project.state("databricks_grants.dev")["id"] == "catalog/anthill_dev"
    warehouse = project.state("databricks_sql_endpoint.w")
    host = state["workspace_url"].removeprefix("https://")
    assert warehouse["jdbc_url"].startswith(f"jdbc:spark://{host}:443/")
    assert warehouse["odbc_params"][0]["hostname"] == host
    assert warehouse["auto_stop_mins"] == 120
    assert project.state("databricks_permissions.w")["id"] == f"/sql/warehouses/{warehouse['id']}"

    done = project.run("destroy", "-auto-approve", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    # A workspace always has a network policy: a destroy can only set the one it begins with.
    left = project.store.objects()
    assert [one.type for one in left] == ["databricks_workspace_network_option"]
    assert left[0].attributes["network_policy_id"] == "default-policy"


def test_update_in_place_and_replacement(project: Project):
    schema = {"name": "bronze", "catalog_name": "dev"}
    project.write(of_workspace("schema", **schema, comment="old"))
    project.apply()
    project.write(of_workspace("schema", **schema, comment="new"))
    assert project.actions() == {"databricks_schema.it": ["update"]}
    project.apply()
    assert project.plan_exit() == 0
    found = project.store.get("databricks_schema", "dev.bronze")
    assert found is not None
    assert found.attributes["comment"] == "new"

    project.write(of_workspace("schema", **{**schema, "name": "raw"}))
    assert project.actions() == {"databricks_schema.it": ["delete", "create"]}
    project.apply()
    assert [one.id for one in project.store.objects("databricks_schema")] == ["dev.raw"]


def test_an_id_made_of_names_follows_them(project: Project):
    volume = {"catalog_name": "dev", "schema_name": "bronze", "volume_type": "MANAGED"}
    project.write(of_workspace("volume", **volume, name="old"))
    project.apply()
    project.write(of_workspace("volume", **volume, name="new"))
    assert project.actions() == {"databricks_volume.it": ["update"]}
    project.apply()
    assert project.state("databricks_volume.it")["volume_path"] == "/Volumes/dev/bronze/new"
    assert [one.id for one in project.store.objects("databricks_volume")] == ["dev.bronze.new"]


def test_a_workspace_is_replaced_but_for_what_can_be_changed(project: Project):
    project.write(of_account("mws_workspaces", **STORED, private_access_settings_id="p"))
    project.apply()
    project.write(
        of_account("mws_workspaces", **{**STORED, "credentials_id": "d"}, private_access_settings_id="q")
    )
    assert project.actions() == {"databricks_mws_workspaces.it": ["update"]}
    project.write(
        of_account("mws_workspaces", **{**STORED, "aws_region": "eu-west-2"}, private_access_settings_id="p")
    )
    assert project.actions() == {"databricks_mws_workspaces.it": ["delete", "create"]}
    project.write(of_account("mws_workspaces", **STORED))
    assert "cannot remove private access setting from workspace" in project.errors("plan")[0].text


def test_drift_is_seen(project: Project):
    project.write(
        {
            "databricks_catalog": {
                "changed": {"name": "changed", "comment": "ours", "provider": OF_WORKSPACE},
                "gone": {"name": "gone", "provider": OF_WORKSPACE},
            }
        }
    )
    project.apply()
    project.store.change("databricks_catalog", "changed", comment="theirs")
    assert project.store.delete("databricks_catalog", "gone")
    assert project.actions() == {
        "databricks_catalog.changed": ["update"],
        "databricks_catalog.gone": ["create"],
    }
    project.apply()
    assert project.plan_exit() == 0


def test_import(project: Project):
    project.store.put(
        "databricks_cluster_policy", "A1", {"id": "A1", "policy_id": "A1", "name": "jobs"}, WORKSPACE
    )
    project.write(of_workspace("cluster_policy", name="jobs"))
    done = project.run("import", "-no-color", "databricks_cluster_policy.it", "A1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.plan_exit() == 0
    assert project.state("databricks_cluster_policy.it")["id"] == "A1"


@pytest.mark.parametrize(
    ("resources", "id_", "says"),
    [
        (of_workspace("catalog", name="c"), "nowhere", "databricks_catalog 'nowhere' does not exist"),
        (
            of_workspace("workspace_conf", custom_config={"enableIpAccessLists": "true"}),
            "_",
            "import is not supported",
        ),
    ],
)
def test_import_refused(project: Project, resources: Resources, id_: str, says: str):
    project.write(resources)
    done = project.run("import", "-no-color", f"{next(iter(resources))}.it", id_)
    assert done.returncode == 1
    assert says in " ".join(done.stderr.split())


def test_a_destroyed_log_delivery_is_disabled(project: Project):
    project.write(of_account("mws_log_delivery", **LOGS))
    project.apply()
    assert project.state("databricks_mws_log_delivery.it")["status"] == "ENABLED"
    project.write({})
    project.apply()
    assert [one.attributes["status"] for one in project.store.objects()] == ["DISABLED"]


def test_names_that_need_not_be_unique(project: Project):
    two = {name: {**WAREHOUSE, "provider": OF_WORKSPACE} for name in ("one", "other")}
    project.write({"databricks_sql_endpoint": two})
    project.apply()
    assert len({one.id for one in project.store.objects("databricks_sql_endpoint")}) == 2
