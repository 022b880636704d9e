"""What an environment's stack tells the lakehouse's bundle, as Terraform would print it."""

from typing import Any

from configuration.model import EnvironmentConfig


def lakehouse_outputs(config: EnvironmentConfig) -> dict[str, Any]:
    catalog = f"anthill_{config.name.value}"
    return {
        "account_id": config.account.id,
        "workspace_url": "https://dbc-1.cloud.databricks.com",
        "platform_warehouse_id": "w1",
        "catalog": catalog,
        "volumes": {
            "landing": f"/Volumes/{catalog}/bronze/landing",
            "arrivals": f"/Volumes/{catalog}/bronze/arrivals",
        },
        "run_as_service_principal": "00000000-0000-4000-8000-0000000000d2",
        "budget_policy_id": "00000000-0000-4000-8000-0000000000d4",
        "experiments": {"volatility": f"/Shared/anthill-{config.name.value}-volatility"},
        "registered_models": {"volatility": f"{catalog}.models.volatility"},
        "power_bi": {
            "server": f"dbc-{config.name.value}.cloud.databricks.com",
            "http_path": "/sql/1.0/warehouses/0123456789abcdef",
            "catalog": catalog,
            "schema": "gold",
            "service_principal": "00000000-0000-4000-8000-0000000000d3",
        },
        "vpc_id": "vpc-1",
    }
