"""A network of the text as a module of torch, whose ``forward`` is read and not run by Python."""

from collections.abc import Callable
from typing import Any

from torch import nn

from core.engines.networks.reader.values import PastedClass


class Pasted(nn.Module):
    """What a class of the text makes: torch keeps its parts, and ``forward`` is handed back."""

    made: PastedClass
    own: dict[str, Any]
    interpret: Callable[..., Any]

    def forward(self, *given: Any, **named: Any) -> Any:
        """Work through the text's ``forward``, or that of the torch class it builds on."""
        return self.interpret(self, given, named)

    def torch_forward(self, *given: Any, **named: Any) -> Any:
        """Run the ``forward`` of the torch class that the text's class builds on."""
        kind = self.made.kind
        assert kind is not None
        return kind.forward(self, *given, **named)


def new(made: PastedClass, interpret: Callable[..., Any]) -> Pasted:
    """Return an object of ``made`` whose ``__init__`` has not run yet."""
    if made.module is None:
        kind = made.kind
        assert kind is not None
        made.module = type(made.name, (Pasted,) if kind is nn.Module else (Pasted, kind), {})
    instance: Any = object.__new__(made.module)
    nn.Module.__init__(instance)
    instance.__dict__.update(made=made, own={}, interpret=interpret)
    return instance
