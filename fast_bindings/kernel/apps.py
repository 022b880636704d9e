"""The application: checks and writes its stacks."""

import json
import posixpath
from typing import Any, Final

from fast_bindings.kernel import beginning, javascript
from fast_bindings.kernel.annotations import annotations_in
from fast_bindings.kernel.aspects import visit_all
from fast_bindings.kernel.assets import Asset
from fast_bindings.kernel.blocks import Block
from fast_bindings.kernel.providers import Provider
from fast_bindings.kernel.stacks import VERSION, Stack
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

UNKNOWN_OPTIONS: Final = ("context", "hcl_output", "skip_backend_validation", "skip_validation")
CONTEXT: Final = "CDKTF_CONTEXT_JSON"
HCL: Final = "SYNTH_HCL_OUTPUT"
UNREAD_CONTEXT: Final = frozenset({"cdktfRelativeModules"})
"""What cdktf-cli gives every program, and only assets of Terraform modules read, which are not made here.

Source: cdktf 0.21, lib/terraform-module-asset.js.
"""
WITHOUT_PROVIDER: Final = "terraform"


class App(Construct):
    """The root of everything."""

    def __init__(self, python: Any, fqn: str, *, config: Any) -> None:
        super().__init__(python, fqn, None, "")
        values = config._values if config is not None else {}
        for name in UNKNOWN_OPTIONS:
            if values.get(name):
                raise UnknownToKernelError(f"the option {name} of an App")
        self.stack_traces = values.get("stack_traces") is not False
        if beginning.variables().get(HCL, "") not in {"", "false"}:
            raise UnknownToKernelError(HCL)
        if unknown := _context_names() - UNREAD_CONTEXT:
            raise UnknownToKernelError(f"{', '.join(sorted(unknown))} of {CONTEXT}")
        self.outdir = _outdir(values.get("outdir"))
        self.folder = beginning.working_folder() / self.outdir
        for folder in (self.folder, self.folder / "stacks"):
            try:
                folder.mkdir(exist_ok=True)
            except OSError as error:
                raise StockRefusesError(f"{folder}: {error.strerror}") from None

    def get(self, name: str) -> Any:
        """Return the folder that is written to."""
        return self.outdir if name == "outdir" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Write everything."""
        return self._synthesise() if method == "synth" else super().invoke(method, arguments)

    def _synthesise(self) -> None:
        stacks = [each for each in self.walk() if isinstance(each, Stack)]
        for stack in stacks:
            stack.prepare()
        documents: list[tuple[Stack, str]] = []
        entries: dict[str, Any] = {}
        for stack in stacks:
            visit_all(stack)
            _check(stack)
            entries.setdefault(stack.id, _entry(stack))
            documents.append((stack, javascript.json_text(stack.document())))
        _validate(self)
        manifest = {"version": VERSION, "stacks": entries}
        try:
            for stack, text in documents:
                folder = self.folder / "stacks" / stack.id
                folder.mkdir(exist_ok=True)
                for each in stack.walk():
                    if isinstance(each, Asset):
                        each.copy_to(folder)
                (folder / "cdk.tf.json").write_text(text, encoding="utf-8", newline="\n")
            (self.folder / "manifest.json").write_text(
                javascript.json_text(manifest), encoding="utf-8", newline="\n"
            )
        except OSError as error:
            raise StockRefusesError(f"{self.outdir}: {error.strerror}") from None
        except UnicodeEncodeError:
            raise UnknownToKernelError("a text with half of a pair of surrogates") from None


def _outdir(given: str | None) -> str:
    """Return the folder to write to; an empty text is one too, which cdktf cannot make."""
    found = beginning.variables().get("CDKTF_OUTDIR", "cdktf.out") if given is None else given
    if not found:
        raise StockRefusesError("a folder without a name")
    return found


def _context_names() -> set[str]:
    text = beginning.variables().get(CONTEXT)
    try:
        context: object = json.loads(text) if text else {}
    except ValueError:
        context = None
    if not isinstance(context, dict):
        raise StockRefusesError(f"{CONTEXT}, which is no object of JSON")
    return {str(name) for name in context}


def _check(stack: Stack) -> None:
    """Ask all that cdktf asks before it writes: providers for all resources, and the constructs' own validations."""
    nodes = list(stack.walk())
    provided = {each.source for each in nodes if isinstance(each, Provider)}
    for each in nodes:
        if isinstance(each, Block):
            needed = each.rules["meta"].get("providerName")
            if needed and needed != WITHOUT_PROVIDER and needed not in provided:
                raise StockRefusesError(f"a resource of {needed} without a provider")
        _validate(each)


def _validate(construct: Construct) -> None:
    """Ask a construct's own validations."""
    for validation in construct.validations:
        try:
            problems = validation.validate()
        except Exception as error:  # noqa: BLE001 - whatever it is, cdktf says it
            raise StockRefusesError(f"a validation that failed: {error!r}") from None
        if type(problems) is not list or problems:
            raise StockRefusesError("a validation")
        construct.history.stop_if_by_node()


def _entry(stack: Stack) -> dict[str, Any]:
    folder = posixpath.normpath(f"stacks/{stack.id}")
    return {
        "annotations": annotations_in(stack),
        "constructPath": stack.path,
        "dependencies": [each.path for each in stack.dependencies],
        "name": stack.id,
        "stackMetadataPath": posixpath.normpath(f"{folder}/metadata.json"),
        "synthesizedStackPath": posixpath.normpath(f"{folder}/cdk.tf.json"),
        "workingDirectory": folder,
    }
