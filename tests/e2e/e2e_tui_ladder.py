#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The ladder: who said what to whom, what became of it, and how it is selected, scrolled and saved.

The screen's rows are read as a person reads them: two life lines, arrows between them, a word at
their end.  The picture is read by an XML parser.
"""

import os
import re
import xml.etree.ElementTree as ElementTree

import e2e
from e2e import case, equal, truth
from picture import runs
from tui import FORBIDDEN, GREETING, Fake, Terminal, scripted, width
from tui_scripted import Scripted
from tui_walk import Walk, for_sizes

ALL_SIZES = [(40, 12), (60, 20), (80, 24), (100, 30), (200, 60)]

# The client's line, and the verdict that the ladder shows for the reply.
LINES = [("HELO lab", "accepted"), ("MAIL FROM:<alice@lab.test>", "accepted"),
         ("RCPT TO:<nobody>", "refused"), ("MAIL FROM:<alice@lab.test>", "accepted"),
         ("RCPT TO:<johndoe>", "accepted"), ("DATA", "go on")]

# Of the message.
SIZE = [("byte", 22), ("line", 3)]

SVG = "{http://www.w3.org/2000/svg}"


def say(terminal, *lines):
    """Types LINES into the raw line, each after the reply to the one before it."""
    terminal.key("F7")
    for line in lines:
        terminal.type(line)
        terminal.key("Enter")


def deliver(terminal):
    terminal.wait_step("HELO")
    say(terminal, *(line for line, _ in LINES), "Subject: hi", "", "..dot", ".")
    terminal.wait_step("QUIT")


def open_ladder(terminal, zoom=True):
    """Gives the focus to the conversation and shows it as a ladder."""
    terminal.key("M-2", *(["M-z"] if zoom else []), "v")
    return terminal.wait(lambda screen: screen.box("[2]") is not None and has_ladder(screen))


def has_ladder(screen):
    return any(re.match(r" ?You|^ ?Voc\u00ea", row) for row in screen.pane("[2]")[:1])


def arrows(rows):
    """Pairs of what stands between the life lines, without shafts, and the word behind them.  A reply
    may go on in a second row, if its time needs much room."""
    found = []
    for row in rows:
        match = re.match(r" {0,2}[|\u2502](.*)[|\u2502] {0,2}(.*)$", row)
        if match and not match[1].startswith("  "):
            found.append((re.sub(r"[-=\u2500\u2550]+", "", match[1]).strip(), match[2].strip()))
    return found


def check_ladder(rows, words):
    """ROWS show the end of the conversation of deliver(), as much of it as there is room for."""
    text = [(line, "") for pair in LINES for line in (pair[0], None)]
    verdicts = [word for _, word in LINES]
    expected = []
    for number, (line, _) in enumerate(text):
        expected.append((line, "") if line else (None, words(verdicts[number // 2])))
    expected += [("message", ""), (None, words("DELIVERED"))]
    shown = arrows(rows)
    truth(len(shown) >= 4, rows)
    for (got, word), (line, verdict) in zip(reversed(shown), reversed(expected)):
        equal(word, verdict, rows)
        truth(got.startswith("<") == (line is None), rows)
        if line and line != "message":
            truth(got.rstrip(">").rstrip().startswith(line[:12]) and got.endswith(">"), rows)
        if line is None:
            truth(re.search(r"\d+ ms$", got), rows)


@for_sizes("a delivery is shown as a ladder", ALL_SIZES, ALL_SIZES)
def delivery(size, language):
    with Walk(size, language) as (_server, terminal, words):
        deliver(terminal)
        if size[0] >= 160:
            screen = terminal.wait(words("DELIVERED"))
            check_ladder(screen.pane(words("Ladder")), words)
            truth(screen.box(words("Ladder")).column >= screen.box("[2]").column
                  + screen.box("[2]").width - 1, "beside the conversation")
            truth("C HELO lab" in screen.conversation, screen)
        screen = open_ladder(terminal)
        check_ladder(screen.pane("[2]"), words)
        message = ", ".join(words.catalogue.ngettext(f"%zu {unit}", f"%zu {unit}s", number)
                            .replace("%zu", str(number)) for unit, number in SIZE)
        truth(any(message in row and "\u2550" in row for row in screen.pane("[2]")), screen)
        for row in screen.pane("[2]"):
            truth(width(row) <= size[0] - 4, screen)
        terminal.key("v")
        terminal.wait(lambda screen: not has_ladder(screen))


@case("the ladder's place is given to the conversation where that is a ladder itself")
def place():
    with Walk((200, 60), "en") as (_server, terminal, _words):
        terminal.wait("HELO")
        before = terminal.wait(lambda screen: screen.box("Ladder") is not None)
        screen = open_ladder(terminal, zoom=False)
        equal(screen.box("Ladder"), None)
        equal(screen.box("[2]").width, before.box("[2]").width + before.box("Ladder").width - 1)
        terminal.resize(100, 30)
        terminal.wait(lambda screen: screen.size == (100, 30) and has_ladder(screen))
        terminal.key("v")
        terminal.resize(200, 60)
        terminal.wait(lambda screen: screen.box("Ladder") is not None
                      and "S 220" in screen.conversation)


@case("a selected rung is explained, and the end is followed again")
def selection():
    with Walk((100, 40), "en") as (_server, terminal, _words):
        deliver(terminal)
        open_ladder(terminal, zoom=False)
        terminal.key("Home")
        terminal.wait(lambda screen: "220" in screen.rows[screen.cursor[1]]
                      and screen.explanation.startswith("220:"))
        terminal.key(*["Down"] * 6)
        screen = terminal.wait(lambda screen: "550" in screen.rows[screen.cursor[1]]
                               and screen.explanation.startswith("550:"))
        truth("scrolled" in screen, screen)
        # The whole message is one rung.
        terminal.key("End", "Up")
        screen = terminal.wait(lambda screen: "message" in screen.rows[screen.cursor[1]])
        terminal.key("Up")
        terminal.wait(lambda screen: "354" in screen.rows[screen.cursor[1]])
        terminal.key("End")
        terminal.wait(lambda screen: "DELIVERED" in screen.rows[screen.cursor[1]]
                      and "live" in screen)
        terminal.key("/")
        terminal.wait("Search:")
        terminal.type("nobody")
        terminal.key("Enter")
        terminal.wait(lambda screen: "nobody" in screen.rows[screen.cursor[1]])


def hidden(screen, row):
    """The number in the line of the frame in ROW; 0: none."""
    found = re.search(r" \+(\d+) .$", screen.rows[row])
    return int(found[1]) if found else 0


@case("it scrolls by pages, and shows the beginning with its mark")
def scrolling():
    with Walk((60, 20), "en") as (_server, terminal, _words):
        deliver(terminal)
        say(terminal, *["NOOP"] * 30)
        terminal.wait(lambda screen: screen.status.startswith("500"))
        screen = open_ladder(terminal)
        truth("NOOP" in screen.conversation and "HELO" not in screen.conversation, screen)
        # How many lines are hidden, at that end of the frame.
        truth(hidden(screen, 2) > 60 and hidden(screen, -4) == 0, screen)
        terminal.key("Home")
        terminal.wait(lambda screen: "connected" in screen.conversation
                      and "220" in screen.rows[screen.cursor[1]])
        screen = terminal.screen()
        truth(hidden(screen, 2) == 0 and hidden(screen, -4) > 60, screen)
        terminal.key("NPage", "NPage")
        screen = terminal.wait(lambda screen: "500" in screen.rows[screen.cursor[1]])
        truth("connected" not in screen.conversation, screen)
        terminal.key("PPage", "PPage")
        terminal.wait(lambda screen: "220" in screen.rows[screen.cursor[1]])
        terminal.key("G")
        terminal.wait("live")


@case("an open wait is a dotted line that grows")
def waiting():
    with Fake(lambda peer, _number: (peer.send(GREETING), peer.wait_end())) as fake, \
            Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        say(terminal, "HELO lab")
        open_ladder(terminal)
        first = terminal.wait("waiting", steady=False)

        def dots(screen):
            row = next((row for row in screen.pane("[2]") if "waiting" in row), "")
            return row.count("\u00b7")
        terminal.wait(lambda screen: dots(screen) > dots(first) + 1, steady=False)


@case("connections follow each other, with how they began and ended")
def connections():
    # It goes in the midst of the first, and says goodbye in the second.
    with Scripted(answers={"NOOP": ""}) as fake, Terminal(fake.address, size=(80, 30)) as terminal:
        terminal.wait_step("EHLO")
        say(terminal, "NOOP")
        terminal.wait_step("CONNECT")
        terminal.key("F5")
        terminal.wait_step("EHLO")
        say(terminal, "QUIT")
        terminal.wait("221")
        screen = open_ladder(terminal)
        screen = terminal.wait("closed by the server")
        rows = [re.sub(r"\s+", " ", row).strip() for row in screen.pane("[2]")]
        marks = [row for row in rows if re.match("[ox] ", row) or row.endswith(" x")]
        equal(marks, ["o connected o", "x connection lost x", "o connected o",
                      "\u2502 closed by the server x"], screen)
        # The remark between them is beside no life line.
        truth(any(row.startswith("- ") for row in rows), screen)


@case("replies to nothing, for now and of several lines are told apart without colour")
def words_tell():
    with scripted({b"ONE": b"250-a\r\n250-b\r\n250 c\r\n", b"TWO": b"451 soon\r\n250 more\r\n",
                   b"THREE": b"550 never\r\n"}) as fake, \
            Terminal(fake.address, "--no-color", "--ascii") as terminal:
        terminal.wait_step("HELO")
        say(terminal, "ONE", "TWO", "THREE")
        terminal.wait("550 never")
        screen = open_ladder(terminal)
        rows = screen.pane("[2]")
        truth("".join(rows).isascii(), screen)
        for text, word in (("< 250 c (3 lines)", "accepted"), ("< 451 soon", "later"),
                           ("< 250 more", "unasked"), ("< 550 never", "refused")):
            truth(any(got.startswith(text) and shown == word for got, shown in arrows(rows)),
                  f"{text} {word}:\n{screen}")


def papers(terminal, pattern):
    """The background of each cell of the first row with PATTERN, and what is shown in it."""
    for row in runs(terminal.tmux("capture-pane", "-p", "-e").split("\n")):
        text = "".join(piece for _looks, piece in row)
        if re.search(pattern, text):
            return text, [looks.paper for looks, piece in row for _cell in range(width(piece))]
    raise AssertionError(f"{pattern!r} is not shown:\n{terminal.screen()}")


def coloured(terminal, pattern):
    """What has a background of its own in that row, apart where that ends."""
    text, found = papers(terminal, pattern)
    return "".join(letter if paper is not None else "\0" for letter, paper in zip(text, found)).split("\0")


@case("only the code and the word of a rung are coloured, and what the status begins with")
def coloured_parts():
    with Walk((80, 40), "en") as (_server, terminal, _words):
        deliver(terminal)
        open_ladder(terminal)
        terminal.key("M-1", "M-z", "M-2", "M-1")
        terminal.wait(lambda screen: screen.form)
        for pattern, parts in (("<.* 220 ", ["220", "ready"]), ("RCPT TO:<nobody>", []),
                               ("<.* 550 ", ["550", "refused"]), ("<.* 354 ", ["354", "go on"]),
                               ("message 22 bytes", []), ("<.*DELIVERED", ["250", "DELIVERED"]),
                               (r"^ 250: ", ["250"])):
            equal([part for part in coloured(terminal, pattern) if part], parts, pattern)
        # A warning has a sign, in the status and in the form.
        for keys, pattern in ((("M-2", "v", "n"), "^  !  No search text"), (("M-1", "M-p", "M-p"), "\u2502  !  ")):
            terminal.key(*keys)
            terminal.wait(lambda screen, sought=pattern: any(re.search(sought, row) for row in screen.rows), pattern)
            equal([part for part in coloured(terminal, pattern) if part], [" ! "], pattern)


HOSTILE = ("250-\x1b[2J\x1b]0;title\x07 \u202eright \u200b\r\n"
           "250 <b>&amp; \"quoted\" ']]>--> \u5c71\u5c71 \u0627\u0628 a\u0301 \ufffe\r\n").encode() + b"250 \xff\x00\r\n"


@case("bytes of the server are shown as escapes, in the ladder and in its exports")
def hostile():
    with scripted({b"HELO": HOSTILE}) as fake, Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        say(terminal, "HELO lab")
        terminal.wait("\\xFF")
        screen = open_ladder(terminal)
        truth(not FORBIDDEN.search("\n".join(screen.rows)), screen)
        columns = {row.rindex("\u2502") for row in screen.pane("[2]") if row.count("\u2502") == 2
                   and row.isprintable() and width(row) == len(row)}
        truth(len(columns) == 1, screen)
        picture, text = saved(terminal, "SVG"), saved(terminal, "text")
        for export in (picture, text):
            truth(not FORBIDDEN.search(export), export)
        texts = [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}text")]
        truth(any("<b>&amp; \"quoted\" ']]>-->" in shown for shown in texts), texts)


def saved(terminal, form):
    """What "copy as" saves as a ladder: FORM is "text" or "SVG"."""
    path = os.path.join(terminal.folder, form)
    terminal.key("M-e")
    terminal.wait("Copy as ")
    terminal.key("BTab")
    terminal.wait("Copy as ladder, SVG ")
    if form == "text":
        terminal.key("BTab")
        terminal.wait("Copy as ladder ")
    terminal.key("s")
    terminal.wait("Save as:")
    terminal.type(path)
    terminal.key("Enter")
    terminal.wait(f"Saved as {path}")
    # Opened again, the overlay begins with the first format.
    terminal.key(*["Tab"] * (1 if form == "SVG" else 2))
    terminal.key("Escape")
    with open(path, encoding="utf-8") as file:
        return file.read()


@case("the exports show the conversation, and no password")
def exports():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        say(terminal, "AUTH PLAIN AGFsaWNlAHNlc2FtZQ==", "AGFsaWNlAHNlc2FtZQ==")
        deliver(terminal)
        picture, text = saved(terminal, "SVG"), saved(terminal, "text")
        for export in (picture, text):
            truth("AGFsaWNl" not in export, export)
        rows = text.split("\n")
        check_ladder(rows, lambda word: word)
        truth(all(width(row) <= 80 for row in rows), text)
        truth("AUTH PLAIN [secret]" in text and "==== message 22 bytes, 3 lines ===" in text, text)
        root = ElementTree.fromstring(picture)
        equal(root.tag, f"{SVG}svg")
        texts = [node.text for node in root.iter(f"{SVG}text")]
        for line, verdict in LINES + [("message 22 bytes, 3 lines", "DELIVERED")]:
            truth(line in texts and verdict in texts, f"{line}: {texts}")
        # Nothing is fetched or run.
        kinds = {node.tag.replace(SVG, "") for node in root.iter()}
        equal(kinds - {"svg", "title", "style", "rect", "text", "g", "line", "path", "circle"},
              set())
        truth(not re.search(r"url\(|@import|href|https?://(?!www\.w3\.org/2000/svg)", picture), "self-contained")
        bottom = float(root.get("height"))
        truth(all(0 < float(node.get("y")) < bottom for node in root.iter(f"{SVG}text")), "within")
        truth("prefers-color-scheme: dark" in picture, "dark")


@case("a secret is called the same in the conversation, in its ladder and in the manual")
def secret_word():
    with Walk((100, 30), "pt_BR") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        say(terminal, "AUTH PLAIN AGFsaWNlAHNlc2FtZQ==")
        terminal.wait(lambda screen: "C AUTH PLAIN [secret]" in screen.conversation)
        open_ladder(terminal)
        terminal.wait(lambda screen: "\u2500 AUTH PLAIN [secret] \u2500" in screen.conversation)


@case("a full transcript is as quick to move through")
def long():
    count = 70000
    reply = b"".join(b"250-%d\r\n" % number for number in range(500)) + b"250 end\r\n"

    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        peer.send(reply * (count // 501 + 1))
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, size=(200, 60)) as terminal:
        terminal.wait_step("HELO")
        say(terminal, "HELO lab")
        terminal.wait("dropped", seconds=2 * e2e.WAIT)
        open_ladder(terminal)
        terminal.key("Home", *["Down"] * 20, "NPage")
        terminal.wait("scrolled")
        terminal.key("End")
        terminal.wait("live")
        terminal.wait("(501 lines)")


if __name__ == "__main__":
    e2e.run()
