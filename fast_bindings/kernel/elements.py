"""Elements of a stack: what is written into its JSON."""

from collections.abc import Callable
from typing import Any

from fast_bindings.kernel import javascript
from fast_bindings.kernel.expressions import Reference
from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.tokens import IN_STRING, TOKENS, Context, Expression
from fast_bindings.kernel.tree import Clock, Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import as_it_is


def _as_given(value: Any) -> Any:
    return value


class Overrides:
    """What is put over the written form of an element or a stack."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def add(self, path: str, value: Any) -> None:
        """Set a value at a path, its parts between dots."""
        Clock.tick()
        *above, last = path.split(".")
        if javascript.PROTOTYPE in (*above, last):
            raise UnknownToKernelError("an override of __proto__")
        current = self.values
        for key in above:
            held = current.get(key)
            if isinstance(held, Expression):
                # cdktf sets a field of its token's object, which nothing reads.
                return
            if not isinstance(held, dict):
                current[key] = {}
            current = current[key]
        current[last] = UNDEFINED if value is None else as_it_is(value)

    def over(self, given: dict[str, Any], finish: Callable[[Any], Any] = _as_given) -> dict[str, Any]:
        """Return what is given with them over it, as cdktf merges them: before tokens are replaced.

        None takes away what is there. Each value that is put is `finish`ed.
        """
        return _laid_over(given, self.values, finish) if self.values else given

    def named(self, kind: str) -> dict[str, Any]:
        """Return what the metadata say of them."""
        return {"overrides": {kind: javascript.ordered_keys(self.values)}} if self.values else {}


def _laid_over(given: dict[str, Any], values: dict[str, Any], finish: Callable[[Any], Any]) -> dict[str, Any]:
    found = dict(given)
    for name, value in values.items():
        key = finish(name)
        held = found.get(key, UNDEFINED)
        if isinstance(value, dict):
            if isinstance(held, list):
                raise UnknownToKernelError("an object merged into a list")
            if held is None or isinstance(held, Expression):
                raise StockRefusesError("an override within null or a token")
            found[key] = _laid_over(held if isinstance(held, dict) else {}, value, finish)
            continue
        put = finish(value)
        if put is UNDEFINED:
            found.pop(key, None)
        else:
            found[key] = [*held, *put] if isinstance(put, list) and isinstance(held, list) else put
    return found


def element_of(python: Any) -> "Element":
    """Return the element that a Python object is."""
    reference = getattr(python, "__jsii_ref__", None)
    if not isinstance(reference, Element):
        raise UnknownToKernelError("a dependency on something that is no element")
    return reference


class Element(Construct):
    """Something with an address, a logical id and overrides."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, address: str) -> None:
        super().__init__(python, fqn, scope, id_)
        if IN_STRING.search(id_):
            raise StockRefusesError("an id with a token")
        self.address_kind = address
        self.overrides = Overrides()
        self.given_id: str | None = None
        self._friendly: str | None = None
        self._fqn: str | None = None

    def is_as_written(self) -> bool:
        """Say whether it would be written as it was last, if nothing was changed since.

        cdktf calls the program's own methods whenever it writes: what they give may have changed.
        """
        return True

    def stays_written(self) -> None:
        """Note that it is not written again, although it was asked about that."""

    @property
    def friendly(self) -> str:
        """The logical id: remembered at the first reading, so that an override after it has no effect."""
        if self._friendly is None:
            self._friendly = self.given_id or self.logical_id()
        return self._friendly

    @property
    def token(self) -> str:
        """The element's address, as a token."""
        if self._fqn is None:
            self._fqn = TOKENS.string(Reference(f"{self.address_kind}.{self.friendly}", self.stack))
        return self._fqn

    def get(self, name: str) -> Any:
        """Return a property that every element has."""
        if name == "fqn":
            return self.token
        if name == "friendlyUniqueId":
            return self.friendly
        return self.stack.python if name == "cdktfStack" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add an override, or give another logical id."""
        if method == "addOverride":
            return self.overrides.add(*arguments)
        if method in {"overrideLogicalId", "resetOverrideLogicalId"}:
            Clock.tick()
            if self._fqn is not None:
                raise StockRefusesError("a logical id after the address was read")
            self.given_id = arguments[0] if arguments else None
            return None
        return super().invoke(method, arguments)

    def among(self, document: dict[str, Any], *kinds: str, called: str = "elements") -> dict[str, Any]:
        """Return where elements of its kinds are in a stack's JSON; none may have its logical id already."""
        found = document
        for kind in kinds:
            found = found.setdefault(kind, {})
        if self.friendly in found:
            raise UnknownToKernelError(f"two {called} with the logical id {self.friendly}")
        return found

    @property
    def context(self) -> Context:
        """Where its values are resolved."""
        return Context(self.stack, preparing=self.stack.preparing)

    def written(self, context: Context) -> dict[str, Any]:
        """Return its own part of the JSON."""
        raise NotImplementedError

    def put_into(self, document: dict[str, Any]) -> None:
        """Put its part into the JSON of its stack."""
        raise NotImplementedError

    def metadata(self) -> dict[str, Any]:
        """Return its part of the stack's metadata."""
        return {}
