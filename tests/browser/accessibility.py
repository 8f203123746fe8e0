"""What axe-core finds on a page, with the script that its wheel carries, so without a network."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The page's own style arrives a moment after its words.
STYLED = """() => [...document.querySelectorAll('style')]
    .some(({ textContent }) => textContent.includes('glossary?term='))"""
LOADED = "'axe' in window"
# Of what it finds only the violations, since the rest is large and nobody reads it.
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
GRAVE = ("serious", "critical")
# The themes differ in nothing but their colours: the light one is held to every rule.
RULES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}


def findings(page: Page, theme: str) -> list[str]:
    """Return a line for every serious or critical finding on ``page``."""
    page.wait_for_function(STYLED)
    if not page.evaluate(LOADED):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], **RULES[theme]})
    return [
        f"{one['id']} ({node['impact']}): {node['html'][:200]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if node["impact"] in GRAVE
    ]
