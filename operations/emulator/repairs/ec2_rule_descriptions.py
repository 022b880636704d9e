"""A security group rule keeps its description, whatever it refers to.

moto 5.2.5 returns the description of a rule on addresses only; on rules that refer to a group or a prefix
list it is lost, and every plan wants to put it back. AWS keeps it on each kind (EC2 API reference,
SecurityGroupRule).
"""

import inspect
from typing import Any, Final

from moto.ec2.models.security_groups import SecurityGroupRule

from operations.emulator.repairs.repair import Repair, replace


def _install() -> None:
    def initialise(*given: Any, **named: Any) -> None:
        _initialise(original, *given, **named)

    original = replace(SecurityGroupRule, "__init__", initialise)
    replace(SecurityGroupRule, "description", property(_description))


def _initialise(original: Any, *given: Any, **named: Any) -> None:
    original(*given, **named)
    arguments = inspect.signature(original).bind(*given, **named).arguments
    arguments["self"].prefix_list_description = (arguments.get("prefix_list_id") or {}).get("Description")


def _description(rule: Any) -> str | None:
    # A later change of the description, of any kind of rule, is kept by moto in `ip_range`.
    described = (
        rule.ip_range.get("Description"),
        rule.source_group.get("Description"),
        rule.prefix_list_description,
    )
    return next((text for text in described if text is not None), None)


EC2_RULE_DESCRIPTIONS: Final = Repair(
    name="ec2 rule descriptions",
    upstream="moto/ec2/models/security_groups.py, SecurityGroupRule.description",
    install=_install,
)
