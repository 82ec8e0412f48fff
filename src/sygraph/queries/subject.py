"""Put the subject of the workspace into a named query as the default of its parameters."""

from __future__ import annotations

__all__ = ["about_subject"]

_NAME, _DEFAULT = "#+   - name: ", "#+     default: subject"


def about_subject(text: str, subject: str) -> str:
    """Return a query whose parameters with `default: subject` have that default.

    Every cold start of such a query imports this module: it takes what it needs and no more.

    Args:
        text: the query with its header.
        subject: an IRI; without one, the query is about all subjects.

    >>> header = "#+   - name: a\\n#+     default: subject\\n"
    >>> about_subject(header + "VALUES ?a { UNDEF }", "http://e.org/a").splitlines()[-1]
    'VALUES ?a { <http://e.org/a> }'
    """
    if subject and _DEFAULT in text:
        name = ""
        for line in text.splitlines():
            if line.startswith(_NAME):
                name = line.removeprefix(_NAME).strip()
            elif line.strip() == _DEFAULT:
                text = text.replace(
                    f"VALUES ?{name} {{ UNDEF }}", f"VALUES ?{name} {{ <{subject}> }}"
                )
    return text
