"""Who is admitted to a workspace, and as what."""

from collections.abc import Mapping

from configuration.databricks.groups import Group, Robot
from configuration.model import EnvironmentConfig
from tests.stacks.test_foreign_roles import each_config, of, registration_of
from tests.support.template import Template


@each_config
def test_whoever_plans_sees_what_administrators_see_and_jobs_do_not(
    stacks: Mapping[str, Template], config: EnvironmentConfig
) -> None:
    assignments = of(stacks, config).resources("databricks_permission_assignment").values()
    ranks = {
        each.get("group_name") or each["service_principal_name"]: each["permissions"] for each in assignments
    }
    ids = config.databricks.handles.principals
    deployer = {ids.of(Robot.DEPLOY)} if config.is_local else set()
    assert {name for name, rank in ranks.items() if rank == ["ADMIN"]} == {
        Group.PLATFORM_ADMINS.value,
        ids.of(Robot.PLAN),
        *deployer,
    }
    assert ranks[ids.of(Robot.JOBS)] == ranks[ids.of(Robot.POWER_BI)] == ["USER"]


@each_config
def test_whoever_deploys_administers_its_workspace_and_creates_in_the_metastore(
    stacks: Mapping[str, Template], config: EnvironmentConfig
) -> None:
    template = registration_of(stacks, config)
    deployer = config.databricks.handles.principals.of(Robot.DEPLOY)
    assigned = template.by_path("databricks_permission_assignment", "/databricks/deployer/administrator")
    assert (assigned["service_principal_name"], assigned["permissions"]) == (deployer, ["ADMIN"])
    grant = template.by_path("databricks_grant", "/databricks/deployer/creator")
    assert (grant["metastore"], grant["principal"]) == (
        str(config.databricks.handles.metastore_id),
        deployer,
    )
    assert set(grant["privileges"]) == {
        "CREATE_CATALOG",
        "CREATE_CONNECTION",
        "CREATE_EXTERNAL_LOCATION",
        "CREATE_SERVICE_CREDENTIAL",
        "CREATE_STORAGE_CREDENTIAL",
    }


def test_whoever_plans_has_no_role_in_the_account_and_may_run_nothing(
    stacks: Mapping[str, Template],
) -> None:
    account = stacks["anthill-account"]
    for type_ in ("databricks_service_principal_role", "databricks_group_member"):
        assert not [each for each in account.resources(type_).values() if "_plan_" in str(each)]
    rules = [
        each
        for each in account.resources("databricks_access_control_rule_set").values()
        if "/plan/" in each["//"]["metadata"]["path"]
    ]
    assert len(rules) == 3
    assert all(
        {rule["role"] for rule in each["grant_rules"]} == {"roles/servicePrincipal.manager"} for each in rules
    )
