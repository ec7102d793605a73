#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a message has the keys of the raw line: killing and yanking, undoing and redoing,
moves by word and line, and a search."""

import os
import re

import e2e
from e2e import case, equal, truth
from tui_walk import Walk, for_sizes, go_to

BODY_ROW = 6       # after the header fields
BESIDE_WIDTH = 66  # of the form, from which what is sent stands beside the text

# Keys, or a text in quotes; the rows of the body then, with | at the cursor.
STEPS = [
    ("'one two three'", "one two three|"),
    ("C-w", "one two |"),
    ("C-w", "one |"),
    ("C-y", "one two three|"),
    ("C-_", "one |"),
    ("M-r", "one two three|"),
    ("M-BSpace", "one two |"),
    ("C-_", "one two three|"),
    ("C-a", "|one two three"),
    ("M-f M-f", "one two| three"),
    ("M-b", "one |two three"),
    ("C-Left", "|one two three"),
    ("M-d", "| two three"),
    ("C-e C-y", " two threeone|"),
    ("M-y", " two threethree|"),
    ("M-y", " two threetwo three|"),
    ("C-u", "|"),
    ("'x' C-y", "x two threetwo three|"),
    ("C-_", "x|"),
    ("C-_", "|"),
    ("C-_", " two threetwo three|"),
    ("C-a Right C-k", " |"),
    ("Enter 'second'", " \nsecond|"),
    ("C-_", " \n|"),
    ("M-r", " \nsecond|"),
    ("Up C-a C-k C-k", "|second"),
    ("C-y", " \n|second"),
    ("Right C-t C-t", " \necs|ond"),
    ("C-x C-u C-x C-u", " \nse|cond"),
    ("C-x 'y' C-u", " \n|cond"),
    ("C-x Left C-x C-t C-x C-u", " \nsey|cond"),
]


def body(screen, rows):
    """The first ROWS rows of the text with | at the cursor."""
    box = screen.box("[1]")
    column, row = screen.cursor
    shown = []
    if box is None:
        return shown
    left, columns = box.column + 2, box.width - 4
    if columns >= BESIDE_WIDTH:
        columns = columns // 2 - 1
    for number in range(box.row + 1 + BODY_ROW, box.row + 1 + BODY_ROW + rows):
        text = "".join(screen.cells[number][left:left + columns])
        shown.append(text[:column - left] + "|" + text[column - left:] if row == number else text)
    return [text.rstrip() for text in shown]


def expect_body(terminal, text):
    wanted = [row.rstrip() for row in text.split("\n")]
    return terminal.wait(lambda screen: body(screen, len(wanted)) == wanted, f"the text {text!r}")


def press(terminal, keys):
    for quoted, key in re.findall(r"'([^']*)'|(\S+)", keys):
        if quoted:
            terminal.type(quoted)
        else:
            terminal.key(key)


@for_sizes("a text is killed, yanked, undone and redone", translated=[], sizes=[(80, 24), (100, 30)])
def editing(size, language):
    with Walk(size, language) as (_server, terminal, _words):
        go_to(terminal, "DATA")
        for keys, text in STEPS:
            press(terminal, keys)
            expect_body(terminal, text)


@case("a paste, a file and the editor's text are undone at once; nothing to undo is said")
def steps():
    with Walk((100, 30), "en", env={"VISUAL": "sed -i s/three/3/"}) as (_server, terminal, _words):
        with open(os.path.join(terminal.folder, "file"), "w", encoding="ascii") as file:
            file.write("from a\nfile\n")
        go_to(terminal, "DATA")
        terminal.key("C-_")
        terminal.wait("Nothing to undo.")
        terminal.type("one ")
        terminal.paste("two\nthree")
        expect_body(terminal, "one two\nthree|")
        terminal.type("!")
        terminal.key("C-_")
        expect_body(terminal, "one two\nthree|")
        terminal.key("F4")
        expect_body(terminal, "|one two\n3")
        terminal.key("C-_")
        expect_body(terminal, "one two\nthree|")
        terminal.key("M-i")
        terminal.wait("Insert the file:")
        terminal.type(os.path.join(terminal.folder, "file"))
        terminal.key("Enter")
        expect_body(terminal, "one two\nthreefrom a\nfile\n|")
        terminal.key("C-_", "C-_")
        expect_body(terminal, "one |")
        terminal.key("M-r")
        expect_body(terminal, "one two\nthree|")
        terminal.key("M-r", "M-r")
        terminal.wait("Nothing to redo.")


@case("what was delivered is not brought back by undoing, but what was killed can be yanked")
def delivered():
    with Walk((100, 30), "en") as (server, terminal, words):
        go_to(terminal, "DATA")
        terminal.type("first secret")
        terminal.key("C-w")
        expect_body(terminal, "first |")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        equal(len(server.records("johndoe")), 1, "messages")
        terminal.key("Up", "Enter")
        go_on(terminal)
        terminal.key("C-_")
        terminal.wait("Nothing to undo.")
        expect_body(terminal, "|")
        terminal.key("C-y")
        expect_body(terminal, "secret|")


def go_on(terminal):
    """From MAIL to DATA."""
    for name, text in (("MAIL", "alice"), ("RCPT", "johndoe")):
        terminal.wait_step(name)
        terminal.key("C-e", "C-u")
        terminal.type(text)
        terminal.wait(f"<{text}>")
        terminal.key("Enter")
    terminal.wait_step("DATA")


def is_marked(terminal, text):
    """Whether the first TEXT on the screen is shown in reverse."""
    for row in terminal.tmux("capture-pane", "-p", "-e").split("\n"):
        pieces = re.split("\x1b\\[([\\d;]*)m", row)
        place, codes = "".join(pieces[::2]).find(text), []
        for code, piece in zip(["0"] + pieces[1::2], pieces[::2]):
            codes = ([] if code[:1] in ("", "0") else codes) + code.split(";")
            if 0 <= place < len(piece):
                return "7" in codes
            place -= len(piece)
    raise AssertionError(f"{text!r} is not shown")


@case("the text is searched letter by letter, in any case, and the match is marked")
def search():
    with Walk((100, 30), "en") as (_server, terminal, words):
        go_to(terminal, "DATA")
        for line in ("Alpha beta", "gamma BETA", "delta"):
            terminal.type(line)
            terminal.key("Enter")
        terminal.key("C-Home", "C-s")
        terminal.wait(words("Search: ").strip())
        terminal.type("bet")
        expect_body(terminal, "Alpha |beta\ngamma BETA")
        truth(is_marked(terminal, "beta"), "the match is not marked")
        terminal.key("C-s")
        expect_body(terminal, "Alpha beta\ngamma |BETA")
        truth(is_marked(terminal, "BETA"), "the match is not marked")
        truth(not is_marked(terminal, "beta"), "the match before is still marked")
        terminal.key("C-s")
        expect_body(terminal, "Alpha |beta\ngamma BETA")
        truth("search wrapped" in terminal.screen(), "it wrapped")
        terminal.key("C-r")
        expect_body(terminal, "Alpha beta\ngamma |BETA")
        terminal.type("x")
        terminal.wait("not found")
        terminal.key("BSpace", "BSpace", "BSpace", "BSpace")
        expect_body(terminal, "|Alpha beta")
        terminal.type("delta")
        expect_body(terminal, "Alpha beta\ngamma BETA\n|delta")
        for key in ("Escape", "C-g", "C-c"):
            terminal.key(key)
            screen = expect_body(terminal, "|Alpha beta\ngamma BETA\ndelta")
            truth("Search" not in screen.form and "Quit?" not in screen, screen)
            terminal.key("C-s", "C-s")
            expect_body(terminal, "Alpha beta\ngamma BETA\n|delta")
        terminal.key("Enter")
        terminal.wait(lambda screen: "Search" not in screen.form, "the end of the search")
        terminal.type("epsilon ")
        expect_body(terminal, "Alpha beta\ngamma BETA\nepsilon |delta")
        # Any other key ends the search and does what it does.
        terminal.key("C-r")
        terminal.type("gam")
        terminal.key("C-k")
        screen = expect_body(terminal, "Alpha beta\n|\nepsilon delta")
        truth("Search" not in screen.form, screen)
        terminal.key("Escape")
        truth("Search" not in terminal.screen().form, "Esc began nothing")


@case("the help of the body lists its keys")
def listed():
    with Walk((100, 60), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.key("F1")
        screen = terminal.wait("In the text of a message")
        for key in ("Ctrl-U", "Ctrl-W", "Alt-d", "Ctrl-Y", "Alt-y", "Ctrl-T", "Ctrl-_",
                    "Ctrl-X Ctrl-U", "Alt-r", "Ctrl-S", "Ctrl-R"):
            truth(key in screen, f"no {key}:\n{screen}")


if __name__ == "__main__":
    e2e.run()
