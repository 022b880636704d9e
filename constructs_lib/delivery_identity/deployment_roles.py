"""The roles that pipelines assume: one that reads, one that deploys, one that only tells, one that registers."""

from dataclasses import dataclass
from functools import partial

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from constructs_lib.delivery_identity.deployment_boundary import boundary_statements
from constructs_lib.delivery_identity.deployment_permissions import deploy_statements
from constructs_lib.delivery_identity.github_environments import (
    REGISTRATION,
    drift_environment,
    notify_environment,
    plan_environment,
)
from constructs_lib.delivery_identity.github_trust import AUDIENCE, ISSUER, GitHubRepository, github_trust
from constructs_lib.delivery_identity.marker_permissions import see_markers, write_markers
from constructs_lib.delivery_identity.notification_permissions import notify_statements
from constructs_lib.delivery_identity.pipeline_role import DEPLOYMENT_SECONDS, pipeline_role
from constructs_lib.delivery_identity.plan_permissions import plan_statements
from constructs_lib.delivery_identity.realm import Realm, StateAccess
from constructs_lib.delivery_identity.registration_permissions import registration_statements
from constructs_lib.iam.policy_document import policy_document

PLAN_WORKFLOW = ".github/workflows/plan.yml"
DRIFT_WORKFLOW = ".github/workflows/drift.yml"
NOTIFY_WORKFLOW = ".github/workflows/notify.yml"
REGISTRATION_WORKFLOW = ".github/workflows/registration.yml"
PULL_REQUEST_REFS = "refs/pull/*/merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """What registers environments with the Databricks account: a role, and the states that it reaches."""

    role_name: str
    """The role's name."""
    state: StateAccess
    """The states of the stacks that it deploys, and of no other."""


class DeploymentRoles(Construct):
    """The GitHub OIDC provider and the roles that runs assume for one environment.

    Always on: no long-lived credential anywhere; the plan role only reads, and no secret's value;
    the deploy role is trusted only on the release branch and is bounded, so that it can neither widen itself
    nor delete the state; the notify role tells the pipeline's topic and remembers what was told, no more; the
    registration role, if there is one, reaches the states of registrations, which none of the others does.
    `create_provider` is False where another environment of the account has it.

    `environment` is its name, after which GitHub's environments are named (`github_environments`).
    `plan_role_name`, `deploy_role_name` and `notify_role_name` are those of the roles, `boundary_name` that of
    what bounds every role that the platform makes.
    `deploy_workflow` is the file of the one workflow that deploys, `branch` the one branch that it deploys
    from. `registrations` are given where the states of registrations lie.

    Attributes:
        provider_arn: The OIDC provider's ARN.
        plan: The plan role.
        deploy: The deploy role.
        notify: The role of runs that have only something to tell.
        registration: The role of runs that register environments with the Databricks account, None without any.
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
        registrations: Registrations | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.provider_arn = realm.arn("iam", f"oidc-provider/{ISSUER}", regional=False)
        if create_provider:
            provider = IamOpenidConnectProvider(
                self, "github", url=f"https://{ISSUER}", client_id_list=[AUDIENCE]
            )
            self.provider_arn = provider.arn
        release_ref = f"refs/heads/{branch}"
        registering = (registrations.role_name,) if registrations else ()
        released = partial(
            github_trust, provider_arn=self.provider_arn, repository=repository, refs=(release_ref,)
        )
        self.plan = pipeline_role(
            self,
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
                    protected_roles=(plan_role_name, deploy_role_name, notify_role_name, *registering),
                )
            ),
        )
        self.deploy = pipeline_role(
            self,
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
        self.notify = pipeline_role(
            self,
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
        self.registration = registrations and pipeline_role(
            self,
            "registration",
            name=registrations.role_name,
            description=f"Registers environments with the Databricks account, as {environment} approves",
            trust=[
                released(
                    environment=REGISTRATION,
                    workflow_refs=(repository.workflow(REGISTRATION_WORKFLOW, release_ref),),
                )
            ],
            statements=registration_statements(registrations.state, realm),
            session_seconds=DEPLOYMENT_SECONDS,
        )
