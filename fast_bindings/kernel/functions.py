"""Terraform's functions and operators, as cdktf writes them."""

import functools
import importlib
import re
from collections.abc import Callable
from typing import Any, Final

from fast_bindings.kernel.attributes import handed_out
from fast_bindings.kernel.expressions import Access, Call, Conditional, Operation, RawText
from fast_bindings.kernel.table_store import functions_of_terraform
from fast_bindings.kernel.tokens import IN_LIST, NUMBER_LIST_MARK, TOKENS, Expression, index_of
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import LIST, as_it_is, written_types

UNESCAPED_QUOTE: Final = re.compile(r'(^|[^\\])([\\]{2})*"')
RETURNED: Final = {
    "String": "String", "Any": "String", "Number": "Number", "List": "List", "Boolean": "Boolean",
    "StringMap": "StringMap",
}  # fmt: skip
"""How a call is handed back. Source: cdktf 0.21, lib/functions/helpers.js."""
OPERATORS: Final = {
    "mul": "*", "div": "/", "mod": "%", "add": "+", "sub": "-", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
    "eq": "==", "neq": "!=", "and": "&&", "or": "||", "not": "!", "negate": "-",
}  # fmt: skip
NUMBERS: Final = frozenset({"mul", "div", "mod", "add", "sub", "negate"})
"""Those with a number as result; of the others it is a boolean. Source: cdktf 0.21, lib/terraform-operators.js."""


def function(name: str, arguments: list[Any]) -> Any:
    """Return the token of a call of a function of Terraform, by the table of cdktf's own functions."""
    if any(_is_text(each, hint) for each, hint in zip(arguments, _hints(name), strict=False)):
        raise StockRefusesError(f"a text for a list of Fn.{name}")
    by_hand = BY_HAND.get(name)
    return _generated(name, arguments) if by_hand is None else by_hand(*arguments)


def _is_text(given: Any, hint: str) -> bool:
    """Return whether there is a text where a list has to be: Python takes it for one, jsii's kernel does not."""
    if not hint.startswith(LIST) or isinstance(given, str):
        return hint.startswith(LIST)
    return isinstance(given, list) and any(_is_text(each, hint.removeprefix(LIST)) for each in given)


@functools.cache
def _hints(name: str) -> list[str]:
    """Return the types of a function's arguments as they are written."""
    members = [each for kind in importlib.import_module("cdktf").Fn.__mro__ for each in vars(kind).values()]
    member = next(each for each in members if getattr(each, "__jsii_name__", None) == name)
    _, *hints = written_types(member.__func__).values()
    return hints


def _generated(name: str, arguments: list[Any]) -> Any:
    known = functions_of_terraform().get(name)
    if known is None or known[0] not in RETURNED:
        raise UnknownToKernelError(f"Fn.{name}")
    returned, called, validators = known
    if len(arguments) != len(validators):
        raise StockRefusesError(f"the number of arguments of Fn.{name}")
    given: list[Any] = []
    for (how, kind), each in zip(validators, arguments, strict=True):
        if how == "value":
            given.append(_checked(kind, each))
            continue
        elements = _variadic(each) if how == "variadiclistOf" else _elements(kind, each)
        if how == "listOf":
            given.append(elements)
        elif isinstance(elements, list):
            given.extend(elements)
        else:
            raise StockRefusesError(f"an argument of Fn.{name} that is no list")
    return handed_out(RETURNED[returned], Call(called, given))


def _argument(given: Any) -> Any:
    """Return an argument as jsii's kernel holds it. cdktf loses its place in a list after a gap, Node does that."""
    if _has_gap(given):
        raise UnknownToKernelError("None in a list that is given to a function")
    return as_it_is(given)


def _has_gap(given: Any) -> bool:
    if isinstance(given, list):
        return any(each is None or _has_gap(each) for each in given)
    return isinstance(given, dict) and any(_has_gap(each) for each in given.values())


def _variadic(given: Any) -> Any:
    return (
        [_argument(each) for each in given if each is not None]
        if isinstance(given, list)
        else as_it_is(given)
    )


def _elements(kind: str, given: Any) -> Any:
    if not isinstance(given, list):
        return as_it_is(given)
    return [_element(kind, held) for held in given if held is not None]


def _checked(kind: str, given: Any) -> Any:
    """Return an argument that cdktf's validator of that kind admits."""
    value = _argument(given)
    if isinstance(value, Expression):
        return value
    if kind == "string" and (not isinstance(given, str) or UNESCAPED_QUOTE.search(given)):
        raise StockRefusesError("an argument of a function")
    if kind == "numeric" and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise StockRefusesError("an argument of a function")
    return value


def _element(kind: str, given: Any) -> Any:
    """Return an element of a list: a text that is no token is quoted here already."""
    if isinstance(given, float) and index_of(given, NUMBER_LIST_MARK) is not None:
        return given
    if not isinstance(given, str):
        return _checked(kind, given)
    fragments = TOKENS.fragments(given)
    if (len(fragments) == 1 and isinstance(fragments[0], Expression)) or IN_LIST.search(given):
        return given
    return f'"{_checked(kind, given)}"'


def _join(separator: Any, values: Any) -> Any:
    return _generated("_join", [separator, [values]])


def _bcrypt(text: Any, cost: Any = None) -> Any:
    return _generated("_bcrypt", [text, [cost] if cost else []])


def _lookup(values: Any, key: Any, default: Any = None) -> Any:
    if isinstance(default, list | dict) or default:
        return _generated("_lookup", [values, key, [default]])
    return TOKENS.string(Access(_argument(values), [key]))


def _lookup_nested(values: Any, path: list[Any]) -> Any:
    return TOKENS.string(Access(_argument(values), _argument(path)))


def _range(start: Any, limit: Any, step: Any = None) -> Any:
    return _generated("_range", [[start, limit, 1 if step is None else step]])


def _conditional(*arguments: Any) -> Any:
    return handed_out("Any", Conditional(*(_argument(each) for each in arguments)))


def _raw_string(text: str) -> Any:
    return TOKENS.string(RawText(text))


BY_HAND: Final[dict[str, Callable[..., Any]]] = {
    "join": _join,
    "bcrypt": _bcrypt,
    "lookup": _lookup,
    "lookupNested": _lookup_nested,
    "range": _range,
    "conditional": _conditional,
    "rawString": _raw_string,
}
"""Source: cdktf 0.21, lib/terraform-functions.js."""


def operation(name: str, arguments: list[Any]) -> Any:
    """Return the token of an operation."""
    if name not in OPERATORS:
        raise UnknownToKernelError(f"Op.{name}")
    made = Operation(OPERATORS[name], *(_argument(each) for each in arguments))
    return handed_out("Number" if name in NUMBERS else "Boolean", made)
