"""The stacks of three environments in their smallest form, in which none reaches another."""

from configuration.names import Names
from configuration.stack_ids import bootstrap_stack, environment_stack, registration_stack
from tests.operations.conformance.between.parts import (
    CONFIGS,
    CREATES,
    GITHUB,
    METASTORE,
    ROBOTS,
    Json,
    allow,
    application,
    aws_account,
    group,
    policy,
    principal,
    rules,
    signed_in,
    subject,
)

Stacks = dict[str, Json]


def _backend(stack: str, keeper: str) -> Json:
    names = Names.of(CONFIGS[keeper])
    key = f"{stack}/terraform.tfstate"
    s3 = {"allowed_account_ids": [names.account_id], "bucket": names.state_bucket, "key": key}
    return {"backend": {"s3": s3}}


def _aws(environment: str) -> list[Json]:
    return [{"region": "eu-west-1", "allowed_account_ids": [aws_account(environment)]}]


def account_stack() -> Json:
    robots = [(name, robot) for name in CONFIGS for robot in ROBOTS]
    admins = group("platform_admins", "acl_principal_id")
    resource: Json = {
        "databricks_service_principal": {
            f"{name}_{robot}": {"display_name": f"anthill-{name}-{robot.replace('_', '-')}"}
            for name, robot in robots
        }
        | {"registration": {"display_name": "anthill-registration"}},
        "databricks_service_principal_federation_policy": {
            f"{name}_deploy": signed_in(f"{name}_deploy", name) for name in CONFIGS
        }
        | {f"{name}_plan": signed_in(f"{name}_plan", f"{name}-plan") for name in CONFIGS}
        | {f"{name}_drift": signed_in(f"{name}_plan", f"{name}-drift") for name in CONFIGS}
        | {"registration": signed_in("registration", "registration")},
        "databricks_service_principal_role": {
            "registers": {
                "role": "account_admin",
                "service_principal_id": "${databricks_service_principal.registration.id}",
            }
        },
        "databricks_group": {
            "platform_admins": {"display_name": "platform-admins"},
            "deployers": {"display_name": "anthill-deployers"},
            "analysts": {"display_name": "analysts"},
        },
        "databricks_group_member": {
            f"{name}_deploys": {"group_id": group("deployers"), "member_id": principal(name, "deploy")}
            for name in CONFIGS
        },
        "databricks_metastore": {"it": {"name": "m", "owner": "platform-admins"}},
        "databricks_access_control_rule_set": {
            f"{name}_{robot}": rules(
                "servicePrincipals",
                principal(name, robot, "application_id"),
                manager=[admins],
                user=[principal(name, "deploy", "acl_principal_id")] if robot == "jobs" else [],
            )
            for name, robot in robots
        }
        | {
            f"{name}_budget": rules(
                "budgetPolicies",
                f"${{databricks_budget_policy.{name}.policy_id}}",
                budgetPolicy_manager=[admins],
                budgetPolicy_user=[principal(name, "deploy", "acl_principal_id")],
            )
            for name in CONFIGS
        },
        "databricks_budget_policy": {name: {"policy_name": f"anthill-{name}"} for name in CONFIGS},
    }
    return {
        "terraform": _backend("anthill-account", "prod"),
        "provider": {
            "aws": _aws("prod"),
            "databricks": [{"alias": "account", "host": "https://accounts.cloud.databricks.com"}],
        },
        "resource": resource,
        "output": {
            "principals": {
                "value": {
                    name: {
                        robot.replace("_", "-"): principal(name, robot, "application_id") for robot in ROBOTS
                    }
                    for name in CONFIGS
                }
            },
            "budget_policy_ids": {
                "value": {name: f"${{databricks_budget_policy.{name}.policy_id}}" for name in CONFIGS}
            },
        },
    }


def own_stack(name: str) -> Json:
    bucket = Names.of(CONFIGS[name]).s3_bucket("gold")
    own = {"aws:PrincipalAccount": aws_account(name), "aws:ResourceAccount": aws_account(name)}
    everybody = {"AWS": "*"}
    grants = [
        {"principal": application(name), "privileges": ["MANAGE"]},
        {"principal": "platform-admins", "privileges": ["ALL_PRIVILEGES"]},
        {"principal": "analysts", "privileges": ["SELECT"]},
    ]
    return {
        "terraform": _backend(f"anthill-{name}", name),
        "provider": {
            "aws": _aws(name),
            "databricks": [{"alias": "workspace", "host": "https://dbc-1.cloud.databricks.com"}],
        },
        "resource": {
            "aws_s3_bucket": {"gold": {"bucket": bucket}},
            "aws_s3_bucket_policy": {
                "gold": {
                    "bucket": bucket,
                    "policy": policy(
                        {
                            "Effect": "Deny",
                            "Action": "s3:*",
                            "Principal": everybody,
                            "Resource": f"arn:aws:s3:::{bucket}/*",
                        },
                        allow(
                            "s3:GetObject",
                            f"arn:aws:s3:::{bucket}/*",
                            Principal=everybody,
                            Condition={"StringEquals": own},
                        ),
                    ),
                }
            },
            "aws_vpc_endpoint": {
                "s3": {"policy": policy(allow("*", Principal="*", Condition={"StringEquals": own}))}
            },
            "aws_kms_key": {
                "lake": {
                    "policy": policy(
                        allow("kms:*", Principal={"AWS": f"arn:aws:iam::{aws_account(name)}:root"})
                    )
                }
            },
            "databricks_grants": {"catalog": {"catalog": f"anthill_{name}", "grant": grants}},
            "databricks_permission_assignment": {
                "admins": {"group_name": "platform-admins", "permissions": ["ADMIN"]}
            },
            "databricks_access_control_rule_set": {
                "layer": rules(
                    "tagPolicies",
                    "layer",
                    tagPolicy_manager=["groups/platform-admins"],
                    tagPolicy_assigner=["groups/anthill-deployers"],
                )
            },
            "databricks_permissions": {
                "pool": {"access_control": [{"group_name": "users", "permission_level": "CAN_ATTACH_TO"}]}
            },
        },
    }


def bootstrap(name: str) -> Json:
    arn = f"arn:aws:s3:::{Names.of(CONFIGS[name]).state_bucket}"
    states = [name, *(["account", *(f"{each}-registration" for each in CONFIGS)] if name == "prod" else [])]
    exactly = {
        f"{GITHUB}:sub": [subject(name)],
        f"{GITHUB}:environment": name,
        f"{GITHUB}:aud": "sts.amazonaws.com",
    }
    trusted = {
        "Sid": "TrustGitHubEnvironment",
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{aws_account(name)}:oidc-provider/{GITHUB}"},
        "Condition": {"StringEquals": exactly},
    }
    return {
        "terraform": _backend(f"anthill-{name}-bootstrap", name),
        "provider": {"aws": _aws(name)},
        "resource": {
            "aws_iam_role": {
                "deploy": {"name": f"anthill-{name}-deploy", "assume_role_policy": policy(trusted)}
            },
            "aws_iam_role_policy": {
                "deploy": {
                    "role": "${aws_iam_role.deploy.name}",
                    "policy": policy(
                        allow("s3:*Object", [f"{arn}/anthill-{each}/terraform.tfstate*" for each in states]),
                        allow("s3:*", f"arn:aws:s3:::anthill-{name}-lake-*"),
                    ),
                }
            },
        },
    }


def registration(name: str) -> Json:
    return {
        "terraform": _backend(f"anthill-{name}-registration", "prod"),
        "provider": {"databricks": [{"alias": "account", "host": "https://accounts.cloud.databricks.com"}]},
        "resource": {
            "databricks_mws_credentials": {
                "it": {
                    "role_arn": f"arn:aws:iam::{aws_account(name)}:role/anthill-{name}-compute",
                    "provider": "databricks.account",
                }
            },
            "databricks_permission_assignment": {
                "deployer": {"service_principal_name": application(name), "permissions": ["ADMIN"]}
            },
            "databricks_grant": {
                "creator": {"metastore": METASTORE, "principal": application(name), "privileges": CREATES}
            },
        },
    }


def clean() -> Stacks:
    """Every stack, as it should be."""
    found = {"anthill-account": account_stack()}
    for name in CONFIGS:
        found[environment_stack(name)] = own_stack(name)
        found[bootstrap_stack(name)] = bootstrap(name)
        found[registration_stack(name)] = registration(name)
    return found
