"""The two roles that pipelines assume: one that reads, one that deploys."""

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.policy_document import Statement, policy_document
from constructs_lib.security.deployment_boundary import boundary_statements
from constructs_lib.security.deployment_permissions import deploy_statements, plan_statements
from constructs_lib.security.github_trust import AUDIENCE, ISSUER, GitHubRepository, github_trust
from constructs_lib.security.realm import Realm, StateAccess

PLAN_WORKFLOW = ".github/workflows/plan.yml"
PULL_REQUEST_REFS = "refs/pull/*/merge"


class DeploymentRoles(Construct):
    """Defines the GitHub OIDC provider and the plan and deploy roles of one environment.

    Always on: no long-lived credential anywhere; the plan role only reads, and no secret's value;
    the deploy role is trusted only on the release branch and is bounded, so that it can neither widen itself
    nor delete the state. `create_provider` is False where another environment of the account has it.

    Attributes:
        provider_arn: The OIDC provider's ARN.
        plan: The plan role.
        deploy: The deploy role.
        boundary: The permissions boundary of the deploy role and of every role that it creates.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: str,
        plan_role_name: str,
        deploy_role_name: str,
        boundary_name: str,
        realm: Realm,
        repository: GitHubRepository,
        deploy_workflow: str,
        branch: str,
        state: StateAccess,
        create_provider: bool,
    ) -> None:
        super().__init__(scope, id_)
        self.provider_arn = realm.arn("iam", f"oidc-provider/{ISSUER}", regional=False)
        if create_provider:
            provider = IamOpenidConnectProvider(
                self, "github", url=f"https://{ISSUER}", client_id_list=[AUDIENCE]
            )
            self.provider_arn = provider.arn
        release_ref = f"refs/heads/{branch}"
        self.plan = IamRole(
            self,
            "plan",
            name=plan_role_name,
            description=f"Plans {environment} from pull requests and on schedule; reads only",
            max_session_duration=3600,
            assume_role_policy=policy_document(
                [
                    github_trust(
                        provider_arn=self.provider_arn,
                        repository=repository,
                        environment=f"{environment}-plan",
                        workflow_refs=tuple(
                            repository.workflow(PLAN_WORKFLOW, ref)
                            for ref in (release_ref, PULL_REQUEST_REFS)
                        ),
                    )
                ]
            ),
        )
        _inline(self, "plan_permissions", self.plan, plan_statements(state))
        self.boundary = IamPolicy(
            self,
            "boundary",
            name=boundary_name,
            description=f"The most that a deployment of {environment}, or a role it creates, may do",
            policy=policy_document(
                boundary_statements(
                    state,
                    realm,
                    boundary_name=boundary_name,
                    protected_roles=(plan_role_name, deploy_role_name),
                )
            ),
        )
        self.deploy = IamRole(
            self,
            "deploy",
            name=deploy_role_name,
            description=f"Deploys {environment} from the release branch",
            max_session_duration=3600,
            permissions_boundary=self.boundary.arn,
            assume_role_policy=policy_document(
                [
                    github_trust(
                        provider_arn=self.provider_arn,
                        repository=repository,
                        environment=environment,
                        workflow_refs=(repository.workflow(deploy_workflow, release_ref),),
                        refs=(release_ref,),
                    )
                ]
            ),
        )
        _inline(self, "deploy_permissions", self.deploy, deploy_statements(state, realm))


def _inline(scope: Construct, id_: str, role: IamRole, statements: list[Statement]) -> IamRolePolicy:
    return IamRolePolicy(scope, id_, name="permissions", role=role.name, policy=policy_document(statements))
