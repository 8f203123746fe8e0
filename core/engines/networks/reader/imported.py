"""What an imported name stands for; nothing is imported."""

from typing import TYPE_CHECKING, Any

from core.engines.networks.reader import attributes, torch_names
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Missing, Namespace

if TYPE_CHECKING:
    from core.engines.networks.reader.expressions import Expressions


def imported(work: "Expressions", path: str, line: int) -> Any:
    """Return what is known of a name by its path, such as ``torch.nn.functional``."""
    first, *rest = path.split(".")
    value: Any = torch_names.bare(first) if first in torch_names.ALIASES else Missing
    try:
        for name in rest:
            if isinstance(value, Namespace):
                value = attributes.read(work, value, name)
    except Refusal:
        return Unknown(path, line)
    if value is not Missing:
        return value
    known = torch_names.bare(path.rpartition(".")[2])
    return Unknown(path, line) if known is Missing else known
