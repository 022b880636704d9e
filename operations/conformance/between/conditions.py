"""Whether a request of which only a part is known can meet a statement's conditions."""

from collections.abc import Mapping
from typing import cast

from operations.conformance.between.resources import Json
from operations.emulator.authorization.operators import UnknownOperatorError, condition_holds, values_of


def conditions_hold(statement: Json, given: Mapping[str, str]) -> bool:
    """Return whether what is given, by condition key in lower case, meets the conditions of a statement.

    What is not given the caller can choose, and an operator that nobody knows is one that may hold.
    """
    for operator, keys in cast("Json", statement.get("Condition") or {}).items():
        for key, wanted in cast("Json", keys).items():
            value = given.get(key.lower())
            try:
                if value is not None and not condition_holds(operator, values_of(wanted), (value,)):
                    return False
            except UnknownOperatorError:
                continue
    return True
