"""The lint catches every place where outside text could be read as markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.markup import faults, faults_in

HEAD = """
from textual.widgets import (Static, Label, Button, Placeholder, Collapsible, Checkbox, RadioButton,
    Tab, OptionList, SelectionList, Select, DataTable, Tree, RichLog, Log, Markdown, Link, Digits)
from textual.content import Content
from rich.text import Text
from rich.segment import Segment
from tui.widgets.text import plain
from county.text import clean
class Heading(Static): ...
class Deeper(Heading):
    def __init__(self, said): super().__init__({call})
def show(self, app, said, widget, table, tree, log, options):
"""

CAUGHT = [
    "Static(said)",
    "Static(f'{said}')",
    "Static('[red]' 'fixed')",
    "Heading(said)",
    "Deeper(said)",
    "Label(said)",
    "Button(said)",
    "Button(label=said)",
    "Placeholder(said)",
    "Collapsible(title=said)",
    "Checkbox(said)",
    "RadioButton(said)",
    "Tab(said)",
    "OptionList(said)",
    "SelectionList((said, 1))",
    "Select([(said, 1)])",
    "Tree(said)",
    "Markdown(said)",
    "Link(said)",
    "Digits(said)",
    "widget.update(said)",
    "widget.border_title = said",
    "widget.border_subtitle = said",
    "widget.tooltip = said",
    "widget.label = said",
    "app.notify(said)",
    "app.notify('new', title=said)",
    "table.add_row(said, 'x')",
    "table.add_rows([[said]])",
    "table.add_column(said)",
    "table.update_cell('r', 'c', said)",
    "options.add_option(said)",
    "options.add_options([said])",
    "options.set_options([(said, 1)])",
    "tree.add(said)",
    "tree.add_leaf(said)",
    "log.write(said)",
    "log.write_line(said)",
    "Static(Content.from_markup(said))",
    "Text.from_markup(said)",
    "Static(Text(said))",
    "Static(said, markup=False)",
    "RichLog(markup=True)",
    "Segment(said)",
    "title = said; widget.border_title = title",
    "title = plain(said); title = said; widget.update(title)",
    "[Label(each) for each in said]",
]

LEFT = [
    "Static(plain(said))",
    "Static('fixed')",
    "Static(id=said)",
    "Static(Content(clean(said)))",
    "Static(clean(said), markup=False)",
    "app.notify(plain(said))",
    "widget.border_title = plain(said)",
    "title = plain(said); widget.border_title = title",
    "widget.update(plain(said) if said else '')",
    "table.add_row(plain(said), '1')",
    "said.update(a=1)",
    "known.update(said, 1)",
]


def source(line: str, call: str = "plain(said)") -> str:
    return HEAD.replace("{call}", call) + f"    {line}\n"


@pytest.mark.parametrize("line", CAUGHT)
def test_a_text_that_could_be_read_as_markup_is_caught(line: str) -> None:
    assert faults_in(source(line))


@pytest.mark.parametrize("line", LEFT)
def test_cleaned_content_is_let_through(line: str) -> None:
    assert faults_in(source(line)) == []


def test_what_a_widget_of_ours_hands_to_its_base_is_looked_at() -> None:
    assert faults_in(source("pass", call="said"))


def test_what_render_gives_is_looked_at() -> None:
    shown = "from textual.widget import Widget\nclass A(Widget):\n    def render(self): return {}\n"
    assert faults_in(shown.format("self.said"))
    assert faults_in(shown.format("plain(self.said)")) == []


def test_a_namesake_that_is_no_widget_is_left_alone() -> None:
    namesake = "from textual.app import App\nfrom feeds.connection import Link\n"
    assert faults_in(namesake + "def link(state): return Link(state)\n") == []


def test_a_widget_under_another_name_is_refused() -> None:
    assert faults_in("from textual.widgets import Static as Plain\n")


def test_a_widget_by_its_module_is_a_widget_too() -> None:
    whole = "import textual.widgets\n"
    assert faults_in(whole + "def show(said): return textual.widgets.Static(said)\n")


def test_the_screens_hand_no_outside_text_over_as_markup() -> None:
    assert faults(Path(__file__).parent.parent) == []
