"""What axe-core finds on a page, with the script that its wheel carries, so without a network."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The page's own style arrives a moment after its words.
STYLED = """() => [...document.querySelectorAll('style')]
    .some(({ textContent }) => textContent.includes('glossary?term='))"""
LOADED = "'axe' in window"
GRAVE = ("serious", "critical")
# A violation is as grave as its rule, so these need not be asked.
MILD = """grave => axe._audit.rules
    .filter(({ impact }) => !grave.includes(impact))
    .map(({ id }) => id)"""
# Of what it finds only the violations, since the rest is large and nobody reads it.
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
COLOURS = ("color-contrast", "link-in-text-block")


def findings(page: Page, theme: str) -> list[str]:
    """Return a line for every serious or critical finding on ``page``."""
    page.wait_for_function(STYLED)
    if not page.evaluate(LOADED):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], **rules(page, theme)})
    return [
        f"{one['id']} ({node['impact']}): {node['html'][:200]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if node["impact"] in GRAVE
    ]


def rules(page: Page, theme: str) -> dict[str, Any]:
    """Return what to ask: every rule that is grave, and in the dark only those of the colours.

    The themes differ in nothing else.
    """
    if theme == "dark":
        return {"runOnly": COLOURS}
    mild: list[str] = page.evaluate(MILD, GRAVE)
    assert mild and not set(COLOURS) & set(mild), (
        f"axe-core says no more how grave a rule is: {mild}"
    )
    return {"rules": {name: {"enabled": False} for name in mild}}
