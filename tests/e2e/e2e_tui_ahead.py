#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed into a form before the reply to it has come, and after a refusal."""

import threading

import e2e
from e2e import case, equal, truth
from tui import Terminal
from tui_scripted import Scripted, act
from tui_walk import expect_raw


class Slow(Scripted):
    """Answers VERB and what follows it only when told to."""

    def __init__(self, answers=None, verb="MAIL", greeting="220 fake smtpd-proto ready"):
        self.verb = verb
        self.may_answer = threading.Event()
        super().__init__(greeting, answers)

    def answer(self, line, number):
        if line.startswith(self.verb):
            self.may_answer.wait(e2e.CASE)
        return super().answer(line, number)


def type_ahead(terminal):
    terminal.wait_step("HELO")
    terminal.key("Enter")
    terminal.wait_step("MAIL")
    terminal.type("alice")
    terminal.key("Enter")
    terminal.wait("C MAIL FROM:<alice>")
    terminal.type("johndoe")
    terminal.key("Enter")


def type_unseen(terminal, text):
    """Types TEXT while a reply is awaited; once PageUp has acted it has arrived too."""
    terminal.type(text)
    terminal.key("PageUp")
    terminal.wait("scrolled")
    truth(text not in terminal.screen(), terminal.screen())


@case("it goes to the form that the reply opens")
def next_form():
    with Slow() as server, Terminal(server.address, size=(100, 30)) as terminal:
        type_ahead(terminal)
        terminal.type("Hello.")
        terminal.key("PageUp")
        truth("johndoe" not in terminal.screen(), terminal.screen())
        server.may_answer.set()
        terminal.wait_step("DATA")
        terminal.wait("Hello.")
        equal(server.heard[-2:], ["MAIL FROM:<alice>", "RCPT TO:<johndoe>"], "heard")


@case("if the reply opens no form it is dropped, and that is said before the reason")
def dropped():
    for reply, reason in (("550 no", "550: "), ("450 later", "450: "), ("", "127.0.0.1:")):
        with Slow({"MAIL": reply}) as server, Terminal(server.address, size=(100, 30)) as terminal:
            type_ahead(terminal)
            terminal.key("PageUp")
            terminal.wait("scrolled")
            server.may_answer.set()
            terminal.wait(f"What was typed meanwhile was dropped.  {reason}")
            screen = terminal.screen()
            truth("johndoe" not in screen, screen)
            equal(server.heard[-1], "MAIL FROM:<alice>", "heard")


@case("a form without text takes none of it: no letter acts as a key")
def no_text():
    for text in "queen@lab.test", "alice@lab.test":
        with Slow({"EHLO": "250-fake\n250 STARTTLS"}, "EHLO", "220 fake ESMTP") as server, \
             Terminal(server.address, size=(100, 30)) as terminal:
            terminal.wait_step("EHLO")
            terminal.key("Enter")
            terminal.wait("C EHLO")
            type_unseen(terminal, text)
            server.may_answer.set()
            terminal.wait("What was typed meanwhile was dropped.")
            truth(terminal.screen().is_at("STARTTLS"), terminal.screen())
            equal(len(server.heard), 1, server.heard)


def send_message(terminal):
    for action in "HELO", "MAIL a@x", "RCPT b@x":
        act(terminal, action)
    terminal.wait_step("DATA")
    terminal.type("Hello.")
    terminal.wait("Hello.")
    terminal.key("F5")
    terminal.wait("C Hello.")


@case("nor does that of QUIT, after a delivery")
def no_text_at_the_end():
    with Slow(verb=".") as server, Terminal(server.address, size=(100, 30)) as terminal:
        send_message(terminal)
        type_unseen(terminal, "alice")
        server.may_answer.set()
        terminal.wait("What was typed meanwhile was dropped.")
        truth(terminal.screen().is_at("QUIT"), terminal.screen())
        equal(server.heard[-1], ".", "heard")


@case("nor does what was opened over the form")
def overlay():
    with Slow() as server, Terminal(server.address, size=(100, 30)) as terminal:
        type_ahead(terminal)
        terminal.key("F9")
        terminal.wait("Commands - ")
        server.may_answer.set()
        screen = terminal.wait("What was typed meanwhile was dropped.")
        truth("Commands - " in screen and "johndoe" not in screen, screen)
        equal(server.heard[-1], "MAIL FROM:<alice>", "heard")


@case("what is asked before quitting is true when the reply has come, too")
def question():
    with Slow(verb=".") as server, Terminal(server.address, size=(100, 30)) as terminal:
        send_message(terminal)
        terminal.key("F10")
        terminal.wait(lambda screen: screen.status == "No reply to the message yet.  Quit?  y / n",
                      "what is asked meanwhile")
        server.may_answer.set()
        terminal.wait(lambda screen: screen.status == "Quit?  y / n", "another question")
        terminal.key("y")
        terminal.wait_exit()


@case("Ctrl-C where the reply to the message is awaited says that it may arrive")
def may_arrive():
    with Slow(verb=".") as server, Terminal(server.address, size=(100, 30)) as terminal:
        send_message(terminal)
        e2e.wait_for(lambda: server.heard[-1] == ".", "the end of the message")
        terminal.key("C-c")
        terminal.wait("Closed; the message may arrive anyway.")
        server.may_answer.set()


@case("Ctrl-C drops it with the connection, and a paste is not taken")
def cancelled():
    with Slow() as server, Terminal(server.address, size=(100, 30)) as terminal:
        type_ahead(terminal)
        terminal.paste("pasted")
        terminal.wait("Not typed: the server has not replied yet.")
        terminal.key("C-c")
        terminal.wait("What was typed meanwhile was dropped.  Cancelled: ")
        server.may_answer.set()
        terminal.key("F5")
        terminal.wait_step("EHLO")
        truth("johndoe" not in terminal.screen(), terminal.screen())


@case("lines typed before the 354 are text of the message, whatever they look like, and its step is shown")
def text():
    with Slow(verb="RCPT") as server, Terminal(server.address, size=(100, 30)) as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        for line in "HELO a", "MAIL FROM:<a>", "RCPT TO:<b>", "DATA", "$HOME", "$AUTH":
            terminal.type(line)
            expect_raw(terminal, line)
            terminal.key("Enter")
            expect_raw(terminal, "")
        truth("C DATA" not in terminal.wait("C RCPT TO:<b>"), terminal.screen())
        server.may_answer.set()
        screen = terminal.wait_step("DATA")
        truth("C $HOME" in screen and "C $AUTH" in screen, screen)
        terminal.type(".")
        terminal.key("Enter")
        terminal.wait_step("QUIT")
        terminal.type("$HOME")
        terminal.key("Enter")
        terminal.wait("only AUTH")


@case("typing replaces a refused name, other keys keep it")
def replaced():
    with Scripted("220 fake ESMTP", {"MAIL": ["550 no", "550 no", "250 ok"]}) as server, \
         Terminal(server.address, size=(100, 30)) as terminal:
        for action in ("EHLO", "MAIL alice", "?S 550"):
            act(terminal, action)
        terminal.type("bob")
        terminal.wait("MAIL FROM:<bob>")
        terminal.key("F5")
        terminal.wait("C MAIL FROM:<bob>")
        terminal.wait(lambda screen: str(screen).count("S 550") == 2, "the second refusal")
        terminal.key("Left")
        terminal.type("x")
        terminal.wait("MAIL FROM:<boxb>")
        terminal.key("F5")
        terminal.wait_step("RCPT")
        equal(server.heard[-3:], ["MAIL FROM:<alice>", "MAIL FROM:<bob>", "MAIL FROM:<boxb>"], "heard")


@case("a refusal that leads back selects what was said there")
def led_back():
    greeting = "220 smtp.prototype smtpd-proto ready"
    with Scripted(greeting, {"RCPT": ["550 no"]}) as server, \
         Terminal(server.address, size=(100, 30)) as terminal:
        for action in ("HELO", "MAIL alice@x", "RCPT ghost", "?S 550"):
            act(terminal, action)
        terminal.wait_step("MAIL")
        terminal.type("bob@x")
        terminal.key("F5")
        terminal.wait_step("RCPT")
        equal(server.heard[-1], "MAIL FROM:<bob@x>", "heard")


@case("an empty message is not sent by mistake")
def empty():
    with Scripted() as server, Terminal(server.address, size=(100, 30)) as terminal:
        for action in ("EHLO", "MAIL alice@x", "RCPT bob@x", ">DATA", "<F5>"):
            act(terminal, action)
        terminal.wait("Not sent: the message is empty.")
        truth("DATA" not in server.heard, server.heard)
        terminal.key("M-s")
        terminal.wait_step("QUIT")


if __name__ == "__main__":
    e2e.run()
