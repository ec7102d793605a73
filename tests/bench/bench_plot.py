# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Plots of the benchmark, as text and as SVG: bars on a logarithmic scale, and curves.

Takes numbers and names, and returns text; refuses to know what they mean, or where they go.
"""

import math
from xml.sax.saxutils import escape

WIDTH = 720
LEFT = 150
ROW = 34
TOP = 48

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"
 font-family="sans-serif" font-size="13">
<rect width="{width}" height="{height}" fill="white"/>
<text x="12" y="24" font-size="15">{title}</text>
{body}
</svg>
"""


def svg(title, height, body):
    return SVG.format(width=WIDTH, height=height, title=escape(title), body="\n".join(body))


def position(value, lowest, highest):
    """Where VALUE stands on a logarithmic scale, from 0 to 1."""
    return (math.log(max(value, lowest)) - math.log(lowest)) / (math.log(highest) - math.log(lowest))


def scale(rows):
    """Powers of ten around all values."""
    values = [value for _, _, values in rows for value in values]
    lowest = 10.0 ** math.floor(math.log10(min(values)))
    return lowest, max(10.0 ** math.ceil(math.log10(max(values))), lowest * 10)


def bars_text(rows, width=40):
    """A bar for each of ROWS: name, remark, and the values (lowest, middle, highest)."""
    lowest, highest = scale(rows)
    lines = []
    for name, remark, (low, middle, high) in rows:
        ends = [round(width * position(value, lowest, highest)) for value in (low, middle, high)]
        bar = "".join("|" if place == ends[1] else "#" if place < ends[1] else
                      "-" if place < ends[2] else " " for place in range(width + 1))
        lines.append(f"  {name:15} {bar} {middle:8.0f}  {remark}")
    return "\n".join([*lines, f"  {'':15} from {lowest:.0f} to {highest:.0f}, logarithmic; "
                              "| median, - up to the highest"])


def bars_svg(title, rows):
    """The same as SVG, with a line from the lowest to the highest value."""
    lowest, highest = scale(rows)
    room = WIDTH - LEFT - 30

    def x(value):
        return LEFT + room * position(value, lowest, highest)

    bottom, body, tick = TOP + ROW * len(rows), [], lowest
    while tick <= highest:
        body.append(f'<path d="M{x(tick):.1f} {TOP}V{bottom}" stroke="#ddd"/>'
                    f'<text x="{x(tick):.1f}" y="{bottom + 18}" text-anchor="middle">'
                    f'{tick:.0f}</text>')
        tick *= 10
    for number, (name, remark, (low, middle, high)) in enumerate(rows):
        y = TOP + ROW * number
        fill = "#2a6f97" if number == 0 else "#a9c5d6"
        body.append(f'<rect x="{LEFT}" y="{y + 4}" width="{x(middle) - LEFT:.1f}" height="16"'
                    f' fill="{fill}"/>'
                    f'<path d="M{x(low):.1f} {y + 12}H{x(high):.1f}" stroke="black"'
                    f' stroke-width="2"/>'
                    f'<text x="{LEFT - 8}" y="{y + 17}" text-anchor="end">{escape(name)}</text>'
                    f'<text x="{LEFT + 4}" y="{y + 32}" font-size="11" fill="#555">'
                    f'{middle:.0f}/s, {escape(remark)}</text>')
    return svg(title, bottom + 30, body)


def curve_text(name, points, width=60, height=8):
    """One curve of POINTS (x, y), from zero up."""
    highest = max(y for _, y in points) or 1
    right = max(x for x, _ in points) or 1
    cells = [[" "] * (width + 1) for _ in range(height + 1)]
    for x, y in points:
        cells[round(height * y / highest)][round(width * x / right)] = "*"
    lines = ["  |" + "".join(row).rstrip() for row in reversed(cells)]
    return "\n".join([f"  {name}, up to {highest:.4g}", *lines,
                      f"  +{'-' * width} {right:.0f}"])


def curves_svg(title, curves):
    """One field for each of CURVES: a name and points (x, y), from zero up."""
    body, field = [], 150
    for number, (name, points) in enumerate(curves):
        top = TOP + (field + 40) * number
        highest, right = max(y for _, y in points) or 1, max(x for x, _ in points) or 1
        line = " ".join(f"{40 + (WIDTH - 80) * x / right:.1f},{top + field - field * y / highest:.1f}"
                        for x, y in points)
        body.append(f'<rect x="40" y="{top}" width="{WIDTH - 80}" height="{field}" fill="none"'
                    f' stroke="#bbb"/>'
                    f'<polyline points="{line}" fill="none" stroke="#2a6f97" stroke-width="2"/>'
                    f'<text x="40" y="{top + field + 18}">{escape(name)}: from 0 to {highest:.4g}, '
                    f'over {right:.0f} messages</text>')
    return svg(title, TOP + (field + 40) * len(curves), body)
