#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen after a lost connection: one key connects again and repeats the steps."""

import threading

import e2e
from e2e import case, equal, truth
from tui import SIZES, Fake, Terminal
from tui_scripted import act
from tui_walk import for_sizes


class Losing(Fake):
    """An ESMTP server whose first connection ends at NOOP, and any at VRFY.  ANSWERS are those of later ones, by
    verb; HEARD what each connection has said.  Later ones answer MAIL once MAY_ANSWER is
    set."""

    def __init__(self, answers=None):
        self.answers = answers or {}
        self.heard = []
        self.may_answer = threading.Event()
        super().__init__(self.converse)

    def converse(self, peer, number):
        heard = []
        self.heard.append(heard)
        peer.send("220 fake ESMTP\r\n")
        while (line := peer.line()) is not None:
            heard.append(line.decode())
            verb = heard[-1].split(" ")[0].upper()
            if (number == 0 and verb == "NOOP") or verb == "VRFY":
                return
            if number > 0 and verb == "MAIL":
                truth(self.may_answer.wait(e2e.WAIT), "leave to answer")
            peer.send((number > 0 and self.answers.get(verb) or "250 ok") + "\r\n")


STEPS = ["EHLO", "MAIL alice", "RCPT johndoe"]


def lose(terminal):
    """Goes to DATA, begins a message, and loses the connection."""
    for action in STEPS:
        act(terminal, action)
    terminal.wait_step("DATA")
    terminal.type("Kept.")
    terminal.wait("Kept.")
    act(terminal, ":NOOP")
    return terminal.wait_step("CONNECT")


@for_sizes("one key repeats the steps up to where the connection was lost", sizes=[(40, 12)] + SIZES)
def repeats(size, _language):
    with Losing() as server, Terminal(server.address, size=size) as terminal:
        screen = lose(terminal)
        truth("r Repeat" in screen.rows[-1], f"no key in the bar:\n{screen}")
        truth(size[0] < 200 or "F5 connects again, Alt-w also repeats the steps." in screen.status, screen)
        truth("[ Connect, repeat 3 steps Alt-w ]" in screen, screen)
        server.may_answer.set()
        terminal.key("r")
        screen = terminal.wait("Connected again; 3 steps were r")
        truth(screen.is_at("DATA"), screen)
        truth(size[1] < 20 or "Kept." in screen.form, screen)
        truth("r Repeat" not in screen.rows[-1], screen)
        equal(server.heard[1], server.heard[0][:-1], "what was said again")


@case("Alt-w does so from anywhere; secrets and what was taken back are left out")
def leaves_out():
    with Losing() as server, Terminal(server.address, size=(100, 30)) as terminal:
        server.may_answer.set()
        for action in STEPS + [">DATA", ":AUTH PLAIN AGEAYg==", ":RSET", "MAIL carol", ">RCPT", ":NOOP"]:
            act(terminal, action)
        terminal.wait_step("CONNECT")
        terminal.key("F7", "M-w")
        terminal.wait("Connected again; 2 steps were repeated.")
        equal(server.heard[1][1:], ["MAIL FROM:<carol>"], "said again")
        terminal.key("M-w")
        terminal.wait("Still connected: steps are repeated after the connection has ended.")
        terminal.key("M-1")
        terminal.wait_step("RCPT")


@case("the first refusal stops it, and is explained")
def refused():
    with Losing({"MAIL": "451 later"}) as server, Terminal(server.address, size=(100, 30)) as terminal:
        server.may_answer.set()
        lose(terminal)
        terminal.key("Down", "Enter")
        screen = terminal.wait("1 of 3 steps were repeated.  451: ")
        truth(screen.is_at("MAIL"), screen)
        truth(screen.explanation.startswith("451: 4xx temporary failure"), screen)
        equal(server.heard[1], server.heard[0][:2], "what was said again")
        terminal.key("F5")
        e2e.wait_for(lambda: len(server.heard[1]) == 3, "the step, sent by hand")


@case("a reply that is no refusal and no success stops it: nothing is sent as text or as a secret")
def neither():
    for reply in ["354 go on", "334 eHg="]:
        with Losing({"MAIL": reply}) as server, Terminal(server.address, size=(100, 30)) as terminal:
            server.may_answer.set()
            lose(terminal)
            terminal.key("r")
            terminal.wait("1 of 3 steps were repeated.  3")
            equal(server.heard[1], server.heard[0][:2], "what was said again")


@case("what was to be repeated still is after a cancel, also if one connects at once")
def cancelled():
    with Losing() as server, Terminal(server.address, size=(100, 30)) as terminal:
        lose(terminal)
        terminal.key("r")
        terminal.wait_step("MAIL")
        terminal.key("C-c", "F5")
        terminal.wait_step("EHLO")
        act(terminal, ":VRFY x")
        terminal.wait("[ Connect, repeat 3 steps Alt-w ]")


@case("meanwhile nothing else is sent: text waits, commands are refused, Ctrl-C cancels")
def meanwhile():
    with Losing() as server, Terminal(server.address, size=(100, 30)) as terminal:
        lose(terminal)
        terminal.key("r")
        terminal.wait_step("MAIL")
        terminal.key("F5")
        terminal.wait("Not sent: steps are being repeated.  Ctrl-C cancels.")
        terminal.key("C-c")
        screen = terminal.wait("Cancelled: the connection is closed.")
        truth("[ Connect, repeat 3 steps Alt-w ]" in screen, screen)
        terminal.key("r")
        terminal.wait_step("MAIL")
        terminal.key("F7")
        terminal.type("VRFY x")
        terminal.key("Enter")
        terminal.wait("Not sent: steps are being repeated.  Ctrl-C cancels.")
        terminal.wait("smtp> VRFY x")
        terminal.key("M-1")
        terminal.type("Typed meanwhile. ")
        server.may_answer.set()
        screen = terminal.wait(lambda screen: "Typed meanwhile." in screen.form, "the text")
        truth(screen.is_at("DATA") and "Kept." in screen.form, screen)
        equal(server.heard[2], server.heard[0][:-1], "what was said again")


@case("without a step to repeat there is no key for it, and it says so")
def nothing():
    with Losing() as server, Terminal(server.address, size=(100, 30)) as terminal:
        terminal.wait_step("EHLO")
        act(terminal, ":NOOP")
        screen = terminal.wait_step("CONNECT")
        truth("Repeat" not in screen.rows[-1] and "F5 connects again." in screen, screen)
        terminal.key("M-w")
        terminal.wait("There are no steps to repeat; F5 connects.")
        server.may_answer.set()
        terminal.key("F5")
        terminal.wait_step("EHLO")


if __name__ == "__main__":
    e2e.run()
