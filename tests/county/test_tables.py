"""Tables of text line up on a terminal; tables of Markdown are read as tables."""

from __future__ import annotations

from county.tables import Table, as_markdown, as_text, joined, width

TABLE = Table("签收", ("", "0-30 秒", "n"), (("自报", "12", "23"), ("seen", "8", "7")), "附注")


def test_columns_stand_under_each_other_in_terminal_cells() -> None:
    assert as_text(TABLE) == [
        "签收",
        "        0-30 秒  n",
        "  自报  12       23",
        "  seen  8        7",
        "  附注",
    ]


def test_chinese_takes_two_cells_and_a_combining_mark_none() -> None:
    assert width("秒s") == 3
    assert width("é") == 1


def test_markdown_has_a_rule_and_escapes_its_own_marks() -> None:
    table = Table("a|b", ("", "x"), (("<c>", "1|2"),))
    assert as_markdown(table) == [
        r"### a\|b",
        "",
        "|  | x |",
        "| --- | ---: |",
        r"| \<c\> | 1\|2 |",
    ]


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    lines = as_text(Table("t\x1b[2J", ("\u202ec",), (("r\nr",),), "n\x07"))
    assert not any(char in "".join(lines) for char in "\x1b\u202e\n\x07")


def test_blocks_stand_apart_and_end_with_a_line_end() -> None:
    assert joined([["a", "b"], ["c"]]) == "a\nb\n\nc\n"
