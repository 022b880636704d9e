"""Which attributes the provider marks as sensitive: the bindings do not say."""

import re
from typing import Final

_SENSITIVE: Final = frozenset(
    {
        ("databricks", "actions_id_token_request_token"),
        ("databricks", "azure_client_secret"),
        ("databricks", "client_secret"),
        ("databricks", "google_credentials"),
        ("databricks", "password"),
        ("databricks", "token"),
        ("databricks_connection", "options"),
        ("databricks_git_credential", "personal_access_token"),
        ("databricks_mws_networks", "account_id"),
        ("databricks_mws_storage_configurations", "account_id"),
        ("databricks_mws_workspaces", "account_id"),
        ("databricks_mws_workspaces", "token.token_value"),
        ("databricks_obo_token", "token_value"),
        ("databricks_secret", "string_value"),
        ("databricks_service_principal_secret", "secret"),
        ("databricks_token", "token_value"),
    }
)
"""Source: the provider's Go sources, as far as this project uses the type. Others pass unmarked."""

_TELLING: Final = re.compile(
    r"password|token|secret|options|string_value|credentials$|private_key|sharing_code"
)


def is_sensitive(type_name: str, path: str) -> bool:
    """Return whether the provider marks the attribute, at its dotted path, as sensitive."""
    return (type_name, path) in _SENSITIVE


def may_be_secret(name: str) -> bool:
    """Return whether an attribute of this name may hold a secret, and so is never shown."""
    return bool(_TELLING.search(name))
