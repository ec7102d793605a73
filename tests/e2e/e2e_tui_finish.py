#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen at the end of a connection: the marks of the steps, and what can be done next."""

import re

import e2e
from e2e import case, equal, truth
from tui import SIZES, Terminal, address
from tui_scripted import Scripted, act
from tui_walk import Walk, expect_field, for_sizes, go_to


@case("a step that is not open says why, DATA and QUIT too")
def why_not():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        for step, why in (("RCPT", "Expected now: MAIL FROM."), ("DATA", "Expected now: MAIL FROM."),
                          ("QUIT", "must be delivered on this connection")):
            terminal.key("M-n")
            terminal.wait_step(step)
            for size in ((40, 12), (80, 24)):
                terminal.resize(*size)
                terminal.wait(lambda screen, size=size, why=why: screen.size == size and why in screen.form
                              and "Not available: " in screen.form, f"{step}: {why}")


BUTTONS = ["Another message F5", "Save", "Copy as", "Connect elsewhere"]


def finish(terminal):
    """Delivers a message, after a refusal, and ends the conversation."""
    terminal.wait_step("HELO")
    terminal.key("F7")
    terminal.type("NOOP")
    terminal.key("Enter", "M-1")
    terminal.wait(lambda screen: screen.status.startswith("500"), "the refusal")
    go_to(terminal, "QUIT")
    terminal.key("F5")
    return terminal.wait(lambda screen: screen.status.startswith("221") and "not connected" in screen.rows[0]
                         or screen.size[0] < 80 and screen.status.startswith("221"), "the end")


@for_sizes("the last page sums up", sizes=[(40, 10), (40, 12), (60, 20)] + SIZES, translated=[(40, 12), (60, 20)])
def sums_up(size, language):
    with Walk(size, language) as (server, terminal, words):
        screen = finish(terminal)
        truth(screen.is_at("QUIT") and "[ok] DATA" in screen.steps, screen)
        truth(words.count("%u message delivered:", "%u messages delivered:", 1) in screen.form, screen)
        for label in BUTTONS:
            truth(f"[ {words(label)} ]" in screen, f"{label}\n{screen}")
        if size[1] > 10:
            said = words.catalogue.ngettext("%u command, %u refused, in %s.",
                                            "%u commands, %u refused, in %s.", 6) % (6, 1, "TIME")
            truth(re.search(re.escape(said).replace("TIME", r"\d\d:\d\d"), screen.form), screen)
            truth("alice -> johndoe" in screen.form, screen)
        equal(len(server.records("johndoe")), 1, "messages")


@case("what comes after the end: the buttons of the last page")
def buttons():
    with Walk((80, 24), "en", "--mouse") as (_server, terminal, words):
        screen = finish(terminal)
        terminal.wait_cursor(*screen.find(f"[ {BUTTONS[0]} ]"))
        for label, shown in (("Save", "Save the session file as: 127.0.0.1-"),
                             ("Copy as", "Copy as session file")):
            terminal.key("Tab")
            terminal.wait_cursor(*screen.find(f"[ {label} ]"))
            terminal.key("Enter")
            terminal.wait(shown)
            terminal.key("Escape")
            terminal.wait_cursor(*screen.find(f"[ {label} ]"))
        column, row = screen.find("[ Connect elsewhere ]")
        terminal.type(f"\033[M {chr(33 + column)}{chr(33 + row)}")
        terminal.wait("[>>] CONNECT > [ok] HELO > [ok] MAIL > [ok] RCPT > [ok] DATA > [ok] QUIT")
        # Letters act; what was done is forgotten when another connection begins.
        terminal.key("Escape")
        terminal.wait("Letters are keys now")
        terminal.key("p")
        terminal.wait_cursor(*screen.find(f"[ {BUTTONS[0]} ]"))
        terminal.key("Enter")
        screen = terminal.wait_step("HELO")
        truth("[ok] CONNECT > [>>] HELO > [  ] MAIL" in screen.steps, screen)
        terminal.key("F5")
        terminal.wait_step("MAIL")


@case("another server is chosen, and counts from then on")
def elsewhere():
    with Scripted() as first, Scripted() as second, Walk((80, 24), "en") as (server, terminal, words):
        screen = finish(terminal)
        terminal.key("Tab", "Tab", "Tab", "Enter")
        # What is typed replaces the server; a wrong one is said beside it, and is not connected to.
        screen = terminal.wait_step("CONNECT")
        expect_field(screen, words("Server"), address(server))
        terminal.type("smtp://h:x")
        screen = terminal.wait("needs a port from 1 to 65535")
        expect_field(screen, words("Server"), "smtp://h:x")
        terminal.key("Enter")
        terminal.wait("Not connected: the server needs a port from 1 to 65535.")
        terminal.key("C-u")
        terminal.type("a@b")
        terminal.wait("is not HOST or HOST:PORT")
        terminal.key("C-u")
        terminal.type("smtp://" + first.address + "/")
        terminal.key("Enter")
        for action in ("EHLO", "MAIL alice", "RCPT johndoe"):
            act(terminal, action)
        screen = terminal.wait_step("DATA")
        truth(first.address in screen.rows[0], screen)
        # It is the server of what was sent there, and where the next connection goes.
        terminal.key("F8")
        terminal.wait(first.address)
        terminal.key("Escape")
        terminal.wait(lambda screen: "type to search" not in screen, "closed")
        act(terminal, ":QUIT")
        terminal.wait("[1] QUIT - finished")
        terminal.key("F5")
        terminal.wait_step("EHLO")
        equal(len(first.peers), 2, "connections to it")
        # A live connection is not left by mistake; earlier servers can be found.
        terminal.key("M-p")
        terminal.wait_step("CONNECT")
        terminal.key("F5")
        terminal.wait("Already connected or connecting; Alt-s closes it and connects anew.")
        terminal.key("Up")
        expect_field(terminal.screen(), words("Server"), "smtp://" + first.address + "/")
        terminal.key("Up")
        expect_field(terminal.wait("Server " + first.address), words("Server"), first.address)
        terminal.key("C-u")
        terminal.type(second.address)
        terminal.key("M-s")
        screen = terminal.wait_step("EHLO")
        e2e.wait_for(lambda: len(second.peers) == 1, "another server")
        truth(second.address in screen.rows[0], screen)


@case("the marks of the steps stay after a loss, and go with the next connection")
def marks_stay():
    with Scripted(answers={"RCPT": ""}) as fake, Terminal(fake.address) as terminal:
        for action in ("EHLO", "MAIL alice", "RCPT johndoe"):
            act(terminal, action)
        terminal.wait("[>>] CONNECT > [ok] EHLO > [ok] MAIL > [  ] RCPT > [  ] DATA > [  ] QUIT")
        terminal.key("F5")
        terminal.wait("[ok] CONNECT > [>>] EHLO > [  ] MAIL")


if __name__ == "__main__":
    e2e.run()
