"""Whom Databricks knows: groups by name, service principals by application id."""

from dataclasses import dataclass

from cdktf_cdktf_provider_databricks.permissions import PermissionsAccessControl


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabricksPrincipal:
    """A group, or a service principal, of the Databricks account.

    `label` is what ids and people call it; `identity` is what Databricks calls it: the group's name, the
    service principal's application id.
    """

    label: str
    identity: str
    is_service_principal: bool = False
    """Whether it is one; else it is a group."""

    @property
    def in_rules(self) -> str:
        """What rule sets of the account call it."""
        return f"{'servicePrincipals' if self.is_service_principal else 'groups'}/{self.identity}"

    def may(self, level: str) -> PermissionsAccessControl:
        """Return the entry of a `databricks_permissions` that gives it a level."""
        if self.is_service_principal:
            return PermissionsAccessControl(service_principal_name=self.identity, permission_level=level)
        return PermissionsAccessControl(group_name=self.identity, permission_level=level)
