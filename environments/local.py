"""The environment in the embedded AWS: what prod has, in small, and nothing that lasts."""

from ipaddress import IPv4Network
from typing import Final

from environments.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from environments.lake import LakeConfig, LakeLayer, LayerName, StorageClass, Transition
from environments.market_data import market_data
from environments.model import EnvironmentConfig
from environments.monitoring import CostConfig, DetectionConfig, MonitoringConfig
from environments.network import GatewayEndpoint, NatStrategy, NetworkConfig
from environments.security import AuditConfig, EmulatorGap, GuardRails
from environments.shared import DATABRICKS, INTERFACE_ENDPOINTS, REGION, RUNBOOKS_URL, TEAM
from environments.tagging import DataClassification, TagConfig

CONFIG: Final = EnvironmentConfig(
    name=EnvironmentName.LOCAL,
    account=AccountConfig(id="123456789012"),
    region=REGION,
    state=StateConfig(backend="local"),
    network=NetworkConfig(
        cidr=IPv4Network("10.40.0.0/16"),
        availability_zones=(f"{REGION}a", f"{REGION}b", f"{REGION}c"),
        nat=NatStrategy.ONE_PER_ZONE,
        private_prefix=20,
        public_prefix=25,
        intra_prefix=24,
        gateway_endpoints=(GatewayEndpoint.S3,),
        interface_endpoints=INTERFACE_ENDPOINTS,
        flow_log_retention_days=7,
    ),
    lake=LakeConfig(
        layers=(
            LakeLayer(name=LayerName.LANDING, retention_days=30, noncurrent_retention_days=7),
            LakeLayer(
                name=LayerName.BRONZE,
                retention_days=90,
                noncurrent_retention_days=7,
                transitions=(Transition(after_days=30, storage_class=StorageClass.STANDARD_IA),),
            ),
            LakeLayer(
                name=LayerName.SILVER,
                retention_days=90,
                noncurrent_retention_days=7,
                transitions=(Transition(after_days=30, storage_class=StorageClass.STANDARD_IA),),
            ),
            LakeLayer(
                name=LayerName.GOLD,
                retention_days=None,
                noncurrent_retention_days=7,
                transitions=(Transition(after_days=30, storage_class=StorageClass.STANDARD_IA),),
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
    databricks=DATABRICKS,
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
            resource_type="aws_ce_anomaly_monitor",
            reason="moto 5.2.5 has no CreateAnomalyMonitor of Cost Explorer",
        ),
        EmulatorGap(
            resource_type="aws_ce_anomaly_subscription",
            reason="moto 5.2.5 has no CreateAnomalySubscription of Cost Explorer",
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
