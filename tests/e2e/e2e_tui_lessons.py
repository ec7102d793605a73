#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the full screen teaches: a lesson before each step, an explanation of each line that is
selected, the marks of the steps, and why a step is not available."""

import e2e
from e2e import case, equal, truth
from tui import GREETING, SIZES, Fake, Terminal
from tui_walk import Walk, for_sizes, go_to

SMALL = [(40, 12), (60, 20)]

# The first sentence of each lesson.
FIRST = {
    "HELO": "HELO says hello: it tells the server the name of this computer.",
    "EHLO": "EHLO names this computer and asks what the server can do.",
    "MAIL FROM": "MAIL FROM begins a message: it puts the sender on the envelope.",
    "RCPT TO": "RCPT TO names a mailbox that is to get the message.",
    "DATA": "DATA sends the letter itself: header, an empty line, body.",
    "QUIT": "QUIT says goodbye: it ends the conversation.",
    "CONNECT": "CONNECT opens the connection; SMTP has no command for that.",
}


def wait_lesson(terminal, words, step):
    """Waits for the lesson of STEP, under its name."""
    return terminal.wait(lambda screen: words(FIRST[step]) in screen.explanation
                         and screen.box(f"[3] {words('Explain')}: {step}"), f"the lesson of {step}")


def marked(screen):
    """The lines of the conversation that are marked as explained."""
    box = screen.box("[2]")
    rows = screen.cells[box.row + 1:box.row + box.height - 1]
    return ["".join(row[box.column + 2:box.column + box.width - 2]).rstrip() for row in rows
            if row[box.column + 1] == ">"]


def select(terminal, text):
    """Moves up in the conversation to the line TEXT."""
    screen = terminal.screen()
    for _ in range(40):
        if any(row.startswith(text) for row in marked(screen)):
            return screen
        before = [marked(screen), screen.cursor]
        terminal.key("Up")
        screen = terminal.wait(lambda screen, before=before: [marked(screen), screen.cursor]
                               != before, "the line above")
    raise AssertionError(f"{text!r} is not selected:\n{screen}")


@for_sizes("each step is taught while it is open", translated=SIZES[1:2])
def lessons(size, language):
    with Walk(size, language) as (_server, terminal, words):
        screen = wait_lesson(terminal, words, "HELO")
        truth(screen.explanation.startswith(f"220: {words('The server is ready.')}"), screen)
        equal(marked(screen), [], "no line is explained")
        marks = "".join(f"[{mark}] {words(text)}" for mark, text in (
            ("ok", "done"), (">>", "shown"), ("..", "available"), (" ", "not available yet")))
        shown = marks.replace(" ", "") in screen.explanation.replace(" ", "").replace("[]", "[]")
        equal(shown, size != (80, 24), f"the marks are explained:\n{screen}")
        terminal.key("Enter")
        wait_lesson(terminal, words, "MAIL FROM")
        terminal.type("alice")
        terminal.key("Enter")
        wait_lesson(terminal, words, "RCPT TO")
        terminal.type("johndoe")
        terminal.key("Enter")
        # Where there is little room, envelope and letter come first.
        if size == (80, 24):
            terminal.wait(lambda screen: words("ENVELOPE (what the server obeys)")
                          in screen.explanation, "the envelope")
        else:
            wait_lesson(terminal, words, "DATA")
        terminal.type("Hello.")
        terminal.wait("Hello.")
        terminal.key("F5")
        screen = wait_lesson(terminal, words, "QUIT")
        # Where there is little room, the status row has to do for the reply.
        equal(screen.explanation.startswith("250: "), size != (80, 24), screen)
        truth(screen.status.startswith("250: "), screen)
        terminal.key("F5")
        terminal.wait(lambda screen: screen.status.startswith("221") and
                      words("The conversation has ended as requested.") in screen.explanation, "the goodbye")
        wait_lesson(terminal, words, "QUIT")


@case("the marks are explained in the help, too")
def marks_in_help():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("F1")
        screen = terminal.wait("Marks of the steps: [ok] done, [>>] shown, [..] available,")
        truth("[  ] not available yet" in screen, screen)


@case("what a key does is broken below itself in the help, or a little to the right")
def hanging():
    for size, indent in (((72, 150), 22), ((40, 300), 4)):
        with Walk(size, "en") as (_server, terminal, _words):
            terminal.wait_step("HELO")
            terminal.key("F1")
            screen = terminal.wait(lambda screen: "Ctrl-Z" in screen.flow("Help"), "all keys")
            rows = screen.pane("Help")
            number = next(i for i, row in enumerate(rows) if row.startswith("  Ctrl-C "))
            truth(rows[number + 1].startswith(" " * indent + rows[number + 1].strip()), screen)


@for_sizes("a refusal stays explained until a step is shown anew")
def refusal(size, _language):
    with Walk(size, "en") as (_server, terminal, words):
        go_to(terminal, "RCPT")
        terminal.wait_step("RCPT")
        terminal.type("nobody")
        terminal.key("Enter")
        screen = terminal.wait("S 550 Address unknown")
        truth(screen.explanation.startswith("550: 5xx refused, x5x mail system."), screen)
        truth(FIRST["MAIL FROM"] not in screen.explanation, screen)
        truth(marked(screen)[0].startswith("S 550 Address unknown"), screen)
        terminal.key("M-n")
        screen = wait_lesson(terminal, words, "RCPT TO")
        equal(marked(screen), [], "the refusal is no longer explained")
        terminal.key("M-p")
        screen = wait_lesson(terminal, words, "MAIL FROM")
        truth("550" not in screen.explanation, screen)


@case("what leads nowhere is explained, and so is what is not a plain success")
def not_plain():
    with Walk((200, 60), "en", server=["--dialect=rfc5321"]) as (_server, terminal, words):
        wait_lesson(terminal, words, "EHLO")
        terminal.key("Enter")
        wait_lesson(terminal, words, "MAIL FROM")
        for line, reply in (("NOOP", "250: 2xx success"), ("VRFY x", "has not verified the user"),
                            ("FOO", "The server does not know this command.")):
            terminal.key("F7")
            terminal.type(line)
            terminal.key("Enter")
            terminal.wait(lambda screen, reply=reply: reply in screen.explanation, reply)
        for line, step in (("MAIL FROM:<alice@lab.test>", "RCPT TO"), ("RSET", "MAIL FROM")):
            terminal.type(line)
            terminal.key("Enter")
            wait_lesson(terminal, words, step)


@for_sizes("a line that was sent is explained and marked, without its reply")
def sent_lines(size, _language):
    with Walk(size, "en", server=["--dialect=rfc5321"]) as (_server, terminal, words):
        terminal.wait_step("EHLO")
        terminal.key("F7")
        for line, reply in (("EHLO lab.test", "250 HELP"),
                            ("MAIL FROM:<alice@lab.test> SIZE=99", "Sender ok"),
                            ("RCPT TO:<johndoe@smtp.prototype>", "Recipient ok"),
                            ("DATA", "S 354 ")):
            terminal.type(line)
            terminal.key("Enter")
            terminal.wait(reply)
        for line in ("Subject: Lunch", "", "See you.", "."):
            terminal.type(line)
            terminal.key("Enter")
        terminal.wait("Message accepted")
        terminal.key("M-2", "M-z")
        terminal.wait(lambda screen: screen.box("[1]") is None, "the conversation alone")
        terminal.key("M-z")
        terminal.wait(lambda screen: screen.box("[1]") is not None, "all panes")
        for line, text in (("C .", "The dot alone ends the message."),
                           ("C See you.", "A line of the body"),
                           ("C Subject: Lunch", "What the message is about."),
                           ("C DATA", "DATA asks whether the message itself may follow."),
                           ("C RCPT TO", 'The message is to go to "johndoe@smtp.prototype".'),
                           ("C MAIL FROM", "SIZE is the size of the message in bytes."),
                           ("C EHLO", 'The client calls itself "lab.test".')):
            screen = select(terminal, line)
            truth(text in screen.explanation, f"{line}: {text}\n{screen}")
            truth(not any(code in screen.explanation for code in ("250", "354")), screen)
            equal(len(marked(screen)), 1, f"marked lines\n{screen}")
        # Another step is shown instead, and the conversation stays where it was.
        terminal.key("M-p")
        screen = terminal.wait(lambda screen: not marked(screen), "no line is explained")
        truth(words("Explain") + ": DATA" in screen and words("scrolled") in screen, screen)
        terminal.key("M-n")
        terminal.wait(words("Explain") + ": QUIT")
        terminal.key("M-2", "Down")
        terminal.wait(marked, "a line is explained again")
        terminal.key("End")
        screen = terminal.wait(lambda screen: not marked(screen), "the newest line")
        truth(words("Explain") + ": QUIT" in screen, screen)


@case("a line of a reply is explained with the whole reply, a remark as such")
def other_lines():
    def script(peer, number):
        peer.send(GREETING)
        peer.line()
        peer.send(b"250-one\r\n250 two\r\n")
        if number > 0:
            peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, size=(100, 30)) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("CONNECT")
        terminal.key("F5")
        terminal.wait_step("HELO")
        terminal.key("M-2")
        screen = select(terminal, "- 127.0.0.1")
        truth("A remark by this program" in screen.explanation, screen)
        screen = select(terminal, "S 250-one")
        truth("250: 2xx success, x5x mail system." in screen.explanation, screen)


@case("a long explanation scrolls by pages and to its ends, and no further")
def scrolled():
    with Walk((40, 12), "en") as (_server, terminal, _words):
        go_to(terminal, "RCPT")
        terminal.wait_step("RCPT")
        terminal.type("nobody")
        terminal.key("Enter")
        terminal.wait("S 550 Address unknown")
        terminal.key("M-3")
        top = terminal.wait(lambda screen: screen.explanation.startswith("550:"), "its beginning")
        for key, text in (("NPage", "Next: MAIL FROM."), ("End", "section 4.2.3."),
                          ("Down", "section 4.2.3."), ("NPage", "section 4.2.3.")):
            terminal.key(key)
            terminal.wait(lambda screen, text=text: text in screen.explanation, text)
        terminal.key("Up")
        terminal.wait(lambda screen: "section" not in screen.explanation, "one row up at once")
        terminal.key("Home")
        terminal.wait(lambda screen: screen.explanation == top.explanation, "its beginning")


@for_sizes("? in the explanation opens the page of the step", sizes=SIZES + SMALL)
def page(size, _language):
    with Walk(size, "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        terminal.key("M-3", "?")
        title = "Help"
        screen = terminal.wait(lambda screen: screen.flow(title).startswith(FIRST["MAIL FROM"]),
                               "the page")
        for _ in range(40):
            if "C MAIL FROM:<alice@lab.test>" in screen:
                break
            terminal.key("Down")
            screen = terminal.screen()
        terminal.wait("C MAIL FROM:<alice@lab.test>")
        terminal.key("Escape")
        terminal.wait(lambda screen: screen.box(title) is None, "help is closed")


@for_sizes("a message that is not available says why", sizes=SIZES + SMALL)
def not_open(size, _language):
    with Walk(size, "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("M-n", "M-n", "M-n")
        terminal.wait_step("DATA")
        why = "Not available: This command is out of order. Expected now: HELO."
        terminal.wait(lambda screen: why in screen.form, why)
        if size in SMALL:
            return
        terminal.key("M-p", "M-p", "M-p")
        go_to(terminal, "DATA")
        screen = terminal.wait_step("DATA")
        truth("Not available" not in screen, screen)
        # While the server waits for the message, the step goes on.
        terminal.key("F7")
        terminal.type("DATA")
        terminal.key("Enter")
        screen = terminal.wait("S 354 ")
        truth(screen.is_at("DATA") and "Not available" not in screen, screen)


@for_sizes("the small screens show a lesson when it is asked for", sizes=SMALL)
def small(size, _language):
    with Walk(size, "en") as (_server, terminal, words):
        for step in ("HELO", "MAIL", "RCPT", "DATA"):
            terminal.wait_step(step)
            terminal.key("M-3")
            name = {"MAIL": "MAIL FROM", "RCPT": "RCPT TO"}.get(step, step)
            screen = terminal.wait(lambda screen, name=name: screen.box(f"[3] {words('Explain')}: {name}"), name)
            while words(FIRST[name]) not in screen.explanation:  # it is below envelope and letter
                terminal.key("Down")
                screen = terminal.wait(lambda screen, top=screen.pane("[3]")[0]: screen.pane("[3]")[0] != top,
                                       f"the lesson of {name}")
            box = screen.box("[3]")
            truth(all(len(row) <= box.width - 4 for row in screen.pane("[3]")), screen)
            if screen.rows[box.row + box.height - 1].count("+"):  # it goes on
                top = screen.pane("[3]")[0]
                terminal.key("Down")
                terminal.wait(lambda screen, top=top: screen.pane("[3]")[0] != top, "rows below")
            terminal.key("M-1")
            terminal.type({"MAIL": "alice", "RCPT": "johndoe"}.get(step, ""))
            if step != "DATA":
                terminal.key("Enter")


if __name__ == "__main__":
    e2e.run()
