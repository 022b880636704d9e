"""The arguments of an element, by its package's table."""

from typing import Any

from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import Mapper, mapped, names_of

_plans: dict[tuple[type, str], dict[str, tuple[str, Mapper]]] = {}


def _plan(kind: type, fqn: str, rules: dict[str, Any]) -> dict[str, tuple[str, Mapper]]:
    """Return the arguments of a configuration's Python fields with the mapper of each."""
    known = _plans.get((kind, fqn))
    if known is None:
        fields = {config: field for field, (config, _) in rules["config"].items()}
        written = {field: (key, mapper) for key, field, mapper in rules["synth"]}
        known = _plans[kind, fqn] = {
            python: written.get(fields[js], ("", "Any"))
            for python, js in (names_of(kind) or {}).items()
            if js in fields
        }
    return known


def arguments_of(
    fqn: str, table: dict[str, Any], rules: dict[str, Any], config: Any, values: dict[str, Any]
) -> Any:
    """Return what is given for the arguments, by Terraform's names; without those that stand elsewhere."""
    plan = _plan(type(config), fqn, rules)
    found: dict[str, Any] = {}
    for python, value in values.items():
        if value is None:
            continue
        if python not in plan:
            raise UnknownToKernelError(f"the argument {python} of {fqn}")
        key, mapper = plan[python]
        value = mapped(mapper, value, table["structs"])  # noqa: PLW2901
        if value is not UNDEFINED and key:
            found[key] = value
    return found
