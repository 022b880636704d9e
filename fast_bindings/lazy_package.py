"""The Python half: a provider package without its eager imports."""

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from fast_bindings.deferred_annotations import DeferredAnnotationsLoader

PROVIDER: Final = re.compile(r"cdktf_cdktf_provider_[a-z0-9_]+")
BINDINGS: Final = re.compile(r"(cdktf|constructs|cdktf_cdktf_provider_[a-z0-9_]+\..+)")
"""What jsii generated besides the packages of providers."""
EAGER_IMPORT: Final = re.compile(r"^from \. import (\w+)$", re.MULTILINE)


class LazyPackageLoader(DeferredAnnotationsLoader):
    """Loads a provider's `__init__` as it is, but for the imports of its submodules.

    Those become attributes that import on first use (PEP 562), so that `package.s3_bucket`,
    `from package import s3_bucket`, `from package import *` and `dir(package)` answer as with the stock
    package.
    """

    layout = "lazy"

    def _source(self) -> str:
        return Path(self.path).read_text(encoding="utf-8")

    def text(self) -> bytes:
        """Return the package without its eager imports."""
        return EAGER_IMPORT.sub("", self._source()).encode()

    def unkept(self, fullname: str) -> CodeType:
        """Return the same, compiled now: the ordinary code would import everything."""
        del fullname
        return self.compiled()

    def exec_module(self, module: ModuleType) -> None:
        """Run the package, then answer for its submodules by attribute."""
        super().exec_module(module)
        submodules = frozenset(EAGER_IMPORT.findall(self._source()))
        # jsii packages replace themselves in sys.modules to hide private names (`publication`).
        published = sys.modules.get(module.__name__, module)

        def load(name: str) -> ModuleType:
            if name in submodules:
                return importlib.import_module(f"{module.__name__}.{name}")
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

        def names() -> list[str]:
            return sorted({*vars(published), *submodules})

        for target in {id(module): module, id(published): published}.values():
            target.__dict__.update(__getattr__=load, __dir__=names)


class BindingsFinder:
    """Finds what jsii generated, wherever the ordinary path finder finds it."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a binding with the loader that is faster, None for everything else."""
        loader = (
            LazyPackageLoader if path is None and PROVIDER.fullmatch(fullname) else DeferredAnnotationsLoader
        )
        if loader is DeferredAnnotationsLoader and not BINDINGS.fullmatch(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader) or spec.origin is None:
            return None
        spec.loader = loader(fullname, spec.origin)
        return spec


def install_finder() -> None:
    """Put the finder before the ordinary ones, once."""
    if BindingsFinder not in sys.meta_path:
        sys.meta_path.insert(0, BindingsFinder)
