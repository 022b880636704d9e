"""The outputs of a stack, for people and other stacks."""

from cdktf import TerraformOutput, TerraformStack


def export(stack: TerraformStack, **values: object) -> None:
    """Define an output per value, under its own name.

    As direct children of the stack they get no hash: scripts and other stacks read these names.
    """
    for name, value in values.items():
        TerraformOutput(stack, name, value=value)
