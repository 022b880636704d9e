"""The tags of everything, in one place."""

from enum import StrEnum

from configuration.model import EnvironmentConfig
from configuration.names import PROJECT


class TagKey(StrEnum):
    """The vocabulary: cost reports and the orphan search read these keys."""

    PROJECT = "project"
    ENVIRONMENT = "environment"
    OWNER = "owner"
    COST_CENTRE = "cost-centre"
    DATA_CLASSIFICATION = "data-classification"
    MANAGED_BY = "managed-by"


def tag_set(config: EnvironmentConfig) -> dict[str, str]:
    """Return the tags that every resource of an environment carries."""
    tags = {
        TagKey.PROJECT: PROJECT,
        TagKey.ENVIRONMENT: config.name.value,
        TagKey.OWNER: config.tags.owner,
        TagKey.COST_CENTRE: config.tags.cost_centre,
        TagKey.DATA_CLASSIFICATION: config.tags.data_classification.value,
        TagKey.MANAGED_BY: "cdktf",
    }
    return {key.value: value for key, value in sorted(tags.items())}
