"""Who may use an object of a workspace."""

from collections.abc import Sequence

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.permissions import Permissions
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from provider_facts.databricks import permission_levels


def object_permissions(
    scope: Construct,
    id_: str,
    *,
    kind: str,
    object_id: str,
    level: str,
    principals: Sequence[DatabricksPrincipal],
    workspace: TerraformProvider,
) -> Permissions:
    """Give principals a level on one object, named by an argument of `databricks_permissions` such as `job_id`.

    Raises ValueError for an unknown kind, a level that the kind does not have, and an empty list, which the
    provider takes as an error of its own at apply.
    """
    levels = permission_levels()
    if kind not in levels:
        raise ValueError(f"{kind!r} names no object of databricks_permissions; allowed: {', '.join(levels)}")
    if level not in levels[kind]:
        raise ValueError(f"{level!r} is not a level of {kind}; allowed: {', '.join(levels[kind])}")
    if not principals:
        raise ValueError(f"{id_}: nobody is named")
    permissions = Permissions(
        scope, id_, provider=workspace, access_control=[principal.may(level) for principal in principals]
    )
    # Each kind is an argument of its own.
    setattr(permissions, kind, object_id)
    return permissions
