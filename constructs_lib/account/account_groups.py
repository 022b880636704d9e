"""The groups of a Databricks account."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.data_databricks_group import DataDatabricksGroup
from cdktf_cdktf_provider_databricks.group import Group
from constructs import Construct

from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGroup:
    """A group by its ids: `id` for memberships, `principal` for rule sets."""

    id: str
    principal: str


class AccountGroups(Construct):
    """Groups, made here or found where the identity provider has put them.

    People become members through the identity provider, never here.

    `names` are those of the groups, as people read them. `create` says whether they are made here.

    Attributes:
        groups: The groups by name.
        made: What must wait for the groups depends on it; empty where they are found.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        names: Sequence[str],
        create: bool,
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        lifecycle = Place.of(scope).protection.lifecycle
        self.made: list[ITerraformDependable] = []
        self.groups: dict[str, AccountGroup] = {}
        for name in names:
            label = name.replace("-", "_")
            if create:
                group = Group(self, label, provider=account, display_name=name, lifecycle=lifecycle)
                self.made.append(group)
            else:
                group = DataDatabricksGroup(self, label, provider=account, display_name=name)
            self.groups[name] = AccountGroup(id=group.id, principal=group.acl_principal_id)
