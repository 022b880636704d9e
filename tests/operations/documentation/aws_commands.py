"""What is wrong with a call of the `aws` command line, read from the models that it is made of too."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, cast

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

OWN: Final = frozenset({("logs", "tail"), ("s3", "cp"), ("s3", "ls"), ("sso", "login")})
"""Calls that the command line has by itself, of those that pages name."""
RENAMED: Final = {"configservice": "config", "s3api": "s3"}
GENERAL: Final = frozenset({"output", "profile", "query", "region"})
OPTIONS: Final = {("sns", "subscribe", "endpoint"): "notification-endpoint"}
"""Options that the command line calls otherwise than the model (aws-cli, `awscli/customizations/argrename.py`)."""


def aws_fault(arguments: Sequence[str], *, whole: bool) -> str | None:
    """What is wrong with it, None if nothing is. Only a whole one must have all that is required."""
    service, operation, *rest = [*arguments, "", ""]
    if (service, operation) in OWN:
        return None
    known = operations(service)
    if operation not in known:
        return f"no operation {service} {operation} of AWS"
    shape = known[operation].input_shape
    names = {name: xform_name(name, "-") for name in shape.members} if shape else {}
    members = {OPTIONS.get((service, operation, option), option): name for name, option in names.items()}
    given = {word[2:]: value for word, value in zip(rest, [*rest[1:], ""], strict=True) if word[:2] == "--"}
    for option, value in given.items():
        if option not in members.keys() | GENERAL:
            return f"no option --{option}; there are {', '.join(members)}"
        if value.startswith("alias/") and "alias name" not in shape.members[members[option]].documentation:
            return f"--{option} takes no alias"
    missing = [option for option, name in members.items() if name in shape.required_members] if shape else []
    missing = [option for option in missing if option not in given]
    return f"lacks --{', --'.join(missing)}" if whole and missing else None


@cache
def operations(service: str) -> dict[str, Any]:
    try:
        model = botocore.session.get_session().get_service_model(RENAMED.get(service, service))
    except UnknownServiceError:
        return {}
    names = cast("list[str]", model.operation_names)
    return {xform_name(name, "-"): model.operation_model(name) for name in names}
