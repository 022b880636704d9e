"""Secrets of a team, by name: values never pass through Terraform."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.secret_acl import SecretAcl
from cdktf_cdktf_provider_databricks.secret_scope import SecretScope
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal


class TeamSecrets(Construct):
    """A secret scope, who writes secrets in it and who reads them.

    Who writes also reads. No value is set here: what Terraform sets, its state shows. The key of managed
    services encrypts them.

    `writers` put secrets in.

    Attributes:
        scope: The secret scope.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        writers: Sequence[DatabricksPrincipal],
        readers: Sequence[DatabricksPrincipal],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.scope = SecretScope(self, "scope", provider=workspace, name=name, depends_on=ready)
        known = {principal.identity for principal in writers}
        only_readers = [principal for principal in readers if principal.identity not in known]
        for permission, principals in (("WRITE", writers), ("READ", only_readers)):
            for principal in principals:
                SecretAcl(
                    self,
                    principal.label.replace("-", "_"),
                    provider=workspace,
                    scope=self.scope.name,
                    principal=principal.identity,
                    permission=permission,
                )
