"""Tags with a fixed vocabulary, and the policies that hide data by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.access_control_rule_set import (
    AccessControlRuleSet,
    AccessControlRuleSetGrantRules,
)
from cdktf_cdktf_provider_databricks.entity_tag_assignment import EntityTagAssignment
from cdktf_cdktf_provider_databricks.policy_info import (
    PolicyInfo,
    PolicyInfoColumnMask,
    PolicyInfoMatchColumns,
    PolicyInfoRowFilter,
    PolicyInfoRowFilterUsing,
)
from cdktf_cdktf_provider_databricks.tag_policy import TagPolicy, TagPolicyValues
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.governance.medallion_catalog import MedallionCatalog
from constructs_lib.place import Place

EVERYONE: Final = "account users"
"""The group that every user and service principal of the account is in."""

ALIAS: Final = "tagged"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HidingRule:
    """What hides the columns, or the rows of tables with a column, that carry a tag.

    `function` is the full name of a SQL function that takes the column; `schema` None means the whole
    catalogue. `sees_all` are those it does not concern.
    """

    name: str
    """The name of the policy."""
    rows: bool
    """Whether it hides rows; else it masks columns."""
    schema: str | None
    column_tag: str
    """The key of the tag of the columns that it looks at."""
    function: str
    sees_all: tuple[DatabricksPrincipal, ...]


class HidingRules(Construct):
    """Row filters and column masks by tag, for everyone but those who see all."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        catalog: MedallionCatalog,
        rules: Sequence[HidingRule],
        workspace: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        for rule in rules:
            PolicyInfo(
                self,
                rule.name,
                provider=workspace,
                name=rule.name,
                # As above (databricks/terraform-provider-databricks#5661).
                comment=f"{'Hides rows' if rule.rows else 'Masks columns'} tagged {rule.column_tag}",
                on_securable_type="SCHEMA" if rule.schema else "CATALOG",
                on_securable_fullname=catalog.schemas[rule.schema].id if rule.schema else catalog.name,
                for_securable_type="TABLE",
                policy_type="POLICY_TYPE_ROW_FILTER" if rule.rows else "POLICY_TYPE_COLUMN_MASK",
                to_principals=[EVERYONE],
                except_principals=[principal.identity for principal in rule.sees_all] or None,
                match_columns=[PolicyInfoMatchColumns(alias=ALIAS, condition=f"hasTag('{rule.column_tag}')")],
                row_filter=PolicyInfoRowFilter(
                    function_name=rule.function, using=[PolicyInfoRowFilterUsing(alias=ALIAS)]
                )
                if rule.rows
                else None,
                column_mask=None
                if rule.rows
                else PolicyInfoColumnMask(function_name=rule.function, on_column=ALIAS),
                depends_on=after,
            )
