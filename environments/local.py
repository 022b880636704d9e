"""The environment in the embedded AWS: what prod has, in small, and nothing that lasts."""

from typing import Final
from uuid import UUID

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from configuration.databricks.config import AccountHandles, DatabricksConfig, PrincipalIds
from configuration.databricks.consumption import (
    ServingConfig,
)
from configuration.databricks.governance import GovernanceConfig, Share
from configuration.databricks.workspace import WorkspaceConfig
from configuration.lake import LakeConfig, LakeLayer, LayerName
from configuration.model import EnvironmentConfig
from configuration.monitoring import CostConfig, DetectionConfig, MonitoringConfig
from configuration.network import NatStrategy
from configuration.security import AuditConfig, EmulatorGap, GuardRails
from configuration.tagging import DataClassification, TagConfig
from environments.compute import standard_compute
from environments.market_data import market_data
from environments.rights import OPERATION, SEES_ROWS, SEES_VALUES
from environments.shared import (
    COMPANY_CIDRS,
    DATABRICKS_ACCOUNT_ID,
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
    name=EnvironmentName.LOCAL,
    account=AccountConfig(id="123456789012"),
    region=REGION,
    state=StateConfig(backend="local"),
    network=network("10.40.0.0/16", nat=NatStrategy.ONE_PER_ZONE, flow_log_retention_days=7),
    lake=LakeConfig(
        layers=(
            LakeLayer(name=LayerName.LANDING, retention_days=30, noncurrent_retention_days=7),
            LakeLayer(
                name=LayerName.BRONZE, retention_days=90, noncurrent_retention_days=7, transitions=INFREQUENT
            ),
            LakeLayer(
                name=LayerName.SILVER,
                retention_days=None,
                noncurrent_retention_days=7,
                transitions=INFREQUENT,
            ),
            LakeLayer(
                name=LayerName.GOLD, retention_days=None, noncurrent_retention_days=7, transitions=INFREQUENT
            ),
            LakeLayer(name=LayerName.ARTIFACTS, retention_days=None, noncurrent_retention_days=7),
            LakeLayer(name=LayerName.LOGS, retention_days=30, noncurrent_retention_days=7),
        )
    ),
    keys=KeyConfig(deletion_window_days=7),
    data_protection=DataProtection.DESTROY,
    audit=AuditConfig(trail_retention_days=30, log_group_retention_days=7, insights=True),
    guard_rails=GuardRails(access_analyzer=False, password_minimum_length=16, password_maximum_age_days=90),
    tags=TagConfig(
        owner="data-platform", cost_centre="development", data_classification=DataClassification.INTERNAL
    ),
    databricks=DatabricksConfig(
        account_id=DATABRICKS_ACCOUNT_ID,
        handles=AccountHandles(
            metastore_id=METASTORE_ID,
            principals=PrincipalIds(
                deploy=UUID("00000000-0000-4000-8000-0000000000a1"),
                plan=UUID("00000000-0000-4000-8000-0000000000a5"),
                jobs=UUID("00000000-0000-4000-8000-0000000000a2"),
                power_bi=UUID("00000000-0000-4000-8000-0000000000a3"),
            ),
            budget_policy_id=UUID("00000000-0000-4000-8000-0000000000a4"),
        ),
        governs_metastore=True,
        workspace=WorkspaceConfig(
            private_link=True,
            allowed_cidrs=COMPANY_CIDRS,
            egress=PACKAGES_ONLY,
            automatic_cluster_update=True,
            enhanced_security_monitoring=True,
            settle_seconds=0,
        ),
        governance=GovernanceConfig(
            access=OPERATION,
            shares=(Share(environment=EnvironmentName.DEV, workspace_id=1000000000000001),),
            sees_values=SEES_VALUES,
            sees_rows=SEES_ROWS,
        ),
        compute=standard_compute(spot=False, job_workers=16, warehouse="Small"),
        consumption=consumption(daily_usd=200, serving=ServingConfig(version="1")),
    ),
    monitoring=MonitoringConfig(
        critical=TEAM,
        high=TEAM,
        detection=DetectionConfig(config_rules=True, guardduty=True, security_hub=True),
        cost=CostConfig(monthly_usd=100, anomaly_usd=20),
        log_retention_days=7,
        runbooks_url=RUNBOOKS_URL,
    ),
    sources=market_data(intraday_trades={"shards": 1}),
    emulator_gaps=(
        EmulatorGap(
            resource_type="aws_accessanalyzer_analyzer",
            reason="moto 5.2.5 has no CreateAnalyzer of Access Analyzer",
        ),
        EmulatorGap(
            resource_type="aws_budgets_budget",
            reason="moto 5.2.5 has no subscribers of a budget's notifications",
        ),
        EmulatorGap(
            resource_type="aws_securityhub_account",
            reason="moto 5.2.5 has no UpdateSecurityHubConfiguration",
        ),
        EmulatorGap(
            resource_type="aws_securityhub_standards_subscription",
            reason="moto 5.2.5 has no BatchEnableStandards of Security Hub",
        ),
    ),
)
