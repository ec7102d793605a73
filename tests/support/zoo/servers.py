# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are right but for one habit.

HABITS has for each name a sentence, and what it does with a connection: converse(), which is a
small server without a mistake, with one part of it replaced.
"""

import functools
import re
import time

from zoo import specification_server
from zoo.wire import Closed

# The reply to each verb.  An empty one is not sent; None closes the connection.
REPLIES = {"HELO": "250 zoo", "MAIL": "250 Sender ok", "RCPT": "250 Recipient ok",
           "DATA": "354 End with a dot on a line of its own", "RSET": "250 Reset",
           "NOOP": "250 Nothing done", "QUIT": "221 Bye"}
ACCEPTED = "250 Message accepted"

# The verbs that must have been accepted before.
NEEDS = {"MAIL": "HELO", "RCPT": "MAIL", "DATA": "RCPT"}

# Those that greet, all alike.
GREETINGS = ("HELO", "EHLO", "HELLO", "HI")

# What has a path, and the forms of it that a server may take.
PREFIXES = {"MAIL": b"MAIL FROM:", "RCPT": b"RCPT TO:"}
BRACKETS = rb" ?<[^<>]*>"
BLANK_AND_BRACKETS = rb" <[^<>]*>"
BARE = rb" ?[^ <>]+"
BLANK_AND_BARE = rb" [^ <>]+"

# TLS: unexpected message.
ALERT = b"\x15\x03\x03\x00\x02\x02\x0a"


# --- how a reply is sent ---------------------------------------------------------------------

def say(peer, reply, form=lambda reply: reply.encode() + b"\r\n"):
    """Sends REPLY in one write, as FORM makes it."""
    peer.send(form(reply))


def say_in_three(peer, reply):
    data = reply.encode() + b"\r\n"
    for part in (data[:2], data[2:-1], data[-1:]):
        peer.send(part)
        time.sleep(0.02)


# --- how a message is read -------------------------------------------------------------------

def unstuffed(line):
    return line[1:] if line.startswith(b".") else line


def accept(peer, reply, lines):
    peer.keep(lines)
    reply(peer, ACCEPTED)


def until_dot(peer, reply, taken=unstuffed):
    """Right: lines, until one is a dot."""
    lines = []
    while (line := peer.line()) != b".":
        lines.append(taken(line))
    accept(peer, reply, lines)


def until_dot_alone(peer, reply):
    text = b""
    while (piece := peer.piece()) != b".\r\n":
        text += piece
    accept(peer, reply, text.splitlines())


def one_piece(peer, reply):
    lines = peer.piece().splitlines()
    accept(peer, reply, lines[:-1] if lines[-1] == b"." else lines)


def until_any_dot(peer, reply):
    text = b""
    while b"." not in text:
        text += peer.piece()
    text, _, peer.pending = text.partition(b".")
    accept(peer, reply, text.splitlines())


def reply_per_piece(peer, reply):
    text = peer.piece()
    while not text.endswith(b"\n.\r\n"):
        reply(peer, "250 Ok")
        text += peer.piece()
    accept(peer, reply, text.splitlines()[:-1])


def reply_per_line(peer, reply):
    lines = []
    while (line := peer.line()) != b".":
        lines.append(unstuffed(line))
        reply(peer, "250 Ok")
    accept(peer, reply, lines)


def then_close(peer, reply):
    until_dot(peer, reply)
    raise Closed("closed by the server")


# --- the conversation ------------------------------------------------------------------------

def judge(command, done, replies, path, refusal):
    """The reply to COMMAND.  DONE are the verbs accepted before, to which this one may be added."""
    verb = command.split(b" ")[0].decode("latin-1")
    if verb not in replies:
        return "500 Unknown command"
    if verb in NEEDS and NEEDS[verb] not in done:
        return f"503 {NEEDS[verb]} comes first"
    if verb in PREFIXES and not re.fullmatch(PREFIXES[verb] + path, command):
        return refusal
    if not (replies[verb] or "").startswith("5"):
        done.add("HELO" if verb in GREETINGS else verb)
    return replies[verb]


def converse(peer, greeting="220 zoo ready", hear=bytes.upper, replies=None, path=BRACKETS,
             refusal="501 Syntax error", opener="DATA", message=until_dot, reply=say, stays=False):
    """A small server.  What it HEARs is the command that it acts on, REPLIES are those that differ
    from REPLIES, a MESSAGE follows the reply to OPENER, and after 221 it ends unless it STAYS."""
    if greeting:
        reply(peer, greeting)
    done, replies = set(), REPLIES | (replies or {})
    text = greeting
    while stays or not text.startswith("221"):
        text = judge(hear(peer.line()), done, replies, path, refusal)
        if text is None:
            return
        if text:
            reply(peer, text)
        if opener in done:
            message(peer, reply)
            done = {"HELO"}


def lower_case_only(line):
    return line.upper() if line[:4].islower() else b"?"


def tls_first(peer):
    peer.piece()
    peer.send(ALERT)


# --- the zoo ---------------------------------------------------------------------------------

habit = functools.partial


def replying(**replies):
    return habit(converse, replies=replies)


def forming(form):
    return habit(converse, reply=habit(say, form=form))


HABITS = {
    "specification-server":
        ("It takes one recv() for one line, and wants `mail from: a', without brackets.",
         specification_server.converse),
    # How its replies are written.
    "no-line-end-replies":
        ("Its replies have no line end.", forming(str.encode)),
    "lf-replies":
        ("Its replies end in LF without CR.", forming(lambda r: f"{r}\n".encode())),
    "cr-replies":
        ("Its replies end in CR without LF.", forming(lambda r: f"{r}\r".encode())),
    "nul-padded-replies":
        ("It sends its whole buffer: each reply is filled up with NUL to 1024 bytes.",
         forming(lambda r: f"{r}\r\n".encode().ljust(1024, b"\0"))),
    "python-bytes-replies":
        ("It sends str() of bytes: b'250 ...\\r\\n' as Python prints it, quotes and all.",
         forming(lambda r: str(f"{r}\r\n".encode()).encode())),
    "blank-before-code":
        ("A blank stands before the code of its replies.", forming(lambda r: f" {r}\r\n".encode())),
    "no-code":
        ("Its replies are words without a code.", forming(lambda r: f"{r[4:]}\r\n".encode())),
    "split-replies":
        ("It sends each reply in three writes, with pauses.", habit(converse, reply=say_in_three)),
    # Which replies it gives, and how many.
    "no-greeting":
        ("It does not greet, but waits for the client to speak.", habit(converse, greeting="")),
    "tls-first":
        ("It waits for the client to begin with TLS, and closes when something else comes.",
         tls_first),
    "two-replies":
        ("It answers HELO with two replies.",
         replying(HELO="250 zoo\r\n250 Pleased to meet you")),
    "multiline-broken":
        ("The second line of its reply to HELO has another code than the first.",
         replying(HELO="250-zoo\r\n220 Pleased to meet you")),
    "multiline-unended":
        ("The last line of its reply to HELO is marked as one that others follow.",
         replying(HELO="250-zoo")),
    "changed-echo":
        ("It repeats another address than was sent.",
         replying(MAIL="250 <somebody@else.example> Sender ok")),
    "data-250":
        ("It answers DATA with 250 instead of 354, and reads the message.",
         replying(DATA="250 Go on")),
    "wrong-354":
        ("It answers RCPT with 354, and reads the message without DATA.",
         habit(converse, replies={"RCPT": "354 Go on"}, opener="RCPT")),
    # Which commands it knows.
    "any-greeting":
        ("It wants to be greeted with HELLO, HI or EHLO, and does not know HELO.",
         replying(HELLO="250 Hello", HI="250 Hi", EHLO="250 zoo", HELO="500 Unknown command")),
    "lower-case":
        ("It knows its commands in lower case only.", habit(converse, hear=lower_case_only)),
    "closes-at-ehlo":
        ("It closes the connection at EHLO instead of answering 500.", replying(EHLO=None)),
    "silent-at-ehlo":
        ("It does not answer EHLO at all.", replying(EHLO="")),
    "bare-addresses":
        ("It wants `MAIL FROM: a', with a blank and without brackets.",
         habit(converse, path=BLANK_AND_BARE)),
    "blank-addresses":
        ("It wants a blank before the brackets: `MAIL FROM: <a>'.",
         habit(converse, path=BLANK_AND_BRACKETS)),
    "closes-at-brackets":
        ("It closes the connection at an address in brackets.",
         habit(converse, path=BARE, refusal=None)),
    # How it reads a message.
    "dot-alone":
        ("It sees the end of a message only if the dot comes in a recv() of its own.",
         habit(converse, message=until_dot_alone)),
    "dot-anywhere":
        ("It ends the message at the first dot, even one within a line.",
         habit(converse, message=until_any_dot)),
    "message-at-once":
        ("It takes what one recv() brings for the whole message, and the rest for commands.",
         habit(converse, message=one_piece)),
    "reply-per-piece":
        ("It answers each piece of the message that recv() brings.",
         habit(converse, message=reply_per_piece)),
    "reply-per-line":
        ("It answers each line of the message.", habit(converse, message=reply_per_line)),
    "keeps-dots":
        ("It stores the dot that clients put before a line that begins with one.",
         habit(converse, message=habit(until_dot, taken=bytes))),
    # How it ends.
    "closes-after-delivery":
        ("It closes the connection after a message, without QUIT.",
         habit(converse, message=then_close)),
    "closes-at-quit":
        ("It closes the connection at QUIT instead of answering 221.", replying(QUIT=None)),
    "stays-open":
        ("It answers QUIT with 221, but does not close the connection.",
         habit(converse, stays=True)),
}
