"""A pull request that is planned, approved and merged, for tests that take one thing of it away."""

from datetime import UTC, datetime
from typing import Any

from configuration.account import EnvironmentName
from operations.delivery.approval import Approval, check_approval
from operations.delivery.planned import PlanManifest
from operations.github.client import GitHub
from operations.github.markers import marker
from tests.support.fake_github import FakeGitHub
from tests.support.fake_github.state import BOT

HEAD, MERGED, OLDER, BASE = "a" * 40, "b" * 40, "c" * 40, "d" * 40
PLANNED, APPROVED, EARLIER = "2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z", "2026-01-05T09:00:00Z"
DIGEST, RELEASE = "1" * 64, "0" * 64
FACTS = {"digest": DIGEST, "release": RELEASE, "commit": HEAD, "head": HEAD}
MANIFEST = PlanManifest(
    environment="prod",
    stack="anthill-prod",
    purpose="deploy",
    emulated=False,
    release=RELEASE,
    release_commit=HEAD,
    head_commit=HEAD,
    state_lineage="l",
    state_serial=3,
    plan_sha256="0" * 64,
    semantic_digest=DIGEST,
    changes={"create": 2, "update": 1},
    terraform="1.11.4",
    created_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
)
POINTER = "deployments/prod.json"
OWNERS = "* @acme/data\n/stacks/ @acme/platform\n/docs/\n"


def approve(hub: FakeGitHub, *, merged: bool = True) -> None:
    """Make a pull request by ada, planned, then approved by grace, a platform engineer, then merged."""
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = OWNERS
    hub.state.teams |= {"acme/platform": ["grace", "linus"], "acme/data": ["ada", "barbara"]}
    hub.state.open_pull(7, author="ada", head=HEAD, base_sha=BASE)
    hub.state.comment(7, BOT, marker("plan:anthill-prod", FACTS), at=PLANNED)
    hub.state.review(7, "grace", at=APPROVED)
    if merged:
        hub.state.merge(7, MERGED)


def check(github: GitHub, commit: str = MERGED, **changes: Any) -> Approval:
    manifest = MANIFEST.model_copy(update=changes)
    return check_approval(
        github, commit, EnvironmentName.PROD, stack="anthill-prod", branch="main", manifest=manifest
    )
