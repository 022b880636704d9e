"""The tags that everything carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.model import EnvironmentConfig
from configuration.tagging import DataClassification, TagConfig
from configuration.tags import TagKey, tag_set
from environments.catalogue import ENVIRONMENTS

tag_values = st.from_regex(
    r"[A-Za-z0-9_.:/=+@-]([A-Za-z0-9_ .:/=+@-]{0,254}[A-Za-z0-9_.:/=+@-])?", fullmatch=True
)


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_every_key_of_the_vocabulary_has_a_value(config: EnvironmentConfig) -> None:
    tags = tag_set(config)
    assert list(tags) == sorted(key.value for key in TagKey)
    assert tags["environment"] == config.name.value
    assert tags["project"] == "anthill"
    assert tags["managed-by"] == "cdktf"
    assert tags["data-classification"] == config.tags.data_classification.value
    assert (tags["owner"], tags["cost-centre"]) == (config.tags.owner, config.tags.cost_centre)


@given(tag_values, tag_values)
def test_tags_keep_the_limits_of_aws(owner: str, cost_centre: str) -> None:
    chosen = TagConfig(owner=owner, cost_centre=cost_centre, data_classification=DataClassification.PUBLIC)
    tags = tag_set(ENVIRONMENTS[0].model_copy(update={"tags": chosen}))
    assert (tags["owner"], tags["cost-centre"]) == (owner, cost_centre)
    assert len(tags) <= 50
    for key, value in tags.items():
        assert 1 <= len(key) <= 128
        assert 1 <= len(value) <= 256
        assert not key.startswith("aws:")
