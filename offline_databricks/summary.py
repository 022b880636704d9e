"""The derived schema for people: counts, or one type."""

import json
import os
import sys
from collections.abc import Sequence

from offline_databricks.cache import Cache, cache_folder
from offline_databricks.installation import SOURCE, VERSION
from offline_databricks.schema import attributes_of, body_from_json


def summary(names: Sequence[str]) -> int:
    """Print the counts, or the types of these names; return the exit status: 1 where one is not there."""
    schema = Cache(cache_folder(os.environ)).schema
    if not names:
        bodies = [*schema.resources.values(), *schema.data_sources.values(), schema.provider]
        _print(
            {
                "source": SOURCE,
                "version": VERSION,
                "resources": len(schema.resources),
                "data_sources": len(schema.data_sources),
                "attributes": sum(1 for body in bodies for _ in attributes_of(body_from_json(body))),
            }
        )
        return 0
    known = {"resource": schema.resources, "data_source": schema.data_sources}
    for name in names:
        found = {kind: types[name] for kind, types in known.items() if name in types}
        if not found:
            sys.stderr.write(f"The provider has no type {name!r}.\n")
            return 1
        _print({name: found})
    return 0


def _print(document: object) -> None:
    sys.stdout.write(json.dumps(document, indent=2) + "\n")
