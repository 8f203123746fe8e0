"""A component in a page of its own, mounted as Streamlit's client mounts it, without a server.

It gets the interface that ``st.components.v2.component`` documents, its own style in a shadow root
and the dashboard's font and colours; when the colour scheme changes it is called again.
"""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from types import ModuleType

import streamlit
from playwright.sync_api import Locator, Page

from pages.shared import player
from tests.browser.steps import THEMES

FONT = next(Path(streamlit.__file__).parent.glob("static/**/SourceSans*Upright*.woff2"))
MOUNT = """async ({ html, css, js }) => {
    const place = document.querySelector('#mounted')
    const parentElement = place.attachShadow({ mode: 'open' })
    parentElement.innerHTML = `<div><div>${html}</div></div>`
    const style = document.createElement('style')
    style.textContent = css
    parentElement.firstChild.append(style)
    const address = URL.createObjectURL(new Blob([js], { type: 'text/javascript' }))
    const { default: run } = await import(address)
    const sent = []
    const note = (name, value) => sent.push([name, value])
    let data, end
    const again = () => {
        end = run({
            data, parentElement, name: 'mounted', key: 'mounted',
            setStateValue: note, setTriggerValue: note,
        })
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
    await document.fonts.load('1rem "Source Sans"')
    window.mounted = {
        sent,
        update: (text) => {
            data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
            again()
        },
        remove: () => {
            place.remove()
            end()
        },
    }
}"""


def mount(page: Page, module: ModuleType, data: bytes) -> Locator:
    """Show the component of ``module`` with ``data`` on ``page``; return its root element."""
    script = Path(str(module.__file__)).with_suffix(".js")
    page.set_content(document())
    page.evaluate(MOUNT, player.parts(script, f"The component {script.stem}"))
    update(page, data)
    return page.locator(f".{script.stem}")


def update(page: Page, data: bytes) -> None:
    """Call the mounted component again with ``data``, as a run of the script does."""
    page.evaluate("text => mounted.update(text)", b64encode(data).decode())


def remove(page: Page) -> None:
    """Take the component away, as a script does that no longer calls it."""
    page.evaluate("mounted.remove()")


@cache
def document() -> str:
    """Return a page with a place for one component, in the dashboard's light and dark theme."""
    font = f"data:font/woff2;base64,{b64encode(FONT.read_bytes()).decode()}"
    return f"""<!doctype html>
        <meta name="viewport" content="width=device-width">
        <style>
            @font-face {{ font-family: "Source Sans"; font-weight: 100 900; src: url({font}) }}
            :root {{ {_theme("light")} }}
            @media (prefers-color-scheme: dark) {{ :root {{ {_theme("dark")} }} }}
            body {{ margin: 1rem; color: var(--st-text-color); font-family: var(--st-font);
                    background: var(--st-background-color) }}
        </style>
        <div id="mounted"></div>"""


def _theme(name: str) -> str:
    own = {re.sub("([A-Z])", r"-\1", key).lower(): value for key, value in THEMES[name].items()}
    own |= {"font": "Source Sans", "base-radius": "0.5rem", "button-radius": "0.5rem"}
    return "; ".join(f"--st-{key}: {value}" for key, value in own.items())
