"""The lint that keeps outside text from being read as markup: part of `python -m tests.house`.

Textual reads a plain `str` as markup wherever it takes content: a bracket in a caller's words then
hides them, ends the app, or runs an action at a click. So whatever is not a literal must have come
through `tui.widgets.text.plain` (or be a `Content` or `Text` of cleaned text) before it reaches any
of these places. The check reads the source; what it cannot follow it refuses.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WIDGETS = {
    *("Button", "Checkbox", "Collapsible", "CollapsibleTitle", "DataTable", "Digits"),
    *("DirectoryTree", "Header", "Label", "Link", "ListItem", "Log", "Markdown", "MarkdownViewer"),
    *("Option", "OptionList", "Placeholder", "RadioButton", "RadioSet", "RichLog", "Select"),
    *("SelectionList", "Static", "Tab", "TabPane", "TabbedContent", "Tabs", "Toast", "Tooltip"),
    *("ToggleButton", "Tree", "TreeNode"),
}
"""Textual's classes whose arguments become content."""

ASIDE = {"id", "classes", "name", "disabled", "markup", "compact", "variant", "shrink", "expand"}
"""Arguments of theirs that never do."""

METHODS = {
    *("notify", "add_row", "add_rows", "add_column", "add_columns"),
    *("update_cell", "update_cell_at", "add_option", "add_options", "replace_option_prompt"),
    *("replace_option_prompt_at_index", "set_options", "add_pane", "add_tab", "add_leaf"),
}
"""Methods that take content, by names that nothing else has."""

METHODS_OF = {
    "update": {"Static", "Label", "Digits", "Markdown", "Placeholder"},
    "add": {"Tree", "TreeNode", "DirectoryTree"},
    "write": {"RichLog", "Log"},
    "write_line": {"Log"},
    "write_lines": {"Log"},
}
"""Methods that others have too: they count in files that know such a widget."""

ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}
"""What is content wherever it is assigned."""

ATTRIBUTES_OF = {
    "label": {"Button", "Checkbox", "RadioButton", "Tab", "TreeNode", "Tree"},
    "prompt": {"Option", "Select"},
    "content": {"Static", "Label"},
    "title": {"Collapsible"},
}

PARSERS = {"from_markup", "render_markup"}
"""Calls that read markup: no text of ours needs one."""

SEGMENTS_IN = "widgets"
"""The one folder whose `render_line` may build segments: the text in them is fitted there."""

ADVICE = "reaches {sink} as markup: pass it through tui.widgets.text.plain"


@dataclass
class Classes:
    """Which classes of ours descend from which of Textual's."""

    bases: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, tree: ast.AST) -> None:
        """Remember the classes of a file."""
        strange = WIDGETS - _stock(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = {_name(base) or "" for base in node.bases}
                self.bases.setdefault(node.name, set()).update(bases - strange)

    def widgets(self, name: str) -> set[str]:
        """Give the classes of `WIDGETS` that `name` is or descends from."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                found |= {each} & WIDGETS
                waiting += self.bases.get(each, ())
        return found


def faults(root: Path) -> list[str]:
    """Name every place in the screens where a text may be read as markup."""
    paths = sorted((root / "tui").rglob("*.py"))
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    classes = Classes()
    for tree in trees.values():
        classes.learn(tree)
    return [
        f"{path.relative_to(root)}:{line}: {what}"
        for path, tree in trees.items()
        for line, what in _faults_of(tree, classes, path.parent.name == SEGMENTS_IN)
    ]


def faults_in(source: str) -> list[str]:
    """Name the faults of one source text."""
    tree = ast.parse(source)
    classes = Classes()
    classes.learn(tree)
    return [what for _, what in _faults_of(tree, classes, may_draw=False)]


def _faults_of(tree: ast.Module, classes: Classes, may_draw: bool) -> Iterator[tuple[int, str]]:
    if not _knows_screens(tree):
        return
    strange = WIDGETS - _stock(tree)
    known = set().union(*map(classes.widgets, _names(tree) - strange))
    for scope in _scopes(tree):
        safe = _safe_names(scope)
        for node in _nodes_of(scope):
            match node:
                case ast.ImportFrom(names=names):
                    for alias in names:
                        if alias.asname and alias.name in WIDGETS:
                            yield node.lineno, f"{alias.name} goes by its own name here"
                case ast.Call(func=ast.Name(id=name)) if name in strange:
                    pass  # a namesake from elsewhere
                case ast.Call():
                    yield from _call(node, scope, classes, known, safe, may_draw)
                case ast.Assign(targets=targets, value=value):
                    yield from _assigned(targets, value, known, safe)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    yield from _assigned([target], value, known, safe)
                case ast.Return(value=ast.expr() as value) if _renders(scope):
                    if not _is_safe(value, safe):
                        yield node.lineno, "what render gives " + ADVICE.format(sink="the screen")


def _knows_screens(tree: ast.Module) -> bool:
    """Tell whether a file can hold widgets at all: the grammar has a `Text` of its own."""
    modules = [
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    rooms = ("textual", "rich", "tui.widgets", "tui.panes", "tui.screens", "tui.app")
    return any(module.startswith(rooms) for module in modules)


def _names(tree: ast.AST) -> set[str]:
    """Give the names that a file imports, and the classes that it makes."""
    made = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return made | {name for _, name in _imported(tree)}


def _stock(tree: ast.AST) -> set[str]:
    """Give the names that a file has from Textual: others have a `Link` and a `Welcome` too."""
    return {name for module, name in _imported(tree) if module.startswith(("textual", "rich"))}


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


# ---- where text goes in -------------------------------------------------------------------------


def _call(
    call: ast.Call,
    scope: _Scope,
    classes: Classes,
    known: set[str],
    safe: set[str],
    may_draw: bool,
) -> Iterator[tuple[int, str]]:
    name = _name(call.func) or ""
    if name in PARSERS or _markup_asked(call):
        yield call.lineno, f"{name} reads markup: use tui.widgets.text.plain"
    if name == "Segment" and not may_draw:
        yield call.lineno, "segments are built in tui/widgets alone, where text is fitted"
    widgets = classes.widgets(name) or _of_super(call, scope, classes)
    owned = METHODS_OF.get(name, set()) & known and isinstance(call.func, ast.Attribute)
    if not (widgets or name in METHODS or (owned and _one_content(name, call))):
        return
    given = [*call.args, *(k.value for k in call.keywords if k.arg not in ASIDE)]
    literal = any(k.arg == "markup" and _is_false(k.value) for k in call.keywords)
    for value in given:
        if not (_is_safe(value, safe) or (literal and _calls(value, {"clean", "fit"}))):
            yield value.lineno, "text " + ADVICE.format(sink=name)


def _one_content(name: str, call: ast.Call) -> bool:
    """Tell a widget's `update(content)` from other updates, which take more or names alone."""
    return name != "update" or len(call.args) == 1


def _of_super(call: ast.Call, scope: _Scope, classes: Classes) -> set[str]:
    """Give what `super().__init__(...)` in this scope makes."""
    func = call.func
    own = (
        isinstance(func, ast.Attribute)
        and func.attr == "__init__"
        and isinstance(func.value, ast.Call)
        and _name(func.value.func) == "super"
    )
    bases = classes.bases.get(scope.owner, set()) if own else set()
    return set().union(*map(classes.widgets, bases))


def _assigned(
    targets: list[ast.expr], value: ast.expr, known: set[str], safe: set[str]
) -> Iterator[tuple[int, str]]:
    for target in targets:
        name = target.attr if isinstance(target, ast.Attribute) else ""
        sink = name in ATTRIBUTES or ATTRIBUTES_OF.get(name, set()) & known
        if sink and not _is_safe(value, safe):
            yield value.lineno, "text " + ADVICE.format(sink=name)


def _markup_asked(call: ast.Call) -> bool:
    return any(k.arg == "markup" and not _is_false(k.value) for k in call.keywords)


# ---- what may go in -----------------------------------------------------------------------------


def _is_safe(value: ast.expr, safe: set[str]) -> bool:
    """Tell whether `value` cannot be a text with markup in it."""
    match value:
        case ast.Constant(value=constant):
            return not isinstance(constant, str) or "[" not in constant
        case ast.Name(id=name):
            return name in safe
        case ast.IfExp(body=body, orelse=orelse):
            return _is_safe(body, safe) and _is_safe(orelse, safe)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_is_safe(part, safe) for part in parts)
        case ast.Call(args=args) if _calls(value, {"Content", "Text"}):
            return all(isinstance(a, ast.Constant) or _calls(a, {"clean", "fit"}) for a in args)
        case ast.Call(args=args) if _name(value.func) in WIDGETS:
            return True  # a widget in a widget: its own call is looked at by itself
        case ast.Call():
            return _calls(value, {"plain"})
    return False


def _safe_names(scope: _Scope) -> set[str]:
    """Give the names that hold nothing but safe values in a function."""
    given: dict[str, list[ast.expr | None]] = {}
    for node in _nodes_of(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            plain = isinstance(target, ast.Name)
                            given.setdefault(name.id, []).append(value if plain else None)
            case ast.AnnAssign(target=ast.Name(id=one), value=value):
                given.setdefault(one, []).append(value)
            case ast.AugAssign(target=ast.Name(id=one)):
                given.setdefault(one, []).append(None)
            case ast.For(target=target) | ast.comprehension(target=target):
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        given.setdefault(name.id, []).append(None)
    return {
        name
        for name, values in given.items()
        if all(value is not None and _is_safe(value, set()) for value in values)
    }


def _calls(value: ast.expr, names: set[str]) -> bool:
    return isinstance(value, ast.Call) and (_name(value.func) or "") in names


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _name(value: ast.expr) -> str | None:
    """Give the last name of `a.b.c`."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=inner):
            return _name(inner)
    return None


# ---- functions one by one -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Scope:
    """A function, or a module or class without its functions."""

    node: ast.AST
    owner: str
    """The class it stands in; "" for none."""


def _scopes(tree: ast.AST, owner: str = "") -> Iterator[_Scope]:
    yield _Scope(tree, owner)
    for node in _inside(tree):
        if isinstance(node, _OWN_SCOPE):
            yield from _scopes(node, node.name if isinstance(node, ast.ClassDef) else owner)


_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _nodes_of(scope: _Scope) -> Iterator[ast.AST]:
    return (node for node in _inside(scope.node) if not isinstance(node, _OWN_SCOPE))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what belongs to a scope itself; of inner scopes give only that they are there."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _OWN_SCOPE):
            yield from _inside(child)


def _renders(scope: _Scope) -> bool:
    return bool(scope.owner) and getattr(scope.node, "name", "") in ("render", "render_label")
