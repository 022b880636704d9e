"""Every resource carries the tags that say whose it is and what it costs."""

from collections.abc import Iterator, Mapping
from typing import Final

from guards.rule import Rule, Violation, violation
from guards.synthesized import Json, resources

BEYOND_DEFAULT_TAGS: Final = frozenset({"aws_autoscaling_group"})
"""Types that the provider's default tags do not reach (AWS provider documentation, `default_tags`)."""


def tagged(required: Mapping[str, str]) -> Rule:
    """Return ANT-TAG-01: AWS providers set the required tags by default; no resource contradicts them."""

    def rule(stack: Json) -> Iterator[Violation]:
        for provider in stack.get("provider", {}).get("aws", []):
            blocks = provider.get("default_tags") or [{}]
            given = blocks[0].get("tags", {})
            wrong = sorted(key for key, value in required.items() if given.get(key) != value)
            if wrong:
                name = f"provider.aws{'.' + provider['alias'] if 'alias' in provider else ''}"
                yield Violation("ANT-TAG-01", name, f"default tags lack or change {wrong}", "use the tag set")
        for resource in resources(stack):
            if resource.type in BEYOND_DEFAULT_TAGS:
                yield violation(
                    "ANT-TAG-01", resource, "is beyond default tags", "tag it by its own arguments"
                )
            tags = resource.arguments.get("tags") or {}
            changed = sorted(key for key in required if key in tags and tags[key] != required[key])
            if changed:
                yield violation("ANT-TAG-01", resource, f"changes the required tags {changed}", "drop them")

    return rule
