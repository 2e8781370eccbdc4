"""YAML is read strictly, and every value remembers its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as draw

from sim.documents import dotted, parse_document, parse_value, read_document
from sim.errors import InputError


def test_plain_values_and_their_lines() -> None:
    document = parse_document("a: 2025-04-09\nb:\n  c: [1, 2.5]\n  d: true\ne: no\n", "x.yaml")
    assert document.data == {"a": "2025-04-09", "b": {"c": [1, 2.5], "d": True}, "e": "no"}
    assert document.place(("b", "c", 1)).line == 3
    assert document.place(("b", "d")).line == 4
    assert document.place(("b", "nowhere")).line == 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "x.yaml: is empty"),
        ("# only a comment\n", "x.yaml: is empty"),
        ("- 1\n- 2\n", "x.yaml:1: should hold 'key: value' lines"),
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: duplicate key 'a', first given in line 1"),
        ("s:\n  USA: {x: 1, x: 2}\n", "x.yaml:2: duplicate key 's.USA.x', first given in line 2"),
        ("a:\n\tb: 1\n", "x.yaml:2: a tab stands where YAML wants spaces"),
        ("a: [1, 2\nb: 3\n", "x.yaml:2: is not valid YAML here"),
        ("a: 'text\n", "is not valid YAML here"),
        ("a: 1\n b: 2\n", "x.yaml:2: is not valid YAML here"),
        ("a: *nobody\n", "x.yaml:1: is not valid YAML here"),
        ("a: &me [*me]\n", "x.yaml:1: 'a[1]' contains itself"),
        ("a: !python/object 3\n", "x.yaml:1: 'a' carries the tag"),
        ("? [1, 2]\n: 3\n", "x.yaml:1: a key must be a plain word"),
        ("a: \x01\n", "x.yaml: is not YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: is not valid YAML here"),
    ],
)
def test_refused_with_file_and_line(text: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_document(text, "x.yaml")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_document(tmp_path / "nothing.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path)
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InputError, match="not a text file"):
        read_document(tmp_path / "picture.yaml")


@given(draw.text(alphabet=draw.sampled_from("ab:-[]{}&*!|>'\"#%@`, \n\t01.~?"), max_size=40))
def test_never_fails_in_another_way(text: str) -> None:
    try:
        parse_document(text, "x.yaml")
    except InputError as error:
        assert str(error).startswith("x.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.3", 0.3),
        ("12", 12),
        ("hawk", "hawk"),
        ("", None),
        ("[CHN, JPN]", ["CHN", "JPN"]),
        ("{a: 1e-3}", {"a": 1e-3}),
    ],
)
def test_single_values(text: str, value: object) -> None:
    assert parse_value(text, "--set") == value


def test_paths_are_written_for_people() -> None:
    assert dotted(("states", "USA", "strategy")) == "states.USA.strategy"
    assert dotted(("events", 2, "clauses", 0, "rate")) == "events[3].clauses[1].rate"
