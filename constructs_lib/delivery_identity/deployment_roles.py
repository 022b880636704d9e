"""The roles that pipelines assume: one that reads, one that deploys, one that only notifies, one that registers."""

from collections.abc import Sequence
from functools import partial

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from constructs_lib.delivery_identity.deployment_boundary import BOUNDARY, boundary_statements
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
from constructs_lib.delivery_identity.registration_permissions import registration_statements
from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import policy_document
from constructs_lib.place import Place

PLAN_WORKFLOW = ".github/workflows/plan.yml"
DRIFT_WORKFLOW = ".github/workflows/drift.yml"
NOTIFY_WORKFLOW = ".github/workflows/notify.yml"
REGISTRATION_WORKFLOW = ".github/workflows/registration.yml"
PULL_REQUEST_REFS = "refs/pull/*/merge"


class DeploymentRoles(Construct):
    """The GitHub OIDC provider and the roles that runs assume for one environment.

    Always on: no long-lived credential anywhere; the plan role only reads, and no secret's value;
    the deploy role is trusted only on the release branch and is bounded, so that it can neither widen itself
    nor delete the state; the notify role publishes to the pipeline's topic and records what it sent, no more; the
    registration role, if there is one, reaches the states of registrations, which none of the others does.
    `create_provider` is False where another environment of the account has it.

    `environment` is its name, after which GitHub's environments are named (`github_environments`).
    `fixed_role_names` are its roles whose names a service prescribes, so that they lack the prefix of the others.
    `machine_role` is what the one role is for that starts and changes EC2 instances.
    `deploy_workflow` is the file of the one workflow that deploys, `branch` the one branch that it deploys
    from. `registrations` are the states of registrations, given where they lie.

    Attributes:
        provider_arn: The OIDC provider's ARN.
        plan: The plan role.
        deploy: The deploy role.
        notify: The role of runs that only notify.
        registration: The role of runs that register environments with the Databricks account, None without any.
        boundary: The permissions boundary of the deploy role and of every role that it creates.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: str,
        fixed_role_names: Sequence[str],
        machine_role: str,
        repository: GitHubRepository,
        deploy_workflow: str,
        branch: str,
        state: StateAccess,
        create_provider: bool,
        registrations: StateAccess | None = None,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        plan, deploy, notify, registration = (
            place.name_of("iam_role", purpose) for purpose in ("plan", "deploy", "notify", "registration")
        )
        made_roles = [place.role_arn(name) for name in (f"{place.name_prefix}-*", *fixed_role_names)]
        self.provider_arn = place.arn("iam", f"oidc-provider/{ISSUER}")
        if create_provider:
            provider = IamOpenidConnectProvider(
                self, "github", url=f"https://{ISSUER}", client_id_list=[AUDIENCE]
            )
            self.provider_arn = provider.arn
        release_ref = f"refs/heads/{branch}"
        released = partial(
            github_trust, provider_arn=self.provider_arn, repository=repository, refs=(release_ref,)
        )
        self.plan = pipeline_role(
            self,
            "plan",
            name=plan,
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
            statements=[*plan_statements(state, place), see_markers(place)],
        )
        self.boundary = IamPolicy(
            self,
            "boundary",
            name=place.name_of("iam_policy", BOUNDARY),
            description=f"The most that a deployment of {environment}, or a role it creates, may do",
            policy=policy_document(
                boundary_statements(
                    state,
                    place,
                    made_roles=made_roles,
                    deploy_role=deploy,
                    protected_roles=(plan, deploy, notify, *((registration,) if registrations else ())),
                    machine_role=place.name_of("iam_role", machine_role),
                )
            ),
        )
        self.deploy = pipeline_role(
            self,
            "deploy",
            name=deploy,
            description=f"Deploys {environment} from the release branch",
            trust=[
                released(
                    environment=environment,
                    workflow_refs=(repository.workflow(deploy_workflow, release_ref),),
                )
            ],
            statements=[*deploy_statements(state, place, made_roles=made_roles), *write_markers(place)],
            session_seconds=DEPLOYMENT_SECONDS,
            boundary=self.boundary.arn,
        )
        self.notify = pipeline_role(
            self,
            "notify",
            name=notify,
            description=f"Tells what failed in {environment}, and that it is over",
            trust=[
                released(
                    environment=notify_environment(environment),
                    workflow_refs=(repository.workflow(NOTIFY_WORKFLOW, release_ref),),
                )
            ],
            statements=notify_statements(state, place),
        )
        self.registration = registrations and pipeline_role(
            self,
            "registration",
            name=registration,
            description=f"Registers environments with the Databricks account, as {environment} approves",
            trust=[
                released(
                    environment=REGISTRATION,
                    workflow_refs=(repository.workflow(REGISTRATION_WORKFLOW, release_ref),),
                )
            ],
            statements=registration_statements(registrations, place),
            session_seconds=DEPLOYMENT_SECONDS,
        )
