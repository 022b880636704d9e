"""Where changes arrive first: cheap, and rebuilt without regret."""

from typing import Final
from uuid import UUID

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from configuration.databricks.config import AccountHandles, DatabricksConfig, PrincipalIds
from configuration.databricks.governance import GovernanceConfig
from configuration.databricks.registration import RegisteredParts, RegistrationConfig, WorkspaceHandle
from configuration.databricks.workspace import EgressMode, ServerlessEgress, WorkspaceConfig
from configuration.delivery import DeliveryConfig
from configuration.lake import LakeConfig, LakeLayer, LayerName
from configuration.model import EnvironmentConfig
from configuration.monitoring import CostConfig, DetectionConfig, MonitoringConfig
from configuration.network import NatStrategy
from configuration.security import AuditConfig
from configuration.tagging import DataClassification, TagConfig
from environments.compute import standard_compute
from environments.market_data import market_data
from environments.rights import DEVELOPMENT, SEES_ROWS, SEES_VALUES
from environments.shared import (
    DATABRICKS_ACCOUNT_ID,
    GITHUB,
    GUARD_RAILS,
    INFREQUENT,
    METASTORE_ID,
    REGION,
    RUNBOOKS_URL,
    TEAM,
    consumption,
    network,
)

CONFIG: Final = EnvironmentConfig(
    name=EnvironmentName.DEV,
    delivery=DeliveryConfig(follows=None, approvals=1, owner_approves=False),
    account=AccountConfig(id="111111111111"),
    region=REGION,
    state=StateConfig(backend="s3"),
    network=network("10.10.0.0/16", zones="ab", nat=NatStrategy.SINGLE, flow_log_retention_days=30),
    lake=LakeConfig(
        layers=(
            LakeLayer(name=LayerName.LANDING, retention_days=30, noncurrent_retention_days=7),
            LakeLayer(
                name=LayerName.BRONZE, retention_days=180, noncurrent_retention_days=7, transitions=INFREQUENT
            ),
            LakeLayer(
                name=LayerName.SILVER,
                retention_days=None,
                noncurrent_retention_days=7,
                transitions=INFREQUENT,
            ),
            LakeLayer(name=LayerName.GOLD, retention_days=None, noncurrent_retention_days=7),
            LakeLayer(name=LayerName.ARTIFACTS, retention_days=None, noncurrent_retention_days=30),
            LakeLayer(name=LayerName.LOGS, retention_days=90, noncurrent_retention_days=7),
        )
    ),
    keys=KeyConfig(deletion_window_days=7),
    data_protection=DataProtection.DESTROY,
    audit=AuditConfig(trail_retention_days=90, log_group_retention_days=90, insights=False),
    guard_rails=GUARD_RAILS,
    tags=TagConfig(
        owner="data-platform", cost_centre="development", data_classification=DataClassification.INTERNAL
    ),
    databricks=DatabricksConfig(
        account_id=DATABRICKS_ACCOUNT_ID,
        handles=AccountHandles(
            metastore_id=METASTORE_ID,
            principals=PrincipalIds(
                deploy=UUID("00000000-0000-4000-8000-0000000000d1"),
                plan=UUID("00000000-0000-4000-8000-0000000000d5"),
                jobs=UUID("00000000-0000-4000-8000-0000000000d2"),
                power_bi=UUID("00000000-0000-4000-8000-0000000000d3"),
            ),
            budget_policy_id=UUID("00000000-0000-4000-8000-0000000000d4"),
        ),
        registration=RegistrationConfig(
            parts=RegisteredParts(
                vpc_id="vpc-00000000000001001",
                subnet_ids=("subnet-00000000000001001", "subnet-00000000000001002"),
                security_group_id="sg-00000000000001001",
                managed_services_key_arn=f"arn:aws:kms:{REGION}:111111111111:key/00000000-0000-4000-8000-000000001001",
                storage_key_arn=f"arn:aws:kms:{REGION}:111111111111:key/00000000-0000-4000-8000-000000001002",
            ),
            workspace=WorkspaceHandle(
                id=1000000000000001, url="https://dbc-00000000-0001.cloud.databricks.com"
            ),
        ),
        workspace=WorkspaceConfig(
            private_link=False,
            egress=ServerlessEgress(mode=EgressMode.FULL),
            automatic_cluster_update=False,
            enhanced_security_monitoring=False,
        ),
        governance=GovernanceConfig(access=DEVELOPMENT, sees_values=SEES_VALUES, sees_rows=SEES_ROWS),
        compute=standard_compute(spot=True, job_workers=4, warehouse="2X-Small"),
        consumption=consumption(daily_usd=20),
    ),
    monitoring=MonitoringConfig(
        critical=TEAM,
        high=TEAM,
        detection=DetectionConfig(config_rules=True, guardduty=True, security_hub=False),
        cost=CostConfig(monthly_usd=1500, anomaly_usd=100, databricks_monthly_usd=1000),
        log_retention_days=30,
        runbooks_url=RUNBOOKS_URL,
    ),
    sources=market_data(intraday_trades={"shards": 1, "buffer_seconds": 300}),
    github=GITHUB,
)
