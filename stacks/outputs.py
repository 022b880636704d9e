"""What a stack tells people and other stacks."""

from cdktf import TerraformOutput, TerraformStack


def export(stack: TerraformStack, **values: object) -> None:
    """Define an output per value, under its own name: no hash, since scripts and other stacks read it."""
    for name, value in values.items():
        TerraformOutput(stack, f"output_{name}", value=value).override_logical_id(name)
