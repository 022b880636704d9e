"""Where a release is proven: shaped like prod, smaller in time."""

from typing import Final
from uuid import UUID

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from configuration.databricks.config import AccountHandles, DatabricksConfig, PrincipalIds
from configuration.databricks.governance import GovernanceConfig
from configuration.databricks.registration import RegisteredParts, RegistrationConfig, WorkspaceHandle
from configuration.databricks.workspace import WorkspaceConfig
from configuration.delivery import DeliveryConfig
from configuration.lake import LakeConfig, LakeLayer, LayerName
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
    PACKAGES_ONLY,
    REGION,
    RUNBOOKS_URL,
    TEAM,
    consumption,
    network,
)

CONFIG: Final = EnvironmentConfig(
    name=EnvironmentName.TEST,
    delivery=DeliveryConfig(follows=EnvironmentName.DEV, approvals=1, owner_approves=False),
    account=AccountConfig(id="222222222222"),
    region=REGION,
    state=StateConfig(backend="s3"),
    network=network("10.20.0.0/16", nat=NatStrategy.SINGLE, flow_log_retention_days=90),
    lake=LakeConfig(
        layers=(
            LakeLayer(name=LayerName.LANDING, retention_days=60, noncurrent_retention_days=14),
            LakeLayer(
                name=LayerName.BRONZE,
                retention_days=365,
                noncurrent_retention_days=30,
                transitions=INFREQUENT,
            ),
            LakeLayer(
                name=LayerName.SILVER,
                retention_days=None,
                noncurrent_retention_days=30,
                transitions=INFREQUENT,
            ),
            LakeLayer(
                name=LayerName.GOLD, retention_days=None, noncurrent_retention_days=30, transitions=INFREQUENT
            ),
            LakeLayer(name=LayerName.ARTIFACTS, retention_days=None, noncurrent_retention_days=90),
            LakeLayer(name=LayerName.LOGS, retention_days=365, noncurrent_retention_days=30),
        )
    ),
    keys=KeyConfig(deletion_window_days=14),
    data_protection=DataProtection.RETAIN,
    audit=AuditConfig(trail_retention_days=365, log_group_retention_days=365, insights=True),
    guard_rails=GUARD_RAILS,
    tags=TagConfig(
        owner="data-platform", cost_centre="quality", data_classification=DataClassification.CONFIDENTIAL
    ),
    databricks=DatabricksConfig(
        account_id=DATABRICKS_ACCOUNT_ID,
        handles=AccountHandles(
            metastore_id=METASTORE_ID,
            principals=PrincipalIds(
                deploy=UUID("00000000-0000-4000-8000-0000000000e1"),
                plan=UUID("00000000-0000-4000-8000-0000000000e5"),
                jobs=UUID("00000000-0000-4000-8000-0000000000e2"),
                power_bi=UUID("00000000-0000-4000-8000-0000000000e3"),
            ),
            budget_policy_id=UUID("00000000-0000-4000-8000-0000000000e4"),
        ),
        registration=RegistrationConfig(
            parts=RegisteredParts(
                vpc_id="vpc-00000000000002001",
                subnet_ids=(
                    "subnet-00000000000002001",
                    "subnet-00000000000002002",
                    "subnet-00000000000002003",
                ),
                security_group_id="sg-00000000000002001",
                managed_services_key_arn=f"arn:aws:kms:{REGION}:222222222222:key/00000000-0000-4000-8000-000000002001",
                storage_key_arn=f"arn:aws:kms:{REGION}:222222222222:key/00000000-0000-4000-8000-000000002002",
                rest_api_endpoint_id="vpce-00000000000002001",
                dataplane_relay_endpoint_id="vpce-00000000000002002",
            ),
            workspace=WorkspaceHandle(
                id=1000000000000002, url="https://dbc-00000000-0002.cloud.databricks.com"
            ),
        ),
        workspace=WorkspaceConfig(
            private_link=True,
            allowed_cidrs=COMPANY_CIDRS,
            egress=PACKAGES_ONLY,
            automatic_cluster_update=True,
            enhanced_security_monitoring=False,
        ),
        governance=GovernanceConfig(access=OPERATION, sees_values=SEES_VALUES, sees_rows=SEES_ROWS),
        compute=standard_compute(spot=True, job_workers=4, warehouse="2X-Small"),
        consumption=consumption(daily_usd=20),
    ),
    monitoring=MonitoringConfig(
        critical=TEAM,
        high=TEAM,
        detection=DetectionConfig(config_rules=True, guardduty=True, security_hub=True),
        cost=CostConfig(monthly_usd=2000, anomaly_usd=100, databricks_monthly_usd=1000),
        log_retention_days=90,
        runbooks_url=RUNBOOKS_URL,
    ),
    sources=market_data(),
    github=GITHUB,
)
