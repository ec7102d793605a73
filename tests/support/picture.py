# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A picture (SVG) of what a terminal shows.

Input is a screen as `tmux capture-pane -e' gives it: rows of text with SGR sequences (ECMA-48,
8.3.117).  Each run of equal looks becomes a text as wide as its cells, so that columns hold
whatever font the viewer has; frames are drawn as lines, since letters of one font leave gaps
between rows.  Which program runs in the terminal is not known here.
"""

import re
from xml.sax.saxutils import escape

from tui import width

CELL = (8, 18)  # in pixels, as all sizes here
EDGE = 10
BASELINE = 13

# The terminal's colours 0 to 15: dark text reads well on all of them but red and blue, white on those.
PALETTE = ("#161b22 #c62430 #4cc16c #d9a521 #2563c9 #a252d0 #3fbcc8 #d0d7de "
           "#6e7781 #e5534b #7ee29a #f7d154 #5b9cf5 #cf9bf2 #7fdfe8 #ffffff").split()
# Of text and paper.
THEMES = {"light": ("#1f2328", "#ffffff"), "dark": ("#e6edf3", "#0d1117")}

# Towards which sides of its cell a character of a frame goes.
FRAME = {"─": "lr", "│": "tb", "┌": "rb", "┐": "lb", "└": "rt", "┘": "lt",
         "├": "tbr", "┤": "tbl", "┬": "lrb", "┴": "lrt", "┼": "lrtb", "═": "lr"}
DOUBLE = "═"

SGR = re.compile("\x1b\\[([0-9;]*)m")


class Looks:
    """Colours (numbers, None: the terminal's own) and attributes."""

    def __init__(self, text=None, paper=None, attributes=frozenset()):
        self.text, self.paper, self.attributes = text, paper, attributes

    def __eq__(self, other):
        return vars(self) == vars(other)

    def after(self, parameters):
        """The looks after a sequence with PARAMETERS."""
        looks = Looks(self.text, self.paper, self.attributes)
        for number in (int(word or 0) for word in parameters.split(";")):
            if number == 0:
                looks = Looks()
            elif number in (1, 3, 4, 7):
                looks.attributes |= {number}
            elif number in (22, 23, 24, 27):
                looks.attributes -= {1 if number == 22 else number - 20}
            elif number // 10 in (3, 9) and number % 10 < 8:
                looks.text = number % 10 + 8 * (number >= 90)
            elif number // 10 in (4, 10) and number % 10 < 8:
                looks.paper = number % 10 + 8 * (number >= 100)
            elif number == 39:
                looks.text = None
            elif number == 49:
                looks.paper = None
        return looks

    def colours(self, theme):
        text, paper = theme
        own = PALETTE[self.text] if self.text is not None else text
        under = PALETTE[self.paper] if self.paper is not None else paper
        return (under, own) if 7 in self.attributes else (own, under)


def runs(rows):
    """The runs (looks, text) of each of ROWS; the looks go on from row to row."""
    looks = Looks()
    for row in rows:
        pieces = SGR.split(row)
        found = [(looks, pieces[0])]
        for parameters, text in zip(pieces[1::2], pieces[2::2]):
            looks = looks.after(parameters)
            found.append((looks, text))
        yield [(own, text) for own, text in found if text]


def rectangle(column, row, columns, colour):
    return (f'<rect x="{EDGE + column * CELL[0]}" y="{EDGE + row * CELL[1]}" '
            f'width="{columns * CELL[0]}" height="{CELL[1]}" fill="{colour}"/>')


def words(column, row, text, colour, looks):
    """TEXT from COLUMN on, apart where two blanks or more are."""
    shapes = []
    style = ' font-weight="bold"' * (1 in looks.attributes)
    style += ' text-decoration="underline"' * (4 in looks.attributes)
    for piece in re.finditer(r"\S+(?: \S+)*", text):
        x = EDGE + (column + width(text[:piece.start()])) * CELL[0]
        y = EDGE + row * CELL[1] + BASELINE
        shapes.append(f'<text x="{x}" y="{y}" textLength="{width(piece[0]) * CELL[0]}" '
                      f'fill="{colour}"{style}>{escape(piece[0])}</text>')
    return shapes


def frame(column, row, letter, colour):
    x, middle = EDGE + column * CELL[0] + CELL[0] // 2, EDGE + row * CELL[1] + CELL[1] // 2
    path = ""
    for y in (middle - 2, middle + 2) if letter == DOUBLE else (middle,):
        ends = {"l": (x - CELL[0] // 2, y), "r": (x + CELL[0] // 2, y),
                "t": (x, y - CELL[1] // 2), "b": (x, y + CELL[1] // 2)}
        path += "".join(f"M{x} {y}L{ends[side][0]} {ends[side][1]}" for side in FRAME[letter])
    return f'<path d="{path}" stroke="{colour}"/>'


def run_of(column, row, looks, text, theme):
    colour, paper = looks.colours(theme)
    shapes = [rectangle(column, row, width(text), paper)] if paper != theme[1] else []
    plain = "".join(" " if letter in FRAME else letter for letter in text)
    shapes += [frame(column + width(text[:place]), row, letter, colour)
               for place, letter in enumerate(text) if letter in FRAME]
    return shapes + words(column, row, plain, colour, looks)


def picture(text, size, title, theme):
    """The SVG of the captured TEXT of a terminal of SIZE (columns, rows), in THEMES[THEME]."""
    chosen = THEMES[theme]
    across, down = (size[i] * CELL[i] + 2 * EDGE for i in (0, 1))
    shapes = []
    for row, line in enumerate(runs(text.split("\n")[:size[1]])):
        column = 0
        for looks, piece in line:
            shapes += run_of(column, row, looks, piece, chosen)
            column += width(piece)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" '
        f'width="{across}" height="{down}" font-family="monospace" font-size="13" '
        'fill="none" xml:space="preserve">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{across}" height="{down}" rx="6" fill="{chosen[1]}"/>',
        *shapes, "</svg>", ""])
