"""Account-level resources with arguments that the account console would refuse."""

from tests.offline_databricks.project import ACCOUNT_ID
from tests.offline_databricks.wrong import ACCOUNT, LOGS, NETWORK, STORED, Wrong

NCC_RULE = {"network_connectivity_config_id": "n"}

WRONG_ACCOUNT = (
    Wrong("short_name", "mws_networks", {**NETWORK, "network_name": "abc"}, "at least 4 characters long", ACCOUNT),
    Wrong("one_subnet", "mws_networks", {**NETWORK, "subnet_ids": ["subnet-1"]}, "at least 2 in number", ACCOUNT),
    Wrong("six_groups", "mws_networks", {**NETWORK, "security_group_ids": [f"sg-{i}" for i in range(6)]},
          "at most 5 in number", ACCOUNT),
    Wrong("no_vpc", "mws_networks", {k: v for k, v in NETWORK.items() if k != "vpc_id"},
          "vpc_id is required on AWS", ACCOUNT),
    Wrong("access_level", "mws_private_access_settings", {"private_access_settings_name": "anthill",
          "region": "eu-west-1", "private_access_level": "ANY"}, "one of ACCOUNT, ENDPOINT", ACCOUNT),
    Wrong("no_region", "mws_workspaces", {k: v for k, v in STORED.items() if k != "aws_region"},
          "aws_region is required on AWS", ACCOUNT),
    Wrong("no_credentials", "mws_workspaces", {k: v for k, v in STORED.items() if k != "credentials_id"},
          "credentials_id is required on AWS", ACCOUNT),
    Wrong("old_and_new_key", "mws_workspaces", {**STORED, "customer_managed_key_id": "a",
          "storage_customer_managed_key_id": "b"}, "cannot be used together", ACCOUNT),
    Wrong("compute_mode", "mws_workspaces", {**STORED, "compute_mode": "HYBRID"}, "one of SERVERLESS", ACCOUNT),
    Wrong("no_endpoint_region", "mws_vpc_endpoint", {"vpc_endpoint_name": "e", "aws_vpc_endpoint_id": "vpce-1"},
          "region is required on AWS", ACCOUNT),
    Wrong("both_keys", "mws_customer_managed_keys", {"account_id": ACCOUNT_ID, "use_cases": ["STORAGE"],
          "aws_key_info": {"key_arn": "a", "key_alias": "b"}, "gcp_key_info": {"kms_key_id": "c"}},
          "cannot be used together", ACCOUNT),
    Wrong("long_ncc_name", "mws_network_connectivity_config", {"name": "n" * 31, "region": "eu-west-1"},
          "at most 30 characters long", ACCOUNT),
    Wrong("rule_targets", "mws_ncc_private_endpoint_rule", {**NCC_RULE, "group_id": "g", "domain_names": ["d"]},
          "group_id and domain_names cannot be used together", ACCOUNT),
    Wrong("long_config_name", "mws_log_delivery", {**LOGS, "config_name": "n" * 256}, "at most 255", ACCOUNT),
    Wrong("regionless", "metastore", {"name": "m"}, "region is required on AWS", ACCOUNT),
    Wrong("sharing_scope", "metastore", {"name": "m", "region": "eu-west-1", "delta_sharing_scope": "EXTERNAL",
          "delta_sharing_recipient_token_lifetime_in_seconds": 1}, "INTERNAL, INTERNAL_AND_EXTERNAL", ACCOUNT),
    Wrong("sharing_lifetime", "metastore", {"name": "m", "region": "eu-west-1", "delta_sharing_scope": "INTERNAL"},
          "needs delta_sharing_recipient_token_lifetime_in_seconds", ACCOUNT),
    Wrong("no_mode", "account_network_policy", {"network_policy_id": "p", "egress": {"network_access": {}}},
          "restriction_mode", ACCOUNT),
    Wrong("long_budget", "budget", {"display_name": "b" * 129, "alert_configurations": {
          "time_period": "MONTH"}}, "at most 128 characters long", ACCOUNT),
)  # fmt: skip
