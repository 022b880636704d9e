"""Leaves out of a stack what the embedded AWS cannot hold."""

from collections.abc import Sequence

from cdktf import TerraformResource, TerraformStack

from configuration.security import EmulatorGap


def leave_out(stack: TerraformStack, gaps: Sequence[EmulatorGap]) -> None:
    """Remove the resources, or the single arguments, that are declared as gaps.

    The constructs are built as for any environment; nothing may refer to what is removed, or Terraform
    refuses the stack. A stack without gaps is left alone.
    """
    if not gaps:
        return
    types = {gap.resource_type for gap in gaps if gap.argument is None}
    arguments = [(gap.resource_type, gap.argument) for gap in gaps if gap.argument is not None]
    for node in stack.node.find_all():
        type_ = getattr(node, "TF_RESOURCE_TYPE", None)
        if not isinstance(node, TerraformResource) or type_ is None:
            continue
        if type_ in types:
            scope = node.node.scope
            if scope is not None:
                scope.node.try_remove_child(node.node.id)
            continue
        for owner, argument in arguments:
            if owner == type_:
                node.add_override(argument, None)
