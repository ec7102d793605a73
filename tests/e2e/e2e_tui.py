#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen with the real server: whole conversations through the forms, the raw line and
both, in several sizes and languages, with what the screen, its cursor and the mailboxes show."""

import e2e
from e2e import equal, message_of, truth
from tui import HOST, SIZES, width
from tui_walk import (Walk, check_message, expect_body_cursor, expect_field, expect_raw,
                      for_sizes)


@for_sizes("from HELO to QUIT through the forms", translated=SIZES)
def forms(size, language):
    with Walk(size, language) as (server, terminal, words):
        screen = terminal.wait_step("HELO")
        expect_field(screen, words("Domain"), HOST)
        equal(screen.steps,
              "[ok] CONNECT > [>>] HELO > [  ] MAIL > [  ] RCPT > [  ] DATA > [  ] QUIT")
        truth(words("The server is ready.") in screen.explanation, screen)
        terminal.key("Enter")

        expect_field(terminal.wait_step("MAIL"), words("Sender"), "")
        screen = terminal.fill("alice@lab.test", words("Sender"))
        truth(f"{words('Will send')} [ {words('Send')} ] {words('Style')} [ :<a> ] MAIL FROM:<alice@lab.test>"
              in screen.form, screen)
        terminal.key("Enter")

        expect_field(terminal.wait_step("RCPT"), words("Recipient"), "")
        terminal.fill("nobody@lab.test", words("Recipient"))
        terminal.key("Enter")
        screen = terminal.wait("S 550 Address unknown")
        truth(screen.is_at("MAIL"), f"not back at MAIL:\n{screen}")
        truth(screen.status.startswith("550: "), screen)
        truth(words("This server has no mailbox for the recipient.") in screen.explanation, screen)
        expect_field(screen, words("Sender"), "alice@lab.test")
        terminal.key("Enter")

        expect_field(terminal.wait_step("RCPT"), words("Recipient"), "nobody@lab.test")
        terminal.key("C-u")
        terminal.type("johndoe")
        screen = terminal.wait(lambda screen: "RCPT TO:<johndoe>" in screen.form)
        expect_field(screen, words("Recipient"), "johndoe")
        terminal.key("Enter")

        screen = terminal.wait_step("DATA")
        equal(screen.steps,
              "[ok] CONNECT > [ok] HELO > [ok] MAIL > [ok] RCPT > [>>] DATA > [  ] QUIT")
        expect_body_cursor(screen, 0, "")
        terminal.type("Dear John,")
        terminal.key("Enter")
        terminal.type(".a dot")
        screen = terminal.wait("..a dot")
        expect_body_cursor(screen, 1, ".a dot")
        terminal.key("F5")

        screen = terminal.wait_step("QUIT")
        terminal.wait_cursor(*screen.find(f"[ {words('End the conversation F5')} ]"))
        truth("alice@lab.test -> johndoe" in screen.form, screen)
        truth("[..] MAIL" in screen.steps, screen)
        terminal.key("Up")
        terminal.wait_cursor(*screen.find(f"[ {words('Another message')} ]"))
        terminal.key("Down")
        terminal.wait_cursor(*screen.find(f"[ {words('End the conversation F5')} ]"))
        terminal.key("BTab")
        terminal.wait_cursor(*screen.find(f"[ {words('Another message')} ]"))
        terminal.key("Enter")

        expect_field(terminal.wait_step("MAIL"), words("Sender"), "alice@lab.test")
        terminal.key("Enter")
        expect_field(terminal.wait_step("RCPT"), words("Recipient"), "")
        terminal.fill("babydoe", words("Recipient"))
        terminal.key("Enter")
        expect_body_cursor(terminal.wait_step("DATA"), 0, "")
        terminal.type("Second.")
        terminal.wait("Second.")
        terminal.key("F5")
        screen = terminal.wait(lambda screen: "alice@lab.test -> babydoe" in screen.form)
        text = words.count("%u message delivered on this connection:",
                           "%u messages delivered on this connection:", 2)
        truth(text in screen.form, screen)
        terminal.key("F5")
        screen = terminal.wait(lambda screen: f"[ {words('Connect elsewhere')} ]" in screen
                               and "S 221 smtp.prototype closing connection" in screen)
        truth(words("The conversation has ended as requested.") in screen.status, screen)
        equal(screen.steps, "[ok] CONNECT > [ok] HELO > [ok] MAIL > [ok] RCPT > [ok] DATA > [>>] QUIT")
        terminal.key("F10")
        terminal.wait_exit()

        equal([len(server.records(box)) for box in ("johndoe", "babydoe")], [1, 1], "messages")
        check_message(server.records("johndoe")[0], "alice@lab.test", "johndoe",
                      "Dear John,\n.a dot\n")
        check_message(server.records("babydoe")[0], "alice@lab.test", "babydoe", "Second.\n")


@for_sizes("from HELO to QUIT through the raw line")
def raw_line(size, language):
    with Walk(size, language) as (server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("F7")
        expect_raw(terminal, "")
        terminal.type("he")
        terminal.key("Tab")
        expect_raw(terminal, "HELO ")
        terminal.type("lab")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        expect_raw(terminal, "")
        terminal.type("M")
        terminal.key("Tab")
        expect_raw(terminal, "MAIL FROM:")
        terminal.type("alice")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.type("rcpt to: nobody")
        terminal.key("Enter")
        terminal.wait("S 550 Address unknown")
        terminal.key("Up", "Up")
        expect_raw(terminal, "MAIL FROM:alice")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.type("rcpt to: johndoe")
        terminal.key("Enter")
        terminal.wait_step("DATA")
        # A verb that is not open is completed if no open one matches, and refused by the server.
        terminal.type("q")
        terminal.key("Tab")
        expect_raw(terminal, "QUIT")
        terminal.key("Enter")
        terminal.wait("S 500 Syntax error, command unrecognized")
        terminal.type("data")
        terminal.key("Enter")
        terminal.wait("S 354 ")
        # In a message every line is text, even if empty or a verb.
        for line in ("Subject: raw", "", "..dot", "quit", "."):
            terminal.type(line)
            terminal.key("Enter")
        terminal.wait("S 250 Message accepted for delivery")
        terminal.wait_step("QUIT")

        terminal.key("C-r")
        terminal.type("MAIL")
        terminal.wait(lambda screen: "MAIL FROM:alice" in screen.raw, "what Ctrl-R finds")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.type("rcpt to: ")
        terminal.key("Tab")
        screen = terminal.wait(lambda screen: "johndoe" in screen.status, "the addresses known")
        truth("nobody" in screen.status, screen)
        terminal.type("j")
        terminal.key("Tab")
        expect_raw(terminal, "rcpt to: johndoe")
        terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.type("data")
        terminal.key("Enter")
        terminal.type("Second.")
        terminal.key("Enter")
        terminal.type(".")
        terminal.key("Enter")
        terminal.wait_step("QUIT")
        terminal.type("quit")
        terminal.key("Enter")
        terminal.wait("S 221 ")
        terminal.key("F10")
        terminal.wait_exit()
        equal([message_of(record) for record in server.records("johndoe")],
              [b"Subject: raw\n\n.dot\nquit\n", b"\nSecond.\n"], "messages")


@for_sizes("alternating between forms and raw line",
           translated=SIZES[:1])
def mixed(size, language):
    with Walk(size, language) as (server, terminal, words):
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        terminal.key("F7")
        terminal.type("mail from: <alice@lab.test>")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.key("Escape")
        box = terminal.screen().box("[1]")
        terminal.wait_cursor(box.column + 2 + width(words("Recipient")) + 1, box.row + 1)
        terminal.fill("nobody", words("Recipient"))
        # Text in the form is kept while the raw line is used, and vice versa.
        terminal.key("M-3", "F7")
        terminal.type("rcpt to: joh")
        expect_raw(terminal, "rcpt to: joh")
        terminal.key("M-1")
        screen = terminal.wait(lambda screen: screen.cursor[1] == box.row + 1)
        expect_field(screen, words("Recipient"), "nobody")
        equal(screen.raw, "smtp> rcpt to: joh", "raw line")
        terminal.key("F7")
        terminal.type("ndoe")
        expect_raw(terminal, "rcpt to: johndoe")
        terminal.key("F5")
        terminal.wait_step("DATA")
        terminal.type("data")
        terminal.key("Enter")
        terminal.wait("S 354 ")
        # The server already waits for the message: the form sends only that.
        terminal.key("M-1")
        terminal.wait(lambda screen: screen.cursor[1] == box.row + 7, "cursor in the body")
        terminal.type("Of the form.")
        terminal.wait("Of the form.")
        terminal.key("F5")
        screen = terminal.wait_step("QUIT")
        truth("alice@lab.test -> johndoe" in screen.form, screen)
        terminal.key("F7")
        terminal.type("quit")
        terminal.key("Enter")
        terminal.wait("S 221 ")
        terminal.key("C-q")
        terminal.wait_exit()
        check_message(server.records("johndoe")[0], "alice@lab.test", "johndoe", "Of the form.\n")


@for_sizes("a first message takes at most twelve keys beyond its text",
           translated=SIZES[:1])
def few_keys(size, language):
    with Walk(size, language) as (server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("Enter")
        for step, text in (("MAIL", "alice"), ("RCPT", "johndoe")):
            terminal.wait_step(step)
            terminal.type(text)
            terminal.wait(f"<{text}>")
            terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.type("Hello.")
        terminal.wait("Hello.")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        truth(terminal.presses <= 12, f"{terminal.presses} keys")
        check_message(server.records("johndoe")[0], "alice", "johndoe", "Hello.\n")


@for_sizes("a step that is not available says why, and Alt-s sends it",
           translated=SIZES[:1])
def not_open(size, language):
    with Walk(size, language) as (_server, terminal, words):
        terminal.wait_step("HELO")
        terminal.key("M-n", "M-n")
        screen = terminal.wait_step("RCPT")
        truth(words("This command is out of order.") in screen.form, screen)
        terminal.fill("johndoe", words("Recipient"))
        terminal.key("Enter")
        screen = terminal.wait(words("Not sent: step not available.  Alt-s sends it anyway."))
        truth("C " not in screen.conversation, f"sent at once:\n{screen}")
        terminal.key("M-s")
        screen = terminal.wait("S 500 Syntax error, command unrecognized")
        truth("C RCPT TO:<johndoe>" in screen.conversation, screen)
        terminal.key("M-p")
        terminal.wait_step("MAIL")


if __name__ == "__main__":
    e2e.run()
