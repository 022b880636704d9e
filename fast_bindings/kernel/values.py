"""Turns Python values into what the generated code of a provider makes of them, and into what jsii hands back."""

import functools
import inspect
import json
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from fast_bindings.kernel import javascript
from fast_bindings.kernel.javascript import EXACT, UNDEFINED
from fast_bindings.kernel.tokens import MARK, Expression
from fast_bindings.kernel.tree import Native
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

Mapper: TypeAlias = Any
"""How a value is mapped (tables.py): as it is, by its kind "String", "Number", "Boolean" or "Any"; ["l", m, block] a
list; ["h", m] a map; ["s", name] a struct; ["n", m] null where it is absent."""

SCALARS: Final = frozenset({str, bool, int, float})
LIST: Final = "typing.Sequence["
LISTS: Final = (LIST, f"typing.Optional[{LIST}")
MAPS: Final = "typing.Mapping["
TEXTS: Final = "typing.Mapping[str, str]"
"""Types of fields, as the bindings write them. Python takes a text for a list, and checks no map's values."""
OF_KIND: Final = {
    "String": frozenset({str}),
    "Number": frozenset({int, float}),
    "Boolean": frozenset({bool}),
    "Any": SCALARS,
}
"""What jsii's kernel admits of each kind; for a boolean, and for anything, an object that stands for it too."""
_plans: dict[tuple[type, str], list[tuple[str, str, Mapper]]] = {}


def names_of(kind: type) -> dict[str, str] | None:
    """Return jsii's names of a struct's fields by their Python names, or None if a class is no struct."""
    return getattr(kind, "__jsii_name_mapping__", None)


def expression_of(value: Any) -> Expression | None:
    """Return what an object of a program is written as, None for anything else."""
    reference = getattr(value, "__jsii_ref__", None)
    return reference.expression() if isinstance(reference, Native) else None


def as_it_is(value: Any) -> Any:
    """Return a value of any type as jsii's kernel holds it: without null in maps and lists, structs as maps."""
    kind = type(value)
    if kind in SCALARS or value is None:
        return value
    if kind is list:
        return [as_it_is(each) for each in value if each is not None]
    if kind is dict:
        if javascript.PROTOTYPE in value:
            raise StockRefusesError("a key of a map that every object has")
        return {key: as_it_is(held) for key, held in value.items() if held is not None}
    names = names_of(kind)
    if names is not None:
        return {names[key]: as_it_is(held) for key, held in value._values.items() if held is not None}
    if isinstance(value, Expression):
        return value
    expression = expression_of(value)
    if expression is not None:
        return expression
    raise UnknownToKernelError(f"a value of type {kind.__name__}")


def mapped(mapper: Mapper, value: Any, structs: dict[str, Any]) -> Any:  # noqa: PLR0911 - one for each mapper
    """Return what a generated ToTerraform function makes of a value: Terraform's names, tokens still inside."""
    if type(mapper) is str:
        return value if type(value) in OF_KIND[mapper] else _of_kind(mapper, value)
    if value is None:
        return UNDEFINED
    expression = expression_of(value)
    if expression is not None:
        return expression
    kind = mapper[0]
    if kind == "n":
        return mapped(mapper[1], value, structs)
    if kind == "s":
        return _struct(mapper[1], value, structs)
    if type(value) is str:
        raise StockRefusesError("a text where a list or map is expected")
    if mapper[1] != "Any" and type(value) in {list, dict}:
        _refuse_gaps(value)
    if kind == "l" and type(value) is list:
        return [mapped(mapper[1], each, structs) for each in value]
    if kind == "h" and type(value) is dict:
        if javascript.PROTOTYPE in value or any(MARK in key for key in value):
            for held in value.values() if isinstance(mapper[1], str) else ():
                mapped(mapper[1], held, structs)
            return as_it_is(value)
        return {key: mapped(mapper[1], held, structs) for key, held in value.items() if held is not None}
    raise UnknownToKernelError(f"a {type(value).__name__} where a list or map is expected")


def _of_kind(kind: str, value: Any) -> Any:
    """Return a value that is no plain one of a kind, if jsii's kernel admits it there."""
    found = as_it_is(value)
    if kind == "Any" or (kind == "Boolean" and isinstance(found, Expression)):
        return found
    raise StockRefusesError(f"a {type(value).__name__} for a {kind}")


def _refuse_gaps(value: Any) -> None:
    if any(each is None for each in (value if isinstance(value, list) else value.values())):
        raise StockRefusesError("None in a list or map whose values have a kind")


def of_struct(value: Any) -> Any:
    """Return a struct of cdktf's own as a map, or None."""
    return None if value is None else as_it_is(checked(value))


def checked(value: Any) -> Any:
    """Return a struct of cdktf's own in which all is of the kind it has to be, where Python does not check it.

    A map in place of a struct is left to Node, which knows its keys.
    """
    if names_of(type(value)) is None:
        raise UnknownToKernelError(f"a {type(value).__name__} where a struct is expected")
    hints = written_types(type(value))
    for name, held in value._values.items():
        hint = hints[name]
        if type(held) is str and hint.startswith(LISTS):
            raise StockRefusesError("a text for a list of a struct")
        for each in held if type(held) is list else (held,):
            if type(each) is dict and TEXTS in hint:
                if any(type(text) is not str for text in each.values()):
                    raise StockRefusesError("a map of texts with something else")
            elif names_of(type(each)) is not None or (type(each) is dict and MAPS not in hint):
                checked(each)
    return value


@functools.cache
def written_types(function: Callable[..., Any]) -> dict[str, str]:
    """Return the types of a function's arguments, or of a struct's fields, as the bindings write them."""
    parameters = inspect.signature(function).parameters
    return {name: str(each.annotation).replace("builtins.", "") for name, each in parameters.items()}


def _struct(name: str, value: Any, structs: dict[str, Any]) -> dict[str, Any]:
    kind = type(value)
    names = names_of(kind)
    if names is None:
        raise UnknownToKernelError(f"a {kind.__name__} where a struct is expected")
    if kind.__jsii_type__.rpartition(".")[2].lower() != name.lower():
        raise StockRefusesError(f"a {kind.__name__} where another struct is expected")
    values = value._values
    found: dict[str, Any] = {}
    for field, key, mapper in _plan(kind, name, structs, names):
        held = values.get(field)
        if held is not None:
            held = mapped(mapper, held, structs)
            if held is not UNDEFINED:
                found[key] = held
        elif mapper[0] == "n":
            found[key] = None
    return found


def _plan(
    kind: type, name: str, structs: dict[str, Any], names: dict[str, str] | None
) -> list[tuple[str, str, Mapper]]:
    """Return the fields of a Python struct with Terraform's name and the mapper of each."""
    known = _plans.get((kind, name))
    if known is None:
        python: dict[str, str] = {js: field for field, js in (names or {}).items()}
        known = [(str(python.get(js, js)), key, mapper) for key, js, mapper in structs[name]]
        _plans[kind, name] = known
    return known


def handed_back(value: Any) -> Any:
    """Return a value as it comes over jsii's wire: without null in maps, and numbers as JavaScript has them."""
    kind = type(value)
    if kind is dict:
        return {key: handed_back(held) for key, held in value.items() if held is not None}
    if kind is list:
        return [handed_back(each) for each in value]
    if kind is float or (kind is int and not -EXACT <= value <= EXACT):
        return json.loads(javascript.number(value))
    return value
