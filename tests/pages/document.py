"""An HTML file that a page offers, taken apart."""

import json
from html.parser import HTMLParser

UNREAD = ("script", "style")


class Document(HTMLParser):
    """What the file holds: text, tags, addresses, and the specifications of its charts."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.specs, self.tags, self._script = [], [], [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.links += [found[name] for name in ("src", "href") if name in found]
        self._script = found.get("type", "") if tag in UNREAD else self._script

    def handle_endtag(self, tag):
        self._script = None if tag in UNREAD else self._script

    def handle_data(self, data):
        if self._script is None:
            self.text.append(f" {data} ")
        elif self._script == "application/json":
            self.specs.append(json.loads(data))
