#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of many terminals under several values of TERM, and terminal output that is not a key. Each
sequence is sent to the program as bytes, past the terminal that it runs in.
"""

import os
import pty
import select
import shutil
import signal
import tempfile
import time

import e2e
from e2e import case, equal, truth
from tui import GREETING, UNWANTED, Fake, Terminal

TERMS = ("xterm-256color", "linux", "screen-256color", "rxvt")
SIZE = (100, 30)
WORDS = "one two"
RAW = "smtp> " + WORDS
EDITOR = 'sh -c \'echo edited >>"$HOME/edited"\''

# Key, terminal that sends it, bytes after Esc.
KEYS = [
    ("Left", "xterm", "[D"), ("Left", "application mode", "OD"),
    ("Right", "xterm", "[C"), ("Right", "application mode", "OC"),
    ("Up", "xterm", "[A"), ("Up", "application mode", "OA"), ("Up", "rxvt with Shift", "[a"),
    ("Down", "xterm", "[B"), ("Down", "application mode", "OB"),
    ("Home", "xterm", "[H"), ("Home", "application mode", "OH"), ("Home", "Linux", "[1~"),
    ("Home", "rxvt", "[7~"), ("Home", "rxvt with Shift", "[7$"),
    ("Home", "kitty's keypad", "[57423u"), ("Home", "Ctrl-A of modifyOtherKeys", "[27;5;97~"),
    ("End", "xterm", "[F"), ("End", "application mode", "OF"), ("End", "PuTTY", "[4~"),
    ("End", "rxvt", "[8~"), ("End", "kitty's Ctrl-E", "[101;5u"),
    ("Delete", "xterm", "[3~"), ("Delete", "rxvt with Ctrl", "[3^"),
    ("Backspace", "kitty", "[127u"),
    ("Ctrl-Left", "xterm", "[1;5D"), ("Ctrl-Left", "rxvt", "Od"),
    ("Ctrl-Left", "xterm with Alt", "[1;3D"), ("Ctrl-Left", "rxvt with Alt", "\033[D"),
    ("Ctrl-Right", "xterm", "[1;5C"), ("Ctrl-Right", "rxvt", "Oc"),
    ("0", "keypad", "Op"), ("1", "keypad", "Oq"), ("2", "keypad", "Or"), ("3", "keypad", "Os"),
    ("4", "keypad", "Ot"), ("5", "keypad", "Ou"), ("6", "keypad", "Ov"), ("7", "keypad", "Ow"),
    ("8", "keypad", "Ox"), ("9", "keypad", "Oy"), ("*", "keypad", "Oj"), ("+", "keypad", "Ok"),
    (",", "keypad", "Ol"), ("-", "keypad", "Om"), (".", "keypad", "On"), ("/", "keypad", "Oo"),
    ("A", "modifyOtherKeys", "[27;2;65~"), ("a", "kitty", "[97u"),
    ("F1", "xterm", "OP"), ("F1", "Linux", "[[A"), ("F1", "rxvt, PuTTY", "[11~"),
    ("F1", "kitty's Alt-h", "[104;3u"),
    ("F4", "xterm", "OS"), ("F4", "Linux", "[[D"), ("F4", "rxvt, PuTTY", "[14~"),
    ("F6", "all", "[17~"), ("F8", "all", "[19~"), ("F9", "all", "[20~"),
    ("F9", "kitty's Alt-x", "[120;3u"),
    ("Shift-F6", "xterm", "[17;2~"), ("Shift-F6", "rxvt, PuTTY", "[29~"),
    ("Shift-F6", "Linux", "[32~"),
    ("PgUp", "VT220", "[5~"), ("PgDn", "VT220", "[6~"), ("Esc", "kitty", "[27u"),
    ("Enter", "keypad", "OM"), ("Enter", "kitty", "[13u"),
]

# These send the step.
SENDERS = [("xterm, rxvt, PuTTY", "[15~"), ("Linux", "[[E"), ("kitty's Alt-Enter", "[13;3u")]

TO_THE_START = [("xterm", "[1;5H"), ("rxvt", "[7^"), ("kitty's Alt-<", "[60;4u")]
TO_THE_END = [("xterm", "[1;5F"), ("rxvt", "[8^"), ("kitty's Alt->", "[62;4u")]
BACK = [("xterm", "[Z"), ("kitty", "[9;2u"), ("modifyOtherKeys", "[27;2;9~")]

# Sequences that a terminal sends without a key press.
SILENT = [
    "]11;rgb:1e1e/1e1e/1e1e\033\\", "]11;rgb:1e1e/1e1e/1e1e\a", "]10;rgb:ff/ff/ff\x9c",
    "]4;1;rgb:cd/00/00\033\\", "]52;c;aGVsbG8=\a", "]Ltitle\033\\", "]0;cut\x18", "]0;cut\x1a",
    "P>|XTerm(379)\033\\", "P1$r0m\033\\", "P1+r544e=78\033\\", "P!|00000000\033\\", "Pq#0~\a#1~\x9c",
    "_Gi=31;OK\033\\", "^privacy\033\\", "Xstart\033\\", "[?64;1;2;6;22c", "[>41;379;0c", "[24;80R",
    "[0n", "[I", "[O", "[?2004;1$y", "[8;24;80t", "[?0u", "[<35;10;5M", "[<0;10;5M", "[32;10;5M", "[M !!",
    "[M \xc4\xa1!", "[999;1~", "[[Z",
]


class Keyboard(Terminal):
    """The full screen, with input of any bytes."""

    def __init__(self, server, term, *options, env=None):
        super().__init__(server.address, "--ascii", *options, size=SIZE, term=term,
                         env={"VISUAL": EDITOR, **(env or {})})

    def raw(self, data):
        """Gives the program the bytes of DATA as they are, in one burst."""
        data = data.encode("latin-1")
        self.tmux("send-keys", "-H", *("%02x" % byte for byte in data))

    def at_raw_line(self, text=WORDS, about="the raw line"):
        """Clears the raw line and types TEXT; returns the screen."""
        self.raw("\x05\x15" + text)
        return self.wait(lambda screen: screen.raw == "smtp> " + text and
                         screen.cursor == (7 + len(text), SIZE[1] - 3), about)


def babbler():
    """A server whose greeting fills the conversation."""
    def script(peer, _number):
        peer.socket.settimeout(e2e.CASE)
        peer.send(b"".join(b"220-line %d\r\n" % number for number in range(60)) + GREETING)
        peer.converse()
    return Fake(script)


def is_at(column, text=RAW):
    return lambda screen: screen.raw == text and screen.cursor[0] == 7 + column


def shows(text):
    return lambda screen: text in screen


def left_the_line(screen):
    return screen.cursor[1] != SIZE[1] - 3


def in_explanation(screen):
    box = screen.box("[3]")
    return box is not None and box.row < screen.cursor[1] < box.row + box.height


def is_live(screen):
    return "[2] Conversation - live" in screen


def was_edited(terminal):
    """Whether the editor has run since the last call."""
    path = os.path.join(terminal.folder, "edited")
    def look(screen):
        return os.path.exists(path) and "smtp>" in screen
    return look


# Keys before a key, its effect, and keys to return.
EFFECTS = {
    "Left": ("", is_at(6), ""), "Right": ("\x01", is_at(1), ""),
    "Up": ("", lambda screen: screen.raw == "smtp> noop", "\x0e"),
    "Down": ("\x10", is_at(7), ""),
    "Home": ("", is_at(0), ""), "End": ("\x01", is_at(7), ""),
    "Delete": ("\x01", is_at(0, "smtp> ne two"), ""),
    "Backspace": ("", is_at(6, "smtp> one tw"), ""),
    "Ctrl-Left": ("", is_at(4), ""), "Ctrl-Right": ("\x01", is_at(3), ""),
    "F1": ("", shows("Help - "), "\033"), "F8": ("", shows("History - "), "\033"),
    "F9": ("", shows("Commands - "), "\033"), "F6": ("", left_the_line, "\033[18~"),
    "Shift-F6": ("", in_explanation, "\033[18~"), "Esc": ("", left_the_line, "\033[18~"),
    "PgUp": ("", lambda screen: not is_live(screen), "\033[6~"),
    "PgDn": ("\033[5~", is_live, ""),
    "Enter": ("", lambda screen: screen.raw == "smtp>", ""),
}


def back_from_overlay(screen):
    return not any(title in screen for title in ("Help - ", "History - ", "Commands - "))


def press(terminal, key, name, data):
    about = f"{key} of {name}, {data!r}"
    if key == "F4":
        before, effect, after = "", was_edited(terminal), "\033[18~"
    else:
        before, effect, after = EFFECTS.get(key) or ("", is_at(8, RAW + key), "")
    terminal.at_raw_line(about=f"the raw line before {about}")
    terminal.raw(before)
    terminal.raw("\033" + data)
    terminal.wait(effect, about, steady=False)
    if key == "F4":
        os.unlink(os.path.join(terminal.folder, "edited"))
        terminal.wait(left_the_line, f"the form after {about}")
    terminal.raw(after)
    terminal.wait(back_from_overlay, f"the end of {about}", steady=False)


def register(term):
    @case(f"keys of all terminals work where TERM is {term}")
    def every_key():
        with babbler() as server, Keyboard(server, term) as terminal:
            terminal.wait_step("HELO")
            terminal.raw("\033[18~")
            terminal.at_raw_line("noop")
            terminal.raw("\r")
            terminal.wait(is_at(0, "smtp>"), "the line sent")
            for key, name, data in KEYS:
                press(terminal, key, name, data)

    @case(f"keys that send work where TERM is {term}")
    def senders():
        with babbler() as server, Keyboard(server, term) as terminal:
            for step, (name, data) in zip(("HELO", "MAIL", "RCPT"), SENDERS):
                terminal.wait(lambda screen, step=step: screen.is_at(step), f"{step}, {name}")
                terminal.raw("a\033[15;5~\033[15^")  # with Ctrl: nothing
                terminal.raw("\033" + data)
            terminal.wait_step("DATA")
            terminal.raw("\033[21~")
            terminal.wait(lambda screen: screen.is_dead or "y / n" in screen, "the end")

    @case(f"keys of the text of a message work where TERM is {term}")
    def body():
        with babbler() as server, Keyboard(server, term) as terminal:
            terminal.wait_step("HELO")
            for _ in range(3):
                terminal.raw("\033n")
            column, row = terminal.wait("[1] DATA").cursor
            terminal.raw("ab\rcd")
            terminal.wait_cursor(column + 2, row + 1)
            for name, data in TO_THE_START:
                terminal.raw("\033" + data)
                terminal.wait(lambda screen: screen.cursor == (column, row), f"Ctrl-Home of {name}")
                terminal.raw("\033>")
                terminal.wait_cursor(column + 2, row + 1)
            for name, data in TO_THE_END:
                terminal.raw("\033<")
                terminal.wait_cursor(column, row)
                terminal.raw("\033" + data)
                terminal.wait(lambda screen: screen.cursor == (column + 2, row + 1),
                              f"Ctrl-End of {name}")
            for name, data in BACK:
                terminal.raw("\033" + data)
                terminal.wait(lambda screen: screen.cursor[1] < row, f"Shift-Tab of {name}")
                terminal.raw("\t")
                terminal.wait_cursor(column + 2, row + 1)

    @case(f"what is no key types nothing where TERM is {term}")
    def silence():
        with babbler() as server, Keyboard(server, term) as terminal:
            terminal.wait_step("HELO")
            terminal.raw("\033[18~")
            for data in SILENT:
                terminal.at_raw_line()
                terminal.raw("\033" + data + "x")
                terminal.wait(is_at(8, RAW + "x"), repr(data), steady=False)

    @case(f"a click counts with --mouse alone where TERM is {term}")
    def click():
        for options in ((), ("--mouse",)):
            with babbler() as server, Keyboard(server, term, *options) as terminal:
                screen = terminal.wait_step("HELO")
                equal(screen.modes[-6], "1" if options else "0", "mouse")
                box = screen.box("[2]")
                terminal.raw("\033[<0;%d;%dM" % (box.column + 5, box.row + 3))
                if options:
                    terminal.wait(lambda screen, box=box: screen.cursor[0] >= box.column, "the pane")
                else:
                    terminal.raw("x")
                    terminal.wait(lambda screen: "x" in screen.form, "the letter")


for name_of_term in TERMS:
    register(name_of_term)


# --- sequences in parts ------------------------------------------------------------------------

# The timeout for the rest of a sequence, and more than the tests need.
PATIENCE_S = 0.4


def give_in_two(terminal, data, cut):
    """Sends DATA in two parts; returns whether the pause was short enough for one sequence."""
    start = time.monotonic()
    terminal.raw(data[:cut])
    terminal.raw(data[cut:])
    return time.monotonic() - start < PATIENCE_S


@case("a sequence that is not a key types nothing if it arrives in two parts")
def cuts():
    # As for slow lines: Esc alone would else be a key.
    with babbler() as server, Keyboard(server, TERMS[0], env={"ESCDELAY": "1000"}) as terminal:
        terminal.wait_step("HELO")
        terminal.raw("\033[18~")
        for data in SILENT:
            data, typed = "\033" + data, RAW
            terminal.at_raw_line()
            for cut in sorted({1, 2, len(data) // 2, len(data) - 1}):
                if not give_in_two(terminal, data, cut):
                    typed = RAW
                    terminal.at_raw_line()
                    continue
                typed += "x"
                terminal.raw("x")
                terminal.wait(is_at(len(typed) - 6, typed), f"{data!r} cut at {cut}", steady=False)


@case("an endless sequence does not swallow what is typed later")
def endless():
    with babbler() as server, Keyboard(server, TERMS[0]) as terminal:
        terminal.wait_step("HELO")
        terminal.raw("\033[18~")
        for data in ("\033]0;never", "\033Pnever", "\033[1;", "\033[M!"):
            terminal.at_raw_line()
            terminal.raw(data)
            deadline = time.monotonic() + e2e.WAIT
            while terminal.screen().raw == RAW:
                truth(time.monotonic() < deadline, f"{data!r} swallows all:\n{terminal.screen()}")
                time.sleep(0.7)  # the pause that ends it
                terminal.raw("z")
                time.sleep(0.05)
            equal(terminal.screen().raw.rstrip("z"), RAW, f"after {data!r}")


# --- modes ---------------------------------------------------------------------------------------

class Bare:
    """The full screen in a terminal that only records its output."""

    def __init__(self, folder, *options):
        self.written = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            environment = {name: value for name, value in e2e.ENVIRONMENT.items() if name not in UNWANTED}
            environment.update(TERM="xterm-256color", HOME=folder, XDG_STATE_HOME=folder,
                               ASAN_OPTIONS="detect_leaks=0")
            os.execve(e2e.CLIENT, [e2e.CLIENT, *options, "127.0.0.1:9"], environment)

    def read(self):
        """False at the end."""
        if not select.select([self.terminal], [], [], e2e.WAIT)[0]:
            raise AssertionError(f"nothing more came after {self.written!r}")
        try:
            self.written += os.read(self.terminal, 65536)
        except OSError:
            return False
        return True

    def wait(self, text):
        while text not in self.written:
            truth(self.read(), f"ended without {text!r}: {self.written!r}")

    def end(self, number):
        """What it writes when a signal ends it."""
        written = len(self.written)
        os.kill(self.pid, number)
        while self.read():
            pass
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        return self.written[written:]


@case("modes left on by an earlier program are switched off at the start, our own at the end")
def modes():
    for options, number in (((), signal.SIGTERM), (("--mouse",), signal.SIGTERM),
                            (("--mouse",), signal.SIGSEGV), ((), signal.SIGSEGV)):
        folder = tempfile.mkdtemp(prefix="smtp-tui.")
        bare = Bare(folder, *options)
        bare.wait(b"Quit")
        start = bare.written
        end = bare.end(number)
        shutil.rmtree(folder)
        for mode in (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016):
            truth(b"\033[?%dl" % mode in start, f"mode {mode} is left on: {start!r}")
        for text in (b"\033[>4;0m", b"\033[=0u", b"\033[?2004h"):
            truth(text in start, f"no {text!r}: {start!r}")
        truth(b"\033[?2004l" in end, f"pastes stay marked: {end!r}")
        for mode in (1000, 1006):
            is_on = start.rfind(b"\033[?%dh" % mode) > start.rfind(b"\033[?%dl" % mode)
            equal(is_on, bool(options), f"mode {mode} of the mouse with {options}")
            equal(b"\033[?%dl" % mode in end, bool(options), f"mode {mode} off with {options}")


if __name__ == "__main__":
    e2e.run()
