"""A service principal that proves itself by tokens of another identity provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import TerraformProvider, Token
from cdktf_cdktf_provider_databricks.access_control_rule_set import (
    AccessControlRuleSet,
    AccessControlRuleSetGrantRules,
)
from cdktf_cdktf_provider_databricks.service_principal import ServicePrincipal
from cdktf_cdktf_provider_databricks.service_principal_federation_policy import (
    ServicePrincipalFederationPolicy,
    ServicePrincipalFederationPolicyOidcPolicy,
)
from constructs import Construct

from constructs_lib.place import Place

MANAGER: Final = "roles/servicePrincipal.manager"
USER: Final = "roles/servicePrincipal.user"
"""Who has it may let jobs run as the service principal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedToken:
    """The tokens that are taken: of one issuer, for one audience, about one subject."""

    issuer: str
    """The URL of who makes them."""
    audience: str
    """Whom they are made for."""
    subject: str
    """Their subject: exactly this, no pattern."""


class FederatedIdentity(Construct):
    """A service principal, the tokens by label that it signs in with, and who may let jobs run as it.

    There is no secret that could leak or end. Without tokens it signs in nowhere, and jobs run as it only
    through those who use it. Its rule set is written whole: others lose their rights on it.

    `display_name` is what people read. `tokens` are those that it signs in with, by label.

    Attributes:
        service_principal: The service principal.
        application_id: What grants and permissions call it.
        principal: What rule sets call it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        display_name: str,
        tokens: Mapping[str, TrustedToken],
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        self.service_principal = ServicePrincipal(
            self,
            "service_principal",
            provider=account,
            display_name=display_name,
            lifecycle=Place.of(scope).protection.lifecycle,
        )
        self.application_id = self.service_principal.application_id
        self.principal = self.service_principal.acl_principal_id
        for label, token in tokens.items():
            ServicePrincipalFederationPolicy(
                self,
                label,
                provider=account,
                service_principal_id=Token.as_number(self.service_principal.id),
                description=f"{token.subject} of {token.issuer}",
                oidc_policy=ServicePrincipalFederationPolicyOidcPolicy(
                    issuer=token.issuer,
                    audiences=[token.audience],
                    subject=token.subject,
                    subject_claim="sub",
                ),
            )

    def allow(
        self,
        *,
        managers: Sequence[str],
        users: Sequence[str],
        account: TerraformProvider,
    ) -> AccessControlRuleSet:
        """Define who manages it and who may let jobs run as it, as rule sets call them."""
        account_id = Place.of(self).databricks_account_id
        rules = [AccessControlRuleSetGrantRules(role=MANAGER, principals=list(managers))]
        if users:
            rules.append(AccessControlRuleSetGrantRules(role=USER, principals=list(users)))
        return AccessControlRuleSet(
            self,
            "rules",
            provider=account,
            name=f"accounts/{account_id}/servicePrincipals/{self.application_id}/ruleSets/default",
            grant_rules=rules,
        )
