"""How long a person would need for what the browser does, by the keystroke-level model.

The suite cannot spend six minutes on one test, so the browser goes at its own speed and every click and keystroke of it
is counted. What a person would have needed is computed by the keystroke-level model (Card, Moran and Newell, 1980) with
an average typist who does not type fast:

    a key                                 0.28 s
    pointing at something                 1.10 s
    pressing the mouse button             0.20 s
    the hand from mouse to keys, or back  0.40 s
    thinking, before each field or click  1.35 s

The time the product really took to answer is added. MONITOR_TYPING_DELAY_MS=280 types at the model's speed instead.
"""

import os
import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

KEY, POINT, PRESS, HAND, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
TYPING_DELAY = float(os.environ.get("MONITOR_TYPING_DELAY_MS", "0"))


@dataclass
class Hands:
    """A person's hands: they do it in the browser and count what it would have cost a person."""

    page: Page
    clicks: int = 0
    keys: int = 0
    fields: int = 0
    answering: float = 0.0
    """Seconds the product took to show what was asked for."""

    def click(self, what: Locator) -> None:
        self.clicks += 1
        begun = time.monotonic()
        what.click()
        self.page.wait_for_load_state()
        self.answering += time.monotonic() - begun

    def arrive(self, title: str) -> None:
        begun = time.monotonic()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.answering += time.monotonic() - begun

    def type(self, where: Locator, words: str) -> None:
        """Click into the field, then type."""
        self.fields += 1
        self.keys += len(words)
        where.click()
        where.press_sequentially(words, delay=TYPING_DELAY)

    @property
    def counted(self) -> str:
        return f"{self.clicks} clicks, {self.fields} fields, {self.keys} keys: {self.seconds:.0f} s"

    @property
    def seconds(self) -> float:
        clicks = self.clicks * (THINK + POINT + PRESS)
        fields = self.fields * (THINK + POINT + PRESS + 2 * HAND)
        return clicks + fields + self.keys * KEY + self.answering
