"""Files that are copied beside a stack's JSON."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError


class Asset(Construct):
    """A file. Folders, archives and relative paths are left to stock."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any) -> None:
        super().__init__(python, fqn, scope, id_)
        values = config._values
        self.file = Path(values["path"])
        kind = values.get("type")
        if not self.file.exists():
            raise StockRefusesError(f"{self.file}, which is not there")
        if (
            not self.file.is_absolute()
            or values["path"].endswith("/")
            or not self.file.is_file()
            or (kind is not None and kind.value != "FILE")
        ):
            raise UnknownToKernelError("an asset that is not a file at an absolute path")
        content = self.file.read_bytes()
        # The digest that cdktf names the folder by (lib/private/fs.js).
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().upper()
        self.hash: str = values.get("asset_hash") or digest

    @property
    def folder(self) -> str:
        """The folder of its copies, below that of the stack."""
        return f"assets/{self.logical_id()}"

    @property
    def relative(self) -> str:
        """Where the copy is, from the stack's folder."""
        return f"{self.folder}/{self.hash}/{self.file.name}"

    def get(self, name: str) -> Any:
        """Return the path of the copy, its name or its hash."""
        known = {"path": self.relative, "assetHash": self.hash, "fileName": self.file.name}
        return known[name] if name in known else super().get(name)

    def copy_to(self, stack_folder: Path) -> None:
        """Copy it, in place of what an earlier synthesis left."""
        shutil.rmtree(stack_folder / self.folder, ignore_errors=True)
        target = stack_folder / self.relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.file, target)
        shutil.copymode(self.file, target)
