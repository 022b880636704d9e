"""What an expression in DAX names is found; what cannot be DAX is refused with its reason."""

import pytest

from contracts.dax import DaxError, named


def test_columns_measures_and_tables_are_told_apart() -> None:
    found = named("DIVIDE(SUM(a[b]), COUNTROWS('my a'), 0) + [Other one] * MAX('my a'[c d])")
    assert found.columns == (("a", "b"), ("my a", "c d"))
    assert found.measures == ("Other one",)
    assert found.tables == ("my a",)
    assert found.over_numbers == (("SUM", ("a", "b")),)


@pytest.mark.parametrize(
    "expression",
    [
        'IF(a[b] = "x[y]", 1.5, BLANK()) // z[w]',
        'a[b] /* z[w] */ & ", ""(" -- (',
        "VAR found = MAX(a[b]) RETURN found + 1",
        "NOT a[b] IN {1, 2} && TRUE",
        "DATEDIFF(a[b], UTCNOW(), MINUTE)",
    ],
)
def test_texts_comments_variables_and_words_name_nothing(expression: str) -> None:
    found = named(expression)
    assert found.columns == (("a", "b"),)
    assert (found.measures, found.tables) == ((), ())


def test_a_calculation_over_a_column_is_no_column() -> None:
    assert named("SUM(a[b] + 1)").over_numbers == ()
    assert named("stdev.s(a[b])").over_numbers == (("STDEV.S", ("a", "b")),)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("SUM(a[b]", r"a \( is not closed"),
        ("SUM(a[b]))", r"a \) closes nothing"),
        ("{1)", r"a \) closes nothing"),
        ("SUM(a[b)", r"DAX has no '\[' as it stands at character 6"),
        ('"open', "DAX has no '\"' as it stands at character 1"),
        ("a[b] # 2", "DAX has no '#' as it stands at character 6"),
        ("  // nothing", "nothing is said"),
    ],
)
def test_what_cannot_be_dax_says_why(expression: str, told: str) -> None:
    with pytest.raises(DaxError, match=told):
        named(expression)
