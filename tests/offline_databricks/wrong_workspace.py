"""Workspace-level resources with arguments that the provider or Databricks would refuse."""

from tests.offline_databricks.wrong import POOL, SCHEDULE, TASK, WAREHOUSE, Wrong

LOCATION = {"name": "a", "url": "s3://a", "credential_name": "c"}
ROLE = {"aws_iam_role": {"role_arn": "arn:aws:iam::123456789012:role/uc"}}
AZURE = {"azure_managed_identity": {"access_connector_id": "a"}}
JOB = {"name": "j", "task": TASK}

WRONG_WORKSPACE = (
    Wrong("two_origins", "catalog", {"name": "a", "share_name": "s", "provider_name": "p", "storage_root": "s3://a"},
          "cannot be used together"),
    Wrong("optimization", "catalog", {"name": "a", "enable_predictive_optimization": "YES"},
          "one of DISABLE, ENABLE, INHERIT"),
    Wrong("volume_type", "volume", {"name": "a", "catalog_name": "b", "schema_name": "c", "volume_type": "managed"},
          "one of MANAGED, EXTERNAL"),
    Wrong("no_identity", "storage_credential", {"name": "a"}, "one of aws_iam_role"),
    Wrong("two_identities", "credential", {"name": "a", "purpose": "SERVICE", **ROLE, **AZURE}, "only one of"),
    Wrong("two_queues", "external_location", {**LOCATION, "file_event_queue": {"managed_sqs": {},
          "provided_sqs": {"queue_url": "q"}}}, "cannot be used together"),
    Wrong("binding_type", "workspace_binding", {"workspace_id": 1, "securable_name": "a", "binding_type": "READ"},
          "BINDING_TYPE_READ_WRITE, BINDING_TYPE_READ_ONLY"),
    Wrong("family_and_definition", "cluster_policy", {"name": "p", "definition": "{}", "policy_family_id": "f"},
          "definition and policy_family_id cannot be used together"),
    Wrong("no_family", "cluster_policy", {"name": "p", "policy_family_definition_overrides": "{}"},
          "policy_family_definition_overrides needs policy_family_id"),
    Wrong("two_clouds", "instance_pool", {**POOL, "aws_attributes": {"availability": "SPOT"},
          "azure_attributes": {"availability": "SPOT_AZURE"}}, "cannot be used together"),
    Wrong("availability", "instance_pool", {**POOL, "aws_attributes": {"availability": "CHEAP"}},
          "one of ON_DEMAND, SPOT"),
    Wrong("size", "sql_endpoint", {**WAREHOUSE, "cluster_size": "Huge"}, "one of 2X-Small, X-Small"),
    Wrong("many_clusters", "sql_endpoint", {**WAREHOUSE, "max_num_clusters": 41}, "at most 40 in value"),
    Wrong("warehouse_type", "sql_endpoint", {**WAREHOUSE, "warehouse_type": "FAST"}, "one of PRO, CLASSIC"),
    Wrong("two_clocks", "job", {**JOB, "schedule": SCHEDULE, "trigger": {"periodic": {"interval": 1, "unit": "DAYS"}}},
          "schedule and trigger cannot be used together"),
    Wrong("no_event", "job", {**JOB, "trigger": {"pause_status": "PAUSED"}}, "one of trigger.file_arrival"),
    Wrong("unit", "job", {**JOB, "trigger": {"periodic": {"interval": 1, "unit": "YEARS"}}}, "DAYS, HOURS, WEEKS"),
    Wrong("paused", "job", {**JOB, "schedule": {**SCHEDULE, "pause_status": "STOPPED"}}, "PAUSED, UNPAUSED"),
    Wrong("run_as_two", "job", {**JOB, "run_as": {"user_name": "u", "service_principal_name": "s"}}, "only one of"),
    Wrong("nameless_job", "job", {"task": TASK}, "name is required on AWS"),
    Wrong("edition", "pipeline", {"name": "p", "catalog": "a", "schema": "b", "edition": "BEST"},
          "one of CORE, PRO, ADVANCED"),
    Wrong("list_type", "ip_access_list", {"label": "l", "list_type": "DENY", "ip_addresses": ["10.0.0.0/8"]},
          "one of ALLOW, BLOCK"),
    Wrong("two_contents", "notebook", {"path": "/n", "source": "s", "content_base64": "eA==", "language": "SQL"},
          "source and content_base64 cannot be used together"),
    Wrong("no_language", "notebook", {"path": "/n", "content_base64": "eA=="}, "content_base64 needs language"),
    Wrong("url", "repo", {"url": "git@example.com:a/b"}, "an http or https address"),
    Wrong("two_channels", "notification_destination", {"display_name": "d", "config": {"slack": {"url": "s"},
          "email": {"addresses": ["a@example.com"]}}}, "only one of"),
    Wrong("two_computes", "sql_table", {"name": "t", "catalog_name": "a", "schema_name": "b", "table_type": "MANAGED",
          "cluster_id": "c", "warehouse_id": "w"}, "cannot be used together"),
)  # fmt: skip
