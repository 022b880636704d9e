"""The roles that pipelines assume: one that reads, one that deploys, one that only tells."""

from functools import partial
from typing import Final

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.policy_document import Statement, policy_document
from constructs_lib.security.deployment_boundary import boundary_statements
from constructs_lib.security.deployment_permissions import deploy_statements
from constructs_lib.security.github_environments import (
    drift_environment,
    notify_environment,
    plan_environment,
)
from constructs_lib.security.github_trust import AUDIENCE, ISSUER, GitHubRepository, github_trust
from constructs_lib.security.marker_permissions import see_markers, write_markers
from constructs_lib.security.notification_permissions import notify_statements
from constructs_lib.security.plan_permissions import plan_statements
from constructs_lib.security.realm import Realm, StateAccess

PLAN_WORKFLOW = ".github/workflows/plan.yml"
DRIFT_WORKFLOW = ".github/workflows/drift.yml"
NOTIFY_WORKFLOW = ".github/workflows/notify.yml"
PULL_REQUEST_REFS = "refs/pull/*/merge"

SESSION_SECONDS: Final = 3600
"""The longest session that a role takes by default, and the shortest that can be its longest
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)."""
DEPLOYMENT_SECONDS: Final = 90 * 60
"""As long as the job that deploys may take (`timeout-minutes`): a workspace alone can keep it waiting for an hour."""


class DeploymentRoles(Construct):
    """Defines the GitHub OIDC provider and the plan, deploy and notify roles of one environment.

    Always on: no long-lived credential anywhere; the plan role only reads, and no secret's value;
    the deploy role is trusted only on the release branch and is bounded, so that it can neither widen itself
    nor delete the state; the notify role tells the pipeline's topic and remembers what was told, no more.
    `create_provider` is False where another environment of the account has it.

    `environment` is its name, after which GitHub's environments are named (`github_environments`).
    `plan_role_name`, `deploy_role_name` and `notify_role_name` are those of the roles, `boundary_name` that of
    what bounds every role that the platform makes.
    `deploy_workflow` is the file of the one workflow that deploys, `branch` the one branch that it deploys
    from.

    Attributes:
        provider_arn: The OIDC provider's ARN.
        plan: The plan role.
        deploy: The deploy role.
        notify: The role of runs that have only something to tell.
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
        notify_role_name: str,
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
        released = partial(
            github_trust, provider_arn=self.provider_arn, repository=repository, refs=(release_ref,)
        )
        self.plan = self._role(
            "plan",
            name=plan_role_name,
            description=f"Plans {environment} from pull requests and on schedule; reads only",
            trust=[
                github_trust(
                    provider_arn=self.provider_arn,
                    repository=repository,
                    environment=plan_environment(environment),
                    workflow_refs=(
                        repository.workflow(PLAN_WORKFLOW, release_ref),
                        repository.workflow(PLAN_WORKFLOW, PULL_REQUEST_REFS),
                    ),
                ),
                released(
                    sid="TrustDrift",
                    environment=drift_environment(environment),
                    workflow_refs=(repository.workflow(DRIFT_WORKFLOW, release_ref),),
                ),
            ],
            statements=[*plan_statements(state, realm), see_markers(realm)],
        )
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
                    deploy_role=deploy_role_name,
                    protected_roles=(plan_role_name, deploy_role_name, notify_role_name),
                )
            ),
        )
        self.deploy = self._role(
            "deploy",
            name=deploy_role_name,
            description=f"Deploys {environment} from the release branch",
            trust=[
                released(
                    environment=environment,
                    workflow_refs=(repository.workflow(deploy_workflow, release_ref),),
                )
            ],
            statements=[*deploy_statements(state, realm), *write_markers(realm)],
            session_seconds=DEPLOYMENT_SECONDS,
            boundary=self.boundary.arn,
        )
        self.notify = self._role(
            "notify",
            name=notify_role_name,
            description=f"Tells what failed in {environment}, and that it is over",
            trust=[
                released(
                    environment=notify_environment(environment),
                    workflow_refs=(repository.workflow(NOTIFY_WORKFLOW, release_ref),),
                )
            ],
            statements=notify_statements(state, realm),
        )

    def _role(
        self,
        id_: str,
        *,
        name: str,
        description: str,
        trust: list[Statement],
        statements: list[Statement],
        session_seconds: int = SESSION_SECONDS,
        boundary: str | None = None,
    ) -> IamRole:
        role = IamRole(
            self,
            id_,
            name=name,
            description=description,
            max_session_duration=session_seconds,
            permissions_boundary=boundary,
            assume_role_policy=policy_document(trust),
        )
        IamRolePolicy(
            self,
            f"{id_}_permissions",
            name="permissions",
            role=role.name,
            policy=policy_document(statements),
        )
        return role
