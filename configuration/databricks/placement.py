"""Whether Databricks can do in a region and network what an environment asks for."""

from collections.abc import Iterator

from configuration.account import EnvironmentName
from configuration.databricks.config import DatabricksConfig
from configuration.databricks.regions import REGIONS, private_link_regions
from configuration.errors import Problem
from configuration.regions import REGIONS as AWS_REGIONS


def placement_problems(
    config: DatabricksConfig, *, environment: EnvironmentName, region: str, isolated: bool
) -> Iterator[Problem]:
    """Return a region without Databricks or its PrivateLink, a network that cannot reach it, a share with itself."""
    if region in AWS_REGIONS and region not in REGIONS:
        yield Problem(
            field="region",
            what="has no Databricks that this platform knows",
            given=region,
            allowed=", ".join(REGIONS),
            fix="choose one of them, or add the region to configuration/databricks/regions.py",
        )
    if region in REGIONS and config.workspace.private_link and region not in private_link_regions():
        yield Problem(
            field="databricks.workspace.private_link",
            what=f"Databricks has no PrivateLink services for classic compute in {region}",
            given="true",
            allowed=f"false, or one of the regions {', '.join(private_link_regions())}",
            fix="set it to false, or choose another region",
        )
    if isolated and not config.workspace.private_link:
        yield Problem(
            field="databricks.workspace.private_link",
            what="without it compute cannot reach the control plane: the network has no way out",
            given="false",
            allowed="true where network.nat is none",
            fix="set it to true, or give the network a way out",
        )
    for index, share in enumerate(config.governance.shares):
        if share.environment is environment:
            yield Problem(
                field=f"databricks.governance.shares[{index}].environment",
                what="an environment reads its own catalogue already, and a binding would break its destroy",
                given=share.environment.value,
                allowed="another environment",
                fix="remove the share",
            )
