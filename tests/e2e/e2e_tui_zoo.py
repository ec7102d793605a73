#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A person in the full screen with each server of the zoo (tests/support/zoo): a message is
delivered and the conversation ended, or the screen says what the server does wrong."""

import e2e
from e2e import case, equal
from tui import Terminal
from tui_scripted import act
from zoo import servers, wire

MAIL = ["EHLO", "MAIL alice@x"]
RCPT = MAIL + ["RCPT johndoe@x"]
DATA = RCPT + ["DATA Kept."]
QUIT = DATA + ["QUIT", "?S 221"]
AGAIN = "<M-t>"

# What a person does with each server, what the screen then shows, and how often the message is
# delivered.  An action AGAIN goes the other way that is offered.
WALKS = {
    "specification-server":
        (MAIL + ["~without angle brackets", AGAIN, "RCPT johndoe", "DATA Kept.",
                 "~sends the dot once more", AGAIN, "QUIT", "?S 221"],
         ["C MAIL FROM: alice@x", "C RCPT TO: johndoe"], 1),
    "no-line-end-replies": (["?A reply ends in CRLF, and"], ["220 zoo ready", "no line end"], 0),
    "lf-replies": (QUIT, [], 1),
    "cr-replies": (["?A CR without LF does not end a line."], ["220 zoo ready"], 0),
    "python-bytes-replies": (["?A reply ends in CRLF, and"], ["b'220 zoo ready"], 0),
    "blank-before-code":
        (["~does not begin with a code"], ["put nothing before them"], 0),
    "no-code": (["~does not begin with a code"], ["with its three digits"], 0),
    "no-greeting":
        (["?Send another line", ":HELO x", "MAIL alice@x",
          "RCPT johndoe@x", "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "tls-first": (["?the port may expect TLS first"], ["still open"], 0),
    "nul-padded-replies": (QUIT, ["its whole buffer"], 1),
    "split-replies": (QUIT, [], 1),
    "multiline-broken": ([":HELO x", "~its code differs"], ["with the same code"], 0),
    "multiline-unended": ([":HELO x", "?Only a part of a reply has arrived"], ["its last line"], 0),
    "two-replies":
        (["EHLO", "~this one answers nothing", "MAIL alice@x", "RCPT johndoe@x",
          "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "changed-echo":
        (MAIL + ["~It repeats another address than the one that was sent", "RCPT johndoe@x",
                 "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "data-250":
        (DATA + ["?that is 354", "~Alt-t sends it", AGAIN, "QUIT", "?S 221"], [], 1),
    "wrong-354":
        (RCPT + ["?S 354", "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "any-greeting": (QUIT, [], 1),
    "lower-case":
        (["EHLO", "~The server does not know this command", ":helo x", ">MAIL",
          ":mail from:<alice@x>", ">RCPT", ":rcpt to:<johndoe@x>", ">DATA", ":data", "?S 354",
          "DATA Kept.", ">QUIT", ":quit", "?S 221"], [], 1),
    "closes-at-ehlo":
        (["EHLO", "~greet with HELO", AGAIN, "HELO", "MAIL alice@x", "RCPT johndoe@x",
          "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "silent-at-ehlo":
        (["EHLO", "~greet with HELO", AGAIN, "HELO", "MAIL alice@x", "RCPT johndoe@x",
          "DATA Kept.", "QUIT", "?S 221"], [], 1),
    "bare-addresses":
        (MAIL + ["~without angle brackets", AGAIN, "RCPT johndoe@x", "DATA Kept.", "QUIT",
                 "?S 221"], ["C RCPT TO: johndoe@x"], 1),
    "blank-addresses":
        (MAIL + ["~without angle brackets", AGAIN, "~a blank after the colon", AGAIN,
                 "RCPT johndoe@x", "DATA Kept.", "QUIT", "?S 221"],
         ["C RCPT TO: <johndoe@x>"], 1),
    "closes-at-brackets":
        (MAIL + ["~in another way", AGAIN, "EHLO", "MAIL", "RCPT johndoe@x", "DATA Kept.", "QUIT",
                 "?S 221"], ["C MAIL FROM: alice@x"], 1),
    "dot-alone": (DATA + ["~sends the dot once more", AGAIN, "QUIT", "?S 221"], [], 1),
    "dot-anywhere":
        (RCPT + ["DATA One.. two", "~seems to answer each piece"], ["Whether"], 1),
    "message-at-once": (QUIT, [], 1),
    "reply-per-piece": (QUIT, [], 1),
    "reply-per-line": (DATA + ["~seems to answer each piece"], ["look into the mailbox"], 1),
    "keeps-dots": (QUIT, [], 1),
    "closes-after-delivery":
        (DATA + ["~the server closed the connection"], ["S 250 Message accepted"], 1),
    "closes-at-quit": (DATA + ["QUIT", "~the server closed the connection. It did not answer QUIT."], [], 1),
    "stays-open": (QUIT, [], 1),
}


def walk(name, size):
    actions, texts, delivered = WALKS[name]
    messages = []

    def show(who, what):
        if who == "message":
            messages.append(what)

    with wire.Server(servers.HABITS[name][1], show) as server, \
         Terminal(server.address, "--timeout=2", size=size) as terminal:
        for action in actions:
            act(terminal, action)
        terminal.wait(lambda screen: all(text in screen for text in texts), texts)
        equal(len(messages), delivered, "messages delivered")


@case("each server of the zoo is met")
def test_all():
    equal(sorted(WALKS), sorted(servers.HABITS), "servers")


for server_name in WALKS:
    case(f"with the server {server_name}")(lambda name=server_name: walk(name, (110, 44)))

if __name__ == "__main__":
    e2e.run()
