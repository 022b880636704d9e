"""The sources of one environment."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from configuration.base import Model, repeated
from configuration.errors import Problem
from configuration.lake import LayerName
from configuration.sources.api import ApiSource
from configuration.sources.database import DatabaseSource
from configuration.sources.file_transfer import FileSource, Partner
from configuration.sources.stream import StreamSource

ARRIVAL_LAYERS: Final = (LayerName.LANDING, LayerName.BRONZE)
"""Where data arrives: streams are delivered to bronze, everything else lands first."""

AnySource = ApiSource | StreamSource | DatabaseSource | FileSource


def layer_of(source: AnySource) -> LayerName:
    """Return the layer that a source's objects arrive in."""
    return LayerName.BRONZE if isinstance(source, StreamSource) else LayerName.LANDING


class Sources(Model):
    """Every source by kind, and the partners that send files over SFTP."""

    apis: tuple[ApiSource, ...] = ()
    streams: tuple[StreamSource, ...] = ()
    databases: tuple[DatabaseSource, ...] = ()
    files: tuple[FileSource, ...] = ()
    partners: tuple[Partner, ...] = ()

    @property
    def all(self) -> tuple[AnySource, ...]:
        """Every source."""
        return (*self.apis, *self.streams, *self.databases, *self.files)

    def problems(self) -> Iterator[Problem]:
        """Return names used twice, prefixes inside each other and partners that are not declared."""
        yield from _repeated_names(self.all)
        yield from repeated("partners", (partner.name for partner in self.partners))
        yield from _nested_prefixes(self.all)
        yield from repeated("partners", (cidr for partner in self.partners for cidr in partner.allowed_cidrs))
        partners = [partner.name for partner in self.partners]
        for index, source in enumerate(self.files):
            if source.partner is not None and source.partner not in partners:
                yield Problem(
                    field=f"files[{index}].partner",
                    what="is not a declared partner",
                    given=source.partner,
                    allowed=", ".join(partners) or "none is declared",
                    fix="declare it in sources.partners, or choose one of them",
                )


def _repeated_names(sources: Iterable[AnySource]) -> Iterator[Problem]:
    kinds: dict[str, list[str]] = {}
    for source in sources:
        kinds.setdefault(source.name, []).append(source.kind.value)
    for name, used in kinds.items():
        if len(used) > 1:
            yield Problem(
                field="",
                what=f"{name} is named {len(used)} times",
                given=", ".join(f"{name} ({kind})" for kind in used),
                allowed="each name once among all kinds",
                fix="rename all but one",
            )


def _nested_prefixes(sources: Iterable[AnySource]) -> Iterator[Problem]:
    placed = sorted((source.prefix, source.name) for source in sources)
    for (outer, owner), (inner, name) in pairwise(placed):
        if inner.startswith(outer) and owner != name:
            yield Problem(
                field="",
                what=f"the folder of {name} lies inside that of {owner}",
                given=inner,
                allowed=f"any outside {outer}",
                fix="give one of them another dataset, or its contract another path",
            )
