"""Checks a JSON document of one environment, or of a list of them, by the rules of the configured ones."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from configuration import fleet
from configuration.account import EnvironmentName
from configuration.databricks.estate import account_problems
from configuration.delivery_order import in_order
from configuration.errors import ConfigurationError, Problem, as_text
from configuration.model import EnvironmentConfig
from configuration.problems import explain
from environments.configured import everything_configured

SHAPES = "a JSON object (one environment) or a list of them (a whole fleet)"


def read_document(file: Path) -> tuple[EnvironmentConfig, ...]:
    """Return the environments of a document, in the order of deployment; `-` is standard input.

    One environment is checked among the configured others and with their Databricks account, in place of the
    one with its name; a list is checked by itself. Raises ConfigurationError with every problem found.
    """
    source = "standard input" if file == Path("-") else str(file)
    document = _parse(_text(file, source), source)
    if isinstance(document, list) and document:
        found = [_validate(entry, f"[{index}]") for index, entry in enumerate(document)]
    elif isinstance(document, dict):
        found = [_validate(document, "")]
    else:
        _refuse(source, "holds no environment", as_text(document))
    environments = [config for config, _ in found if config]
    problems = [problem for _, group in found for problem in group]
    if not problems:
        alone = isinstance(document, dict)
        names = {config.name for config in environments}
        if alone:
            present = everything_configured()
            whole = [*(each for each in present.environments if each.name not in names), *environments]
            problems = [*fleet.problems(whole), *account_problems(present.account, whole)]
        else:
            problems = list(fleet.problems(environments))
    if problems:
        raise ConfigurationError("\n".join(map(str, problems)), problems)
    return in_order(environments)


def _validate(document: Any, position: str) -> tuple[EnvironmentConfig | None, list[Problem]]:
    name = document.get("name") if isinstance(document, dict) else None
    prefix = str(name) if name in list(EnvironmentName) else position
    try:
        # Strict models read text forms (networks, enumerations, UUIDs) from JSON only.
        return EnvironmentConfig.model_validate_json(json.dumps(document)), []
    except ValidationError as error:
        return None, [problem.under(prefix) for problem in explain(error, document)]


def _text(file: Path, source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        _refuse(source, f"cannot be read: {error.strerror}", as_text(str(file)))
    except UnicodeDecodeError as error:
        _refuse(source, "is not UTF-8", f"byte 0x{error.object[error.start]:02x} at position {error.start}")


def _parse(text: str, source: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                _refuse(
                    f"{source}: {as_text(key)}", "is given twice in one object", as_text(dict(pairs)[key])
                )
        return dict(pairs)

    def no_constant(constant: str) -> NoReturn:
        _refuse(source, "is not JSON", constant)

    try:
        document = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
        # Python's parser lets half a surrogate pair through, which no text may hold.
        json.dumps(document, ensure_ascii=False).encode()
    except ConfigurationError:
        raise
    except RecursionError:
        _refuse(source, "is nested too deeply", as_text(text))
    except ValueError as error:
        _refuse(source, f"is not JSON: {error}", as_text(text))
    return document


def _refuse(field: str, what: str, given: str) -> NoReturn:
    problem = Problem(
        field=field,
        what=what,
        given=given,
        allowed=SHAPES,
        fix="`anthill config show ENV --json` prints one to start from",
    )
    raise ConfigurationError(str(problem), [problem])
