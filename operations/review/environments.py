"""What a change does to each environment: a matrix, the most important environment first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from configuration.account import EnvironmentName
from configuration.names import PROJECT
from configuration.stack_ids import BOOTSTRAP_SUFFIX, REGISTRATION_SUFFIX
from operations.review.change import Action, Change

LOCAL: Final = EnvironmentName.LOCAL.value
"""Runs on a developer's machine: no environment, and in no count."""

ALWAYS: Final = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DESTROY)
"""The actions that a matrix shows even where they do not occur; all others follow where they do."""

_ORDER: Final = tuple(
    name.value for name in (EnvironmentName.PROD, EnvironmentName.TEST, EnvironmentName.DEV)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """How many resources each action meets in each environment; `local` those that are in no environment.

    `settings` counts what differs in the stacks of an environment beside their resources.

    What is imported or moved and changed counts as both, as Terraform counts it.
    """

    actions: tuple[Action, ...]
    environments: Mapping[str, Mapping[Action, int]]
    local: Mapping[Action, int]
    settings: Mapping[str, int]

    @classmethod
    def of(
        cls,
        stacks: Iterable[str],
        changes: Iterable[Change],
        settings: Mapping[str, Sequence[object]] | None = None,
    ) -> "Matrix":
        """Return the matrix of changes; an environment of the stacks that nothing changes has a row too."""
        counts = {name: Counter[Action]() for name in environments_of([*stacks, *(settings or ())])}
        for change in changes:
            counts.setdefault(environment_of(change.stack), Counter()).update(actions_of(change))
        local = counts.pop(LOCAL, Counter[Action]())
        differing = Counter[str]()
        for stack, differences in (settings or {}).items():
            if not only_local([stack]):
                differing[environment_of(stack)] += len(differences)
        occurring = {action for held in counts.values() for action in held}
        return cls(
            actions=(*ALWAYS, *(action for action in Action if action in occurring and action not in ALWAYS)),
            environments={name: dict(counts[name]) for name in sorted(counts, key=rank)},
            local=dict(local),
            settings=dict(differing),
        )

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many resources each action meets over every environment, the gravest first."""
        sums = sum((Counter(held) for held in self.environments.values()), Counter[Action]())
        return {action: sums[action] for action in Action if sums[action]}

    @property
    def touched(self) -> tuple[str, ...]:
        """The environments in which a resource changes."""
        return tuple(name for name, held in self.environments.items() if any(held.values()))

    @property
    def only_settings(self) -> tuple[str, ...]:
        """The environments in which only settings of stacks change."""
        return tuple(name for name in self.environments if name in self.settings and name not in self.touched)


def actions_of(change: Change) -> tuple[Action, ...]:
    """Return what happens to a resource: its action, and that it is imported or moved first."""
    imported = (Action.IMPORT,) if change.imports is not None else ()
    moved = (Action.MOVE,) if change.moved_from is not None else ()
    return tuple(dict.fromkeys([change.action, *imported, *moved]))


def environment_of(stack: str) -> str:
    """Return the environment of a stack; a stack of none, as the Databricks account's, is called by its own name."""
    name = stack.removeprefix(f"{PROJECT}-")
    return name.removesuffix(BOOTSTRAP_SUFFIX).removesuffix(REGISTRATION_SUFFIX)


def environments_of(stacks: Iterable[str]) -> tuple[str, ...]:
    """Return the environments of stacks, the most important first."""
    return tuple(sorted({environment_of(stack) for stack in stacks}, key=rank))


def only_local(stacks: Sequence[str]) -> bool:
    """Return whether no stack belongs to an environment."""
    return bool(stacks) and all(environment_of(stack) == LOCAL for stack in stacks)


def rank(name: str) -> tuple[int, str]:
    """Return where an environment stands in an order, the most important first."""
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER) + (name == LOCAL), name)
