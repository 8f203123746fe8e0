"""How the arguments of a call find the parameters of a function of the text."""

from typing import Any

from core.engines.networks.reader.pasted import Pasted
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.values import Function, PastedClass, PastedObject, Scope


def filled(function: Function, positional: list[Any], named: dict[str, Any], line: int) -> Scope:
    """Return the scope of a call, in which every parameter has its value.

    Raises ``Refusal`` for arguments that are missing, given twice or not taken.
    """
    taken = function.arguments
    is_made = function.name == "__init__" and function.owner is not None
    called = function.owner.name if is_made and function.owner else function.name
    scope = Scope(function.scope)
    placed, needed = function.placed, [*function.placed, *function.named]
    by_name = set(needed[len(taken.posonlyargs) :])
    values = dict(zip(placed, positional, strict=False))
    if taken.vararg:
        values[taken.vararg.arg] = tuple(positional[len(placed) :])
    elif len(positional) > len(placed):
        raise Refusal(f"{called} takes {len(placed)} values and is given {len(positional)}.", line)
    spare: dict[str, Any] = {}
    for name, value in named.items():
        if name in values and name in by_name:
            raise Refusal(f"{called} is given {name} twice.", line)
        (values if name in by_name else spare)[name] = value
    if taken.kwarg:
        values[taken.kwarg.arg] = spare
    elif spare:
        raise Refusal(f"{called} takes no {', '.join(spare)}.", line)
    for name in needed:
        if name in values:
            continue
        if name not in function.defaults:
            raise Refusal(f"{called} needs {name}, which is not given.", line)
        values[name] = function.defaults[name]
    scope.names.update(values)
    return scope


def keep_arguments(scope: Scope) -> None:
    """Let an object have what its method was given, as ``save_hyperparameters()`` does.

    Dive into Deep Learning sets attributes of their names, Lightning those of ``hparams``.
    """
    inside = scope.of_method()
    if inside is None or not isinstance(inside[1].instance, PastedObject | Pasted):
        return
    method, call = inside
    names = [*method.placed, *method.named][1:]
    given = {name: call.names[name] for name in names if name in call.names}
    held = PastedObject(PastedClass("hparams", method.line, (), {}), given)
    call.instance.own.update(given, hparams=held)
