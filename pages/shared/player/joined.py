"""A component's script and styles, put together from the modules that its script imports.

Streamlit takes a component's script as one text, which has nowhere to import from.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)"\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def joined(script: Path) -> tuple[str, str]:
    """Return the script and the styles of ``script`` and of all that it imports, as two texts.

    Each module stands once, after those that it imports itself, and so do the styles that lie
    beside it under its name. Modules must not import one another in a circle, and since they
    become one, no two may declare the same name.
    """
    modules = list(dict.fromkeys(_modules(script.resolve())))
    scripts = (EXPORT.sub("", IMPORT.sub("", _text(module))) for module in modules)
    sheets = (module.with_suffix(".css") for module in modules)
    return "\n".join(scripts), "\n".join(_text(sheet) for sheet in sheets if sheet.exists())


def _modules(script: Path) -> list[Path]:
    imported = [(script.parent / path).resolve() for path in IMPORT.findall(_text(script))]
    return [module for path in imported for module in _modules(path)] + [script]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
