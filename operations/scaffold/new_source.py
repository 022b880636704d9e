"""The files of a new source: its contract, its declaration and a sample, to be edited where they are examples."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from configuration.sources.catalogue import Sources
from configuration.sources.source import Name, SourceKind
from configuration.tagging import DataClassification
from contracts.dataset import Contract
from contracts.model import first_mistake
from operations.common.errors import InputError
from operations.scaffold.python_source import PythonSource

MARKET_DATA: Final = "environments/market_data.py"
FIELDS: Final = {
    SourceKind.API: "apis",
    SourceKind.STREAM: "streams",
    SourceKind.DATABASE: "databases",
    SourceKind.FILE: "files",
}
SERVERS: Final = {
    SourceKind.API: ("landing", "jsonl"),
    SourceKind.STREAM: ("arrivals", "jsonl"),
    SourceKind.DATABASE: ("landing", "parquet"),
    SourceKind.FILE: ("landing", "csv"),
}
"""Where each kind delivers, and in which format."""

IMPORTS: Final = {
    SourceKind.API: (("configuration.sources.api", "ApiSource"),),
    SourceKind.STREAM: (("configuration.sources.stream", "StreamSource"),),
    SourceKind.DATABASE: (
        ("configuration.sources.database", "DatabaseEngine"),
        ("configuration.sources.database", "DatabaseSource"),
        ("configuration.sources.database", "ServerlessReplication"),
        ("configuration.sources.database", "Table"),
        ("ipaddress", "IPv4Network"),
    ),
    SourceKind.FILE: (("configuration.sources.file_transfer", "FileSource"),),
}
ROWS: Final = (("A-1", "2026-01-05", 1.26), ("A-2", "2026-01-05", 1.17))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """What is told of a new source; everything else is an example to begin with."""

    name: str
    kind: SourceKind
    owner: str
    classification: DataClassification
    domain: str
    purpose: str
    partner: str | None = None

    @property
    def identifier(self) -> str:
        """Its name as SQL and file names of contracts write it."""
        return self.name.replace("-", "_")

    @property
    def contract_file(self) -> str:
        """Where its contract lies in the project."""
        return f"contracts/datasets/{self.identifier}.json"

    @property
    def sample_file(self) -> str:
        """Where its sample lies in the project."""
        ending = "-20260105.csv" if self.kind is SourceKind.FILE else ".jsonl"
        return f"samples/{self.name}{ending}"


def files_of(source: NewSource, root: Path, present: Sources) -> Mapping[str, str]:
    """Return the texts of the files of a new source by name. Raises InputError for a name that is wrong or taken."""
    try:
        TypeAdapter(Name).validate_python(source.name)
    except ValidationError as error:
        raise InputError(
            f"NAME: {source.name!r} is no name of a source; allowed: 2 to 32 of a-z, 0-9 and single '-' between them, "
            "beginning with a letter"
        ) from error
    names = [each.name for each in present.all]
    if source.name in names:
        raise InputError(f"NAME: {source.name!r} is a source already; names are unique: {', '.join(names)}")
    document = contract_document(source)
    try:
        Contract.model_validate_json(json.dumps(document))
    except ValidationError as error:
        where, given, allowed = first_mistake(error)
        raise InputError(f"the contract's {where} would be {given}; allowed: {allowed}") from error
    for file in (source.contract_file, source.sample_file):
        if (root / file).exists():
            raise InputError(f"NAME: {file} is there already: choose another name, or remove the file first")
    partners = [each.name for each in present.partners]
    if source.partner is not None and (source.kind is not SourceKind.FILE or source.partner not in partners):
        raise InputError(
            f"--partner: {source.partner!r} sends no {source.kind} sources; allowed, with --kind file: "
            f"{', '.join(partners) or 'none is declared'}"
        )
    module = PythonSource.read(root, MARKET_DATA)
    field = f"MARKET_DATA.{FIELDS[source.kind]}"
    declared = declaration(
        source,
        start="START" if module.has("START") else "datetime(2026, 1, 1, tzinfo=UTC)",
        day="DAY" if module.has("DAY") else "1440",
    )
    if module.has(field):
        module.append(field, declared)
    else:
        module.add_argument("MARKET_DATA", FIELDS[source.kind], f"({declared},)")
    needed = [*IMPORTS[source.kind], ("configuration.sources.source", "Mode")]
    needed.append(("configuration.tagging", "DataClassification"))
    if "datetime(" in declared:
        needed += [("datetime", "UTC"), ("datetime", "datetime")]
    for where, name in needed:
        module.require_import(where, name)
    return {
        source.contract_file: json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        MARKET_DATA: module.text,
        source.sample_file: sample(source),
    }


def declaration(source: NewSource, *, start: str, day: str) -> str:
    """Return the Python of a source, with examples of what only its owner knows.

    `start` and `day` are the beginning of its first window and its minutes as the module writes them.
    """
    kind = source.kind
    mode = "REAL_TIME" if kind is SourceKind.STREAM else "BATCH"
    lines = [
        f'name="{source.name}"',
        f"owner={json.dumps(source.owner)}",
        f"classification=DataClassification.{source.classification.name}",
        f"mode=Mode.{mode}",
        f'contract="{source.identifier}"',
    ]
    match kind:
        case SourceKind.API:
            lines += [f'url="https://api.example.com/v1/{source.name}"', 'schedule="rate(1 day)"']
            lines += [f"start={start}", f"window_minutes={day}"]
        case SourceKind.STREAM:
            lines.append("buffer_seconds=300")
        case SourceKind.DATABASE:
            lines += ["engine=DatabaseEngine.POSTGRESQL", f'database="{source.identifier}"']
            lines += ['server_cidr=IPv4Network("10.200.0.0/24")', "server_port=5432"]
            lines += [f'tables=(Table(database_schema="public", name="{source.identifier}"),)']
            lines += ['schedule="cron(0 4 * * ? *)"', "serverless=ServerlessReplication(maximum_units=2)"]
        case SourceKind.FILE:
            writer = f"arn:aws:iam::444444444444:role/{source.name}-publisher"
            lines.append(f'partner="{source.partner}"' if source.partner else f'writers=("{writer}",)')
            lines.append(f'file_pattern=r"{source.name}-\\d{{8}}\\.csv"')
    name = {"apis": "Api", "streams": "Stream", "databases": "Database", "files": "File"}[FIELDS[kind]]
    return "\n".join([f"{name}Source(", *(f"    {line}," for line in lines), ")"])


def contract_document(source: NewSource) -> dict[str, Any]:
    """Return the contract of a source, with columns to be replaced by its own."""
    volume, format_ = SERVERS[source.kind]
    is_database = source.kind is SourceKind.DATABASE
    time = "updated_at" if is_database else "published_at"
    about = {"property": "changes", "value": True} if is_database else {"property": "knownAt", "value": time}
    columns = [
        _column("id", "string", "Identifies the record at its source", key=True) | {"examples": [ROWS[0][0]]},
        _column("value_date", "date", "Day of the value", key=True),
        _column("value", "number", "The value"),
        _column(time, "timestamp", "When the record was written at its source, UTC"),
    ]
    table = {
        "name": source.identifier,
        "logicalType": "object",
        "customProperties": [about],
        "properties": columns,
    }
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"anthill.{source.domain}.{source.identifier}",
        "name": source.identifier,
        "version": "1.0.0",
        "status": "draft",
        "domain": source.domain,
        "description": {"purpose": source.purpose},
        "servers": [
            {"server": volume, "type": "custom", "path": f"{source.domain}/{source.name}", "format": format_}
        ],
        "slaProperties": [{"property": "freshness", "value": 4, "unit": "d"}],
        "schema": [table],
    }


def sample(source: NewSource) -> str:
    """Return rows that keep the contract of a source, in the form in which `anthill local send` takes them."""
    time = "updated_at" if source.kind is SourceKind.DATABASE else "published_at"
    rows = [
        {"id": id_, "value_date": day, "value": value, time: f"{day}T16:00:00Z"} for id_, day, value in ROWS
    ]
    if source.kind is SourceKind.FILE:
        return "\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]) + "\n"
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def _column(name: str, type_: str, description: str, *, key: bool = False) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "logicalType": type_, "required": True}
    return column | ({"primaryKey": True} if key else {}) | {"description": description}
