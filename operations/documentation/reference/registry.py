"""Every generated page of the reference, in the order in which a reader meets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from configuration.schema import schema_text
from contracts.contract import contract, names_of_contracts
from contracts.product import products
from operations.documentation.access_view import as_markdown
from operations.documentation.reference import navigation
from operations.documentation.reference.architecture import architecture, diagrams
from operations.documentation.reference.code_map import code_map, code_picture
from operations.documentation.reference.configuration import configuration
from operations.documentation.reference.constructs import INDEX, construct_pages
from operations.documentation.reference.costs import costs
from operations.documentation.reference.licences import licences
from operations.documentation.reference.material import Material
from operations.documentation.reference.overview import overview
from operations.documentation.reference.permissions import permissions
from operations.documentation.reference.promises import promises_page, read_promises
from operations.documentation.reference.resources import resources
from operations.documentation.reference.rules import rules
from operations.lakehouse.datasets_page import datasets_page
from operations.lakehouse.products_page import products_page

FOLDER: Final = "docs/reference"
NAVIGATION: Final = f"../../{navigation.FILE}"

OWNED: Final = ("configuration", "constructs", "diagrams", "permissions", "resources", "rules")
"""The folders in which nothing lies but what is generated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A generated page: its file, what the overview says of it, and what makes its text.

    The text is one, or those of a page and of its parts by file; `beside` makes what is no page, by file.
    """

    file: str
    name: str
    says: str
    text: Callable[[Material], str | Mapping[str, str]]
    beside: Callable[[Material], Mapping[str, str]] | None = None


PAGES: Final = (
    Page(
        file="architecture.md",
        name="Architecture",
        says="a picture of every environment: its layers, what is in them, what needs what",
        text=architecture,
        beside=diagrams,
    ),
    Page(
        file="code.md",
        name="Code",
        says="the floors of the code, and the ways through it: a source to gold, a release to prod",
        text=code_map,
        beside=code_picture,
    ),
    Page(
        file="configuration.md",
        name="Configuration",
        says="every field of an environment and of the Databricks account: meaning, allowed values, default, value",
        text=configuration,
        beside=lambda _: {"environment.schema.json": schema_text()},
    ),
    Page(
        file="resources.md",
        name="Resources",
        says="what each stack holds, by layer, construct and type, and what is lost with it",
        text=resources,
    ),
    Page(
        file=INDEX,
        name="Constructs",
        says="the classes to build with: arguments, attributes, what is always on",
        text=construct_pages,
    ),
    Page(
        file="permissions.md",
        name="Permissions in AWS",
        says="every IAM role and policy: who takes it, what it may do with what, what is denied",
        text=permissions,
    ),
    Page(
        file="access.md",
        name="Who may do what in the catalogue",
        says="the privileges of every group and service principal in Unity Catalog",
        text=lambda material: as_markdown(material.environments),
    ),
    Page(
        file="rules.md",
        name="Rules and exceptions",
        says="what synthesis refuses, which findings are accepted, why and until when",
        text=rules,
    ),
    Page(
        file="costs.md",
        name="Costs",
        says="what an environment costs a month by being there, an estimate, and what is paid by use",
        text=costs,
    ),
    Page(
        file="datasets.md",
        name="Datasets",
        says="what arrives: where, in which format, how fresh, columns and rules",
        text=lambda _: datasets_page(map(contract, names_of_contracts())),
    ),
    Page(
        file="gold.md",
        name="Tables of gold and features",
        says="tables, columns and measures that Power BI and models read",
        text=lambda _: products_page(products().values()),
    ),
    Page(
        file="licences.md",
        name="Licences",
        says="under which licences what is locked may be used, and which ask for more than to be named",
        text=licences,
    ),
    Page(
        file="ci.md",
        name="What delivery promises",
        says="jobs, commands and the tests that execute them",
        text=lambda _: promises_page(read_promises()),
    ),
)


def texts(material: Material) -> dict[str, str]:
    """Return every generated file by its name in the folder.

    Raises InputError if the settings of the site have no place for the entries of the pages.
    """
    found = {"README.md": overview((page.file, page.name, page.says) for page in PAGES)}
    for page in PAGES:
        found |= page.beside(material) if page.beside else {}
        text = page.text(material)
        found |= {page.file: text} if isinstance(text, str) else text
    settings = (material.root / navigation.FILE).read_text(encoding="utf-8")
    return {
        **found,
        NAVIGATION: navigation.with_entries(settings, found, {page.file: page.name for page in PAGES}),
    }
