"""What Terraform's core finds by the derived schema, and settings of what is read-only."""

from tests.offline_databricks.wrong import ACCOUNT, GRANT, WAREHOUSE, Wrong

ROLE = {"role_arn": "arn:aws:iam::123456789012:role/uc"}

WRONG_BY_SCHEMA = (
    Wrong("unknown_argument", "catalog", {"name": "a", "nope": 1}, "Extraneous JSON object property"),
    Wrong("missing_argument", "schema", {"name": "a"}, '"catalog_name" is required'),
    Wrong("wrong_number", "sql_endpoint", {**WAREHOUSE, "auto_stop_mins": "soon"}, "a number is required"),
    Wrong("wrong_boolean", "external_location", {"name": "a", "url": "s3://a", "credential_name": "c",
          "read_only": "maybe"}, "a bool is required"),
    Wrong("wrong_list", "volume", {"name": ["a"], "catalog_name": "a", "schema_name": "b",
          "volume_type": "MANAGED"}, "string required"),
    Wrong("wrong_map", "catalog", {"name": "a", "properties": "x"}, "map of string required"),
    Wrong("two_of_one_block", "storage_credential", {"name": "a", "aws_iam_role": [ROLE, ROLE]},
          "Too many aws_iam_role blocks"),
    Wrong("missing_block", "grants", {"catalog": "a"}, "Insufficient grant blocks"),
    Wrong("missing_in_block", "grants", {"catalog": "a", "grant": {"principal": "p"}},
          '"privileges" is required'),
    Wrong("unknown_in_block", "grants", {"catalog": "a", "grant": {**GRANT, "nope": 1}},
          "Extraneous JSON object property"),
    Wrong("unknown_reference", "schema", {"name": "a", "catalog_name": "${databricks_catalog.nowhere.name}"},
          "Reference to undeclared resource"),
    Wrong("unknown_attribute", "schema", {"name": "a",
          "catalog_name": "${databricks_catalog.given.title}"}, "Unsupported attribute"),
    Wrong("unknown_type", "lake", {"name": "a"}, 'does not support resource type "databricks_lake"'),
    Wrong("read_only", "mws_storage_configurations", {"account_id": "a", "bucket_name": "b",
          "storage_configuration_name": "c", "storage_configuration_id": "d"}, "Read-only argument", ACCOUNT),
    Wrong("read_only_warehouse", "sql_endpoint", {**WAREHOUSE, "jdbc_url": "jdbc:x"}, "jdbc_url is set by Databricks"),
    Wrong("id_set", "catalog", {"name": "a", "id": "a"}, "id is set by Databricks"),
)  # fmt: skip
