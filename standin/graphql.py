"""As much of GraphQL as one read-only question needs: parsing and answering it.

A question has one operation, variables, aliases, arguments, fragments and inline
fragments; no mutations, directives or introspection. What it asks is answered from
nested dicts: a key that is not there is a field that the schema does not have.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Arguments = dict[str, Any]
Node = dict[str, Any]  # a value, a list of nodes, or a function of the arguments
_TOKEN = re.compile(
    r"""[\s,]+|\#[^\n]*"""
    r"""|(?P<token>\.\.\.|[!$():=\[\]{}]|[_A-Za-z]\w*|-?\d+(?:\.\d+)?"""
    r"""|"(?:[^"\\\n]|\\.)*")"""
)


class GraphError(Exception):
    """A question that is not answered; `code` is Apollo's name for the reason."""

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str


@dataclass(frozen=True, slots=True)
class _Selection:
    """A field (`kind` ""), a named fragment ("..."), or fields for one type ("on")."""

    kind: str
    name: str
    key: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
    inner: tuple["_Selection", ...] = ()


class _Reader:
    """Reads a document from its tokens, the next one first."""

    def __init__(self, text: str) -> None:
        self.tokens = list(reversed(_tokens(text)))
        self.required: set[str] = set()
        self.fragments: dict[str, tuple[_Selection, ...]] = {}
        self.operation: tuple[_Selection, ...] = ()

    def document(self) -> None:
        while self.tokens:
            if self.next_is("{"):
                self.operation = self.selections()
                continue
            word = self.take()
            if word == "query":
                self.query()
            elif word == "fragment":
                name = self.take()
                self.take("on")
                self.take()
                self.fragments[name] = self.selections()
            else:
                raise _syntax(word)

    def query(self) -> None:
        if not (self.next_is("{") or self.next_is("(")):
            self.take()
        if self.accept("("):
            while not self.accept(")"):
                self.take("$")
                name = self.take()
                self.take(":")
                if self.type_is_required():
                    self.required.add(name)
        self.operation = self.selections()

    def type_is_required(self) -> bool:
        if self.accept("["):
            self.type_is_required()
            self.take("]")
        else:
            self.take()
        return self.accept("!")

    def selections(self) -> tuple[_Selection, ...]:
        self.take("{")
        found = []
        while not self.accept("}"):
            found.append(self.selection())
        return tuple(found)

    def selection(self) -> _Selection:
        if self.accept("..."):
            if self.accept("on"):
                return _Selection("on", self.take(), inner=self.selections())
            return _Selection("...", self.take())
        key = name = self.take()
        if self.accept(":"):
            name = self.take()
        arguments = {}
        if self.accept("("):
            while not self.accept(")"):
                argument = self.take()
                self.take(":")
                arguments[argument] = self.value()
        inner = self.selections() if self.next_is("{") else ()
        return _Selection("", name, key, arguments, inner)

    def value(self) -> object:
        if self.accept("$"):
            return _Variable(self.take())
        if self.accept("["):
            values = []
            while not self.accept("]"):
                values.append(self.value())
            return values
        token = self.take()
        try:
            return json.loads(token)
        except ValueError:
            return token

    def next_is(self, token: str) -> bool:
        return bool(self.tokens) and self.tokens[-1] == token

    def accept(self, token: str) -> bool:
        if self.next_is(token):
            self.tokens.pop()
            return True
        return False

    def take(self, wanted: str | None = None) -> str:
        if not self.tokens:
            raise _syntax("<EOF>")
        found = self.tokens.pop()
        if wanted not in {None, found}:
            raise _syntax(found)
        return found


def answer(text: str, variables: Mapping[str, object], root: Node) -> dict[str, Any]:
    """Return the data that a question asks of `root`. Raises GraphError."""
    reader = _Reader(text)
    reader.document()
    for name in sorted(reader.required):
        if variables.get(name) is None:
            raise GraphError(
                f'Variable "${name}" of required type was not provided.',
                "BAD_USER_INPUT",
            )
    executor = _Executor(reader.fragments, variables)
    return executor.fields(reader.operation, root)


@dataclass(frozen=True, slots=True)
class _Executor:
    fragments: Mapping[str, tuple[_Selection, ...]]
    variables: Mapping[str, object]

    def fields(self, selections: tuple[_Selection, ...], node: Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for selection in selections:
            if selection.kind == "...":
                if selection.name not in self.fragments:
                    raise _invalid(f'Unknown fragment "{selection.name}".')
                found |= self.fields(self.fragments[selection.name], node)
            elif selection.kind == "on":
                if selection.name == node["__typename"]:
                    found |= self.fields(selection.inner, node)
            else:
                found[selection.key] = self.field(selection, node)
        return found

    def field(self, selection: _Selection, node: Node) -> object:
        if selection.name not in node:
            kind = node["__typename"]
            raise _invalid(f'Cannot query field "{selection.name}" on type "{kind}".')
        value = node[selection.name]
        if isinstance(value, Callable):  # type: ignore[arg-type] # typing's alias
            given = {key: self.given(one) for key, one in selection.arguments.items()}
            value = value(given)
        elif selection.arguments:
            raise _invalid(f'Unknown argument on field "{selection.name}".')
        return self.completed(selection, value)

    def given(self, value: object) -> object:
        return self.variables.get(value.name) if isinstance(value, _Variable) else value

    def completed(self, selection: _Selection, value: object) -> object:
        if isinstance(value, list):
            return [self.completed(selection, one) for one in value]
        if isinstance(value, dict):
            if not selection.inner:
                raise _invalid(f'Field "{selection.name}" must have a selection.')
            return self.fields(selection.inner, value)
        if selection.inner and value is not None:
            raise _invalid(f'Field "{selection.name}" must not have a selection.')
        return value


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _syntax(text[position])
        position = match.end()
        if match["token"]:
            tokens.append(match["token"])
    return tokens


def _syntax(token: str) -> GraphError:
    return GraphError(f'Syntax Error: Unexpected "{token}".', "GRAPHQL_PARSE_FAILED")


def _invalid(message: str) -> GraphError:
    return GraphError(message, "GRAPHQL_VALIDATION_FAILED")
