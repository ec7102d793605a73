#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation pane: every byte in the wire view, replies in groups, searching, moving through
lines that are taller than the pane, and lines taken into the raw line or a file.

The rows of the pane are compared as they are shown, the bytes of a line as the server sent them.
"""

import os
import re

import e2e
from e2e import case, equal, truth
from tui import GREETING, SIZES, Fake, Terminal, Words, scripted
from tui_walk import Walk, expect_raw, for_sizes, go_to

# Lines as sent, and as shown in the wire view.
WIRE = [
    (b"250-plain\r\n", r"250-plain\r\n"),
    (b"250-ends with blanks  \r\n", r"250-ends with blanks  \r\n"),
    (b"250-a\ttab\t\n", r"250-a\ttab\t\n"),
    (b"250-a bare LF\n", r"250-a bare LF\n"),
    (b"250-..dots.\r\n", r"250-..dots.\r\n"),
    (b"250-a CR \r in it\r\r\n", r"250-a CR \r in it\r\r\n"),
    (b"250-NUL \0, ESC \x1b, ill-formed \xff\r\n", r"250-NUL \x00, ESC \x1B, ill-formed \xFF\r\n"),
    (b"250-no \\r\\n of its own\r\n", r"250-no \\r\\n of its own\r\n"),
    (b"250-\r\n", r"250-\r\n"),
    ("250-ol\u00e1 \u5c71 \u202e\r\n".encode(), "250-ol\u00e1 \u5c71 \\u{202E}\\r\\n"),
    (b"250 end\r\n", r"250 end\r\n"),
]


def rows(screen):
    """The pane, without the times and the empty rows."""
    return [re.sub(r"  \d+ ms(?= *\d*$)", "", row).rstrip() for row in screen.pane("[2]") if row]


def conversation(terminal):
    """Gives the focus to the conversation, alone on the screen."""
    terminal.key("M-2", "M-z")
    return terminal.wait(lambda screen: screen.box("[2]") is not None and screen.cursor[0] == 2
                         and screen.box("[2]").width == screen.size[0]
                         and screen.box("[1]") is None, "the conversation alone")


def wait_rows(terminal, expected):
    terminal.wait(lambda screen: rows(screen) == expected, "\n".join(expected))


def wait_selected(terminal, text):
    """Waits until the cursor is on the line TEXT."""
    return terminal.wait(lambda screen: text in screen.rows[screen.cursor[1]],
                         f"the selected line {text!r}")


@for_sizes("the wire view shows every byte and counts them", translated=SIZES[:1])
def wire_view(size, language):
    with Words(language) as words, \
            scripted({b"HELO": b"".join(sent for sent, _ in WIRE)}) as fake, \
            Terminal(fake.address, size=size, env=words.env) as terminal:
        terminal.wait_step("HELO")
        terminal.key("C-u")
        terminal.type("lab\\")
        terminal.key("Enter")
        terminal.wait("250 end")
        screen = conversation(terminal)
        truth(words(" - wire view") not in screen, screen)
        plain = rows(screen)
        terminal.key("w")
        screen = terminal.wait(words(" - wire view"))
        width = size[0] - 4
        lines = ([("S", GREETING, r"220 fake smtpd-proto ready\r\n"),
                  ("C", b"HELO lab\\\r\n", r"HELO lab\\\r\n"), ("S", *WIRE[0])]
                 + [("|", *line) for line in WIRE[1:]])
        shown = screen.pane("[2]")
        equal(len([row for row in shown if row]), len(lines), screen)
        for row, (mark, sent, text) in zip(shown, lines):
            truth(row.startswith(f"{mark} {text}"), f"{text!r} is not {row!r}")
            truth(row.endswith(f" {len(sent)}"), f"{len(sent)} bytes: {row!r}")
            # In the last columns, where a wide character counts twice.
            truth(width - 1 <= len(row) <= width, f"{len(row)} columns: {row!r}")
        terminal.key("w")
        wait_rows(terminal, plain)


@case("a line that is incomplete or was cut off has no ending and no count")
def cut_off():
    def script(peer, _number):
        peer.send(GREETING + b"hello\n" + b"x" * 5000 + b"\r\n")
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        terminal.wait("? hello")
        conversation(terminal)
        terminal.key("w")
        terminal.wait("wire view")
        shown = rows(terminal.wait(lambda screen: len(rows(screen)) == 3, "three lines"))
        truth(re.fullmatch(r"\? hello\\n +6", shown[1]), shown)
        equal(shown[2], "?")


@case("a row of the wire view hides no blank")
def wire_rows():
    with scripted({b"HELO": b"250 " + b"a" * 60 + b" " * 90 + b"\r\n"}) as fake, \
            Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        conversation(terminal)
        terminal.key("w")
        screen = terminal.wait("wire view")
        # 76 columns, less the mark and six for the count: 68 for each row of the 158.
        shown = screen.pane("[2]")[2:5]
        equal(shown[0], "S 250 " + "a" * 60 + " " * 7 + "156")
        equal(shown[1], "")
        truth(re.fullmatch(r" {20}\\r\\n +\d+ ms", shown[2]), shown)


@for_sizes("the lines of a reply are one group")
def groups(size, _language):
    with scripted({b"HELO": b"250-one\r\n250-two\r\n250 three\r\n",
                   b"MAIL": b"250-one\r\n550 other\r\n250 ok\r\n"}) as fake, \
            Terminal(fake.address, size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        terminal.type("a")
        terminal.wait("<a>")
        terminal.key("Enter")
        terminal.wait("S 250 ok")
        screen = conversation(terminal)
        shown = rows(screen)
        equal([shown[0]] + shown[2:5], ["S 220 fake smtpd-proto ready", "S 250-one", "| 250-two",
                                        "| 250 three"], screen)
        equal(shown[6:], ["S 250-one", "? 550 other", "S 250 ok"], screen)
        # Only the last line shows the time.
        timed = [row.split("  ")[0] for row in screen.pane("[2]") if row.endswith(" ms")]
        truth("| 250 three" in timed and "S 250-one" not in timed, timed)


def after(looks, codes):
    """The attributes LOOKS after the sequence CODES."""
    for code in codes.split(";"):
        if code in ("", "0"):
            looks = frozenset()
        elif code in ("39", "49"):
            looks = frozenset(look for look in looks if look[0] != code[0])
        else:
            looks = frozenset(look for look in looks if len(look) < 2 or look[0] != code[0]) | {code}
    return looks


def looks(terminal, text, offset=0):
    """The attributes of the cell at OFFSET of TEXT."""
    for row in terminal.tmux("capture-pane", "-p", "-e").split("\n"):
        pieces = re.split("\x1b\\[([\\d;]*)m", row)
        place = "".join(pieces[::2]).find(text)
        if place < 0:
            continue
        place += offset
        style = frozenset()
        for codes, piece in zip([""] + pieces[1::2], pieces[::2]):
            style = after(style, codes)
            if place < len(piece):
                return style
            place -= len(piece)
    raise AssertionError(f"{text!r} is not shown")


@case("the classes of replies differ without colours")
def monochrome():
    with scripted({b"ONE": b"250 good\r\n", b"TWO": b"354 goes on\r\n", b"THREE": b"450 later\r\n",
                   b"FOUR": b"550 never\r\n"}) as fake, \
            Terminal(fake.address, "--no-color") as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        for verb, reply in (("ONE", "250 good"), ("TWO", "354 goes on"), ("THREE", "450 later"),
                            ("FOUR", "550 never")):
            terminal.type(verb)
            terminal.key("Enter")
            terminal.wait(f"S {reply}")
        conversation(terminal)
        terminal.key("Home")
        wait_selected(terminal, "S 220")
        seen = [looks(terminal, f"S {text}") for text in ("250 g", "354 g", "450 l", "550 n")]
        equal(len(set(seen)), 4, f"looks {seen}")


@for_sizes("searching wraps around in both directions", translated=SIZES[:1])
def search(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "DATA")
        conversation(terminal)
        terminal.key("n")
        terminal.wait(words("No search text yet: / searches."))
        terminal.key("/")
        terminal.wait(words("Search: ").strip())
        terminal.type("oK")
        terminal.key("Enter")
        # The selection is on the newest line, so the search wraps to the first match: "Sender ok".
        screen = wait_selected(terminal, "alice Sender ok")
        count = len(rows(screen))
        first = screen.cursor[1] - screen.box("[2]").row
        text = words("Found in line %llu of %llu (search wrapped).")
        truth(text.replace("%llu", "%d") % (first, count) in screen.status, screen)
        terminal.key("n")
        screen = wait_selected(terminal, "johndoe Recipient ok")
        text = words("Found in line %llu of %llu.").replace("%llu", "%d")
        truth(text % (count, count) in screen.status, screen)
        terminal.key("n")
        wait_selected(terminal, "alice Sender ok")
        terminal.key("N")
        wait_selected(terminal, "johndoe Recipient ok")
        terminal.key("N")
        wait_selected(terminal, "alice Sender ok")
        # Matches are marked in the selected line and in others.
        for text in ("Sender ok", "Recipient ok"):
            truth(looks(terminal, text) != looks(terminal, text, len(text) - 2), f"{text} unmarked")
        # An empty search text repeats the search; a text without a match is reported.  Commands are not
        # completed there.
        terminal.key("/")
        terminal.wait(lambda screen: screen.raw.endswith(words("Search: ").strip()), "a new search")
        terminal.key("Enter")
        wait_selected(terminal, "johndoe Recipient ok")
        terminal.key("N")
        wait_selected(terminal, "alice Sender ok")
        terminal.key("/")
        terminal.wait(words("Search: ").strip())
        terminal.type("ma")
        terminal.key("Tab")
        terminal.type("oK!")
        terminal.key("Enter")
        screen = terminal.wait(words('No line contains "%s".') % "maoK!")
        wait_selected(terminal, "alice Sender ok")
        terminal.key("/")
        terminal.wait(words("Search: ").strip())
        terminal.key("Escape")
        wait_selected(terminal, "alice Sender ok")


@for_sizes("a line that was sent is edited and sent again", translated=SIZES[:1])
def take_line(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.key("M-2")
        wait_selected(terminal, "S 250")
        terminal.key("y")
        terminal.wait(words("Only lines that were sent can be sent again: select one marked C."))
        terminal.key("Up")
        helo = wait_selected(terminal, "C HELO ").pane("[2]")
        sent = next(row for row in helo if row.startswith("C HELO "))[2:]
        terminal.key("y")
        expect_raw(terminal, sent)
        terminal.type("2")
        terminal.key("Enter")
        terminal.wait(f"C {sent}2")


@for_sizes("the conversation is saved as a session file", translated=SIZES[:1])
def save(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "RCPT")
        terminal.key("M-2", "s")
        terminal.wait(words("Save the session file as: ").strip())
        path = os.path.join(terminal.folder, "one.session")
        terminal.type("~/one.session")
        terminal.key("Enter")
        saved = words("Saved as %s.").split("%s", maxsplit=1)[0].strip()
        terminal.wait(lambda screen: screen.status.startswith(saved), saved)
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        equal(lines[0], "# smtp-session 1")
        truth("C: MAIL FROM:<alice>" in lines, lines)
        truth(any(line.startswith("S: 220 ") for line in lines), lines)
        # A folder that does not exist.
        terminal.key("s")
        terminal.wait(words("Save the session file as: ").strip())
        terminal.type("~/no/one.session")
        terminal.key("Enter")
        failed = words("cannot write %s: %s; name another file").split("%s", maxsplit=1)[0].strip()
        terminal.wait(lambda screen: screen.status.startswith(failed), failed)


def has_cursor(screen, title):
    """Whether the cursor is inside the frame TITLE."""
    box, (column, row) = screen.box(title), screen.cursor
    return (box.row < row < box.row + box.height and
            box.column < column < box.column + box.width)


@for_sizes("a line that is taller than the pane can be read whole")
def tall_line(size, _language):
    words = [f"w{number:04}" for number in range(650)]
    with scripted({b"HELO": b"250 " + " ".join(words).encode() + b"\r\n"}) as fake, \
            Terminal(fake.address, size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        # Its end is shown first; in the largest size it fits into the pane, if that has all of it.
        terminal.key("M-2", *(["M-z"] if size == SIZES[2] else []))
        screen = terminal.wait(lambda screen: "w0649" in screen and has_cursor(screen, "[2]"),
                               "the end of the line, and the focus there")
        seen = set(screen.conversation.split())
        is_tall = "S 250 w0000" not in screen
        for _ in range(80 if is_tall else 0):
            before = terminal.screen()
            terminal.key("Up")
            screen = terminal.wait(lambda screen: screen.pane("[2]") != before.pane("[2]") and
                                   screen.pane("[2]")[1:] == before.pane("[2]")[:-1],
                                   f"by one row:\n{before}")
            seen.update(screen.conversation.split())
            if "S 250 w0000" in screen:
                break
        equal(set(words) - seen, set(), "words that were never shown")
        wait_selected(terminal, "S 250 w0000")
        # Upwards it ends at the line before, and begins again where that ends.
        terminal.key("Up", "Up")
        screen = wait_selected(terminal, "S 220 ")
        truth("S 250 w0000" in screen, screen)
        terminal.key("Down", "Down")
        first = wait_selected(terminal, "S 250 w0000").pane("[2]")
        if not is_tall:
            return
        truth(first[0].startswith("S 250 w0000"), first)
        terminal.key("NPage")
        terminal.wait(lambda screen: screen.pane("[2]")[0] == first[-1], "the next page of it")
        terminal.key("PPage")
        terminal.wait(lambda screen: screen.pane("[2]") == first, "its first page")
        terminal.key("End")
        terminal.wait("w0649")
        terminal.key("Home")
        wait_selected(terminal, "S 220 ")
        terminal.key("NPage", "NPage")
        terminal.wait(lambda screen: screen.pane("[2]") == first, "its first page once more")


def has_moved_down(before, after):
    """Whether the rows AFTER are the rows BEFORE moved down, by less than a page."""
    return any(after[by:] == before[:-by] for by in range(1, len(before)))


@for_sizes("paging leaves no gap")
def pages(size, _language):
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        for number in range(300):
            peer.send(f"250 line {number} {'long ' * (number % 40)}end\r\n")
        peer.wait_end()

    def numbers(screen):
        return [int(row.split()[3]) for row in screen.pane("[2]") if row.startswith("S 250 line")]

    with Fake(script) as fake, Terminal(fake.address, size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        screen = terminal.wait("S 250 line 299")
        focus = screen.cursor
        seen = set(numbers(screen))
        for _ in range(300):
            terminal.key("PPage")
            screen = terminal.wait(lambda screen, before=screen:
                                   has_moved_down(before.pane("[2]"), screen.pane("[2]")),
                                   f"the page before:\n{screen}")
            seen.update(numbers(screen))
            if any(row.startswith("S 220 ") for row in screen.pane("[2]")):
                break
        equal(set(range(300)) - seen, set(), "lines never seen on the way up")
        equal(screen.cursor, focus, "cursor, which stays in the form")
        truth("scrolled" in screen, screen)
        terminal.key("M-2", "Home")
        wait_selected(terminal, "S 220 ")
        # The rest of the pane is not left empty.
        truth(all(terminal.screen().pane("[2]")), terminal.screen())
        terminal.key("End")
        terminal.wait("S 250 line 299")
        terminal.wait("live")


@case("a full transcript moves as fast as a short one")
def full_ring():
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        for number in range(70):
            peer.send("".join(f"250 line {1000 * number + i}\r\n" for i in range(1000)))
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait("S 250 line 69999")
        terminal.key("M-2")
        terminal.wait("lines dropped")
        terminal.key(*["Up"] * 200)
        wait_selected(terminal, "line 69799")
        terminal.key("Home")
        first = 70000 - 65536
        wait_selected(terminal, f"line {first}")
        terminal.key(*["Down"] * 200)
        wait_selected(terminal, f"line {first + 200}")
        terminal.key("/")
        terminal.wait("Search:")
        terminal.type("LINE 69000")
        terminal.key("Enter")
        wait_selected(terminal, "line 69000")


if __name__ == "__main__":
    e2e.run()
