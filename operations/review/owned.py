"""What each environment has of its own, by configuration.

Changes of two stacks that differ in nothing else are the same change. Whatever else differs is a fact that a reviewer
must see: another account, address, URL, mail address, key or group.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from configuration.errors import ConfigurationError
from configuration.model import EnvironmentConfig
from configuration.names import PROJECT, Names
from configuration.stack_ids import bootstrap_stack, environment_stack, registration_stack
from environments.configured import configured


class Own(NamedTuple):
    """A part of a text that belongs to the environment.

    `form` is how a name is written, or where in the environment's network an address lies.
    """

    what: str
    form: str = ""


Alike = tuple[str | Own, ...]
"""A text in which what an environment owns is replaced by what it is. No text can imitate an `Own`."""

_BETWEEN: Final = re.compile(r"([\s\"'`]+)")
_QUOTES: Final = "\"'"
_ADDRESS: Final = r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])"

_ELSEWHERE: Final = re.compile(
    r"@"
    # A URL, but not the location of an object in a bucket, which is a name.
    r"|(?<![a-z0-9])(?!s3a?://)[a-z][a-z0-9+.-]*://"
    # A host, with or without a port.
    r"|(?:(?<![\w./-])|(?<=//))(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w-])",
    re.IGNORECASE,
)
"""What makes a word the address of something. Such a word is compared as it is, own names in it or not:
`anthill-dev.example.com` is another host than `anthill-prod.example.com`."""

_FOREIGN: Final = re.compile(
    rf"(?<!\d)\d{{12}}(?!\d)|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|{_ADDRESS}", re.IGNORECASE
)
"""An account, an id or an address. A word that holds one which is not the environment's own is compared as it is."""


@dataclass(frozen=True, kw_only=True)
class Owned:
    """What one environment owns: its name, its ids with what each is, and its range of addresses."""

    name: str
    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    network: ipaddress.IPv4Network | None = None

    @classmethod
    def of(cls, config: EnvironmentConfig) -> "Owned":
        """Return what a configured environment owns."""
        names = Names.of(config)
        ids = {
            # Buckets carry both, `Names.s3_bucket`.
            "account and region": f"{names.account_id}-{names.region}",
            "account": names.account_id,
        }
        handles = config.databricks.handles
        ids |= {f"principal {robot}": str(id_) for robot, id_ in handles.principals}
        ids["budget policy"] = str(handles.budget_policy_id)
        ids |= dict(_registered(config))
        return cls(name=config.name.value, ids=ids, network=config.network.cidr)

    def held_by(self, text: str) -> "Owned":
        """Return the part of it that occurs in a text."""
        return replace(
            self,
            ids={what: id_ for what, id_ in self.ids.items() if id_ in text},
            network=self.network if self.network is not None and str(self.network) in text else None,
        )

    def alike(self, text: str) -> Alike:
        """Return a text without what the environment owns."""
        if not self._pattern.search(text):
            return (text,)
        found: list[str | Own] = []
        words = _BETWEEN.split(text)
        for index, word in enumerate(words):
            before, after = words[index - 1][-1:] if index else "", "".join(words[index + 1 : index + 2])[:1]
            quoted = before == after and before in _QUOTES
            found += [Own("name")] if word == self.name and quoted else self._parts(word)
        return tuple(found)

    def _parts(self, word: str) -> list[str | Own]:
        if _ELSEWHERE.search(word):
            return [word]
        parts: list[str | Own] = []
        end = 0
        for match in self._pattern.finditer(word):
            own = self._own(match)
            if own is not None:
                parts += [word[end : match.start()], own]
                end = match.end()
        parts.append(word[end:])
        foreign = any(_FOREIGN.search(part) for part in parts if isinstance(part, str))
        return [word] if foreign else parts

    def _own(self, match: re.Match[str]) -> Own | None:
        if separator := match["separator"]:
            return Own("name", separator)
        if match["address"]:
            return self._place(match["address"])
        if match[0] == self.name:
            return Own("name")
        return next((Own(what) for what, id_ in self.ids.items() if id_ == match[0]), None)

    def _place(self, address: str) -> Own | None:
        """Return where in the environment's network an address or a range lies, None if it is outside."""
        try:
            given = ipaddress.IPv4Network(address, strict=False)
            first = ipaddress.IPv4Address(address.partition("/")[0])
        except ValueError:
            return None
        if self.network is None or not given.subnet_of(self.network):
            return None
        offset = int(first) - int(self.network.network_address)
        return Own("network", f"{offset}/{address.partition('/')[2]}")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        ids = "".join(rf"|(?<!\w){re.escape(id_)}(?!\w)" for id_ in self.ids.values())
        bare = re.escape(self.name)
        return re.compile(
            # What begins with the name of the project and the environment: `Names`.
            rf"(?<![\w.-]){PROJECT}(?P<separator>[-_/]){bare}(?![A-Za-z0-9])"
            rf"|(?P<address>{_ADDRESS}){ids}|(?<=[\"']){bare}(?=[\"'])"
            # A tag in a filter of costs: `user:TAG$VALUE`.
            rf"|(?<=:environment\$){bare}(?!\w)"
        )


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the environments of stacks own, by stack. A stack of none owns nothing."""

    stacks: Mapping[str, Owned] = field(default_factory=dict[str, Owned])

    @classmethod
    def configured(cls) -> "Ownership":
        """Return what is configured; nothing where the configuration is wrong, so that every stack is shown."""
        try:
            environments = configured()
        except ConfigurationError:
            return cls()
        return cls(dict(_stacks(environments)))

    def before(self, documents: Mapping[str, str]) -> "Ownership":
        """Return what was owned before a change too, given the texts of the stacks as they were.

        An account that a change makes an environment's own is news, and shown for each environment.
        """
        texts: dict[str, list[str]] = {}
        for stack, owned in self.stacks.items():
            texts.setdefault(owned.name, []).append(documents.get(stack, ""))
        return Ownership(
            {stack: owned.held_by("\n".join(texts[owned.name])) for stack, owned in self.stacks.items()}
        )

    def alike(self, stack: str, text: str | None) -> Alike | None:
        """Return a text of a stack without what its environment owns; equal ones mean the same in each."""
        if text is None:
            return None
        owned = self.stacks.get(stack)
        if owned is None:
            return (text,)
        return (Own("name"),) if text == owned.name else owned.alike(text)


def _stacks(environments: tuple[EnvironmentConfig, ...]) -> Iterator[tuple[str, Owned]]:
    for config in environments:
        owned = Owned.of(config)
        for stack_of in (environment_stack, bootstrap_stack, registration_stack):
            yield stack_of(config.name), owned


def _registered(config: EnvironmentConfig) -> Iterator[tuple[str, str]]:
    """Yield what the Databricks account knows of an environment, and the number of its workspace."""
    registration = config.databricks.registration
    if registration is None:
        return
    if (parts := registration.parts) is not None:
        yield "vpc", parts.vpc_id
        yield "security group", parts.security_group_id
        yield from ((f"subnet {number}", id_) for number, id_ in enumerate(parts.subnet_ids, start=1))
        yield "managed services key", parts.managed_services_key_arn.rpartition("/")[2]
        yield "storage key", parts.storage_key_arn.rpartition("/")[2]
        for use, id_ in (
            ("rest api endpoint", parts.rest_api_endpoint_id),
            ("relay endpoint", parts.dataplane_relay_endpoint_id),
        ):
            if id_ is not None:
                yield use, id_
    if registration.workspace is not None:
        yield "workspace", str(registration.workspace.id)
