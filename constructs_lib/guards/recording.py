"""AWS Config sees all that it is told to record."""

from collections.abc import Iterator

from constructs_lib.guards.rule import Violation, violation
from constructs_lib.guards.synthesized import REFERENCE, Json, resources


def unbounded_recorder(stack: Json) -> Iterator[Violation]:
    """ANT-REC-01: the recorder of AWS Config has a role that nothing bounds.

    It records silently only what its role may describe (AWS Config developer guide, "Permissions for the IAM
    role"), and a permissions boundary ends at the services that it lists.
    """
    by_address = {each.address: each for each in resources(stack)}
    for each in by_address.values():
        if each.type == "aws_config_configuration_recorder":
            found = REFERENCE.fullmatch(str(each.arguments["role_arn"]))
            role = by_address.get(f"{found[1]}.{found[2]}") if found else None
            if role is not None and role.arguments.get("permissions_boundary"):
                yield violation(
                    "ANT-REC-01",
                    each,
                    f"records as {role.address}, which has a permissions boundary",
                    "take AWS Config's service-linked role",
                )
