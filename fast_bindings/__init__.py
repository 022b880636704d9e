"""CDKTF bindings that load only what is used, for any CDKTF Python project.

A prebuilt provider package imports every one of its submodules, 2,212 for AWS, in Python and again in Node.
`install()` removes both costs, and two smaller ones of jsii; what synthesis writes stays byte-identical.
Call it before the first import of cdktf or a provider:

    import fast_bindings
    fast_bindings.install()

`refuse_silent_changes()` refuses what cdktf would write down as something else without an error; it is apart, since
some of it is what a project may live with.

Synthesis is done in Python, without Node, as far as the packages are those that this was proven on and all that a
program asks for is known; from the first thing that is not, Node does the work for that application, and stderr says
so in one line.
`ANTHILL_KERNEL=node` does everything by Node; with `both`, `compare_with_node` compares what the two write.

Set `ANTHILL_STOCK_BINDINGS=1` to load and run everything as the packages do by themselves.
"""

from fast_bindings.comparison import compare_with_node, first_difference
from fast_bindings.installation import KERNEL, STOCK_BINDINGS, chosen_kernel, enabled, install
from fast_bindings.silent_changes import SilentChangeError, refuse_silent_changes

__all__ = [
    "KERNEL",
    "STOCK_BINDINGS",
    "SilentChangeError",
    "chosen_kernel",
    "compare_with_node",
    "enabled",
    "first_difference",
    "install",
    "refuse_silent_changes",
]
