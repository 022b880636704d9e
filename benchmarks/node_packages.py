"""The Node packages inside the Python wheels, unpacked for Node."""

import shutil
import tarfile
from importlib.util import find_spec
from pathlib import Path

WHEELS = {
    "cdktf_cdktf_provider_aws": "@cdktf/provider-aws",
    "cdktf_cdktf_provider_databricks": "@cdktf/provider-databricks",
    "cdktf": "cdktf",
    "constructs": "constructs",
}


def node_packages(cache: Path) -> Path:
    """Return a folder with `node_modules` of the versions that Python uses; unpacked once.

    Raises FileNotFoundError if a wheel holds no Node package.
    """
    for module, package in WHEELS.items():
        spec = find_spec(module)
        source = Path(spec.origin or "").parent / "_jsii" if spec else Path()
        (tarball,) = source.glob("*.jsii.tgz") or [None]
        if tarball is None:
            raise FileNotFoundError(f"no Node package in {source}")
        target = cache / "node_modules" / package
        if (target / tarball.name).exists():
            continue
        shutil.rmtree(target, ignore_errors=True)
        unpacking = cache / "unpacking"
        shutil.rmtree(unpacking, ignore_errors=True)
        with tarfile.open(tarball) as archive:
            # Python 3.11 learnt of filters with 3.11.4; Debian 12 has an older one.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(unpacking)  # noqa: S202 - of a wheel that was compared with its digest in the lock
        target.parent.mkdir(parents=True, exist_ok=True)
        (unpacking / "package").rename(target)
        (target / tarball.name).touch()
    return cache
