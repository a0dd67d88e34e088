"""The expression language of conditions and tables: a whitelisted piece of Python's grammar, compiled to
closures.

Names, constants (also `true`, `false`, `null`), lists, `and`/`or`/`not`, comparisons, `in`, `+`/`-` on
numbers, `x["key"]` and the functions in `FUNCTIONS`. A name that is not in the data is `None`; ordering
against `None` is false. There is no attribute, no power, no repetition: the cost of an expression is
bounded by its length.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pishkhan.workflow.engine.refused import Refused, refuse

Data = Mapping[str, Any]
Run = Callable[[Data], Any]

MAX_LENGTH = 2_000
MAX_NODES = 250
MAX_DEPTH = 25
MAX_NUMBER = 10**18


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; `names` are the data it reads, `keys` the (name, key) pairs of its `x["k"]`."""

    source: str
    run: Run
    names: frozenset[str]
    keys: frozenset[tuple[str, str]]


@lru_cache(maxsize=4096)
def compile(source: str) -> Expression:
    """Compile once per text. Raises Refused (`expression_*`) without an element; the caller says whose it
    is."""
    tree = _parse(source)
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES:
        raise refuse("expression_long", limit=str(MAX_NODES))
    run = _build(tree, 0)
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    names = {n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in called and n.id not in CONSTANTS}
    keys = {pair for node in nodes if isinstance(node, ast.Subscript) and (pair := _key_pair(node))}
    return Expression(source, run, frozenset(names), frozenset(keys))


def evaluate(source: str, data: Data) -> Any:
    """The value of an expression. Raises Refused `expression_types` when values do not fit the operation."""
    compiled = compile(source)
    try:
        return compiled.run(data)
    except Refused:
        raise
    except (TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
        raise refuse("expression_types", expression=source) from error


def _parse(source: str) -> ast.expr:
    text = source.strip()
    if not text:
        raise refuse("expression_empty")
    if len(text) > MAX_LENGTH:
        raise refuse("expression_long", limit=str(MAX_LENGTH))
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise refuse("expression_syntax", expression=text[:200]) from error


def _build(node: ast.expr, depth: int) -> Run:
    if depth > MAX_DEPTH:
        raise refuse("expression_deep", limit=str(MAX_DEPTH))
    builder = BUILDERS.get(type(node))
    if builder is None:
        raise refuse("expression_forbidden", part=type(node).__name__)
    return builder(node, depth + 1)


def _constant(node: ast.Constant, _depth: int) -> Run:
    value = node.value
    if not (value is None or isinstance(value, str | int | float)):
        raise refuse("expression_forbidden", part=type(value).__name__)
    if isinstance(value, int | float):
        _bounded(value)
    return lambda data: value


def _name(node: ast.Name, _depth: int) -> Run:
    name = node.id
    if name in CONSTANTS:
        value = CONSTANTS[name]
        return lambda data: value
    if name.startswith("__"):
        raise refuse("expression_forbidden", part=name)
    return lambda data: data.get(name)


def _list(node: ast.List | ast.Tuple, depth: int) -> Run:
    parts = [_build(part, depth) for part in node.elts]
    return lambda data: [part(data) for part in parts]


def _bool(node: ast.BoolOp, depth: int) -> Run:
    parts = [_build(part, depth) for part in node.values]
    stop_at = isinstance(node.op, ast.Or)

    def run(data: Data) -> Any:
        value: Any = None
        for part in parts:
            value = part(data)
            if bool(value) is stop_at:
                break
        return value

    return run


def _unary(node: ast.UnaryOp, depth: int) -> Run:
    part = _build(node.operand, depth)
    if isinstance(node.op, ast.Not):
        return lambda data: not part(data)
    if isinstance(node.op, ast.USub):
        return lambda data: -_number(part(data))
    raise refuse("expression_forbidden", part=type(node.op).__name__)


def _arithmetic(node: ast.BinOp, depth: int) -> Run:
    left, right = _build(node.left, depth), _build(node.right, depth)
    if isinstance(node.op, ast.Add):
        return lambda data: _bounded(_number(left(data)) + _number(right(data)))
    if isinstance(node.op, ast.Sub):
        return lambda data: _bounded(_number(left(data)) - _number(right(data)))
    raise refuse("expression_forbidden", part=type(node.op).__name__)


def _compare(node: ast.Compare, depth: int) -> Run:
    first = _build(node.left, depth)
    rest = []
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        test = COMPARISONS.get(type(op))
        if test is None:
            raise refuse("expression_forbidden", part=type(op).__name__)
        rest.append((test, _build(comparator, depth)))

    def run(data: Data) -> bool:
        left = first(data)
        for test, part in rest:
            right = part(data)
            if not test(left, right):
                return False
            left = right
        return True

    return run


def _subscript(node: ast.Subscript, depth: int) -> Run:
    base = _build(node.value, depth)
    if not (isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)):
        raise refuse("expression_forbidden", part="Subscript")
    key = node.slice.value

    def run(data: Data) -> Any:
        value = base(data)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise TypeError
        return value.get(key)

    return run


def _call(node: ast.Call, depth: int) -> Run:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise refuse("expression_forbidden", part=ast.unparse(node.func)[:60])
    function, arity = FUNCTIONS[node.func.id]
    if len(node.args) != arity:
        raise refuse("expression_forbidden", part=node.func.id)
    parts = [_build(part, depth) for part in node.args]
    return lambda data: function(*[part(data) for part in parts])


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _bounded(value: Any) -> Any:
    if not abs(value) <= MAX_NUMBER:
        raise refuse("expression_number", limit=str(MAX_NUMBER))
    return value


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: a is not None and b is not None and test(a, b)


def _contains(item: Any, container: Any) -> bool:
    if container is None:
        return False
    if isinstance(container, list | tuple | Mapping) or (isinstance(container, str) and isinstance(item, str)):
        return item in container
    raise TypeError


def _size(value: Any) -> int:
    return 0 if value is None else len(value)


def _sum(value: Any) -> Any:
    return _bounded(sum(_number(part) for part in value or ()))


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {})


def _key_pair(node: ast.Subscript) -> tuple[str, str] | None:
    if isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant):
        return (node.value.id, str(node.slice.value))
    return None


CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
FUNCTIONS: Mapping[str, tuple[Callable[..., Any], int]] = {
    "len": (_size, 1),
    "sum": (_sum, 1),
    "min": (min, 2),
    "max": (max, 2),
    "filled": (_filled, 1),
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: _ordered(operator.lt),
    ast.LtE: _ordered(operator.le),
    ast.Gt: _ordered(operator.gt),
    ast.GtE: _ordered(operator.ge),
    ast.In: _contains,
    ast.NotIn: lambda item, container: not _contains(item, container),
}
BUILDERS: Mapping[type[ast.expr], Callable[[Any, int], Run]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: _list,
    ast.BoolOp: _bool,
    ast.UnaryOp: _unary,
    ast.BinOp: _arithmetic,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.Call: _call,
}
