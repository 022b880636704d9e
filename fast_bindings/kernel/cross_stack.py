"""References from one stack to another: an output there, its remote state here, and a dependency between the two."""

from typing import Any

from fast_bindings.kernel import javascript
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.expressions import Reference
from fast_bindings.kernel.outputs import Backend, Output, local_backend
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import TOKENS, Context
from fast_bindings.kernel.tree import Construct, born
from fast_bindings.kernel.unknown import UnknownToKernelError

REMOTE_STATE: dict[str, str] = {
    "local": "cdktf.DataTerraformRemoteStateLocal",
    "s3": "cdktf.DataTerraformRemoteStateS3",
}


class RemoteState(Element):
    """The outputs of another stack, read from its state."""

    def __init__(self, fqn: str, scope: Construct, id_: str, *, backend: str, config: dict[str, Any]) -> None:
        super().__init__(None, fqn, scope, id_, address="data.terraform_remote_state")
        self.backend, self.config = backend, config

    def reference(self, output: str) -> Reference:
        """Return the reference to an output."""
        return Reference(f"{self.address_kind}.{self.friendly}.outputs.{output}", self.stack)

    def written(self, context: Context) -> dict[str, Any]:
        """Return where the state is."""
        config = javascript.snake_case_keys(self.config)
        config.pop("workspace", None)
        config.pop("defaults", None)
        given = {"backend": self.backend, "config": config}
        given |= {
            key: self.config[key] for key in ("workspace", "defaults") if self.config.get(key) is not None
        }
        found: dict[str, Any] = resolve(self.overrides.over(given), context)
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the data."""
        of_type = self.among(document, "data", "terraform_remote_state")
        of_type[self.friendly] = self.written(self.context)

    def metadata(self) -> dict[str, Any]:
        """Return what is overridden."""
        return self.overrides.named("terraform_remote_state")


def ensure_backend(stack: Any) -> Backend:
    """Return the first backend below a stack; make one of a file if there is none."""
    for each in stack.walk():
        if isinstance(each, Backend):
            return each
    return born(local_backend(None, stack, {}))


def referred(reference: Reference, stack: Any) -> str:
    """Return the token, in a stack, of what is in another one."""
    origin = reference.stack
    if origin.history is not stack.history:
        raise UnknownToKernelError(f"a reference to another application, to {reference.identifier}")
    stack.depend_on(origin)
    output = origin.outgoing.get(reference.identifier)
    if output is None:
        id_ = f"cross-stack-output-{reference.identifier}"
        value = Reference(reference.identifier, origin)
        output = born(Output.of_value(origin, id_, value))
        origin.outgoing[reference.identifier] = output
    name = output.friendly
    state = stack.incoming.get(origin.path or "<root>")
    if state is None:
        backend = ensure_backend(origin)
        if backend.name not in REMOTE_STATE:
            raise UnknownToKernelError(f"the state in a backend of the kind {backend.name}")
        config = {**backend.values, "workspace": "${terraform.workspace}"}
        state = RemoteState(
            REMOTE_STATE[backend.name], stack, f"cross-stack-reference-input-{origin.path}",
            backend=backend.name, config=config,
        )  # fmt: skip
        stack.incoming[origin.path] = born(state)
    return TOKENS.string(state.reference(name))
