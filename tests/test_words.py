"""Every word a person sees is in the catalogue, translated, and whole."""

from __future__ import annotations

import ast
import contextvars
import io
import string
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from planner import words
from planner.assets import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

PLANNER = Path(__file__).parents[1] / "planner"
MODULES = sorted(PLANNER.rglob("*.py"))
TRANSLATORS = {"_", "ngettext", "pgettext"}
"""These speak at once; `N_` only marks."""


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let "zh_CN" say every message in square brackets."""

    class Brackets:
        def gettext(self, message: str) -> str:
            return f"[{message}]"

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            return f"[{plural}]"

        def pgettext(self, context: str, message: str) -> str:
            return f"[{context}: {message}]"

    english = words._catalogue
    monkeypatch.setattr(words, "_catalogue", lambda code: Brackets() if code == "zh_CN" else english(code))


def test_english_is_the_source() -> None:
    assert words.language() == "en"
    assert words._("Tip") == "Tip"
    assert words.ngettext("{n} slice", "{n} slices", 1).format(n=1) == "1 slice"
    assert words.ngettext("{n} slice", "{n} slices", 3).format(n=3) == "3 slices"
    assert words.pgettext("evidence", "Level") == "Level"
    assert words.N_("Tip") == "Tip"


def test_a_block_speaks_its_language_and_ends(in_brackets: None) -> None:
    with words.use("zh_CN"):
        assert words._("Tip") == "[Tip]"
        assert words.ngettext("{n} slice", "{n} slices", 1) == "[{n} slices]"
        assert words.pgettext("evidence", "Level") == "[evidence: Level]"
        with words.use("en"):
            assert words._("Tip") == "Tip"
        assert words.language() == "zh_CN"
    assert words._("Tip") == "Tip"


def test_the_process_default_gives_way_to_a_block(in_brackets: None) -> None:
    words.set_language("zh_CN")
    assert words._("Tip") == "[Tip]"
    with words.use("en"):
        assert words._("Tip") == "Tip"


def test_a_new_thread_speaks_the_process_default_and_a_copied_context_the_callers() -> None:
    heard: list[str] = []
    with words.use("zh_CN"):
        context = contextvars.copy_context()
        for target in (
            lambda: heard.append(words.language()),
            lambda: context.run(lambda: heard.append(words.language())),
        ):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
    assert heard == ["en", "zh_CN"]


@pytest.mark.parametrize("code", ["", "zh", "fr", "../en"])
def test_an_unknown_language_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="unknown language"):
        words.set_language(code)
    with pytest.raises(ValueError, match="unknown language"), words.use(code):
        pytest.fail("the block ran")
    assert words.language() == "en"


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_nothing_is_said_of_nothing(code: str) -> None:
    with words.use(code):
        assert words._("") == ""


def test_the_template_is_up_to_date() -> None:
    in_source = {_key(found[2], found[4]) for found in extract_from_dir(PLANNER)}
    in_template = {_key(m.id, m.context) for m in _catalog("planner.pot") if m.id}
    assert in_template == in_source, "run `make words`"


@pytest.mark.parametrize("code", sorted(words.LANGUAGES.keys() - {"en"}))
class TestCatalogue:
    def test_it_holds_the_template_and_no_more(self, code: str) -> None:
        assert {_key(m.id, m.context) for m in _messages(code)} == {
            _key(m.id, m.context) for m in _catalog("planner.pot") if m.id
        }, "run `make words`"

    def test_every_message_is_translated(self, code: str) -> None:
        assert [m.id for m in _messages(code) if m.fuzzy or not all(_strings(m))] == []

    def test_every_placeholder_is_kept(self, code: str) -> None:
        wrong = []
        for message in _messages(code):
            ids = [message.id] if isinstance(message.id, str) else message.id
            offered = {name for one in ids for name in _placeholders(one)}
            needed = _placeholders(ids[-1])
            wrong += [s for s in _strings(message) if s and not needed <= _placeholders(s) <= offered]
        assert wrong == []

    def test_the_binary_is_compiled_from_the_text(self, code: str) -> None:
        compiled = io.BytesIO()
        write_mo(compiled, _catalog(f"{code}/LC_MESSAGES/planner.po"))
        binary = resource(f"words/{code}/LC_MESSAGES/planner.mo").read_bytes()
        assert compiled.getvalue() == binary, "run `make words`"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PLANNER)))
class TestSource:
    def test_what_is_translated_is_plain(self, path: Path) -> None:
        """Neither an f-string nor a formatted or joined text can be found in a catalogue."""
        wrong = [
            f"line {call.lineno}"
            for call in ast.walk(_tree(path))
            if isinstance(call, ast.Call) and _called(call) in TRANSLATORS | {"N_"}
            for argument in call.args
            if isinstance(argument, ast.JoinedStr | ast.BinOp) or _called(argument) == "format"
        ]
        assert wrong == []

    def test_nothing_is_translated_inside_an_f_string(self, path: Path) -> None:
        """The extraction does not look there, so the word would stay English."""
        wrong = [
            f"line {n.lineno}"
            for joined in ast.walk(_tree(path))
            if isinstance(joined, ast.JoinedStr)
            for n in ast.walk(joined)
            if isinstance(n, ast.Call) and _called(n) in TRANSLATORS
            if any(isinstance(argument, ast.Constant) for argument in n.args)
        ]
        assert wrong == []

    def test_nothing_is_translated_at_import(self, path: Path) -> None:
        wrong = [f"line {n.lineno}" for n in _at_import(_tree(path)) if _called(n) in TRANSLATORS]
        assert wrong == []

    def test_the_underscore_stays_the_translator(self, path: Path) -> None:
        """A loop over ``_`` would hide it from the whole function."""
        nodes = list(ast.walk(_tree(path)))
        imported = any(
            isinstance(n, ast.ImportFrom) and n.module == "planner.words" and "_" in {a.name for a in n.names}
            for n in nodes
        )
        stored = [
            f"line {n.lineno}"
            for n in nodes
            if isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store)
        ]
        assert not (imported and stored), stored


def _catalog(relative: str) -> Catalog:
    with resource(f"words/{relative}").open("rb") as file:
        return read_po(file)


def _messages(code: str) -> list[Message]:
    return [m for m in _catalog(f"{code}/LC_MESSAGES/planner.po") if m.id]


def _key(message: str | tuple[str, ...] | list[str], context: str | None) -> tuple[str, str | None]:
    return (message if isinstance(message, str) else message[0]), context


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _called(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _at_import(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions below `node` that run when the module is imported."""
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.expr):
                yield child
            if isinstance(child, ast.AST):
                yield from _at_import(child)
