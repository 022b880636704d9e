"""Two-key deletion: data goes only if the environment and the call both say so."""

from dataclasses import dataclass
from typing import Final

from cdktf import TerraformResourceLifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Whether stateful resources may be destroyed.

    `retained` is the environment's key: Terraform refuses to destroy. `allow_destroy` is the call's key: it
    empties what is destroyed, and counts only where the environment does not retain.
    """

    retained: bool
    allow_destroy: bool = False

    @property
    def force_destroy(self) -> bool:
        """Whether destroying a bucket also deletes the objects in it."""
        return self.allow_destroy and not self.retained

    @property
    def lifecycle(self) -> TerraformResourceLifecycle | None:
        """The Terraform life cycle of a stateful resource."""
        return TerraformResourceLifecycle(prevent_destroy=True) if self.retained else None


RETAINED: Final = Protection(retained=True)
"""Nothing that holds data may be destroyed."""
