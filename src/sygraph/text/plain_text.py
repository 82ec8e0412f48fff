"""Decode the bytes of an article's text, which offsets count the characters of."""

from __future__ import annotations

from sygraph.errors import DataError

__all__ = ["plain_text"]


def plain_text(data: bytes, name: str) -> str:
    """Return a text that is kept byte for byte, so that offsets are those of the file.

    Raises:
        DataError: It is not UTF-8, has line ends other than LF, a byte order mark or control
            characters, or has no text.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"is not UTF-8 (byte {error.start})", path=name, hint="convert it, as with iconv"
        ) from error
    if text.startswith("\ufeff"):
        raise DataError(
            "begins with a byte order mark", path=name, hint="save it as UTF-8 without one"
        )
    for number, line in enumerate(text.split("\n"), 1):
        if "\r" in line:
            raise DataError(
                "the line does not end in LF alone; the text is kept byte for byte, and a line "
                "break must be one character",
                path=name,
                line=number,
                hint="convert the line ends, as with dos2unix",
            )
        bad = next((c for c in line if ord(c) < 32 and c != "\t"), None)
        if bad is not None:
            raise DataError(
                f"has the control character U+{ord(bad):04X}",
                path=name,
                line=number,
                hint="give a plain text or a web page",
            )
    if not text.strip():
        raise DataError("has no text", path=name)
    return text
