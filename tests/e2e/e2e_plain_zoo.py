#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Line mode through pipes with each server of the zoo (tests/support/zoo): a message is delivered
whole, or a sentence says what the server does wrong, and the options that are named then help."""

import concurrent.futures
import functools
import os
import subprocess
import tempfile

import e2e
from e2e import case, equal, truth, wait_for
from tui_folder import Folder, lines
from zoo import servers, wire

MAIL = ["HELO lab", "MAIL FROM:<alice@x>"]
RCPT = MAIL + ["RCPT TO:<johndoe@x>"]
TEXT = ["Subject: plain", "", "Kept as it is.", "MAIL FROM:<nobody@x>"]
DATA = RCPT + ["DATA", *TEXT, "."]
QUIT = DATA + ["QUIT"]
WHOLE = [[line.encode() for line in TEXT]]

# Long enough for a busy machine to answer, or to receive one write before the next one comes.
PATIENCE = "--timeout=8"
DOT, LINE = "--pace=dot:2s", "--pace=line:1s"

SPACING = "Send the dot once more, or use --pace=dot."
BRACKETS = ("Some small servers want the address without angle brackets. "
            "--style=bare writes it so; --style=blank keeps them, after a blank.")
UNENDED = "These bytes have no line end.  A reply ends in CRLF, and the client is still waiting"
CODE = "The server must begin each line of a reply with its three digits, and put nothing before them."
PART = ("Only a part of a reply has arrived: the server may have left out the CRLF at its end, or its "
        "last line.")
MUTE = ("The server did not greet: the port may expect TLS first (as 465 does) or not be SMTP at all, "
        "or the server may wait for a command")
UNKNOWN = "The server does not know this command. Check its spelling, or do without it."
PIECES = "More replies than commands: the server seems to answer each piece of the message."
MAILBOX = "Whether the message was delivered is therefore not known: look into the mailbox."
HELO = "Some small servers know only HELO. Connect again and begin with HELO."
CLOSED = "the server closed the connection."

# Each with options, lines of input, texts of the output, the messages delivered, and the exit
# status.  Instead of a line, "~TEXT" waits until the output goes on with TEXT.  Without a text the
# client must have nothing to remark upon.
TALKS = {
    "specification-server": [
        ([], MAIL, [BRACKETS], [], 0),
        (["--style=bare", PATIENCE], DATA, ["C: RCPT TO: johndoe@x", SPACING], [], 1),
        (["--style=bare", LINE], QUIT, [], WHOLE, 0)],
    # How its replies are written.
    "no-line-end-replies": [([PATIENCE], QUIT, ["S? 220 zoo ready\n", UNENDED], [], 1)],
    "lf-replies": [([], QUIT, [], WHOLE, 0)],
    "cr-replies":
        [([PATIENCE], QUIT, ["S? 220 zoo ready\\x0D\n", "A CR without LF does not end a line."], [], 1)],
    "nul-padded-replies":
        [([], QUIT, ["NUL bytes, which are skipped: the server may be sending its whole buffer"],
          WHOLE, 0)],
    "python-bytes-replies":
        [([PATIENCE], QUIT, ["S? b'220 zoo ready\\r\\n'\n", UNENDED], [], 1)],
    "blank-before-code": [([PATIENCE], QUIT, ["S:  220 zoo ready", CODE], [], 1)],
    "no-code": [([PATIENCE], QUIT, ["S: zoo ready", CODE], [], 1)],
    "split-replies": [([], QUIT, [], WHOLE, 0)],
    # Which replies it gives, and how many.
    "no-greeting": [([PATIENCE], QUIT, [MUTE], [], 1)],
    "tls-first": [([PATIENCE], QUIT, [MUTE], [], 1)],
    "two-replies":
        [([], MAIL[:1] + ["~this one answers nothing that was sent."] + QUIT[1:],
          ["More replies than commands: this one answers nothing"], WHOLE, 0)],
    "multiline-broken":
        [([PATIENCE], QUIT, ["The server must begin all lines of a reply with the same code"], [], 1)],
    "multiline-unended": [([PATIENCE], QUIT, [PART], [], 1)],
    "changed-echo":
        [([], QUIT, ["It repeats another address than the one that was sent"], WHOLE, 0)],
    "data-250":
        [([], RCPT + ["DATA"], ["does not wait for the message: that is 354."], [], 0)],
    "wrong-354": [([], RCPT + TEXT + [".", "QUIT"], [], WHOLE, 0)],
    # Which commands it knows.
    "any-greeting": [
        ([], MAIL + ["QUIT"], [UNKNOWN, "S: 503 HELO comes first"], [], 0),
        ([], ["HELLO lab"] + QUIT[1:], [], WHOLE, 0)],
    "lower-case": [
        ([], MAIL[:1], [UNKNOWN], [], 0),
        ([], [line.lower() for line in RCPT] + ["data", *TEXT, ".", "quit"], [], WHOLE, 0)],
    "closes-at-ehlo": [
        ([], ["EHLO lab"], [CLOSED + " It did not answer EHLO.", HELO], [], 1),
        ([], QUIT, [], WHOLE, 0)],
    "silent-at-ehlo": [
        ([PATIENCE], ["EHLO lab"], [HELO], [], 1),
        ([], QUIT, [], WHOLE, 0)],
    "bare-addresses": [
        ([], MAIL + ["QUIT"], [BRACKETS], [], 0),
        (["--style=bare"], QUIT, [], WHOLE, 0)],
    "blank-addresses": [
        ([], MAIL + ["QUIT"], [BRACKETS], [], 0),
        (["--style=blank"], QUIT, [], WHOLE, 0)],
    "closes-at-brackets": [
        ([], MAIL, [CLOSED + " It did not answer MAIL FROM.", BRACKETS], [], 1),
        (["--style=bare"], QUIT, [], WHOLE, 0)],
    # How it reads a message.
    "dot-alone": [
        ([PATIENCE], DATA, [SPACING], [], 1),
        ([DOT], QUIT, [], WHOLE, 0)],
    "dot-anywhere":
        [([], RCPT + ["DATA", "One. two", ".", "~S: 500", "~S: 500", "QUIT"], [PIECES, MAILBOX],
          [[b"One"]], 0)],
    "message-at-once": [([], QUIT, [], WHOLE, 0)],
    "reply-per-piece": [
        ([], QUIT, [], WHOLE, 0),
        ([LINE], DATA + ["~S: 250 Message accepted", "QUIT"], [PIECES], WHOLE, 0)],
    "reply-per-line":
        [([], DATA + ["~S: 250 Message accepted", "QUIT"], [PIECES, MAILBOX], WHOLE, 0)],
    "keeps-dots": [([], RCPT + ["DATA", "..kept", ".", "QUIT"], [], [[b"..kept"]], 0)],
    # How it ends.
    "closes-after-delivery":
        [([], DATA + ["~" + CLOSED], [CLOSED], WHOLE, 1)],
    "closes-at-quit": [([], QUIT, [CLOSED + " It did not answer QUIT."], WHOLE, 1)],
    "stays-open": [([], QUIT, [], WHOLE, 0)],
}

# How the remarks begin of a conversation in which nothing is wrong.
CALM = ("-- The server is ready.", "-- The server accepted the command. Next: ",
        "-- The server is waiting for the message.", "-- The server has accepted the message",
        "-- The conversation has ended as requested.")


class Client:
    """smtp-tui in line mode; its standard output and error are one text."""

    def __init__(self, folder, *arguments):
        self.output = tempfile.TemporaryFile()
        self.place = 0
        self.process = subprocess.Popen(
            [e2e.CLIENT, "--plain", *arguments], stdin=subprocess.PIPE, stdout=self.output,
            stderr=subprocess.STDOUT, cwd=folder.path,
            env=dict(e2e.ENVIRONMENT, HOME=folder.path, XDG_STATE_HOME=folder.file("state")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.output.close()

    def said(self):
        return os.pread(self.output.fileno(), 1 << 20, 0).decode()

    def write(self, texts):
        self.process.stdin.write(lines(*texts).encode())
        self.process.stdin.flush()

    def wait(self, text):
        """Waits until TEXT stands behind the text that was waited for before."""
        wait_for(lambda: text in self.said()[self.place:], text)
        self.place = self.said().index(text, self.place) + len(text)

    def end(self):
        """Returns the exit status."""
        self.process.stdin.close()
        return self.process.wait(e2e.WAIT)


def act(client, actions):
    """The lines between two waits are written at once, as from a file."""
    written = []
    for action in actions:
        if action.startswith("~"):
            client.write(written)
            client.wait(action[1:])
            written = []
        else:
            written.append(action)
    client.write(written)
    return client.end()


def talk(name, options, actions):
    """What is said, the messages delivered, and the exit status."""
    messages = []

    def show(who, what):
        if who == "message":
            messages.append(what)

    with (wire.Server(servers.HABITS[name][1], show) as server, Folder() as folder,
          Client(folder, *options, server.address) as client):
        status = act(client, actions)
        output = client.said()
    return output, messages, status


@functools.lru_cache(maxsize=None)
def talks():
    """All at once, since most of their time is waiting."""
    with concurrent.futures.ThreadPoolExecutor(sum(map(len, TALKS.values()))) as pool:
        return {name: [pool.submit(talk, name, *row[:2]) for row in rows]
                for name, rows in TALKS.items()}


def check(name, place):
    _options, _actions, texts, messages, status = TALKS[name][place]
    output, delivered, got = talks()[name][place].result()
    equal((delivered, got), (messages, status), f"messages and status; {output}")
    for text in texts:
        truth(text in output, f"no {text!r} there:\n{output}")
    if not texts:
        remarks = [line for line in output.splitlines() if line.startswith("--")]
        equal([line for line in remarks if not line.startswith(CALM)], [], "remarks")
        truth(remarks[-1].startswith(CALM[-1]), f"its end: {output}")


@case("each server of the zoo is met")
def test_all():
    equal(sorted(TALKS), sorted(servers.HABITS), "servers")


for server_name, server_rows in TALKS.items():
    for row_place, row in enumerate(server_rows):
        case(" ".join([f"with the server {server_name}, {row_place + 1}:", *row[0]]))(
            functools.partial(check, server_name, row_place))

if __name__ == "__main__":
    e2e.run()
