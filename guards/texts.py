"""Texts that a service refuses although Terraform takes them."""

import re
from collections.abc import Iterator
from typing import Final

from guards.rule import Violation, violation
from guards.synthesized import Json, Resource, resources

EC2_TEXT: Final = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")
"""Descriptions and names of security groups and of their rules (EC2 API reference, CreateSecurityGroup,
IpRange, PrefixListId and UserIdGroupPair). The provider looks at the length alone."""

EC2_TEXTS: Final = {
    "aws_default_security_group": (),
    "aws_security_group": ("description", "name"),
    "aws_security_group_rule": ("description",),
    "aws_vpc_security_group_egress_rule": ("description",),
    "aws_vpc_security_group_ingress_rule": ("description",),
}
"""The arguments that EC2 judges so, by type of resource; those of inline rules are read as well."""

REFERENCE: Final = re.compile(r"\$\{[^}]*\}")


def ec2_texts(stack: Json) -> Iterator[Violation]:
    """ANT-TEXT-01: EC2 takes the names and descriptions of security groups and of their rules."""
    for resource in resources(stack, EC2_TEXTS):
        for argument, text in _texts(resource):
            # What a reference becomes is unknown here.
            if EC2_TEXT.fullmatch(REFERENCE.sub("", text)) is None:
                odd = sorted(set(re.sub(EC2_TEXT.pattern.partition("{0,")[0], "", text)))
                yield violation(
                    "ANT-TEXT-01",
                    resource,
                    f"has a {argument} that EC2 refuses ({len(text)} characters, of these not allowed: "
                    f"{' '.join(odd) or 'none'})",
                    "use at most 255 of a-z, A-Z, 0-9, space and ._-:/()#,@[]+=&;{}!$*",
                )


def _texts(resource: Resource) -> Iterator[tuple[str, str]]:
    for argument in EC2_TEXTS[resource.type]:
        text = resource.arguments.get(argument)
        if isinstance(text, str):
            yield argument, text
    for direction in ("egress", "ingress"):
        for block in resource.blocks(direction):
            text = block.get("description") if isinstance(block, dict) else None
            if isinstance(text, str):
                yield f"{direction} description", text
