"""Templates lie beside the code, escape every value, and refuse one that is missing."""

import pytest
from jinja2 import UndefinedError

from operations.common.templates import ENVIRONMENT, FOLDER, render


def filled(template: str, **values: object) -> str:
    return ENVIRONMENT.from_string(template).render(**values)


def test_a_value_is_escaped_in_text_and_in_an_attribute() -> None:
    assert filled('<i class="{{ x }}">{{ x }}</i>', x="\"<&'") == (
        '<i class="&#34;&lt;&amp;&#39;">&#34;&lt;&amp;&#39;</i>'
    )


def test_a_path_may_break_after_its_slashes_and_is_escaped() -> None:
    assert filled("{{ x | breakable }}", x="a/<b>") == "a/<wbr>&lt;b&gt;"


def test_a_style_sheet_of_the_project_is_as_it_is() -> None:
    sheet = FOLDER / "review/page.css"
    assert filled("{{ as_it_is('review/page.css') }}") == sheet.read_text(encoding="utf-8")


def test_a_value_that_is_missing_is_refused() -> None:
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        filled("{{ nothing }}")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*/*.html")) + sorted(FOLDER.glob("*/*.svg")), ids=str)
def test_every_template_can_be_read(file: object) -> None:
    assert ENVIRONMENT.get_template(str(file).removeprefix(f"{FOLDER}/"))


def test_the_macros_alone_write_nothing() -> None:
    assert render("common/tables.html").strip() == ""
