"""The documentation site is whole, and a site with a fault is not built in silence."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from typer.testing import CliRunner

from environments.shared import GITHUB
from operations.cli import app
from operations.common.errors import InputError, OperationError
from operations.documentation.configuration import read_configuration
from operations.documentation.faults import navigation_faults, page_faults, sources
from operations.documentation.html_page import read_page
from operations.documentation.repository_links import leaves
from tests.support.site import copied

ROOT = Path(__file__).resolve().parents[3]


def built(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Build the site of a project as the command does; return what it says. Raises what the command raises."""
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(app, ["docs"])
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this one's settings, two pages and a file outside of them."""
    document = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    del document["extra_css"]
    document["nav"] = [{"Start": "index.md"}, {"Deep": [{"Page": "deep/page.md"}]}]
    write(tmp_path, "mkdocs.yml", yaml.safe_dump(document))
    write(tmp_path, "cdktf.json", "{}")
    write(tmp_path, "LICENSE", "all of it")
    write(tmp_path, "docs/index.md", "# Start\n\nTo [a heading](deep/page.md#a-heading).\n")
    write(
        tmp_path, "docs/deep/page.md", "# Page\n\n## A heading\n\n[back](../index.md), [out](../../LICENSE)\n"
    )
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def test_the_documentation_of_this_repository_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no link leads nowhere" in built(copied(tmp_path), monkeypatch)
    site = read_configuration(tmp_path)
    made = sources(site)
    assert sorted(made.values()) == sorted(f"docs/{page}" for page in site.pages)
    home = {urljoin(site.url, link) for link in read_page(site.folder / "index.html").links}
    assert {urljoin(site.url, path.removesuffix("index.html")) for path in made} <= home
    assert f"https://github.com/{GITHUB.owner}/{GITHUB.repository}/blob/main/README.md" in home


def test_the_site_names_the_repository_that_is_configured() -> None:
    repository = f"https://github.com/{GITHUB.owner}/{GITHUB.repository}"
    document = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    assert document["nav"][-1] == {"The repository": repository}
    assert read_configuration(ROOT).repository_url == f"{repository}/blob/main"
    assert read_configuration(ROOT).url == f"https://{GITHUB.owner}.github.io/{GITHUB.repository}/"


def test_a_whole_site_is_built_and_leaves_docs_by_the_repositorys_address(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert built(project, monkeypatch).startswith("3 pages in site")
    links = read_page(project / "site/deep/page/index.html").links
    assert "https://github.com/example-company/anthill/blob/main/LICENSE" in links


WRONG = {
    "[gone](gone.md)": "gone/ leads to nothing",
    "[gone](deep/page.md#none)": "deep/page/#none leads to no heading: deep/page/index.html has no none",
    "[gone](#none)": "#none leads to no heading: index.html has no none",
    "[gone](deep/table.csv)": "deep/table.csv leads to nothing",
    "[gone](deep/)": "deep/ leads to nothing",
    "[gone](../NOTICE.md)": "NOTICE.md of the repository is not there",
    "![x](https://example.com/x.png)": (
        "https://example.com/x.png would be loaded from another host: keep a copy, or do without"
    ),
}


def test_every_fault_of_a_page_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "docs/index.md", "\n\n".join(["# Start", *WRONG]))
    with pytest.raises(OperationError) as error:
        built(project, monkeypatch)
    first, *told = str(error.value).splitlines()
    assert first == "the documentation has faults:"
    assert [line.replace(" ./", " ") for line in told] == [
        f"  docs/index.md: {fault}" for fault in WRONG.values()
    ]


def test_a_page_with_a_broken_link_fails_by_itself(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "docs/index.md", "# Start\n\n[gone](gone.md)\n")
    with pytest.raises(OperationError, match=r"docs/index\.md: \S*gone/ leads to nothing"):
        built(project, monkeypatch)


def test_navigation_and_pages_are_the_same(project: Path) -> None:
    site = read_configuration(project)
    assert list(navigation_faults(project, site)) == []
    (project / "docs/deep/page.md").rename(project / "docs/deep/other.md")
    missing, unreached = navigation_faults(project, site)
    assert missing.startswith("mkdocs.yml: nav names deep/page.md, which is not in docs/")
    assert unreached.startswith("docs/deep/other.md: no entry of nav in mkdocs.yml leads to it")


def test_links_of_a_built_page_are_looked_at_as_a_browser_would(project: Path) -> None:
    site = read_configuration(project)
    write(site.folder, "deep/page/index.html", '<p id="there"></p>')
    fine = [
        "../../",
        "#top",
        "../../deep/page/#there",
        "/anthill/deep/page/",
        "mailto:a@b",
        "https://example.com/",
    ]
    wrong = ["#gone", "/deep/page/", "../../../x", "../../deep/page/#gone", "../../deep/pag%65s/"]
    tags = "".join(f'<a href="{target}">x</a>' for target in [*fine, *wrong])
    write(site.folder, "index.html", '<a href="#top" id="top">x</a>')
    write(site.folder, "deep/index.html", "")
    write(site.folder, "deep/other/index.html", f'<i id="top"></i>{tags}')
    assert [fault.split(": ", 1)[1] for fault in page_faults(project, site)] == [
        "#gone leads to no heading: deep/other/index.html has no gone",
        "/deep/page/ leaves the site",
        "../../../x leaves the site",
        "../../deep/page/#gone leads to no heading: deep/page/index.html has no gone",
        "../../deep/pag%65s/ leads to nothing",
    ]


@pytest.mark.parametrize(
    ("page", "target", "outside"),
    [
        ("index.md", "../README.md#sources", "README.md#sources"),
        ("runbooks/budget.md", "../../environments", "environments"),
        ("runbooks/budget.md", "../ci.md", None),
        ("index.md", "reference/../ci.md#x", None),
        ("index.md", "../docs/ci.md", None),
        ("index.md", "#here", None),
        ("index.md", "https://example.com/..", None),
    ],
)
def test_only_a_link_that_leaves_the_pages_is_turned(page: str, target: str, outside: str | None) -> None:
    assert leaves(page, target) == outside


def test_a_configuration_that_lacks_something_is_bad_input(project: Path) -> None:
    file = project / "mkdocs.yml"
    file.write_text("site_name: x\n")
    with pytest.raises(InputError, match=r"site_url, nav or .* is missing or wrong"):
        read_configuration(project)
    file.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        read_configuration(project)
