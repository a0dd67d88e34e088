"""People with browsers, as far as a server can tell: cookies, forms with their hidden fields, redirects followed."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from benchmarks.counting import HEADER

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Wrong(AssertionError):
    """A page did not say what it should."""


@dataclass
class Visitor:
    """One keep-alive connection and its cookies. `host` names the institution; all goes to 127.0.0.1."""

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    statements: int = 0
    requests: int = 0
    page: str = ""
    line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> str:
        """The page at a path, redirects followed. Raises Wrong for anything but 200."""
        return self._ask("GET", path)

    def post(self, path: str, values: Mapping[str, str | list[str]]) -> str:
        """Send a form; what the page had hidden in it goes along."""
        return self._ask("POST", path, urlencode({**self.hidden(path), **values}, doseq=True))

    def post_bare(self, path: str) -> str:
        """A post with nothing in it. Raises Wrong for anything but 200."""
        return self._ask("POST", path)

    def hidden(self, action: str) -> dict[str, str]:
        """Hidden fields of the form on the page that posts to `action`, the csrf token among them."""
        start = self.page.find(f'action="{action}"')
        if start < 0:
            raise Wrong(f"no form for {action} on the page")
        form = self.page[start : self.page.index("</form>", start)]
        return {name: unescape(value) for name, value in HIDDEN.findall(form)}

    def _ask(self, method: str, path: str, body: str = "") -> str:
        status, location = self._once(method, path, body)
        while status in {301, 302, 303}:
            status, location = self._once("GET", location, "")
        if status != 200:
            raise Wrong(f"{method} {path}: {status}")
        return self.page

    def _once(self, method: str, path: str, body: str) -> tuple[int, str]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": self.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body or None, headers)
        answer = self.line.getresponse()
        self.page = answer.read().decode()
        self.requests += 1
        self.statements += int(answer.headers.get(HEADER, "0"))
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", "")
