#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen and its terminal: other sizes, overlays, suspending, quitting, and signals, after
which the terminal must be as it was."""

import os
import re
import signal

import e2e
from e2e import case, equal, truth
from tui import SIZES, Terminal, unused_address
from tui_walk import Walk, expect_field, expect_raw, for_sizes, go_to, sent

TOO_SMALL = "Too small: 40x10 is needed."

# In 80x24 one of these each time, beside 40x10 and 10x3; tmux takes a quarter of a second for each.
ODD_SIZES = [(1, 1), (500, 300), (39, 50), (200, 9), (41, 11), (60, 17)]


def still(screen):
    """The screen, without the clock."""
    return [re.sub(r"\d\d:\d\d ?$", "", screen.rows[0])] + screen.rows[1:]


def resize(terminal, size):
    """Resizes, and waits until the program has filled the new size."""
    terminal.resize(*size)
    if size[0] < 40 or size[1] < 10:
        return terminal.wait(lambda screen: screen.size == size and not any(screen.rows[1:])
                             and screen.rows[0] == (TOO_SMALL if size[0] >= len(TOO_SMALL)
                                                else (TOO_SMALL[:max(size[0] - 3, 0)] + "...")[:size[0]]), f"{size} is too small")
    return terminal.wait(lambda screen: screen.size == size and re.search(r"(F1|\?|Esc) ", screen.rows[-1])
                         and re.match(" (smtp-tui|plaintext) ", screen.rows[0]), f"the bars at {size}")


def through_sizes(terminal, size, number):
    """Goes through odd sizes and back: afterwards the screen is the same."""
    before = terminal.screen()
    for odd in [(40, 10), (10, 3), ODD_SIZES[number]] if size == SIZES[0] else [(40, 10)]:
        resize(terminal, odd)
    resize(terminal, size)
    after = terminal.wait(lambda screen: still(screen) == still(before), f"as before:\n{before}", 3)
    equal(after.cursor, before.cursor, "cursor")


@for_sizes("resizing in every step loses no text")
def resizing(size, language):
    with Walk(size, language) as (server, terminal, words):
        terminal.wait_step("HELO")
        terminal.fill("x", words("Domain"))
        through_sizes(terminal, size, 0)
        terminal.key("BSpace", "Enter")
        for number, step, label, text in ((1, "MAIL", "Sender", "Jo\u00e3o@\u5c71"),
                                          (2, "RCPT", "Recipient", "johndoe")):
            terminal.wait_step(step)
            screen = terminal.fill(text, words(label))
            through_sizes(terminal, size, number)
            expect_field(screen, words(label), text)
            terminal.key("Enter")
        terminal.wait_step("DATA")
        long = "word " * 60
        terminal.type(long)
        terminal.key("Enter")
        terminal.type("fin")
        terminal.wait(lambda screen: screen.form.count("fin") == 2)
        through_sizes(terminal, size, 3)
        terminal.key("F7")
        terminal.type("left standing")
        expect_raw(terminal, "left standing")
        through_sizes(terminal, size, 4)
        terminal.key("F5", "M-1")
        terminal.wait("S 500 ")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        through_sizes(terminal, size, 5)
        message = e2e.message_of(server.records("johndoe")[0]).decode()
        truth(message.endswith(f"\n\n{long}\nfin\n"), message)


@case("in 40x10 each step can be filled in and sent")
def smallest():
    with Walk((40, 10), "en") as (server, terminal, words):
        terminal.wait("[1] HELO")
        terminal.key("Enter")
        for step, label, text in (("MAIL FROM", "Sender", "alice"),
                                  ("RCPT TO", "Recipient", "johndoe")):
            terminal.wait(f"[1] {step}")
            expect_field(terminal.fill(text, words(label)), words(label), text)
            terminal.key("Enter")
        terminal.wait("[1] DATA")
        terminal.type("Hello.")
        screen = terminal.wait("Hello.")
        truth("Hello." in screen.rows[screen.cursor[1]], f"the cursor is elsewhere:\n{screen}")
        truth("[>>] DATA" in screen.steps, f"the step is out of sight:\n{screen}")
        terminal.key("F5")
        screen = terminal.wait("[1] QUIT")
        truth("[>>] QUIT" in screen.steps, f"the step is out of sight:\n{screen}")
        truth("[ End the conversation" in screen.rows[screen.cursor[1]], screen)
        terminal.key("M-2")
        screen = terminal.wait("S 250 Message accepted")
        terminal.key("M-3")
        terminal.wait("[3] Explain")
        terminal.key("F5")
        terminal.wait(lambda screen: "221" in screen.status, "the goodbye")
        equal(len(server.records("johndoe")), 1, "messages")


@case("too small a terminal takes no keys but resizing and quitting")
def too_small():
    with Walk((80, 24), "en") as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.fill("alice", words("Sender"))
        before = still(terminal.screen())
        resize(terminal, (10, 3))
        terminal.type("unseen")
        terminal.key("Enter", "F7", "F5")
        resize(terminal, (80, 24))
        terminal.wait(lambda screen: still(screen) == before, "\n".join(["as before:"] + before), 3)
        resize(terminal, (39, 24))
        terminal.key("F10")
        terminal.wait_exit()


@for_sizes("help and history open, scroll and close", translated=SIZES[:1])
def overlays(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.fill("alice", words("Sender"))
        before = still(terminal.screen())
        terminal.key("F1")
        screen = terminal.wait(words("Help - Up and Down scroll, Esc closes"))
        truth(words("Everywhere") in screen, screen)
        top = still(screen)
        terminal.key("Down")
        terminal.wait(lambda screen: still(screen) != top, "scrolled help")
        # Keys of the form do nothing here, and text is ignored.
        terminal.key("x", "Home")
        terminal.wait(lambda screen: still(screen) == top, "the top of help")
        terminal.key("Escape")
        terminal.wait(lambda screen: still(screen) == before, "the form again")

        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.fill("nobody", words("Recipient"))
        terminal.key("Enter")
        terminal.wait("S 550 ")
        title = words("History - type to search, Enter copies to the form, Esc closes")
        terminal.key("F8")
        screen = terminal.wait(title)
        equal([row.split()[-2:] for row in screen.pane(title)[1:3]],
              [["RCPT", "TO:<nobody>"], ["MAIL", "FROM:<alice>"]], "newest first")
        terminal.key("Escape")
        screen = terminal.wait(lambda screen: title not in screen)
        truth(screen.is_at("MAIL"), screen)
        terminal.key("C-u", "F8", "Down", "Enter")
        expect_field(terminal.wait("MAIL FROM:<alice>"), words("Sender"), "alice")
        terminal.key("F8", "Enter")
        expect_field(terminal.wait_step("RCPT"), words("Recipient"), "nobody")
        equal(len(sent(terminal.wait("S 550 "))), len(sent(screen)), "nothing sent")


@case("the history copies a message, or a command without a form, to where it can be edited")
def history_message():
    with Walk((100, 30), "en") as (server, terminal, words):
        go_to(terminal, "QUIT", body="Hello again.")
        terminal.key("F7")
        terminal.type("noop")
        terminal.key("Enter")
        terminal.wait("S 500 ")
        terminal.key("Escape", "F8")
        screen = terminal.wait("History - ")
        truth("message: Hello again. (" in screen.pane("History")[2], screen)
        terminal.key("Down", "Enter")
        screen = terminal.wait_step("DATA")
        truth("Hello again." in screen.form, screen)
        terminal.key("F8", "Enter")
        expect_raw(terminal, "noop")
        terminal.key("Escape", "F10")
        terminal.wait(lambda screen: "y / n" in screen.status, "the question")
        equal(len(server.records("johndoe")), 1, "messages")


@case("Esc goes back and never quits")
def escape():
    with Walk((80, 24), "en") as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        screen = terminal.fill("alice", words("Sender"))
        for key in ("F7", "M-2", "M-3", "F6", "F1", "F8"):
            terminal.key(key)
            terminal.wait(lambda now: now.cursor != screen.cursor, f"the focus after {key}")
            terminal.key("Escape")
            terminal.wait_cursor(*screen.cursor)
        terminal.key("Escape", "Escape", "Escape", "Escape")
        terminal.wait("Letters are keys now")
        terminal.key("C-l")  # Enter right after Esc would be read as Alt-Enter
        terminal.key("Enter")
        terminal.paste("b")  # a key that follows at once would be read as Alt with it
        expect_field(terminal.wait("<aliceb>"), words("Sender"), "aliceb")


@case("F10 and Ctrl-C quit, and ask where a message is unsent")
def quitting():
    for key in ("F10", "C-q", "C-c"):
        with Walk((80, 24), "en") as (_server, terminal, words):
            go_to(terminal, "DATA")
            terminal.wait_step("DATA")
            terminal.type("Unsent.")
            before = terminal.wait("Unsent.")
            for answer in ("n", "Escape"):
                terminal.key(key)
                screen = terminal.wait(lambda screen: "y / n" in screen.status, f"what {key} asks")
                equal(screen.status, words("A message is unsent.  Quit anyway?  y / n"))
                terminal.key("x", answer)
                after = terminal.wait(lambda screen: "y / n" not in screen)
                equal(still(after), still(before), "after the answer")
                equal(after.cursor, before.cursor, "cursor")
            terminal.key(key)
            terminal.wait("y / n")
            terminal.key("y")
            terminal.wait_exit()


# --- a shell around it -----------------------------------------------------------------------

class Shell(Terminal):
    """sh in a terminal, which leaves the modes of the terminal alone, unlike shells that edit."""

    def __init__(self, **options):
        super().__init__("-i", program=("/bin/sh",), **options)
        self.wait(lambda screen: screen.rows[0] == "$", "the prompt")

    def run(self, line):
        self.type(line)
        self.key("Enter")

    def modes(self):
        """The output of stty, and the terminal's own state."""
        path = os.path.join(self.folder, "modes")
        self.run(f"stty -a >{path}; echo modes' 'known")
        screen = self.wait("modes known")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        os.unlink(path)
        self.run("clear")
        self.wait(lambda screen: screen.rows[0] == "$" and not any(screen.rows[1:]), "clearing")
        return text, screen.modes

    def child(self):
        """The process that the shell runs."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="utf-8") as file:
            return int(file.read().split()[0])


@case("Ctrl-Z restores the terminal, and fg resumes where it was")
def suspend():
    for signal_number in (None, signal.SIGTSTP):
        with Walk((80, 24), "en") as (server, _terminal, words), Shell() as shell:
            before = shell.modes()
            shell.run(f"{e2e.CLIENT} 127.0.0.1:{server.port}")
            go_to(shell, "MAIL")
            shell.wait_step("MAIL")
            shell.fill("alice", words("Sender"))
            if signal_number:
                os.kill(shell.child(), signal_number)
            else:
                shell.key("C-z")
            shell.wait(lambda screen: screen.modes[0] == "0", "the screen of the shell")
            equal(shell.modes(), before, "modes while suspended")
            # Resized meanwhile.
            shell.resize(100, 30)
            shell.run("fg")
            expect_field(shell.wait(lambda screen: screen.is_at("MAIL") and screen.box("[2]")
                                    and "F1 " in screen.rows[29]), words("Sender"), "alice")
            shell.resize(80, 24)
            shell.wait(lambda screen: screen.is_at("MAIL") and "F1 " in screen.rows[23])
            shell.paste("bob\n")  # is in brackets again
            expect_field(shell.wait("<alicebob>"), words("Sender"), "alicebob ")
            shell.key("F10")
            shell.wait(lambda screen: screen.modes[0] == "0", "the screen of the shell")
            shell.run("clear")
            shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
            equal(shell.modes(), before, "modes afterwards")


def open_editor(shell, server, script):
    """Runs the client, whose editor is SCRIPT, up to the editor's \"ready\"."""
    path = os.path.join(shell.folder, "editor.sh")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"echo $$ >{path}.pid\necho re''ady\n{script}\n")
    # The shell that runs the editor has more to do, and must wait for it.
    shell.run(f"VISUAL='sh {path} \"$1\"; true' {e2e.CLIENT} 127.0.0.1:{server.port}; echo status $?")
    go_to(shell, "DATA")
    shell.type("text")
    shell.key("F4")
    shell.wait("ready")
    with open(path + ".pid", encoding="utf-8") as file:
        return int(file.read())


def has_terminal(pid):
    """Whether the process is in the foreground; proc(5) has its group and that of the terminal."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return fields[2] == fields[5]


@case("Ctrl-Z stops the editor and the client, and fg resumes the editor")
def suspend_editor():
    with Walk((80, 24), "en") as (server, _terminal, _words), Shell() as shell:
        before = shell.modes()
        pid = open_editor(shell, server, "read line; printf '%s\\n' \"$line\" >\"$1\"")
        for _ in range(2):
            shell.key("C-z")
            shell.wait(lambda screen: "Stopped" in screen and screen.rows[screen.cursor[1]] == "$")
            shell.run("clear")
            shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
            equal(shell.modes(), before, "modes while suspended")
            shell.run("fg")
            e2e.wait_for(lambda: has_terminal(pid), "the editor in the foreground")
        shell.type("edited")
        shell.key("Enter")
        shell.wait(lambda screen: "edited" in screen.form)
        shell.key("F10", "y")
        shell.wait(lambda screen: screen.modes[0] == "0", "the screen of the shell")
        shell.run("clear")
        shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
        equal(shell.modes(), before, "modes afterwards")


@case("a signal that ends the program ends an editor run by a shell too, and restores the terminal")
def ended_with_editor():
    for number in (signal.SIGTERM, signal.SIGHUP):
        with Walk((80, 24), "en") as (server, _terminal, _words), Shell() as shell:
            before = shell.modes()
            pid = open_editor(shell, server, "stty raw -echo; exec sleep 1000")
            os.kill(shell.child(), number)
            shell.wait("status 1")
            truth(not os.path.exists(f"/proc/{pid}"), "the editor is still there")
            shell.run("clear")
            shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
            equal(shell.modes(), before, f"modes after {number}")


@case("the terminal is restored however the program ends")
def ended():
    for number, status in ((None, 0), (signal.SIGTERM, 1), (signal.SIGHUP, 1),
                           (signal.SIGSEGV, 139), (signal.SIGABRT, 134), (signal.SIGQUIT, 131)):
        if number in (signal.SIGSEGV, signal.SIGABRT) and e2e.is_instrumented():
            continue  # a sanitizer reports them in its own way
        with Walk((80, 24), "en") as (server, _terminal, words), Shell() as shell:
            shell.run("ulimit -c 0")
            shell.run("clear")
            before = shell.modes()
            shell.run(f"{e2e.CLIENT} --mouse 127.0.0.1:{server.port}; echo status $?")
            go_to(shell, "MAIL")
            shell.wait_step("MAIL")
            shell.fill("alice", words("Sender"))
            if number:
                os.kill(shell.child(), number)
            else:
                shell.key("F10")
            shell.wait(f"status {status}")
            shell.run("clear")
            shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
            equal(shell.modes(), before, f"modes after {number}")
            shell.paste("echo pasted' 'plainly\n")
            screen = shell.wait("pasted plainly")
            truth("200~" not in str(screen), f"pastes are still marked:\n{screen}")


@case("a terminal that goes away ends the program")
def hang_up():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        pid = terminal.pid
        terminal.tmux("kill-server")
        e2e.wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "the end of the program")


@case("no terminal, an unknown one, and one that cannot show a full screen are reported")
def no_terminal():
    for term, text in (("dumb", "cannot show a full screen"), ("no-such-terminal", "is unknown")):
        with Shell(size=(120, 24)) as shell:
            before = shell.modes()
            shell.run(f"TERM={term} {e2e.CLIENT} {unused_address()}; echo status $?")
            screen = shell.wait("status 1")
            truth(any(text in row and "--plain" in row for row in screen.rows), screen)
            shell.run("clear")
            shell.wait(lambda screen: screen.rows[0] == "$", "the prompt")
            equal(shell.modes(), before, f"modes after TERM={term}")


if __name__ == "__main__":
    e2e.run()
