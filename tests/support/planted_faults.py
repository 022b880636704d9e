"""Resources of a state that are made to be missing: each names something that is not there."""

import string
from collections.abc import Iterator, Mapping
from typing import Any, Final

from operations.smoke.asked import Resource
from operations.smoke.aws_questions import AWS_QUESTIONS
from operations.smoke.question import Question
from operations.smoke.stand_in_questions import OFFLINE_IDS

NAMELESS: Final = frozenset(
    {
        "aws_ebs_encryption_by_default",
        "aws_ebs_snapshot_block_public_access",
        "aws_ec2_instance_metadata_defaults",
        "aws_iam_account_password_policy",
    }
)
"""Settings of which an account has one: they can be off, and never missing."""


def fields(question: Question) -> set[str]:
    """The attributes that a question names."""
    texts = [question.good]
    for given in question.parameters.values():
        texts += [given] if isinstance(given, str) else given
    return {name for text in texts for name in _names(text)}


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def another(value: Any) -> str:
    """A name much like it that nothing has."""
    return f"{str(value)[:-3]}zzz"


def missing(resource: Resource) -> Iterator[Resource]:
    """A resource once for each attribute that tells it from others, as if it had been deleted or was another."""
    question = AWS_QUESTIONS.get(resource.type)
    named = fields(question) if question else _names(OFFLINE_IDS.get(resource.type, "{id}"))
    for name in sorted(named - {"status", "state"}):
        attributes: Mapping[str, Any] = {**resource.attributes, name: another(resource.attributes[name])}
        yield Resource(
            address=f"{resource.address} without its {name}", type=resource.type, attributes=attributes
        )
