"""The files that a person opens: a data source (.pbids), and a project (.pbip) of the semantic model and a report.

JSON files follow the schemas that each names (https://github.com/microsoft/json-schemas).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.product import Product
from operations.power_bi.connection import Connection
from operations.power_bi.model import model_files
from operations.power_bi.tmdl import stable_id

_SCHEMAS: Final = "https://developer.microsoft.com/json-schemas/fabric"
_REPORT: Final = f"{_SCHEMAS}/item/report/definition"
_PAGE: Final = "first"


def made_again(called: str, connection: Connection, products: Sequence[Product]) -> dict[str, str]:
    """Return the files that are of the contracts alone, by path: whoever changes them by hand loses it."""
    model = f"{called}.SemanticModel"
    return {
        f"{called}.pbids": _json(_data_source(connection)),
        f"{model}/.platform": _platform("SemanticModel", called),
        f"{model}/definition.pbism": _json(
            {
                "$schema": f"{_SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json",
                "version": "4.0",
                "settings": {},
            }
        ),
    } | {
        f"{model}/definition/{path}": text for path, text in model_files(called, connection, products).items()
    }


def made_once(called: str) -> dict[str, str]:
    """Return the files of a report that an analyst goes on with, by path: its one page is empty."""
    report = f"{called}.Report"
    return {
        f"{called}.pbip": _json(
            {
                "$schema": f"{_SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
                "version": "1.0",
                "artifacts": [{"report": {"path": report}}],
                "settings": {"enableAutoRecovery": True},
            }
        ),
        f"{report}/.platform": _platform("Report", called),
        f"{report}/definition.pbir": _json(
            {
                "$schema": f"{_SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json",
                "version": "4.0",
                "datasetReference": {"byPath": {"path": f"../{called}.SemanticModel"}},
            }
        ),
        f"{report}/definition/version.json": _json(
            {"$schema": f"{_REPORT}/versionMetadata/1.0.0/schema.json", "version": "2.0.0"}
        ),
        f"{report}/definition/report.json": _json(
            {
                "$schema": f"{_REPORT}/report/1.0.0/schema.json",
                "themeCollection": {},
                "layoutOptimization": "None",
            }
        ),
        f"{report}/definition/pages/pages.json": _json(
            {
                "$schema": f"{_REPORT}/pagesMetadata/1.0.0/schema.json",
                "pageOrder": [_PAGE],
                "activePageName": _PAGE,
            }
        ),
        f"{report}/definition/pages/{_PAGE}/page.json": _json(
            {
                "$schema": f"{_REPORT}/page/1.0.0/schema.json",
                "name": _PAGE,
                "displayName": "Page 1",
                "displayOption": "FitToPage",
                "height": 720,
                "width": 1280,
            }
        ),
    }


def _data_source(connection: Connection) -> dict[str, Any]:
    # The protocol is that of a public file which is said to come from Databricks' Partner Connect: not tried here.
    # Microsoft documents the frame alone:
    # https://learn.microsoft.com/power-bi/connect-data/desktop-data-sources#use-pbids-files-to-get-data
    return {
        "version": "0.1",
        "connections": [
            {
                "details": {
                    "protocol": "databricks-sql",
                    "address": {"host": connection.server, "path": connection.http_path},
                    "authentication": None,
                    "query": None,
                },
                "options": {"Catalog": connection.catalog, "Database": connection.db_schema},
                "mode": "DirectQuery",
            }
        ],
    }


def _platform(kind: str, called: str) -> str:
    return _json(
        {
            "$schema": f"{_SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json",
            "metadata": {"type": kind, "displayName": called},
            "config": {"version": "2.0", "logicalId": stable_id(kind, called)},
        }
    )


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"
