"""Sort texts by the numbers in them: passage 90 before passage 100."""

from __future__ import annotations

import re

__all__ = ["natural"]

_NUMBER = re.compile(r"\d+")


def natural(text: str) -> str:
    """Return a sort key that orders numbers by value, in the digits of any script.

    The key is a text, which takes less memory than a list.

    >>> sorted(["p/100", "p/90", "p", "p/x", "p/٩"], key=natural)
    ['p', 'p/٩', 'p/90', 'p/100', 'p/x']
    """
    return _NUMBER.sub(_by_length, text)


def _by_length(number: re.Match[str]) -> str:
    digits = number[0]
    if not digits.isascii():
        digits = "".join(str(int(digit)) for digit in digits)
    digits = digits.lstrip("0")
    # A text that ends here, or has a number, comes before all others.
    return f"\0{len(digits):08}{digits}"
