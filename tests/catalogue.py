"""Every text of ours that people read, found in the code, and the catalogues held against it.

`make words` writes what is new into bot/locale/*/LC_MESSAGES/dateline.po, drops what is gone, and
lists what is still to be translated. tests/project/test_words.py fails until that is nothing.

A text is found where it is said, refused or told: in a call of SINKS, in a keyword of NAMED, or in
a table that is looked up in such a call.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.cogs.command_words import NAME

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "bot" / "locale"
CODE = ("bot", "storage")

SHELL = frozenset(
    ("bot/app.py", "bot/cli.py", "bot/demo.py", "bot/gateway_faults.py", "bot/settings.py",
     "bot/workflows/read_inputs.py",
     "bot/workflows/feed_check.py", "storage/lock.py", "storage/migrate.py")
)  # fmt: skip
"""What speaks to the operator in a shell, in English."""

SINKS: Mapping[str, tuple[int, ...]] = {
    "say": (0,),
    "say_count": (0, 1),
    "tell": (2,),  # Notices.tell(guild_id, subject, message)
    "Choice": (0,),
    "locale_str": (0,),
    "Absence": (0,),  # why there was no edition
    "end": (2,),  # Settling.end(row, state, reason)
    "Leave": (1,),  # what each role may do
    "__init__": (0,),  # of what the storage raises
}
"""Calls, and at which places stands what people read. Kinds of refusals are found by their class,
functions that say what they are handed by what they do."""
NAMED = frozenset(
    ("reason", "why", "pause_reason", "description", "group_description", "message", "title")
)
"""Keywords whose text is read."""
REFUSALS = frozenset(("Refusal", "PostFailed"))

REASONED = ("bot/workflows/", "bot/briefing/", "bot/obstacles.py", "bot/discord_faults.py")
"""Where every whole sentence is a reason that somebody may read."""
SENTENCE = re.compile(r"[A-Z].* .*\.", re.DOTALL)

FIELD = re.compile(r"\{(\w+)[^}]*\}")

Place = tuple[str, int]
Text = str | tuple[str, str]
"""A message id, or the two of a count."""


class _Module(ast.NodeVisitor):
    """Adds the texts of one module to `found`: (text, context) → where it stands."""

    def __init__(
        self,
        path: Path,
        sinks: Mapping[str, tuple[int, ...]],
        tables: Mapping[str, ast.expr],
        found: dict[tuple[Text, str | None], list[Place]],
    ) -> None:
        self._where = path.relative_to(ROOT).as_posix()
        self._sinks, self._tables, self._found = sinks, tables, found
        self._own: dict[str, list[ast.expr]] = {}
        """What the names of the function being read stand for."""

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        reasons = self._where.startswith(REASONED)
        if reasons and isinstance(node.value, str) and SENTENCE.fullmatch(node.value):
            self._add(node.value, node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name == "say_count" and len(node.args) > 1:
            pairs = zip(*map(self._texts, node.args[:2]), strict=True)
            for pair in pairs:
                self._add(pair, node.lineno)
        elif name != "__init__" or self._where == "storage/errors.py":
            for place in self._sinks.get(name, ()):
                if place < len(node.args):
                    self._take(node.args[place])
        for keyword in node.keywords:
            said = keyword.arg in NAMED or (name == "describe" and keyword.arg)
            if said or (keyword.arg == "name" and name in ("Choice", "ContextMenu")):
                self._take(keyword.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(one, ast.Attribute) and one.attr == "note" for one in node.targets):
            self._take(node.value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        """`for label, instant in (("Published {time}.", …), …)`, whose label is said."""
        names = [one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)]
        self._loop(names, node.iter, node)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        for one in node.generators:
            names = [name.id for name in ast.walk(one.target) if isinstance(name, ast.Name)]
            self._loop(names, one.iter, node)
        self.generic_visit(node)

    def _loop(self, names: Sequence[str], over: ast.expr, inside: ast.AST) -> None:
        for call in ast.walk(inside):
            if isinstance(call, ast.Call) and _name(call.func) == "say" and call.args:
                said = call.args[0]
                if isinstance(said, ast.Name) and said.id in names and said.id not in self._tables:
                    self._column(over, names.index(said.id), len(names))

    def _column(self, rows: ast.expr, at: int, of: int) -> None:
        match rows:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    if of > 1 and isinstance(part, ast.Tuple):
                        self._take(part.elts[at])
                    elif of == 1:
                        self._take(part)
            case _:
                pass

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for keyword in node.keywords:
            if keyword.arg == "group_name":
                self._take(keyword.value, NAME)
            elif keyword.arg == "group_description":
                self._take(keyword.value)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._own = _assigned(node)
        self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and _name(call.func) == "command":
                own = [one.value for one in call.keywords if one.arg == "name"]
                for name in own:
                    self._take(name, NAME)
                if not own:
                    self._add(node.name, node.lineno, NAME)
                for option in node.args.args[2:]:
                    self._add(option.arg, option.lineno, NAME)
        self.visit_FunctionDef(node)

    def _take(self, node: ast.expr, context: str | None = None) -> None:
        for text in self._texts(node):
            self._add(text, node.lineno, context)

    def _texts(self, node: ast.expr) -> Iterator[str]:
        """The texts an expression may stand for."""
        match node:
            case ast.Constant(value=str() as text):
                if text.strip():
                    yield text
            case ast.IfExp():
                yield from self._texts(node.body)
                yield from self._texts(node.orelse)
            case ast.BoolOp():
                for value in node.values:
                    yield from self._texts(value)
            case ast.Dict():
                for value in node.values:
                    yield from self._texts(value)
            case ast.Tuple() | ast.List():
                for value in node.elts:
                    yield from self._texts(value)
            case ast.Subscript():
                yield from self._texts(node.value)
            case ast.Call(func=ast.Attribute(value=table, attr="get")):
                yield from self._texts(table)
            case ast.Name() if node.id in self._own:
                for value in self._own.pop(node.id):  # popped: a name may stand for itself
                    yield from self._texts(value)
            case ast.Name() if node.id in self._tables:
                yield from self._texts(self._tables[node.id])
            case _:
                pass

    def _add(self, text: Text, line: int, context: str | None = None) -> None:
        self._found.setdefault((text, context), []).append((self._where, line))


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """The names that a function gives values to, with those values."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                found.setdefault(name, []).append(value)
            case _:
                pass
    return found


def _tables(tree: ast.Module) -> dict[str, ast.expr]:
    """Constants of a module and of its classes, by name."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name.lstrip("_").isupper():
                    found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if name.lstrip("_").isupper():
                    found[name] = value
            case _:
                pass
    return found


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case _:
            return ""


def _handed_on(trees: Sequence[ast.Module], sinks: dict[str, tuple[int, ...]]) -> None:
    """Functions that say what they are handed are sinks, too; so are kinds of refusals."""
    refusals: set[str] = set(REFUSALS)
    before = -1
    while before != len(refusals) + len(sinks):
        before = len(refusals) + len(sinks)
        for node in (one for tree in trees for one in ast.walk(tree)):
            match node:
                case ast.ClassDef() if {_name(base) for base in node.bases} & refusals:
                    refusals.add(node.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name not in sinks:
                    if said := tuple(_said_parameters(node, sinks)):
                        sinks[node.name] = said
                case _:
                    pass
        sinks |= dict.fromkeys(refusals, (0,))


def _said_parameters(
    function: ast.FunctionDef | ast.AsyncFunctionDef, sinks: Mapping[str, tuple[int, ...]]
) -> Iterator[int]:
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for position in sinks.get(_name(node.func), ()):
                if position < len(node.args):
                    argument = node.args[position]
                    if isinstance(argument, ast.Name) and argument.id in names:
                        yield names.index(argument.id)


def template() -> Catalog:
    """Every text that people read, and where it stands."""
    paths = [path for top in CODE for path in sorted((ROOT / top).rglob("*.py"))]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    sinks = dict(SINKS)
    _handed_on(trees, sinks)
    shared = {name: value for tree in trees for name, value in _tables(tree).items()}
    found: dict[tuple[Text, str | None], list[Place]] = {}
    for path, tree in zip(paths, trees, strict=True):
        if path.relative_to(ROOT).as_posix() not in SHELL:
            _Module(path, sinks, shared | _tables(tree), found).visit(tree)
    catalogue = Catalog(project="Dateline")
    for (text, context), places in found.items():
        catalogue.add(text, locations=places, context=context)
    return catalogue


def catalogue_of(path: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def paths() -> list[Path]:
    """The catalogues there are."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/dateline.po"))


def faults(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """What is missing, gone or not like its original."""
    told: list[str] = []
    for message in wanted:
        if message.id:
            own = catalogue.get(message.id, message.context)
            told += _faults_of(message, own)
    stale = [one for one in catalogue if one.id and wanted.get(one.id, one.context) is None]
    return [*told, *(f"no longer said: {_first(one)!r}" for one in stale)]


def _faults_of(message: Message, own: Message | None) -> Iterator[str]:
    texts = texts_of(own)
    if own is None or not texts or not all(texts) or own.fuzzy:
        yield f"not translated: {_first(message)!r}"
        return
    many = message.id if isinstance(message.id, str) else message.id[-1]
    for text in texts:
        if set(FIELD.findall(many)) != set(FIELD.findall(text)):
            yield f"other fields: {_first(message)!r} → {text!r}"
        for mark in ("**", "<t:", "<#", "\n"):
            if many.count(mark) != text.count(mark):
                yield f"another number of {mark!r}: {_first(message)!r} → {text!r}"
        for mark in ("### ", "## ", "-# "):
            if many.startswith(mark) != text.startswith(mark):
                yield f"another beginning: {_first(message)!r} → {text!r}"


def texts_of(message: Message | None) -> list[str]:
    """What it is translated as: one text, or one for each number of a count."""
    said = message.string if message else None
    return [said] if isinstance(said, str) else [str(one) for one in said or ()]


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Bring the catalogues up to date; 1 while something is to be translated."""
    wanted, left = template(), 0
    for path in paths():
        catalogue = catalogue_of(path)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, include_lineno=False)
        found = faults(catalogue_of(path), wanted)
        left += len(found)
        print(f"{path.parts[-3]}: {len(wanted)} messages, {len(found)} to mend")
        print(*(f"  {one}" for one in found), sep="\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
