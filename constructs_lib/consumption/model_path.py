"""A model's way from experiment to endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.mlflow_experiment import MlflowExperiment
from cdktf_cdktf_provider_databricks.model_serving import (
    ModelServing,
    ModelServingConfigA,
    ModelServingConfigServedEntities,
    ModelServingConfigTrafficConfig,
    ModelServingConfigTrafficConfigRoutes,
    ModelServingEmailNotifications,
)
from cdktf_cdktf_provider_databricks.registered_model import RegisteredModel
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.governance.medallion_catalog import MedallionCatalog
from constructs_lib.object_permissions import object_permissions
from constructs_lib.place import Place

WHOLE_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSpec:
    """What serves a model: the version, the size, whether it rests without requests."""

    name: str
    """Its name."""
    version: str
    """The version of the model that it serves."""
    size: str
    """`Small`, `Medium` or `Large`: how many requests at once."""
    scale_to_zero: bool
    """Whether it rests without requests; the first one then waits."""
    callers: tuple[DatabricksPrincipal, ...]
    """Who may ask it."""
    budget_policy_id: str
    """The policy that puts tags on its usage."""
    emails: tuple[str, ...]
    """Who is notified when an update of it fails."""


class ModelPath(Construct):
    """The experiment of a model, its place in the catalogue, and the endpoint that serves it, if any.

    An endpoint needs a version that is there, so it comes after the first run of the code that registers one.

    `experiment_path` is its place in the workspace. `schema` is the name of the model's schema. `owner` is who
    registers versions and names them: both take the owner of the model, and it is not who deploys
    (Databricks documentation, "Manage model lifecycle in Unity Catalog"). `editors` may change the experiment.
    `endpoint` is None until there is a version to serve.

    Attributes:
        experiment: The experiment.
        model: The registered model.
        endpoint: The endpoint, None without one.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        experiment_path: str,
        schema: str,
        catalog: MedallionCatalog,
        owner: DatabricksPrincipal,
        editors: Sequence[DatabricksPrincipal],
        endpoint: EndpointSpec | None,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.experiment = MlflowExperiment(
            self,
            "experiment",
            provider=workspace,
            name=experiment_path,
            depends_on=ready,
        )
        object_permissions(
            self,
            "experiment_permissions",
            kind="experiment_id",
            object_id=self.experiment.id,
            level="CAN_EDIT",
            principals=editors,
            workspace=workspace,
        )
        self.model = RegisteredModel(
            self,
            "model",
            provider=workspace,
            catalog_name=catalog.name,
            schema_name=catalog.schemas[schema].name,
            name=name,
            owner=owner.identity,
            comment="Versions are registered by the code that trains them",
            # The owner must be known in the workspace.
            depends_on=ready,
            lifecycle=Place.of(scope).protection.lifecycle,
        )
        self.endpoint = self._serve(endpoint, workspace, ready) if endpoint else None

    def _serve(
        self, spec: EndpointSpec, workspace: TerraformProvider, ready: Sequence[ITerraformDependable]
    ) -> ModelServing:
        entity = f"version_{spec.version}"
        endpoint = ModelServing(
            self,
            "endpoint",
            provider=workspace,
            name=spec.name,
            budget_policy_id=spec.budget_policy_id,
            config=ModelServingConfigA(
                served_entities=[
                    ModelServingConfigServedEntities(
                        name=entity,
                        entity_name=self.model.id,
                        entity_version=spec.version,
                        workload_size=spec.size,
                        scale_to_zero_enabled=spec.scale_to_zero,
                    )
                ],
                traffic_config=ModelServingConfigTrafficConfig(
                    routes=[
                        ModelServingConfigTrafficConfigRoutes(
                            served_model_name=entity, traffic_percentage=WHOLE_PERCENT
                        )
                    ]
                ),
            ),
            email_notifications=ModelServingEmailNotifications(on_update_failure=list(spec.emails)),
            # The model waits for the workspace, but its callers are known there only when it is peopled.
            depends_on=ready,
        )
        object_permissions(
            self,
            "endpoint_permissions",
            kind="serving_endpoint_id",
            object_id=endpoint.serving_endpoint_id,
            level="CAN_QUERY",
            principals=spec.callers,
            workspace=workspace,
        )
        return endpoint
