"""The AWS provider with the part of its schema that a stack needs, for runs that reach no real AWS.

Terraform asks a provider for all of its schema each time it starts, and reads it: 5 MB of some 1,500 types, of
which six take 3.5 MB. That costs each command 3 to 4 seconds of two processors, whatever the stack holds. Here a relay
stands between Terraform and the real provider. It answers that one question itself, with the types that the stack
names, and hands on every other call as it is; where nothing else is asked, the real provider is not even started.
Terraform takes it by `dev_overrides`, so what is installed and locked stays the real provider.

`cdktf` has no use for the warning that Terraform prints of these, and is not to try twice: there the provider runs
before Terraform, which is told where (`attached`), if all types are known beforehand.
"""

from operations.terraform.narrow_provider.installation import (
    ATTACHED,
    SOURCE,
    STOCK,
    attaching,
    install,
    missed,
)

__all__ = ["ATTACHED", "SOURCE", "STOCK", "attaching", "install", "missed"]
