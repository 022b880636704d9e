"""EC2 refuses texts of security groups and their rules that it does not take.

moto 5.2.5 takes any. AWS answers InvalidParameterValue for a name or a description of other characters, or of more
than 255 of them (EC2 API reference, CreateSecurityGroup, IpRange, PrefixListId, UserIdGroupPair).
"""

import functools
import inspect
from typing import Any, Final

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupBackend, SecurityGroupRule

from guards.texts import EC2_TEXT
from operations.emulator.repairs.repair import Repair, replace

ALLOWED: Final = "strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"


class InvalidParameterValueError(EC2ClientError):
    """Says which text EC2 does not take."""

    code = "InvalidParameterValue"

    def __init__(self, what: str) -> None:
        super().__init__(f"Invalid {what}. Valid {what.rpartition(' ')[2]}s are {ALLOWED}")


def _require(what: str, text: Any) -> None:
    if isinstance(text, str) and EC2_TEXT.fullmatch(text) is None:
        raise InvalidParameterValueError(what)


def _require_of_rules(permissions: Any) -> None:
    """Judge the descriptions anywhere in what a call says of rules."""
    if isinstance(permissions, dict):
        _require("rule description", permissions.get("Description"))
        _require_of_rules(list(permissions.values()))
    elif isinstance(permissions, list):
        for permission in permissions:
            _require_of_rules(permission)


def _install() -> None:
    # The signatures stay readable: another repair binds arguments by them.
    @functools.wraps(SecurityGroup.__init__)
    def initialise_group(*given: Any, **named: Any) -> None:
        arguments = inspect.signature(new_group).bind(*given, **named).arguments
        _require("security group name", arguments["name"])
        _require("security group description", arguments["description"])
        new_group(*given, **named)

    @functools.wraps(SecurityGroupRule.__init__)
    def initialise_rule(*given: Any, **named: Any) -> None:
        arguments = inspect.signature(new_rule).bind(*given, **named).arguments
        for part in ("ip_range", "source_group", "prefix_list_id"):
            _require_of_rules(arguments.get(part))
        new_rule(*given, **named)

    def modify(backend: Any, group_id: str, rules: dict[str, Any]) -> Any:
        _require_of_rules(list(rules.values()))
        return modify_rules(backend, group_id, rules)

    new_group = replace(SecurityGroup, "__init__", initialise_group)
    new_rule = replace(SecurityGroupRule, "__init__", initialise_rule)
    modify_rules = replace(SecurityGroupBackend, "modify_security_group_rules", modify)


EC2_TEXTS: Final = Repair(
    name="ec2 texts",
    upstream="moto/ec2/models/security_groups.py, SecurityGroup and SecurityGroupRule",
    install=_install,
)
