#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The client with --pipelining: commands go out in groups, each reply belongs to its command."""

import re

import e2e
from e2e import case, equal, truth
from tui import Fake, Terminal
from tui_folder import Folder
from tui_scripted import act

def grouping(*sizes):
    """A server that answers commands in groups of these SIZES, each only once it has all of it;
    SEEN is how many commands had arrived when the first of a group was read."""
    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        for size in sizes:
            lines = [peer.line()]
            fake.seen.append(1 + peer.input.count(b"\n"))
            lines += [peer.line() for _ in range(1, size)]
            for line in lines:
                truth(line is not None, f"the client left within a group of {size}")
                fake.heard.append(line.decode())
                peer.send(replies.get(line, b"250 " + line + b"\r\n"))
        peer.wait_end()

    replies = {b"EHLO a": b"250-fake\r\n250 PIPELINING\r\n", b"RCPT TO:<b@x>": b"550 who?\r\n"}
    fake = Fake(script)
    fake.seen, fake.heard = [], []
    return fake


def pairs_in(rows, command, reply, more):
    """Commands with the last line of their replies, which begin so."""
    commands = [row[len(command):] for row in rows if row.startswith(command)]
    replies = [re.sub(r" +\(?\d+ ms\)?$", "", row[len(reply):]) for row in rows
               if row.startswith((reply, more)) and row[len(reply) + 3:][:1] == " "]
    equal(len(replies), len(commands) + 1, f"replies to {commands}: {replies}")
    return list(zip(commands, replies[1:]))


PAIRS = [("EHLO a", "250 PIPELINING"), ("MAIL FROM:<alice@x>", "250 MAIL FROM:<alice@x>"),
         ("RCPT TO:<a@x>", "250 RCPT TO:<a@x>"), ("RCPT TO:<b@x>", "550 who?"),
         ("RCPT TO:<c@x>", "250 RCPT TO:<c@x>")]


def three_recipients(sizes, *options):
    """Three recipients through the form; the server answers groups of these SIZES."""
    with grouping(*sizes) as server, \
         Terminal(*options, server.address, size=(110, 44)) as terminal:
        for action in ["EHLO a", "MAIL alice@x", "RCPT a@x, b@x, c@x", ">DATA"]:
            act(terminal, action)
        screen = terminal.wait(lambda screen: "S 250 RCPT TO:<c@x>" in screen)
        equal(server.heard, [command for command, _ in PAIRS], "heard")
        rows = [row for row in screen.pane("[2]") if row]
        equal(pairs_in(rows, "C ", "S ", "| "), PAIRS, f"pairs; {screen}")
        # A command is explained, and so is its own reply.
        terminal.key("M-2", *["Up"] * (len(rows) - 1 - rows.index("C RCPT TO:<b@x>")))
        terminal.wait(lambda screen: 'go to "b@x"' in screen.explanation, "the recipient b@x")
        reply = next(number for number, row in enumerate(rows) if row.startswith("S 550"))
        terminal.key(*["Down"] * (reply - rows.index("C RCPT TO:<b@x>")))
        terminal.wait(lambda screen: "550: 5xx refused" in screen.explanation, "the reply to b@x")
        return server.seen


@case("recipients go out at once with --pipelining, and the pairs are the same without")
def recipients_at_once():
    equal(three_recipients((1, 1, 3), "--pipelining"), [1, 1, 3], "commands at once")
    equal(three_recipients((1, 1, 1, 1, 1)), [1] * 5, "commands at once, without the option")


@case("sender and recipients go out at once with --plain --pipelining")
def plain_at_once():
    talk = "".join(command + "\n" for command, _ in PAIRS)
    for sizes, options in (((1, 4), ["--pipelining"]), ((1, 1, 1, 1, 1), [])):
        with grouping(*sizes) as server, Folder() as folder:
            output, _ = folder.run("--plain", *options, server.address, text=talk)
            equal(server.seen, list(sizes), "commands at once")
            equal(pairs_in(output.split("\n"), "C: ", "S: ", "S: "), PAIRS, output)


if __name__ == "__main__":
    e2e.run()
