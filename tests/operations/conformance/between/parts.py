"""The parts of small stacks: ids of the configured environments, statements, rule sets, sign-in from GitHub."""

import json
from typing import Any

from environments.configured import configured, everything_configured

Json = dict[str, Any]

CONFIGS = {config.name.value: config for config in configured() if not config.is_local}
ACCOUNT = str(everything_configured().account.account_id)
METASTORE = str(CONFIGS["dev"].databricks.handles.metastore_id)
GITHUB = "token.actions.githubusercontent.com"
ROBOTS = ("deploy", "plan", "jobs", "power_bi")
CREATES = ["CREATE_CATALOG", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION", "CREATE_STORAGE_CREDENTIAL"]


def application(environment: str, robot: str = "deploy") -> str:
    return str(getattr(CONFIGS[environment].databricks.handles.principals, robot))


def aws_account(environment: str) -> str:
    return CONFIGS[environment].account.id


def subject(github_environment: str) -> str:
    return f"repo:example-company/anthill:environment:{github_environment}"


def principal(environment: str, robot: str, attribute: str = "id") -> str:
    return f"${{databricks_service_principal.{environment}_{robot}.{attribute}}}"


def group(name: str, attribute: str = "id") -> str:
    return f"${{databricks_group.{name}.{attribute}}}"


def policy(*statements: Json) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, resource: Any = "*", **more: Any) -> Json:
    return {"Sid": "It", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def signed_in(id_: str, github_environment: str) -> Json:
    """A federation policy of a service principal that the account's stack makes."""
    return {
        "service_principal_id": f"${{databricks_service_principal.{id_}.id}}",
        "oidc_policy": {"issuer": f"https://{GITHUB}", "subject": subject(github_environment)},
    }


def rules(collection: str, object_: str, **principals: list[str]) -> Json:
    roles = {"manager": "servicePrincipal.manager", "user": "servicePrincipal.user"}
    return {
        "name": f"accounts/{ACCOUNT}/{collection}/{object_}/ruleSets/default",
        "grant_rules": [
            {"role": f"roles/{roles.get(role) or role.replace('_', '.')}", "principals": given}
            for role, given in principals.items()
        ],
    }
