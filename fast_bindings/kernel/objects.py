"""Makes what a program creates, by jsii's name of its class."""

import importlib
from typing import Any

from fast_bindings.kernel.apps import App
from fast_bindings.kernel.assets import Asset
from fast_bindings.kernel.blocks import Block
from fast_bindings.kernel.custom_resource import OVERRIDDEN, RESOURCE, CustomResource
from fast_bindings.kernel.outputs import Backend, Output, local_backend
from fast_bindings.kernel.providers import Provider
from fast_bindings.kernel.stacks import Stack
from fast_bindings.kernel.table_store import table_of
from fast_bindings.kernel.terraform_data import DATA_RESOURCE, TABLE, TerraformVersion
from fast_bindings.kernel.tree import Construct, Native
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import as_it_is, of_struct
from fast_bindings.kernel.variables import Local, Variable


def created(klass: Any, python: Any, arguments: list[Any]) -> Native:
    """Return what stands for a new Python object."""
    fqn: str = getattr(klass, "__jsii_type__", None) or "Object"
    overridden = _overridden(klass, python)
    if overridden and (fqn, overridden) != (RESOURCE, OVERRIDDEN):
        raise UnknownToKernelError(f"a class that overrides {', '.join(overridden)} of {fqn}")
    if fqn == "cdktf.App":
        return App(python, fqn, config=arguments[0] if arguments else None)
    if fqn == "Object" or not arguments:
        raise UnknownToKernelError(f"the class {fqn}")
    scope = getattr(arguments[0], "__jsii_ref__", None)
    if not isinstance(scope, Construct):
        raise UnknownToKernelError(f"a {fqn} without a scope")
    if fqn[0] == "@":
        return _of_provider(python, fqn, scope, arguments)
    if fqn == "constructs.Construct":
        return Construct(python, fqn, scope, arguments[1])
    if fqn == "cdktf.TerraformStack":
        return Stack(python, fqn, scope, arguments[1])
    return _of_cdktf(python, fqn, scope, arguments)


def _of_provider(python: Any, fqn: str, scope: Construct, arguments: list[Any]) -> Native:
    table = table_of(fqn)
    base = table["classes"][fqn.rpartition(".")[2]]["base"]
    config = arguments[2] if len(arguments) > 2 else None  # noqa: PLR2004 - scope, id and the configuration
    if base == "TerraformProvider":
        return Provider(python, fqn, scope, arguments[1], config=config, table=table)
    if base in {"TerraformResource", "TerraformDataSource"}:
        data = base == "TerraformDataSource"
        return Block(python, fqn, scope, arguments[1], config=config, table=table, data=data)
    raise UnknownToKernelError(f"the class {fqn}")


def _of_cdktf(  # noqa: PLR0911 - one for each class
    python: Any, fqn: str, scope: Construct, arguments: list[Any]
) -> Native:
    if fqn == RESOURCE:
        return CustomResource(python, fqn, scope, arguments[1], config=arguments[2])
    if fqn == "cdktf.TerraformOutput":
        return Output(python, fqn, scope, arguments[1], config=arguments[2])
    if fqn == "cdktf.TerraformVariable":
        return Variable(python, fqn, scope, arguments[1], config=arguments[2])
    if fqn == "cdktf.TerraformLocal":
        return Local(python, fqn, scope, arguments[1], value=arguments[2])
    if fqn == "cdktf.S3Backend":
        return Backend(python, fqn, scope, name="s3", values=of_struct(arguments[1]))
    if fqn == "cdktf.LocalBackend":
        return local_backend(python, scope, as_it_is(arguments[1]) if len(arguments) > 1 else {})
    if fqn == "cdktf.TerraformAsset":
        return Asset(python, fqn, scope, arguments[1], config=arguments[2])
    if fqn == DATA_RESOURCE:
        config = arguments[2] if len(arguments) > 2 else None  # noqa: PLR2004 - scope, id and the configuration
        block = Block(python, fqn, scope, arguments[1], config=config, table=TABLE, data=False)
        block.validations.append(TerraformVersion())
        return block
    raise UnknownToKernelError(f"the class {fqn}")


_known: dict[type, tuple[str, ...]] = {}


def _overridden(klass: Any, python: Any) -> tuple[str, ...]:
    """Return the members of jsii's class that a Python class overrides: cdktf would call them."""
    jsii_kernel: Any = importlib.import_module("jsii._kernel")

    kind = type(python)
    if kind not in _known:
        _known[kind] = tuple(
            each.method or each.property or "" for each in jsii_kernel._get_overides(klass, python)
        )
    return _known[kind]
