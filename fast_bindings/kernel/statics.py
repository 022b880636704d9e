"""The static methods and properties of cdktf's classes that a program may ask for."""

from typing import Any, Final

from fast_bindings.kernel import functions
from fast_bindings.kernel.annotations import Annotations
from fast_bindings.kernel.apps import App
from fast_bindings.kernel.aspects import aspects_of
from fast_bindings.kernel.attributes import HANDED_OUT, handed_out
from fast_bindings.kernel.blocks import Block
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.expressions import Given
from fast_bindings.kernel.outputs import Output
from fast_bindings.kernel.providers import Provider
from fast_bindings.kernel.resolvables import Resolvable
from fast_bindings.kernel.stacks import Stack
from fast_bindings.kernel.table_store import table_of
from fast_bindings.kernel.terraform_data import DATA_RESOURCE, TABLE
from fast_bindings.kernel.tokens import (
    IN_LIST,
    IN_MAP,
    IN_STRING,
    NUMBER_LIST_MARK,
    NUMBER_MARK,
    TOKENS,
    Expression,
    index_of,
)
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import as_it_is, expression_of, handed_back
from fast_bindings.kernel.variables import plain_type_of_variable, type_of_variable

MANIFEST: Final = {
    "fileName": "manifest.json",
    "stacksFolder": "stacks",
    "stackMetadataPath": "metadata.json",
}
ALREADY: Final[dict[str, type | tuple[type, ...]]] = {"String": str, "Number": (int, float)}
ELEMENTS_ALREADY: Final[dict[str, type | tuple[type, ...]]] = {"List": str, "NumberList": (int, float)}
"""What Token hands back as it is: a value of its own kind, or a list of nothing else."""
KINDS: Final[dict[tuple[str, str], type]] = {
    ("constructs.Construct", "isConstruct"): Construct,
    ("cdktf.TerraformStack", "isStack"): Stack,
    ("cdktf.TerraformElement", "isTerraformElement"): Element,
    ("cdktf.TerraformOutput", "isTerraformOutput"): Output,
    ("cdktf.TerraformProvider", "isTerraformProvider"): Provider,
}
BLOCKS: Final = {
    ("cdktf.TerraformResource", "isTerraformResource"): False,
    ("cdktf.TerraformDataSource", "isTerraformDataSource"): True,
}


def static_method(  # noqa: PLR0911 - one for each class
    fqn: str, name: str, arguments: list[Any]
) -> Any:
    """Call a static method, by jsii's name."""
    if fqn == "cdktf.Fn":
        return functions.function(name, arguments)
    if fqn == "cdktf.Op":
        return functions.operation(name, arguments)
    if fqn == "cdktf.Token":
        return _token(name, arguments)
    if fqn == "cdktf.VariableType":
        return type_of_variable(name, arguments)
    if (fqn, name) == ("cdktf.Tokenization", "isResolvable"):
        return expression_of(arguments[0]) is not None
    if (fqn, name) == ("cdktf.Aspects", "of"):
        return aspects_of(_construct(arguments[0])).python
    if (fqn, name) == ("cdktf.Annotations", "of"):
        return Annotations(_construct(arguments[0])).python
    if (fqn, name) == ("cdktf.TerraformStack", "of"):
        return _construct(arguments[0]).stack.python
    if (fqn, name) == ("cdktf.App", "of"):
        return _application(arguments[0])
    reference = getattr(arguments[0], "__jsii_ref__", None) if arguments else None
    if kind := KINDS.get((fqn, name)):
        return isinstance(reference, kind)
    if (fqn, name) in BLOCKS:
        return isinstance(reference, Block) and reference.data is BLOCKS[fqn, name]
    raise UnknownToKernelError(f"the static method {fqn}.{name}")


def _construct(python: Any) -> Construct:
    reference = getattr(python, "__jsii_ref__", None)
    if not isinstance(reference, Construct):
        raise UnknownToKernelError("a construct of another kernel")
    return reference


def _application(python: Any) -> Any:
    root = _construct(python).root
    if not isinstance(root, App):
        raise StockRefusesError(f"no application above {root.path}")
    return root.python


def _token(name: str, arguments: list[Any]) -> Any:
    given = arguments[0] if arguments else None
    if name == "isUnresolved":
        return _is_unresolved(given)
    if given is None and name != "nullValue":
        raise UnknownToKernelError(f"the static method cdktf.Token.{name} of None")
    if name == "asMap":
        value, held = as_it_is(given), as_it_is(arguments[1])
        return TOKENS.map_of(value if isinstance(value, Expression) else Given(value), held)
    kind = "" if name == "nullValue" else name.removeprefix("as")
    if (kind and kind not in HANDED_OUT) or any(as_it_is(each) for each in arguments[1:]):
        raise UnknownToKernelError(f"cdktf.Token.{name}")
    if isinstance(given, bool) or not isinstance(given, ALREADY.get(kind, ())):
        elements = ELEMENTS_ALREADY.get(kind)
        if elements and isinstance(given, list) and all(_is_plain(each, elements) for each in given):
            return handed_back(given)
        value = as_it_is(given)
        expression = value if isinstance(value, Expression) else Given(value)
        if kind in {"", "Any"}:
            return given if expression is value else Resolvable(expression).python
        return handed_out(kind, expression)
    return handed_back(given)


def _is_plain(value: Any, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_unresolved(value: Any) -> bool:
    if isinstance(value, str):
        return IN_STRING.search(value) is not None
    if isinstance(value, float):
        return index_of(value, NUMBER_MARK) is not None
    if isinstance(value, list) and len(value) == 1:
        only = value[0]
        return (isinstance(only, str) and IN_LIST.search(only) is not None) or (
            isinstance(only, float) and index_of(only, NUMBER_LIST_MARK) is not None
        )
    if isinstance(value, dict):
        return any(IN_MAP.search(key) for key in value)
    return expression_of(value) is not None


def static_property(fqn: str, name: str) -> Any:
    """Return a static property, by jsii's name."""
    if fqn == "cdktf.Manifest" and name in MANIFEST:
        return MANIFEST[name]
    if fqn == "cdktf.VariableType":
        return plain_type_of_variable(name)
    if name == "tfResourceType" and fqn == DATA_RESOURCE:
        return TABLE["classes"]["DataResource"]["type"]
    if name == "tfResourceType" and fqn[0] == "@":
        return table_of(fqn)["classes"][fqn.rpartition(".")[2]]["type"]
    raise UnknownToKernelError(f"the static property {fqn}.{name}")
