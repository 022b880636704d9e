"""What a start of the provider needs and takes long to make, kept in a folder."""

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from offline_databricks.bindings import sources, tarball
from offline_databricks.certificate import Certificate, certificate
from offline_databricks.files import write_whole
from offline_databricks.schema import Body, Schema, body_from_json

CACHE_VARIABLE: Final = "ANTHILL_OFFLINE_DATABRICKS_CACHE"

_MAKERS: Final = ("bindings", "derive", "messages", "protobuf", "schema", "schema_message", "sensitive")
"""The modules on whose text the kept schema depends."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder that the environment sets, else one for this user."""
    if chosen := environment.get(CACHE_VARIABLE):
        return Path(chosen)
    if base := environment.get("XDG_CACHE_HOME") or environment.get("HOME"):
        folder = Path(base) if "XDG_CACHE_HOME" in environment else Path(base) / ".cache"
        return folder / "anthill" / "offline-databricks"
    return Path(tempfile.gettempdir()) / f"anthill-offline-databricks-{os.getuid()}"


@dataclass(frozen=True)
class Cache:
    """What is kept in one folder; each part is made when it is first asked for."""

    folder: Path

    @functools.cached_property
    def schema(self) -> Schema:
        """The provider's schema; raises BindingsMissingError where it cannot be derived."""
        file = self._file("json")
        try:
            return Schema.from_json(json.loads(file.read_bytes()))
        except (OSError, ValueError, KeyError):
            from offline_databricks.derive import derive  # noqa: PLC0415 - only where it is not kept yet

            schema = derive(sources(tarball()))
            write_whole(file, json.dumps(schema.to_json()).encode())
            return schema

    @functools.cached_property
    def schema_message(self) -> bytes:
        """The answer to GetProviderSchema."""
        file = self._file("pb")
        try:
            return file.read_bytes()
        except OSError:
            from offline_databricks.schema_message import encode_schema  # noqa: PLC0415 - as above

            encoded = encode_schema(self.schema)
            write_whole(file, encoded)
            return encoded

    def certificate(self) -> Certificate:
        """Return a certificate that is valid for a day at least."""
        return certificate(self.folder / "certificate.json")

    @functools.cached_property
    def _key(self) -> str:
        archive = tarball()
        digest = hashlib.sha256(
            f"{archive.name} {archive.stat().st_size} {archive.stat().st_mtime_ns}".encode()
        )
        for module in _MAKERS:
            digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
        return digest.hexdigest()[:16]

    def _file(self, kind: str) -> Path:
        return self.folder / f"schema-{self._key}.{kind}"


class Bodies:
    """The bodies of types, each read from the schema when it is first needed."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    @functools.cached_property
    def provider(self) -> Body:
        """The body of the provider's own configuration."""
        return body_from_json(self._cache.schema.provider)

    @functools.cache  # noqa: B019 - one for the whole process
    def resource(self, type_name: str) -> Body:
        """Return the body of a resource type; raise KeyError for one that the provider does not have."""
        return body_from_json(self._cache.schema.resources[type_name])

    @functools.cache  # noqa: B019 - as above
    def data_source(self, type_name: str) -> Body:
        """Return the body of a data source; raise KeyError for one that the provider does not have."""
        return body_from_json(self._cache.schema.data_sources[type_name])
