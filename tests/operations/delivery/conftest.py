import pytest

from tests.support.approved_pull import approve
from tests.support.fake_github import FakeGitHub


@pytest.fixture
def approved(hub: FakeGitHub) -> FakeGitHub:
    """A pull request by ada, planned, then approved by grace, a platform engineer, then merged."""
    approve(hub)
    return hub
