"""The functions and tokens that a program may ask cdktf for without an object."""

import re
from collections.abc import Callable
from typing import Any, Final

from fast_bindings.kernel.expressions import Call, Given
from fast_bindings.kernel.stacks import Stack
from fast_bindings.kernel.table_store import functions_of_terraform, table_of
from fast_bindings.kernel.terraform_data import DATA_RESOURCE, TABLE
from fast_bindings.kernel.tokens import IN_LIST, TOKENS, Expression
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import as_it_is

UNESCAPED_QUOTE: Final = re.compile(r'(^|[^\\])([\\]{2})*"')
MANIFEST: Final = {
    "fileName": "manifest.json",
    "stacksFolder": "stacks",
    "stackMetadataPath": "metadata.json",
}
JOIN: Final[list[Any]] = ["String", "join", [["value", "string"], ["listOf", "any"]]]
"""The only one of cdktf's functions that is written by hand and common. Source: cdktf 0.21, terraform-functions.js."""
RETURNED: Final[dict[str, Callable[[Expression], Any]]] = {
    "String": TOKENS.string,
    "Any": TOKENS.string,
    "Number": TOKENS.number,
    "List": TOKENS.list_of,
}
"""How a call is handed back. cdktf has no token for a boolean, and this kernel none for a map."""


def function(name: str, arguments: list[Any]) -> Any:
    """Return the token of a call of a function of Terraform, by the table of cdktf's own functions."""
    known = JOIN if name == "join" else functions_of_terraform().get(name)
    if known is None or known[0] not in RETURNED:
        raise UnknownToKernelError(f"Fn.{name}")
    returned, called, validators = known
    if len(arguments) != len(validators):
        raise StockRefusesError(f"the number of arguments of Fn.{name}")
    given: list[Any] = []
    for (how, kind), each in zip(validators, arguments, strict=True):
        if how == "value":
            given.append(_checked(kind, each))
        elif not isinstance(each, list):
            raise UnknownToKernelError(f"an argument of Fn.{name} that is no list")
        else:
            elements = [_element(kind, held) for held in each if held is not None]
            given.extend(elements if how == "variadic" else [elements])
    return RETURNED[returned](Call(called, given))


def _checked(kind: str, given: Any) -> Any:
    """Return an argument that cdktf's validator of that kind admits."""
    if kind == "string" and (not isinstance(given, str) or UNESCAPED_QUOTE.search(given)):
        raise StockRefusesError("an argument of a function")
    if kind == "numeric" and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise StockRefusesError("an argument of a function")
    return as_it_is(given)


def _element(kind: str, given: Any) -> Any:
    """Return an element of a list: a text that is no token is quoted here already."""
    if not isinstance(given, str):
        return _checked(kind, given)
    fragments = TOKENS.fragments(given)
    if (len(fragments) == 1 and isinstance(fragments[0], Expression)) or IN_LIST.search(given):
        return given
    return f'"{_checked(kind, given)}"'


def static_method(fqn: str, name: str, arguments: list[Any]) -> Any:
    """Call a static method, by jsii's name."""
    if fqn == "cdktf.Fn":
        return function(name, arguments)
    if (fqn, name) == ("cdktf.Token", "asNumber"):
        given = arguments[0]
        return given if isinstance(given, int | float) else TOKENS.number(Given(as_it_is(given)))
    if fqn == "cdktf.TerraformStack":
        reference = getattr(arguments[0], "__jsii_ref__", None)
        if name == "isStack":
            return isinstance(reference, Stack)
        if name == "of" and isinstance(reference, Construct):
            return reference.stack.python
    raise UnknownToKernelError(f"{fqn}.{name}")


def static_property(fqn: str, name: str) -> Any:
    """Return a static property, by jsii's name."""
    if fqn == "cdktf.Manifest" and name in MANIFEST:
        return MANIFEST[name]
    if name == "tfResourceType" and fqn == DATA_RESOURCE:
        return TABLE["classes"]["DataResource"]["type"]
    if name == "tfResourceType" and fqn[0] == "@":
        return table_of(fqn)["classes"][fqn.rpartition(".")[2]]["type"]
    raise UnknownToKernelError(f"{fqn}.{name}")
