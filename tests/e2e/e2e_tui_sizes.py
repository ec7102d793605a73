#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The screen shrinks by importance: what stays at each size, at every step.

One conversation per look goes through all sizes at each step.
"""

import os
import re

import e2e
from e2e import case, equal, truth
from tui import Terminal, click, width
from tui_folder import Folder
from tui_walk import Walk, go_to

SIZES = [(40, 12), (60, 20), (80, 24), (100, 30), (200, 60)]
STEPS = ["HELO", "MAIL", "RCPT", "DATA", "QUIT"]


def is_filled(screen, size):
    return screen.size == size and re.search(r"\d\d:\d\d ?$", screen.rows[0]) \
        and re.search(r"(F10|q) ", screen.rows[-1])


def check_bars(screen, step):
    number = STEPS.index(step) + 2
    truth(re.search(rf"{step}\b.* {number}/6   \d\d:\d\d ?$", screen.rows[0]), f"step and clock:\n{screen}")
    truth(screen.size[0] < 100 or "  smtp.prototype  " in screen.rows[0], f"the server's name:\n{screen}")
    truth(f"[>>] {step}" in screen.rows[1], f"the step in the bar:\n{screen}")
    truth(screen.rows[1].startswith(" [ok] CONNECT") or screen.rows[1].startswith(" ... >"), screen)
    truth(screen.rows[1].rstrip().endswith(("QUIT", "> ...")), f"steps are cut without a sign:\n{screen}")
    # Outside of text, letters do the same.
    truth(re.search(r"(F1|\?) .*(F10|q) ", screen.rows[-1]), f"help and quit:\n{screen}")


def check_frames(screen):
    """One line between neighbours, and one mark of the focus."""
    for row, below in zip(screen.rows, screen.rows[1:]):
        truth("\u2502\u2502" not in row and "||" not in row, f"two lines side by side:\n{screen}")
        truth(not (re.match(r"[\u2514+][\u2500-]", row) and re.match(r"[\u250c+][\u2500>-]", below)),
              f"two lines below each other:\n{screen}")
    marked = [row for row in screen.rows[2:-3] if re.search(r"[\u250c\u251c\u252c+]>\[[123]\] ", row)]
    truth(len(marked) == 1, f"the focus is marked in {len(marked)} places:\n{screen}")


def check_panes(screen, words, step, reply):
    truth(any(re.search(rf" {{{1 if step == 'DATA' else 2},}}{step}( |$)", row) for row in screen.pane("[1]")),
          f"what will be sent:\n{screen}")
    truth(step == "QUIT" or f"[ {words('Send')} ]" in screen.form, f"the button:\n{screen}")
    # A long form has no room for more than the status.
    shown = screen.conversation if screen.box("[2]") else screen.status
    truth(reply in shown and (screen.box("[2]") or step == "DATA"), f"the last reply, {reply!r}:\n{screen}")
    times = [row for row in screen.pane("[2]") if re.search(r"^\W*ms$|\s\s\d+$", row)]
    truth(not times, f"a time is split: {times}\n{screen}")
    ends = {width(row) for row in screen.pane("[2]") if row.endswith(" ms")}
    truth(len(ends) <= 1, f"times end in columns {ends}:\n{screen}")


def check_dates(screen):
    """A date is whole, or ends in dots after one of its words."""
    for row in screen.pane("[1]"):
        for rest in re.findall(r"\w{3}, \d{1,2} \w{3} \d{4}(.{0,15})", row):
            truth(re.match(r" (\d\d:\d\d:\d\d )?(\.\.\.|[+-]\d{4}\b)", rest), f"a date is split:\n{screen}")
        truth(not re.match(r" *(\d\d:\d\d:\d\d|[+-]\d{4}\b)", row), f"a date is split:\n{screen}")


def check_sizes(terminal, words, step, reply):
    terminal.wait_step(step)
    for size in SIZES:
        terminal.resize(*size)
        screen = terminal.wait(lambda screen, size=size: is_filled(screen, size), f"{size} filled")
        check_bars(screen, step)
        check_frames(screen)
        check_panes(screen, words, step, reply)
        check_dates(screen)
    terminal.resize(100, 30)
    terminal.wait(lambda screen: is_filled(screen, (100, 30)))


def walk(language, *options):
    with Walk((100, 30), language, *options) as (_server, terminal, words):
        for step, reply, text in (("HELO", "220", ""), ("MAIL", "250", "alice"), ("RCPT", "250", "johndoe"),
                                  ("DATA", "250", "Hello."), ("QUIT", "250", "")):
            check_sizes(terminal, words, step, reply)
            if text:
                terminal.type(text)
                terminal.wait(text)
            terminal.key("F5")


for chosen in ("en", "pt_BR"):
    for ascii_only in ((), ("--ascii",)):
        case(f"every step at every size, {chosen} {' '.join(ascii_only)}".rstrip())(
            lambda chosen=chosen, ascii_only=ascii_only: walk(chosen, *ascii_only))


@case("a field wider than its cell shows where it is cut, and always its cursor")
def cut_field():
    with Walk((40, 12), "en") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        # In quotes nothing is wrong with it, so that all of the row is the field's.
        terminal.type('"one two three four five six seven eight nine"')
        screen = terminal.wait("eight nine")
        field = screen.pane("[1]")[0]
        truth(re.match(r"\w+ +\.\.\.", field) and field.endswith('seven eight nine"'), screen)
        terminal.key("C-a")
        screen = terminal.wait(lambda screen: "one two" in screen.pane("[1]")[0])
        # No half words, which could be other ones.
        truth(re.search(r" (three|four|five) \.\.\.( +!)?$", screen.pane("[1]")[0]), screen)
        terminal.key(*["M-f"] * 6)
        screen = terminal.wait(lambda screen: screen.pane("[1]")[0].count("...") == 2)
        column, row = screen.cursor
        truth(screen.rows[row][:column].endswith("six"), screen)
        # The command too.
        terminal.key("C-e", "C-u")
        terminal.type("alice.from.wonderland@laboratory.example")
        terminal.wait(lambda screen: re.match(r" +MAIL FROM:<alice\.from.*\.\.\.$", screen.pane("[1]")[2]))


@case("how much more will be sent is told as by the frames, and no whole line seems to go on")
def hidden_lines():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("Hello.")
        terminal.key("Enter")
        terminal.type("More")
        for size in ((100, 30), (80, 24)):
            terminal.resize(*size)
            # The dot that ends it is below.
            terminal.wait(lambda screen, size=size: screen.size == size and any(
                re.search(r" More +\+1$", row) for row in screen.pane("[1]")), f"{size}: one more line")
        terminal.resize(40, 12)
        screen = terminal.wait(lambda screen: screen.size == (40, 12) and re.search(
            r"^ +More +\+\d+$", screen.pane("[1]")[-1]), "both ends in one row")
        truth(not any("..." in row for row in screen.pane("[1]")), screen)
        # Of a long text only a part is made, and its rows are not counted.
        terminal.resize(100, 30)
        terminal.tmux("set-buffer", "line\n" * 600)
        terminal.tmux("paste-buffer", "-p")
        screen = terminal.wait(lambda screen: sum("..." in row for row in screen.pane("[1]")) == 2)
        truth(not any(re.search(r" \+\d{1,3}$", row) for row in screen.pane("[1]")), screen)


@case("a choice has a label where there is room for it")
def labels():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        for step, sizes in (("MAIL", {(40, 12): "Style [ :<a> ]", (80, 24): "Style [ :<a> ]"}),
                            ("DATA", {(40, 12): "[ Send ]  [ at once ]", (60, 20): "[ Send ]  Pace [ at once ]",
                                      (80, 24): "[ Send ]  [ at once ]", (100, 30): "Pace [ at once ]"})):
            if step == "MAIL":
                go_to(terminal, step)
            else:
                terminal.type("alice")
                terminal.key("Enter")
                terminal.wait_step("RCPT")
                terminal.type("johndoe")
                terminal.key("Enter")
            terminal.wait_step(step)
            for size, text in sizes.items():
                terminal.resize(*size)
                screen = terminal.wait(lambda screen, size=size: is_filled(screen, size), size)
                truth(any("Will send  " in row and text in row for row in screen.pane("[1]")), screen)
                truth(step == "MAIL" or "Text  Encoding [ automatic ]" in screen, screen)
            terminal.resize(100, 30)
            terminal.wait(lambda screen: is_filled(screen, (100, 30)))


@case("in the other language too a message has the title over what is sent, beside its choice")
def titles():
    with Walk((80, 24), "pt_BR") as (_server, terminal, words):
        go_to(terminal, "DATA")
        for size in ((80, 24), (40, 12)):
            terminal.resize(*size)
            screen = terminal.wait(lambda screen, size=size: is_filled(screen, size), size)
            title = f"{words('Will send')}  [ {words('Send')} ]  [ {words('at once')} ]"
            truth(any(title in row for row in screen.pane("[1]")), screen)


@case("the whole date is seen at its end too")
def date_field():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        for size in ((80, 24), (100, 30), (200, 60)):
            terminal.resize(*size)
            terminal.wait(lambda screen, size=size: is_filled(screen, size))
            terminal.key("BTab", "BTab", "BTab")
            screen = terminal.wait(lambda screen: "Date " in screen.rows[screen.cursor[1]])
            truth(re.search(r"Date +\w{3}, \d+ \w{3} \d{4} [\d:]{8} [+-]\d{4}", screen.form), screen)
            terminal.key("Tab", "Tab", "Tab")


@case("free room says what comes next; a click goes there")
def next_steps():
    with Walk((100, 30), "en", "--mouse") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        screen = terminal.wait(lambda screen: "What comes next RCPT TO names a mailbox" in screen.form)
        truth("DATA sends" not in screen.form, screen)
        terminal.resize(200, 60)
        # Where there is room, with more to know, and all of it.
        screen = terminal.wait(lambda screen: "DATA sends the letter" in screen.form and "Example" in screen.explanation)
        truth("QUIT says goodbye" in screen.form, screen)
        truth(not re.search(r" \+\d", screen.rows[-4]), screen)
        click(terminal, "RCPT TO names")
        screen = terminal.wait_step("RCPT")
        truth("RCPT TO names" not in screen.form, screen)
        terminal.resize(80, 24)
        terminal.wait(lambda screen: screen.size == (80, 24) and "What comes next" not in screen.form)


HISTORY = """# smtp-session 1
# sent: 1700000000 old.lab.test:2525
C: HELO a
# sent: 1700000060 127.0.0.1:1
C: HELO b
# sent: 1700000120 old.lab.test:2525
C: HELO c
"""


@case("where one connects, free room has the servers used before; a click takes one")
def servers():
    with Folder() as folder:
        os.makedirs(os.path.dirname(folder.history))
        with open(folder.history, "w", encoding="ascii") as file:
            file.write(HISTORY)
        os.chmod(folder.history, 0o600)
        with Terminal("127.0.0.1:1", "--mouse", size=(100, 30), folder=folder.path, env={"TZ": "UTC"}) as terminal:
            screen = terminal.wait(lambda screen: "Used before" in screen.form and "refused" in screen.form)
            rows = [row.split() for row in screen.pane("[1]")]
            begin = next(number for number, row in enumerate(rows) if row[:2] == ["Used", "before"])
            equal([row for row in rows[begin + 1:] if row], [["old.lab.test:2525", "2023-11-14", "22:15"],
                                     ["127.0.0.1:1", "2023-11-14", "22:14"]], screen)
            click(terminal, "  old.lab.test:2525")
            terminal.wait(lambda screen: re.search(r"Server +old\.lab\.test:2525", screen.pane("[1]")[0])
                          and screen.cursor[1] == screen.box("[1]").row + 1)


if __name__ == "__main__":
    e2e.run()
