"""Resources of a class that is written in Python."""

from typing import Any, Final

from fast_bindings.kernel.blocks import Block
from fast_bindings.kernel.kept import kept
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError
from fast_bindings.kernel.values import as_it_is

RESOURCE: Final = "cdktf.TerraformResource"
OVERRIDDEN: Final = ("synthesizeAttributes",)
"""The only member that a Python class may override here: anything else is done by stock."""


class CustomResource(Block):
    """A resource whose arguments a Python method gives when they are written down."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any) -> None:
        given = as_it_is(config._values.get("terraform_generator_metadata")) or {}
        rules = {
            "type": config._values["terraform_resource_type"],
            "meta": given,
            "get": {}, "set": {}, "synth": [], "config": {},
        }  # fmt: skip
        table = {"structs": {}, "classes": {fqn.rpartition(".")[2]: rules}}
        super().__init__(python, fqn, scope, id_, config=config, table=table, data=False)
        self._next: dict[str, Any] | None = None
        self._last = ""

    def _given(self, config: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Return nothing: beside the meta-arguments a configuration has what `__init__` reads alone."""
        del config, values
        return {}

    def is_as_written(self) -> bool:
        """Say whether the Python method gives what it gave last. What it gives is written next."""
        self._next = self._asked()
        return repr(self._next) == self._last

    def stays_written(self) -> None:
        """Forget what the Python method gave."""
        self._next = None

    def synthesised(self) -> dict[str, Any]:
        """Return what the Python method gives."""
        found = self._asked() if self._next is None else self._next
        # As text, for True and 1 are equal. A token is another one each time that it is made.
        self._next, self._last = None, repr(found)
        return found

    def _asked(self) -> dict[str, Any]:
        try:
            given = self.python._synthesize_attributes()
        except Exception as error:  # noqa: BLE001 - whatever it is, cdktf says it
            raise StockRefusesError(f"attributes of {self.path} that failed: {error!r}") from None
        self.history.stop_if_by_node()
        if type(given) is not dict:
            raise StockRefusesError(f"attributes of {self.path} that are no map")
        found: dict[str, Any] = as_it_is(kept(given, None))
        return found
