"""Tags with a fixed vocabulary."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.access_control_rule_set import (
    AccessControlRuleSet,
    AccessControlRuleSetGrantRules,
)
from cdktf_cdktf_provider_databricks.entity_tag_assignment import EntityTagAssignment
from cdktf_cdktf_provider_databricks.tag_policy import TagPolicy, TagPolicyValues
from constructs import Construct

from constructs_lib.governance.medallion_catalog import MedallionCatalog
from constructs_lib.place import Place

TAG_MANAGER: Final = "roles/tagPolicy.manager"
TAG_ASSIGNER: Final = "roles/tagPolicy.assigner"
"""Source: the provider's page of databricks_access_control_rule_set, version 1.99."""


class GovernedTags(Construct):
    """The keys of tags and the values that each takes, for all workspaces of a metastore.

    Without rules only who made a key may assign it, and every environment tags its own schemas. They are written
    whole: others lose their rights on the key.

    `tags` are the values by key. `managers` may change the keys, `assigners` assign them, as rule sets call them.

    Attributes:
        policies: The tag policies by key.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        tags: Mapping[str, Sequence[str]],
        managers: Sequence[str],
        assigners: Sequence[str],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        account_id = Place.of(scope).databricks_account_id
        self.policies = {
            key: TagPolicy(
                self,
                key,
                provider=workspace,
                tag_key=key,
                # Left out it comes back empty, which fails the apply (databricks/terraform-provider-databricks#5660).
                description=f"Takes {' or '.join(values) or 'any value'}",
                values=[TagPolicyValues(name=value) for value in values] or None,
                depends_on=ready,
            )
            for key, values in tags.items()
        }
        for key, policy in self.policies.items():
            AccessControlRuleSet(
                self,
                f"{key}_rules",
                provider=workspace,
                name=f"accounts/{account_id}/tagPolicies/{policy.id}/ruleSets/default",
                grant_rules=[
                    AccessControlRuleSetGrantRules(role=TAG_MANAGER, principals=list(managers)),
                    AccessControlRuleSetGrantRules(role=TAG_ASSIGNER, principals=list(assigners)),
                ],
            )


class SchemaTags(Construct):
    """A tag on each schema of a catalogue: its own name as the value of `layer`.

    `key` is the tag.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        catalog: MedallionCatalog,
        key: str,
        workspace: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        for name, schema in catalog.schemas.items():
            EntityTagAssignment(
                self,
                name,
                provider=workspace,
                entity_type="schemas",
                entity_name=schema.id,
                tag_key=key,
                tag_value=name,
                depends_on=after,
            )
