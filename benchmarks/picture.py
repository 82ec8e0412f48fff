"""Draw what the named queries take: time against rows, at each size."""

from __future__ import annotations

from html import escape
from math import log10
from typing import Any

from targets import articles

__all__ = ["picture"]


def picture(result: dict[str, Any]) -> str:
    """Each query as a dot at each size: rows to the right, milliseconds upwards, both by tens."""
    width, height, left, low = 760, 420, 84, 360
    colours = ("#2f6f8f", "#c26a1b", "#7a3b69", "#4b7f3f")
    sizes = sorted({int(size) for of in result.values() for size in of if size.isdigit()})

    def x(rows: float) -> float:
        return left + log10(max(rows, 1)) * 106

    def y(seconds: float) -> float:
        return low - (log10(max(seconds, 1e-5)) + 5) * 46

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<title>Named queries: milliseconds against rows, at each size</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(-5, 3):
        at = y(10.0**power)
        label = f"{10.0 ** (power + 3):,g} ms"
        lines.append(f'<path d="M{left} {at:.0f}H{width - 20}" stroke="#e4e4e0"/>')
        lines.append(
            f'<text x="{left - 8}" y="{at + 4:.0f}" text-anchor="end" fill="#555">{label}</text>'
        )
    for power in range(7):
        at = x(10.0**power)
        lines.append(
            f'<text x="{at:.0f}" y="{low + 20}" text-anchor="middle" fill="#555">'
            f"{10**power:,}</text>"
        )
    lines.append(f'<text x="{width - 20}" y="{low + 40}" text-anchor="end" fill="#555">rows</text>')
    for colour, size in zip(colours, sizes, strict=False):
        for name, of in result.items():
            if "ours" in of.get(str(size), ()):
                row = of[str(size)]
                lines.append(
                    f'<circle cx="{x(row["rows"]):.1f}" cy="{y(row["ours"]["median"]):.1f}" r="4"'
                    f' fill="{colour}" fill-opacity="0.6"><title>{escape(name)}, {size:,}'
                    f" articles</title></circle>"
                )
    for number, (colour, size) in enumerate(zip(colours, sizes, strict=False)):
        at = 20 + number * 18
        lines.append(f'<circle cx="{left + 12}" cy="{at}" r="5" fill="{colour}"/>')
        lines.append(f'<text x="{left + 24}" y="{at + 4}">{articles(size)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
