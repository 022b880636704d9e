"""Where the business runs: three zones, nothing can be destroyed, everything is kept long."""

from typing import Final
from uuid import UUID

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from configuration.databricks.config import AccountHandles, DatabricksConfig, PrincipalIds
from configuration.databricks.governance import GovernanceConfig
from configuration.databricks.registration import RegisteredParts, RegistrationConfig, WorkspaceHandle
from configuration.databricks.workspace import WorkspaceConfig
from configuration.delivery import DeliveryConfig
from configuration.lake import LakeConfig, LakeLayer, LayerName, StorageClass, Transition
from configuration.model import EnvironmentConfig
from configuration.monitoring import CostConfig, DetectionConfig, MonitoringConfig
from configuration.network import NatStrategy
from configuration.security import AuditConfig
from configuration.tagging import DataClassification, TagConfig
from environments.compute import standard_compute
from environments.market_data import market_data
from environments.rights import OPERATION, SEES_ROWS, SEES_VALUES
from environments.shared import (
    COMPANY_CIDRS,
    DATABRICKS_ACCOUNT_ID,
    GITHUB,
    GUARD_RAILS,
    INFREQUENT,
    METASTORE_ID,
    ON_CALL,
    PACKAGES_ONLY,
    REGION,
    RUNBOOKS_URL,
    TEAM,
    consumption,
    network,
)

CONFIG: Final = EnvironmentConfig(
    name=EnvironmentName.PROD,
    delivery=DeliveryConfig(follows=EnvironmentName.TEST, approvals=1, owner_approves=True),
    account=AccountConfig(id="333333333333"),
    region=REGION,
    state=StateConfig(backend="s3"),
    network=network("10.30.0.0/16", nat=NatStrategy.ONE_PER_ZONE, flow_log_retention_days=365),
    lake=LakeConfig(
        layers=(
            LakeLayer(name=LayerName.LANDING, retention_days=90, noncurrent_retention_days=30),
            LakeLayer(
                name=LayerName.BRONZE,
                retention_days=2555,
                noncurrent_retention_days=90,
                transitions=(
                    *INFREQUENT,
                    Transition(after_days=90, storage_class=StorageClass.GLACIER_IR),
                ),
            ),
            LakeLayer(
                name=LayerName.SILVER,
                retention_days=None,
                noncurrent_retention_days=90,
                transitions=INFREQUENT,
            ),
            LakeLayer(
                name=LayerName.GOLD, retention_days=None, noncurrent_retention_days=90, transitions=INFREQUENT
            ),
            LakeLayer(name=LayerName.ARTIFACTS, retention_days=None, noncurrent_retention_days=180),
            LakeLayer(name=LayerName.LOGS, retention_days=400, noncurrent_retention_days=30),
        )
    ),
    keys=KeyConfig(deletion_window_days=30),
    data_protection=DataProtection.RETAIN,
    audit=AuditConfig(trail_retention_days=2555, log_group_retention_days=365, insights=True),
    guard_rails=GUARD_RAILS,
    tags=TagConfig(
        owner="data-platform", cost_centre="production", data_classification=DataClassification.RESTRICTED
    ),
    databricks=DatabricksConfig(
        account_id=DATABRICKS_ACCOUNT_ID,
        handles=AccountHandles(
            metastore_id=METASTORE_ID,
            principals=PrincipalIds(
                deploy=UUID("00000000-0000-4000-8000-0000000000f1"),
                plan=UUID("00000000-0000-4000-8000-0000000000f5"),
                jobs=UUID("00000000-0000-4000-8000-0000000000f2"),
                power_bi=UUID("00000000-0000-4000-8000-0000000000f3"),
            ),
            budget_policy_id=UUID("00000000-0000-4000-8000-0000000000f4"),
        ),
        registration=RegistrationConfig(
            parts=RegisteredParts(
                vpc_id="vpc-00000000000003001",
                subnet_ids=(
                    "subnet-00000000000003001",
                    "subnet-00000000000003002",
                    "subnet-00000000000003003",
                ),
                security_group_id="sg-00000000000003001",
                managed_services_key_arn=f"arn:aws:kms:{REGION}:333333333333:key/00000000-0000-4000-8000-000000003001",
                storage_key_arn=f"arn:aws:kms:{REGION}:333333333333:key/00000000-0000-4000-8000-000000003002",
                rest_api_endpoint_id="vpce-00000000000003001",
                dataplane_relay_endpoint_id="vpce-00000000000003002",
            ),
            workspace=WorkspaceHandle(
                id=1000000000000003, url="https://dbc-00000000-0003.cloud.databricks.com"
            ),
        ),
        governs_metastore=True,
        workspace=WorkspaceConfig(
            private_link=True,
            allowed_cidrs=COMPANY_CIDRS,
            egress=PACKAGES_ONLY,
            automatic_cluster_update=True,
            enhanced_security_monitoring=True,
        ),
        governance=GovernanceConfig(access=OPERATION, sees_values=SEES_VALUES, sees_rows=SEES_ROWS),
        compute=standard_compute(spot=False, job_workers=16, warehouse="Small"),
        consumption=consumption(daily_usd=200),
    ),
    monitoring=MonitoringConfig(
        critical=ON_CALL,
        high=TEAM,
        detection=DetectionConfig(config_rules=True, guardduty=True, security_hub=True),
        cost=CostConfig(monthly_usd=10000, anomaly_usd=250, databricks_monthly_usd=8000),
        log_retention_days=365,
        runbooks_url=RUNBOOKS_URL,
    ),
    sources=market_data(intraday_trades={"stream_retention_hours": 168}),
    github=GITHUB,
)
