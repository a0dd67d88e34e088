"""Call activities: opening the called process (once, or once per item of a list) and closing it when all
has ended.

The scope of a called process is `<outer scope>/<call id>`, with `:<n>` for the n-th item of a list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pishkhan.workflow.engine.graph import Graph, Node
from pishkhan.workflow.engine.marking import Token, TokenKind
from pishkhan.workflow.engine.refused import refuse

if TYPE_CHECKING:
    from pishkhan.workflow.engine.advance import Advance

MAX_ITEMS = 200


def open_call(advance: Advance, scope: str, node: Node, by: int) -> None:
    """Wait on the call and start the called process. An empty list is passed at once."""
    collection = node.attrs.get("collection", "")
    if not collection:
        advance.wait(Token(TokenKind.CALL, scope, node.id, by))
        _begin(advance, _inner(scope, node.id), node, by)
        return
    items = advance.seen_from(scope).get(collection)
    if not isinstance(items, list | tuple):
        raise refuse("collection_missing", node.id, node.name, collection=collection)
    if len(items) > MAX_ITEMS:
        raise refuse("collection_long", node.id, node.name, limit=str(MAX_ITEMS))
    if not items:
        advance.leave(scope, node, by)
        return
    opened = 1 if node.attrs.get("sequential") == "true" else len(items)
    advance.wait(Token(TokenKind.CALL, scope, node.id, by, (), tuple(items), opened))
    for number in reversed(range(opened)):
        _begin(advance, f"{_inner(scope, node.id)}:{number}", node, by)


def close_next(advance: Advance) -> bool:
    """Close one call whose every instance has ended (or open the next of its list); whether there was one."""
    for token in advance.tokens:
        if token.kind is TokenKind.CALL:
            inside = tokens_inside(advance.tokens, token)
            if all(other.kind is TokenKind.ENDED for other in inside):
                _close(advance, token, inside)
                return True
    return False


def tokens_inside(tokens: list[Token], call: Token) -> list[Token]:
    """All tokens of the processes a call has open, at any depth."""
    inner = _inner(call.scope, call.at)
    return [token for token in tokens if token.scope == inner or token.scope.startswith((inner + "/", inner + ":"))]


def items_of(advance: Advance, scope: str) -> dict[str, Any]:
    """The current item of each multi-instance call around a scope, by the name its call gives it (else
    `item`)."""
    return named_items(advance.graph, advance.tokens, scope)


def named_items(graph: Graph, tokens: list[Token], scope: str) -> dict[str, Any]:
    """See `items_of`; inner calls win over outer ones of the same name."""
    found: dict[str, Any] = {}
    outer = ""
    for part in scope.split("/") if scope else ():
        call, _, number = part.partition(":")
        token = next((t for t in tokens if t.kind is TokenKind.CALL and t.place == (outer, call)), None)
        if token is not None and token.items is not None and number:
            found[graph.nodes[call].attrs.get("item") or "item"] = token.items[int(number)]
        outer = f"{outer}/{part}" if outer else part
    return found


def _close(advance: Advance, token: Token, inside: list[Token]) -> None:
    node = advance.graph.nodes[token.at]
    by = advance.happen(token.scope, token.at, (token, *inside))
    if token.items is None or token.index >= len(token.items):
        advance.disarm(token)
        advance.leave(token.scope, node, by)
        return
    advance.tokens.append(replace(token, by=by, index=token.index + 1))
    _begin(advance, f"{_inner(token.scope, token.at)}:{token.index}", node, by)


def _begin(advance: Advance, scope: str, node: Node, by: int) -> None:
    process = advance.graph.processes[node.called]
    advance.leave(scope, advance.graph.nodes[process.start], by)


def _inner(scope: str, node: str) -> str:
    return f"{scope}/{node}" if scope else node
