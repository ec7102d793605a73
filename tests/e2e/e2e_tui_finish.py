#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen at the end of a connection: the marks of the steps, and what can be done next."""

import e2e
from e2e import case, truth
from tui_scripted import Scripted, act
from tui import Terminal
from tui_walk import Walk, go_to


@case("a step that is not open says why, DATA and QUIT too")
def why_not():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        for step, why in (("RCPT", "Expected now: MAIL FROM."), ("DATA", "Expected now: MAIL FROM."),
                          ("QUIT", "delivered on this connection first")):
            terminal.key("M-n")
            terminal.wait_step(step)
            for size in ((40, 12), (80, 24)):
                terminal.resize(*size)
                screen = terminal.wait(lambda screen, size=size: screen.size == size and "[1]" in screen)
                truth("Not available: " in screen.form and why in screen.form, f"{step}\n{screen}")


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
