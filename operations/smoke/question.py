"""What a smoke test asks about a resource, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jmespath
from botocore.exceptions import BotoCoreError, ClientError
from jmespath.exceptions import JMESPathError

Client = Callable[[str], Any]

QUOTE: Final = str.maketrans({"'": "\\'", "\\": "\\\\"})


@dataclass(frozen=True, slots=True)
class Question:
    """A call of AWS's API about a resource of one type.

    `kind` is what people call such resources; `parameters` and `good` name attributes of the resource in braces;
    `good` is a JMESPath expression over the answer that is true of a resource that works.
    """

    kind: str
    service: str
    operation: str
    parameters: Mapping[str, str | Sequence[str]]
    good: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question: `problem` is empty where the resource is there and works."""

    address: str
    kind: str
    problem: str


def ask(question: Question, attributes: Mapping[str, Any], client: Client) -> str:
    """Ask, and return what is wrong; nothing if the resource is there and works."""
    try:
        call = getattr(client(question.service), question.operation)
        answer: Any = call(
            **{name: _filled(given, attributes) for name, given in question.parameters.items()}
        )
    except (BotoCoreError, ClientError) as error:
        return " ".join(str(error).split())[:300]
    if not question.good:
        return ""
    quoted = {name: str(value).translate(QUOTE) for name, value in attributes.items()}
    expression = question.good.format_map(quoted)
    try:
        return "" if jmespath.search(expression, answer) else f"is not as it must be: {expression}"
    except JMESPathError as error:
        return f"could not be judged: {error}"


def _filled(given: str | Sequence[str], attributes: Mapping[str, Any]) -> str | list[str]:
    if isinstance(given, str):
        return given.format_map(attributes)
    return [each.format_map(attributes) for each in given]
