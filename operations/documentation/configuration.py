"""What `mkdocs.yml` says of the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from operations.common.errors import InputError

FILE: Final = "mkdocs.yml"
EXTENSION: Final = "operations.documentation.repository_links"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfiguration:
    """A site: where it is built, where it is published, and which pages its navigation leads to."""

    folder: Path
    url: str
    repository_url: str
    pages: tuple[str, ...]


def read_configuration(root: Path) -> SiteConfiguration:
    """Return what the file in the project's folder says. Raises InputError if it is missing or lacks a key."""
    file = root / FILE
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        (repository,) = [
            entry[EXTENSION]["url"]
            for entry in document["markdown_extensions"]
            if isinstance(entry, dict) and EXTENSION in entry
        ]
        return SiteConfiguration(
            folder=root / document["site_dir"],
            url=document["site_url"],
            repository_url=repository,
            pages=tuple(_pages(document["nav"])),
        )
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise InputError(
            f"{file}: site_dir, site_url, nav or {EXTENSION} is missing or wrong: {error}"
        ) from error


def _pages(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        if not urlsplit(nav).scheme:
            yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from _pages(entry)
