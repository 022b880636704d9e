"""What is judged: synthesised stacks, with their references filled in as far as they are known."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from guards.synthesized import Json, Resource, resources
from operations.common.errors import InputError
from operations.synthesis.stacks import require_known

REFERENCE: Final = re.compile(r"\$\{([a-z][a-z0-9_]*)\.([A-Za-z0-9_-]+)\.([^}]+)\}")
ANY: Final = re.compile(r"\$\{[^}]*\}")
TOKEN: Final = re.compile(r"\$\{(?!aws:|s3:|iam:|sns:|saml:)[^}]*\}")
"""A reference of Terraform's; IAM's policy variables look alike, and reach AWS as they are."""

UNKNOWN: Final = "reference"
"""What stands for a part that only a deployment knows."""


class Filled(NamedTuple):
    """A text with its references filled in; `known` says that nothing in it is made up."""

    text: str
    known: bool


@dataclass(frozen=True)
class Stack:
    """A synthesised stack."""

    name: str
    document: Json = field(repr=False)

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Its AWS resources by address."""
        return {each.address: each for each in resources(self.document) if each.type.startswith("aws_")}

    @cached_property
    def region(self) -> str:
        """The region of its AWS provider."""
        return str(self._provider.get("region", "us-east-1"))

    @cached_property
    def account(self) -> str:
        """The account of its AWS provider."""
        return str((self._provider.get("allowed_account_ids") or ["000000000000"])[0])

    @cached_property
    def default_tags(self) -> Mapping[str, str]:
        """The tags that every resource gets."""
        (given, *_) = [*_blocks(self._provider.get("default_tags")), {}]
        return given.get("tags", {})

    @property
    def _provider(self) -> Mapping[str, Any]:
        (first, *_) = [*_blocks(self.document.get("provider", {}).get("aws")), {}]
        return first

    def filled(self, text: str, arns: Mapping[str, tuple[str, str | None]]) -> Filled:
        """Return a text with each reference replaced by what it will be, as far as the stack says.

        `arns` are by Terraform type the form of its ARN, as the service authorization reference writes it, and
        the argument that it ends with.
        """
        known = True

        def fill(match: re.Match[str]) -> str:
            nonlocal known
            found = REFERENCE.fullmatch(match.group())
            value = self._value(*found.groups(), arns=arns) if found else None
            if value is None:
                known = False
                return UNKNOWN
            known = known and value.known
            return value.text

        replaced = TOKEN.sub(fill, text)
        return Filled(replaced, known)

    def _value(
        self, type_: str, logical_id: str, attribute: str, *, arns: Mapping[str, tuple[str, str | None]]
    ) -> Filled | None:
        target = self.resources.get(f"{type_}.{logical_id}")
        if target is None:
            return None
        if isinstance(given := target.arguments.get(attribute), str | int) and not isinstance(given, bool):
            return self.filled(str(given), arns)
        if attribute == "arn" and type_ in arns:
            form, ending = arns[type_]
            return self._arn(
                form, self.filled(str(target.arguments.get(ending, "")), arns) if ending else None
            )
        if attribute == "id" and type_ == "aws_s3_bucket":
            return self._value(type_, logical_id, "bucket", arns=arns)
        return None

    def _arn(self, form: str, name: Filled | None) -> Filled:
        partition = "aws-us-gov" if self.region.startswith("us-gov-") else "aws"
        for variable, value in (("Partition", partition), ("Region", self.region), ("Account", self.account)):
            form = form.replace(f"${{{variable}}}", value)
        *others, last = ANY.findall(form) or [""]
        text = name.text.removeprefix("https://") if name and name.text else UNKNOWN
        text = text.removeprefix("alias/")
        for each in others:
            form = form.replace(each, UNKNOWN)
        return Filled(form.replace(last, text) if last else form, bool(name and name.known) and not others)


def read_stacks(folder: Path) -> tuple[Stack, ...]:
    """Return the stacks of an output folder by name. Raises InputError if it holds none that can be read."""
    files = sorted(folder.glob("stacks/*/cdk.tf.json"))
    if not files:
        raise InputError(
            f"no synthesised stack in {folder}: expected stacks/NAME/cdk.tf.json; run cdktf synth, "
            "or leave --synthesised out to judge the working tree"
        )
    return tuple(_read(file) for file in files)


def chosen(stacks: tuple[Stack, ...], names: list[str]) -> tuple[Stack, ...]:
    """Return the stacks of these names, all if there is none. Raises InputError for one that is not there."""
    require_known(names, [each.name for each in stacks])
    return tuple(each for each in stacks if not names or each.name in names)


def texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text below a value with the names that lead there; lists are passed through."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            if key != "//":
                yield from texts(below, (*path, key))
    elif isinstance(value, list):
        for below in value:
            yield from texts(below, path)


def _read(file: Path) -> Stack:
    try:
        return Stack(file.parent.name, json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{file} is not a synthesised stack: {error}; run cdktf synth") from error


def _blocks(value: Any) -> list[Mapping[str, Any]]:
    return [] if value is None else value if isinstance(value, list) else [value]
