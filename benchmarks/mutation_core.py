"""The security core, and which tests are about each of its modules."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "configuration",
    "constructs_lib",
    "contracts",
    "environments",
    "fast_bindings",
    "functions",
    "guards",
    "offline_databricks",
    "operations",
    "policies",
    "provider_facts",
    "stacks",
)
"""Where what depends on a module of the core is looked for, beside the tests."""
_DELIVERY: Final = "operations.delivery"
_BOUNDARY: Final = (
    "tests/stacks/test_boundary_statements.py",
    "tests/stacks/test_ceiling.py",
    "tests/constructs_lib/delivery_identity/test_github_trust.py",
    "tests/stacks/test_deployment_reach.py",
)


def _tests(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/operations/delivery/test_{name}.py" for name in names)


CORE: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_DELIVERY}.approval": _tests("approval", "binding", "grant"),
    f"{_DELIVERY}.approval_rules": _tests("approval", "every_environment", "grant"),
    f"{_DELIVERY}.binding": _tests("binding"),
    f"{_DELIVERY}.codeowners": _tests("codeowners"),
    f"{_DELIVERY}.consents": _tests("destructive"),
    f"{_DELIVERY}.grant": _tests("grant"),
    f"{_DELIVERY}.owners": _tests("approval", "grant"),
    f"{_DELIVERY}.planned": _tests("plan_kept", "lost_state"),
    f"{_DELIVERY}.pointer": _tests("promotion", "binding"),
    f"{_DELIVERY}.reviewed": _tests("reviewed"),
    f"{_DELIVERY}.promotion.choices": _tests("choices"),
    f"{_DELIVERY}.promotion.history": _tests("promotion"),
    f"{_DELIVERY}.promotion.planned": _tests("promotion"),
    f"{_DELIVERY}.promotion.registration": _tests("promotion"),
    f"{_DELIVERY}.promotion.runner": _tests("promotion"),
    f"{_DELIVERY}.promotion.subject": _tests("promotion"),
    f"{_DELIVERY}.promotion.tried": _tests("promotion"),
    "operations.terraform.digest": _tests("digest_parts", "digest"),
    "constructs_lib.delivery_identity.bounded_actions": _BOUNDARY,
    "constructs_lib.delivery_identity.deployment_boundary": _BOUNDARY,
}


def file_of(root: Path, module: str) -> Path:
    """Return the file of a module of the project."""
    return root / f"{module.replace('.', '/')}.py"
