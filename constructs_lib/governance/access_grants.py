"""Who may do what: the privileges on every securable of an environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.grants import Grants, GrantsGrant
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from provider_facts.privileges import PRIVILEGES

DEPLOYERS_OWN: Final = "MANAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurableGrants:
    """All privileges on one securable.

    `kind` is what `databricks_grants` calls it, `name` its full name or a reference to it, `id` what identifies it
    in the stack.
    """

    id: str
    kind: str
    name: str
    rights: tuple[tuple[DatabricksPrincipal, tuple[str, ...]], ...] = ()
    """Who has which privileges on it; nobody else has any."""
    deployer_uses: tuple[str, ...] = ()
    """What the deployer may do with it besides managing it, which brings no use of what others own in it."""


class AccessGrants(Construct):
    """The privileges on securables, one `databricks_grants` each, which removes every other privilege.

    The deployer's right to manage is always in it, or the first apply would lock the pipeline out. Raises
    ValueError for a securable or principal named twice, an unknown kind, and a privilege that the kind does not
    take: the provider checks none of it.

    Attributes:
        grants: The resources by id.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployer: DatabricksPrincipal,
        securables: Sequence[SecurableGrants],
        workspace: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        named = [(each.kind, each.name) for each in securables]
        twice = sorted({f"{kind} {name}" for kind, name in named if named.count((kind, name)) > 1})
        if twice:
            raise ValueError(f"each securable has one list of privileges; named twice: {twice}")
        self.grants = {each.id: self._grants(each, deployer, workspace, after) for each in securables}

    def _grants(
        self,
        securable: SecurableGrants,
        deployer: DatabricksPrincipal,
        workspace: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> Grants:
        grants = Grants(
            self,
            securable.id,
            provider=workspace,
            grant=[
                GrantsGrant(principal=principal.identity, privileges=list(privileges))
                for principal, privileges in _complete(securable, deployer)
            ],
            depends_on=after,
        )
        # Each kind is an argument of its own.
        setattr(grants, securable.kind, securable.name)
        return grants


def _complete(
    securable: SecurableGrants, deployer: DatabricksPrincipal
) -> list[tuple[DatabricksPrincipal, tuple[str, ...]]]:
    if securable.kind not in PRIVILEGES:
        raise ValueError(f"{securable.kind!r} is not a kind of securable; allowed: {', '.join(PRIVILEGES)}")
    allowed = PRIVILEGES[securable.kind]
    seen: set[str] = set()
    for principal, privileges in ((deployer, securable.deployer_uses), *securable.rights):
        wrong = [privilege for privilege in privileges if privilege not in allowed]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)} given to {principal.label} on {securable.id}: not among the privileges of a "
                f"{securable.kind.replace('_', ' ')}; allowed: {', '.join(allowed)}"
            )
    for principal, _ in securable.rights:
        if principal.identity in seen:
            raise ValueError(f"{principal.label} is named twice on {securable.id}; join the entries")
        seen.add(principal.identity)
    if deployer.identity in seen:
        raise ValueError(f"{deployer.label} deploys: its right on {securable.id} is not a matter of choice")
    if DEPLOYERS_OWN not in allowed:
        return list(securable.rights)
    return [(deployer, (DEPLOYERS_OWN, *securable.deployer_uses)), *securable.rights]
