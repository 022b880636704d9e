"""No two constructs have one address: cdktf merges them into one resource without a word.

A part of a path that is called `Default` is in no logical id, and the registration of a workspace stands under one
(findings/cdktf-hidden-id.sh).
"""

from collections import Counter
from pathlib import Path

from cdktf import App, DataResource, TerraformElement, TerraformResource, TerraformStack
from constructs import Construct

from main import build_app


def shared_addresses(stack: TerraformStack) -> list[str]:
    """Return the addresses in a stack that more than one construct has."""
    found: Counter[str] = Counter()
    for construct in stack.node.find_all():
        if isinstance(construct, TerraformResource):
            found[f"{construct.terraform_resource_type}.{construct.friendly_unique_id}"] += 1
        elif isinstance(construct, TerraformElement):
            found[f"{type(construct).__name__}.{construct.friendly_unique_id}"] += 1
    return [address for address, times in found.items() if times > 1]


def test_every_construct_of_every_stack_has_an_address_of_its_own(tmp_path: Path) -> None:
    app = build_app(outdir=str(tmp_path))
    stacks = [child for child in app.node.children if isinstance(child, TerraformStack)]
    assert len(stacks) > 10
    assert {stack.node.id: shared_addresses(stack) for stack in stacks if shared_addresses(stack)} == {}


def test_one_that_is_hidden_behind_a_default_is_found(tmp_path: Path) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path)), "stack")
    room = Construct(stack, "room")
    DataResource(room, "one", input={"which": "first"})
    assert shared_addresses(stack) == []
    DataResource(Construct(room, "Default"), "one", input={"which": "second"})
    (address,) = shared_addresses(stack)
    assert address.startswith("terraform_data.room_one_")
