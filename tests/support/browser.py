"""Headless Chromium, asked through a pipe: what a page shows, says in its console, and fetches."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Message = dict[str, Any]
_WAIT = 900  # seconds: other tests may run meanwhile
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe"),
)


class Browser:
    """A page in Chromium: `events` are all that it told of since it was opened."""

    def __init__(self, ask: int, answer: int) -> None:
        """Attach to the page that the program opens with."""
        self._ask, self._answer = ask, answer
        self._rest, self._number, self._session = b"", 0, ""
        self.events: list[Message] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        attached = self("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def __call__(self, method: str, **parameters: Any) -> Message:
        """Carry out a method of the DevTools protocol, and return what comes of it."""
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._ask, json.dumps(message).encode() + b"\0")
        found = self._until(lambda answer: answer.get("id") == self._number)
        assert "error" not in found, found
        result: Message = found["result"]
        return result

    def _until(self, wanted: Any) -> Message:
        while True:
            while b"\0" not in self._rest:
                more = os.read(self._answer, 1 << 16)
                assert more, "Chromium ended"
                self._rest += more
            text, _, self._rest = self._rest.partition(b"\0")
            message: Message = json.loads(text)
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                return message

    def show(self, page: Path) -> None:
        """Open a page, and wait until it is there."""
        for domain in ("Page", "Network", "Log", "Runtime"):
            self(f"{domain}.enable")
        self("Page.navigate", url=page.as_uri())
        self._until(lambda message: message.get("method") == "Page.loadEventFired")

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        found = self("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def media(self, scheme: str, media: str = "screen") -> None:
        """Show the page in a light or a dark scheme, on a screen or on paper."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self("Emulation.setEmulatedMedia", media=media, features=features)

    def size(self, width: int, height: int = 900) -> None:
        """Give the window a size in pixels."""
        parameters = {"deviceScaleFactor": 1, "mobile": False}
        self("Emulation.setDeviceMetricsOverride", width=width, height=height, **parameters)

    def told(self, *methods: str) -> list[Message]:
        """Return the parameters of the events of these kinds."""
        return [event["params"] for event in self.events if event["method"] in methods]


@contextmanager
def opened(program: str, folder: Path) -> Iterator[Browser]:
    """Yield a browser, whose profile is in `folder`; it is ended afterwards."""
    (theirs_in, ask), (answer, theirs_out) = os.pipe(), os.pipe()
    command = [program, *_FLAGS, f"--user-data-dir={folder}"]
    # The program reads its third descriptor and writes its fourth.
    script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["timeout", str(_WAIT), "bash", "-c", script, "chromium", *command],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(ask, answer)
    finally:
        for end in (ask, answer):
            os.close(end)  # it ends when nobody asks
        process.terminate()
        process.wait(timeout=_WAIT)
