"""Which privileges each kind of Unity Catalog securable takes; the provider checks none of them."""

from typing import Final

_EVERY: Final = ("ALL_PRIVILEGES", "MANAGE")
_SCHEMA: Final = (
    "APPLY_TAG",
    "CREATE_FUNCTION",
    "CREATE_MATERIALIZED_VIEW",
    "CREATE_MODEL",
    "CREATE_TABLE",
    "CREATE_VOLUME",
    "EXECUTE",
    "EXTERNAL_USE_SCHEMA",
    "MODIFY",
    "READ_VOLUME",
    "REFRESH",
    "SELECT",
    "USE_SCHEMA",
    "WRITE_VOLUME",
)

PRIVILEGES: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(sorted(privileges))
    for kind, privileges in {
        "catalog": (*_EVERY, *_SCHEMA, "BROWSE", "CREATE_SCHEMA", "USE_CATALOG"),
        "credential": (*_EVERY, "ACCESS"),
        "external_location": (
            *_EVERY,
            "BROWSE",
            "CREATE_EXTERNAL_TABLE",
            "CREATE_EXTERNAL_VOLUME",
            "CREATE_FOREIGN_SECURABLE",
            "CREATE_MANAGED_STORAGE",
            "EXTERNAL_USE_LOCATION",
            "READ_FILES",
            "WRITE_FILES",
        ),
        "foreign_connection": (*_EVERY, "CREATE_FOREIGN_CATALOG", "USE_CONNECTION"),
        "function": (*_EVERY, "APPLY_TAG", "EXECUTE"),
        "metastore": (
            "CREATE_CATALOG",
            "CREATE_CONNECTION",
            "CREATE_EXTERNAL_LOCATION",
            "CREATE_PROVIDER",
            "CREATE_RECIPIENT",
            "CREATE_SERVICE_CREDENTIAL",
            "CREATE_SHARE",
            "CREATE_STORAGE_CREDENTIAL",
            "MANAGE_ALLOWLIST",
            "SET_SHARE_PERMISSION",
            "USE_MARKETPLACE_ASSETS",
            "USE_PROVIDER",
            "USE_RECIPIENT",
            "USE_SHARE",
        ),
        "model": (*_EVERY, "APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE"),
        "schema": (*_EVERY, *_SCHEMA),
        "storage_credential": (
            *_EVERY,
            "CREATE_EXTERNAL_LOCATION",
            "CREATE_EXTERNAL_TABLE",
            "READ_FILES",
            "WRITE_FILES",
        ),
        "table": (*_EVERY, "APPLY_TAG", "MODIFY", "REFRESH", "SELECT"),
        "volume": (*_EVERY, "APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"),
    }.items()
}
"""By the name that `databricks_grants` has for the securable.

Source: Databricks documentation, "Unity Catalog privileges and securable objects"; the provider's page of
`databricks_grants` spells them with underscores.
"""
