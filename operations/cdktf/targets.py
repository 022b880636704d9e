"""Which environments a command line reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from configuration.databricks.account import DatabricksAccountConfig
from configuration.model import EnvironmentConfig
from configuration.stack_ids import environment_stack, every_stack
from operations.common.errors import InputError
from operations.synthesis.stacks import require_known


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The stacks that a command names and the environments that they belong to.

    `environments` are the stacks, each with the name of its environment, `real` the environments in AWS; `emulated`
    says that the embedded AWS is meant.
    """

    environments: Mapping[str, str]
    real: tuple[EnvironmentConfig, ...]
    emulated: bool

    @property
    def stacks(self) -> tuple[str, ...]:
        """The stacks, in the order of the environments."""
        return tuple(self.environments)


def require_stacks(
    patterns: Iterable[str],
    environments: Iterable[EnvironmentConfig],
    *,
    account: DatabricksAccountConfig | None,
) -> None:
    """Raise InputError, which names every stack, if there is no pattern or one that none of them matches."""
    known = sorted(stack for environment in environments for stack in every_stack(environment, account))
    wanted = tuple(patterns)
    if not wanted:
        raise InputError(f"no stack is named; known are {', '.join(known)}")
    require_known([each for each in wanted if not any(fnmatchcase(name, each) for name in known)], known)


def find_targets(
    patterns: Iterable[str],
    environments: Iterable[EnvironmentConfig],
    *,
    account: DatabricksAccountConfig | None = None,
) -> Targets:
    """Return what the patterns (names, or with `*`) reach; one that reaches nothing is left out.

    `account` is the Databricks account, whose stack lies in the AWS account of the environment that hosts it.
    Raises InputError if they reach the embedded AWS and a real account together: the two need opposite
    credentials, and one call has one set.
    """
    wanted = tuple(patterns)
    stacks: dict[str, str] = {}
    real: list[EnvironmentConfig] = []
    emulated: list[str] = []
    for environment in environments:
        held = every_stack(environment, account)
        reached = [stack for stack in held if any(fnmatchcase(stack, pattern) for pattern in wanted)]
        if not reached:
            continue
        stacks |= dict.fromkeys(reached, environment.name.value)
        if environment.state.backend == "local":
            emulated.append(environment_stack(environment.name))
        else:
            real.append(environment)
    if emulated and real:
        raise InputError(
            f"{', '.join(wanted)} reaches the embedded AWS ({', '.join(emulated)}) and real accounts "
            f"({', '.join(environment_stack(environment.name) for environment in real)}) in one call: "
            "name them in separate calls"
        )
    return Targets(environments=stacks, real=tuple(real), emulated=bool(emulated))
