"""CDKTF bindings that load only what is used, for any CDKTF Python project.

A prebuilt provider package imports every one of its submodules, 2,212 for AWS, in Python and again in Node.
`install()` removes both costs, and two smaller ones of jsii; what synthesis writes stays byte-identical.
Call it before the first import of cdktf or a provider:

    import fast_bindings
    fast_bindings.install()

`refuse_silent_changes()` refuses what cdktf would write down as something else without an error; it is apart, since
some of it is what a project may live with.

Set `ANTHILL_STOCK_BINDINGS=1` to load and run everything as the packages do by themselves.
"""

from fast_bindings.installation import STOCK_BINDINGS, enabled, install
from fast_bindings.silent_changes import SilentChangeError, refuse_silent_changes

__all__ = ["STOCK_BINDINGS", "SilentChangeError", "enabled", "install", "refuse_silent_changes"]
