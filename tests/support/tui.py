# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests of smtp-tui share: a terminal to run it in, and servers that misbehave.

The terminal is tmux, on a socket and with a configuration of its own.  Its screen is polled,
without sleeping.  Knows the positions of bars and frames; what a test checks is not known here.
Builds on e2e.py, whose run() also stops what a failed case has left.
"""

import functools
import gettext
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unicodedata

import e2e
import locales
from e2e import Skip, truth

SIZES = [(80, 24), (100, 30), (200, 60)]
HOST = socket.gethostname()

# Variables of the tester's environment that would change the results.
UNWANTED = ["TMUX", "TMUX_PANE", "NO_COLOR", "ESCDELAY", "COLUMNS", "LINES", "INPUTRC", "TERMINFO",
            "TERMCAP", "TEXTDOMAINDIR", "NCURSES_NO_UTF8_ACS", "XDG_STATE_HOME", "HOME", "PS1"]

# What must never reach a terminal: C0 but TAB, LF, CR and those that curses and Readline use (BS,
# ESC), DEL, C1, and characters that hide, or turn the direction of writing.
FORBIDDEN = re.compile("[\0-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f"
                       "\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]")


# --- words -----------------------------------------------------------------------------------

class Words:
    """The program's texts in LANGUAGE, by their English ones; a context manager, since a catalogue
    needs a folder.  A text without translation is unchanged."""

    def __init__(self, language):
        self.language = language
        self.folder = None
        self.catalogue = gettext.NullTranslations()

    def __enter__(self):
        if self.language == "en":
            return self
        if shutil.which("msgfmt") is None:
            raise Skip("msgfmt is not installed")
        self.folder = tempfile.mkdtemp(prefix="smtp-tui.")
        path = os.path.join(self.folder, self.language, "LC_MESSAGES", "smtp-workbench.mo")
        os.makedirs(os.path.dirname(path))
        subprocess.run(["msgfmt", "-o", path,
                        os.path.join(e2e.TESTS, "..", "po", self.language + ".po")], check=True)
        with open(path, "rb") as file:
            self.catalogue = gettext.GNUTranslations(file)
        return self

    def __exit__(self, *_):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __call__(self, text):
        return self.catalogue.gettext(text)

    def count(self, one, many, number):
        return self.catalogue.ngettext(one, many, number) % number

    @property
    def env(self):
        folder = {"LANGUAGE": self.language, "TEXTDOMAINDIR": self.folder or e2e.NOWHERE}
        return folder if self.language == "en" else {**folder, **locales.env(self.language)}


# --- what a terminal shows -------------------------------------------------------------------

def width(text):
    """Columns of TEXT."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cells(line, columns):
    """LINE as a list of cells; an empty one follows a wide character."""
    row = list(line) if line.isascii() else []
    for character in line[len(row):]:
        wide = width(character)
        if wide == 0 and row:
            row[-1 if row[-1] else -2] += character
        else:
            row += [character] + [""] * (wide - 1)
    return row + [" "] * (columns - len(row))


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] in (b"R", b"D")
    except OSError:
        return False


class Box:
    """A frame on the screen, its edges included."""

    def __init__(self, row, column, height, columns):
        self.row, self.column, self.height, self.width = row, column, height, columns


class Screen:
    """The contents of a terminal at one moment."""

    def __init__(self, text, state):
        self.rows = text.split("\n")
        words = state.split(" ")
        self.cursor = (int(words[0]), int(words[1]))  # column, row
        self.size = (int(words[2]), int(words[3]))  # columns, rows
        # A signal counts as a negative status; both come later than the end of output.
        self.exit_status = int(words[5]) if words[5] else -int(words[6]) if words[6] else None
        self.is_dead = words[4] == "1" and self.exit_status is not None
        self.is_half_dead = words[4] == "1" and not self.is_dead
        self.server_pid = int(words[7])
        self.program_pid = int(words[8])
        self.modes = words[9:]
        self.rows += [""] * (self.size[1] - len(self.rows))

    @functools.cached_property
    def cells(self):
        return [cells(row, self.size[0]) for row in self.rows]

    def __str__(self):
        rows = ["  |" + row for number, row in enumerate(self.rows)
                if number == 0 or row != self.rows[number - 1]]
        return (f"cursor {self.cursor}, size {self.size}, dead {self.is_dead} {self.exit_status}\n"
                + "\n".join(rows))

    def __contains__(self, text):
        return any(text in row for row in self.rows)

    @property
    def rests(self):
        """Whether neither the program nor the terminal has something to do now, such as the rest of a drawing."""
        return not any(is_running(pid) for pid in (self.program_pid, self.server_pid))

    # The bars.
    steps = property(lambda self: self.rows[1].strip())
    raw = property(lambda self: self.rows[-3].strip())
    status = property(lambda self: re.sub("^!!?  ", "", self.rows[-2].strip()))

    def is_at(self, step):
        return f"[>>] {step}" in self.steps

    def meets(self, row, column, lines, way):
        """Whether the frame's line in the cell goes on to the next one in the direction WAY; with
        ASCII characters, whether the next cell has a line."""
        if not (0 <= row < len(self.cells) and 0 <= column < len(self.cells[row])):
            return False
        if self.cells[row][column] != "+":
            return self.cells[row][column] in lines
        beside = self.cells[row + way[0]:row + way[0] + 1]
        return bool(beside) and "".join(beside[0][column + way[1]:column + way[1] + 1]) in tuple("+-|>")

    def box(self, title):
        """The frame whose title begins with TITLE; None if it is not shown.  Neighbouring frames
        share their edges; the mark of the focus stands in place of a line."""
        for number, row in enumerate(self.cells):
            place = "".join(cell or "\0" for cell in row).find(title)
            left, right, bottom = place - 2, place, number + 1
            if left < 0 or row[left] not in "+\u250c\u252c\u251c\u253c" or row[left + 1] not in "-\u2500>":
                continue
            while right < len(row) - 1 and not self.meets(number, right, "\u2510\u252c\u2524\u253c", (1, 0)):
                right += 1
            while bottom < len(self.cells) - 1 and not self.meets(bottom, left, "\u2514\u251c\u2534\u253c", (0, 1)):
                bottom += 1
            return Box(number, left, bottom - number + 1, right - left + 1)
        return None

    def pane(self, title):
        """The rows within the frame."""
        box = self.box(title)
        if box is None:
            return []
        inner = self.cells[box.row + 1:box.row + box.height - 1]
        return ["".join(row[box.column + 2:box.column + box.width - 2]).rstrip() for row in inner]

    def flow(self, title):
        """The text within the frame as if it were not wrapped."""
        return " ".join(" ".join(self.pane(title)).split())

    form = property(lambda self: self.flow("[1]"))
    conversation = property(lambda self: self.flow("[2]"))
    explanation = property(lambda self: self.flow("[3]"))

    def find(self, text):
        """Column and row of TEXT."""
        for number, row in enumerate(self.rows):
            if text in row:
                return width(row[:row.index(text)]), number
        raise AssertionError(f"{text!r} is not shown:\n{self}")

    def outside(self, *boxes):
        """All cells outside of BOXES; the rest is blank."""
        rows = [list(row) for row in self.cells]
        for box in boxes:
            for row in rows[box.row:box.row + box.height]:
                row[box.column:box.column + box.width] = [" "] * box.width
        return ["".join(row) for row in rows]


# --- the terminal ----------------------------------------------------------------------------

STATE = " ".join("#{%s}" % name for name in [
    "cursor_x", "cursor_y", "window_width", "window_height", "pane_dead", "pane_dead_status",
    "pane_dead_signal", "pid", "pane_pid", "alternate_on", "cursor_flag", "insert_flag", "keypad_cursor_flag",
    "keypad_flag", "mouse_any_flag", "origin_flag", "wrap_flag", "scroll_region_upper",
    "scroll_region_lower", "window_bell_flag"])

# So many looks at a program that is busy at each of them.
RESTLESS = 100


class Terminal:
    """ARGV, smtp-tui unless PROGRAM says otherwise, in a terminal of SIZE; a context manager.

    FOLDER holds its home and state; one of its own, if none is given."""

    def __init__(self, *argv, size=(80, 24), program=(e2e.CLIENT,), env=None, folder=None,
                 term="screen-256color"):
        if shutil.which("tmux") is None:
            raise Skip("tmux is not installed")
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="smtp-tui.")
        self.socket = f"tui-{id(self):x}"
        self.presses = 0
        self.env = {name: value for name, value in e2e.ENVIRONMENT.items() if name not in UNWANTED}
        self.env.update(HOME=self.folder, XDG_STATE_HOME=os.path.join(self.folder, "state"),
                        TMUX_TMPDIR=self.folder, TMPDIR=self.folder, PS1="$ ", SHELL="/bin/sh", **(env or {}))
        e2e.servers.append(self)
        # A window follows the size of its clients unless configured otherwise, once it exists.
        self.tmux("-f", "/dev/null", "start-server", ";", "set", "-s", "escape-time", "0", ";",
                  "set", "-s", "set-clipboard", "on", ";", "set", "-g", "remain-on-exit", "on", ";",
                  "set", "-g", "status", "off", ";", "set", "-g", "default-terminal", term, ";",
                  "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), *program, *argv, ";",
                  "set", "-w", "window-size", "manual", ";", "set", "-w", "monitor-bell", "on")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def tmux(self, *words, text=None):
        done = subprocess.run(["tmux", "-u", "-L", self.socket, *words], env=self.env, input=text,
                              capture_output=True, timeout=e2e.WAIT, check=False)
        truth(done.returncode == 0, f"tmux {words}: {done.stderr.decode()}")
        return done.stdout.decode(errors="replace")

    def kill(self):
        """Ends the program and the terminal."""
        if self not in e2e.servers:
            return
        e2e.servers.remove(self)
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], env=self.env, check=False,
                       capture_output=True, timeout=e2e.WAIT)
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self):
        return int(self.tmux("display-message", "-p", "#{pane_pid}"))

    # -- keys

    def type(self, text):
        # At the end of a word a semicolon would end the command.
        self.tmux("send-keys", "-l", "--", re.sub(";$", r"\\;", text))

    def key(self, *names):
        self.presses += len(names)
        self.tmux("send-keys", *names)

    def paste(self, text):
        """As a terminal's clipboard does it: in brackets if the program has asked for them."""
        self.tmux("load-buffer", "-b", "paste", "-", text=text.encode())
        self.tmux("paste-buffer", "-p", "-b", "paste")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    # -- looks

    def screen(self):
        shown = self.tmux("capture-pane", "-p", ";", "display-message", "-p", STATE)
        text, _, state = shown.rstrip("\n").rpartition("\n")
        screen = Screen(text, state)
        screen.terminal = self
        if screen.is_half_dead:  # tmux 3.3 sometimes overlooks the end of a child
            os.kill(screen.server_pid, signal.SIGCHLD)
        return screen

    def wait(self, what, about=None, seconds=e2e.WAIT, steady=True):
        """Waits until WHAT, a text or a predicate on the screen, is true; returns the screen, which
        no longer changes if STEADY."""
        deadline, patience = time.monotonic() + seconds, RESTLESS
        while True:
            screen = self.screen()
            if what in screen if isinstance(what, str) else what(screen):
                # Output may arrive in parts, the cursor in the last.  Some programs never rest.
                patience -= 1
                if not steady or ((screen.rests or patience < 0) and str(screen) == str(self.screen())):
                    return screen
            if time.monotonic() > deadline or (screen.is_dead and not callable(what)):
                raise AssertionError(f"waited in vain for {about or what!r}:\n{screen}")
            time.sleep(0.005)

    def wait_step(self, step):
        return self.wait(lambda screen: screen.is_at(step), f"step {step}")

    def wait_exit(self, status=0):
        screen = self.wait(lambda screen: screen.is_dead, "the end of the program")
        e2e.equal(screen.exit_status, status, f"exit status; {screen}")

    def wait_cursor(self, column, row):
        return self.wait(lambda screen: screen.cursor == (column, row), f"cursor {column, row}")

    def fill(self, text, label):
        """Types TEXT into the field named LABEL, which has the focus; returns the screen."""
        before = self.screen()
        self.type(text)
        column = before.cursor[0] + width(text)
        screen = self.wait(lambda screen: screen.cursor[0] == column and text in screen,
                           f"{text!r} with the cursor at {column}")
        truth(label in screen.rows[screen.cursor[1]], f"no {label!r} at the cursor:\n{screen}")
        return screen


def click(terminal, text, row=None):
    """Clicks the first character of TEXT, on the screen or in its ROW."""
    rows = terminal.screen().rows
    number = row % len(rows) if row is not None else next(i for i, line in enumerate(rows) if text in line)
    terminal.type(f"\033[M {chr(33 + rows[number].index(text))}{chr(33 + number)}")


# --- servers that misbehave ------------------------------------------------------------------

class Peer:
    """The server's end of a connection."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(e2e.WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.input = b""

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def drip(self, data, seconds=0.0):
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(seconds)

    def line(self):
        """The next line of the client without its ending; None at the end."""
        while b"\n" not in self.input:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.input += data
        line, _, self.input = self.input.partition(b"\n")
        return line.rstrip(b"\r")

    def wait_end(self):
        """Reads until the client disconnects, however long the case takes."""
        self.socket.settimeout(e2e.CASE)
        while self.line() is not None:
            pass

    def converse(self, answers=None, send=None):
        """Answers like the prototype, or by ANSWERS: bytes by the first word."""
        send = send or self.send
        replies = {b"HELO": b"250 Hello\r\n", b"MAIL": b"250 Sender ok\r\n",
                   b"RCPT": b"250 Recipient ok\r\n", b"DATA": b"354 Go on\r\n",
                   b"QUIT": b"221 Bye\r\n", b".": b"250 Message accepted for delivery\r\n"}
        replies.update(answers or {})
        in_message = False
        while (line := self.line()) is not None:
            verb = line.split(b" ")[0].upper()
            if in_message and line != b".":
                continue
            in_message = verb == b"DATA"
            send(replies.get(verb, b"500 Syntax error\r\n"))
            if verb == b"QUIT":
                return


GREETING = b"220 fake smtpd-proto ready\r\n"


class Fake:
    """A server that does with each connection what SCRIPT(peer, number of the connection) says,
    then closes it; a context manager.  Errors in a thread are reported at the end."""

    def __init__(self, script):
        self.script = script
        self.problems = []
        self.peers = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.accepting = threading.Thread(target=self.accept, daemon=True)
        self.accepting.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.peers.append(Peer(connection))
            threading.Thread(target=self.serve, args=(len(self.peers) - 1,), daemon=True).start()

    def serve(self, number):
        peer = self.peers[number]
        try:
            self.script(peer, number)
        except OSError:
            pass  # the client disconnected first
        except Exception as exception:  # an exception of a thread would be lost
            self.problems.append(exception)
        peer.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes a thread in accept(), unlike close()
        self.accepting.join(e2e.WAIT)
        self.listener.close()
        for peer in self.peers:
            try:
                peer.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        truth(kind is not None or not self.problems, f"in the fake server: {self.problems}")


def scripted(*answers, greeting=GREETING):
    """A Fake that converses; connection NUMBER answers by ANSWERS[NUMBER]."""
    def script(peer, number):
        peer.send(greeting)
        peer.converse(answers[min(number, len(answers) - 1)] if answers else None)
    return Fake(script)


def address(server):
    return f"{server.host}:{server.port}"


def unused_address():
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return "127.0.0.1:%d" % taken.getsockname()[1]
