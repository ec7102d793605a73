# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that are right but for one habit.

HABITS has for each name a sentence, and what the client does with a connection: converse() with the
writes of a small client without a mistake, some of them changed.
"""

import base64
import functools
import struct

from zoo import specification_client

MESSAGE = b"Subject: hello\r\n\r\nHello.\r\n"

# Each is written after the reply to the one before.
WRITES = {
    "hello": b"HELO x\r\n",
    "sender": b"MAIL FROM:<a@x>\r\n",
    "recipient": b"RCPT TO:<johndoe@x>\r\n",
    "data": b"DATA\r\n",
    "message": MESSAGE + b".\r\n",
    "quit": b"QUIT\r\n",
}

# TLS 1.3: a record with a ClientHello, which has 32 bytes of its own, and offers one cipher.
CLIENT_HELLO = (b"\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03" + b"z" * 32
                + b"\x00\x00\x02\x13\x01\x01\x00")


def reply(peer):
    """The last line of a whole reply."""
    while (line := peer.line())[3:4] == b"-":
        pass
    return line


def converse(peer, writes=WRITES, form=bytes, is_careless=False):
    """Sends WRITES, each as FORM makes it.  Unless the client IS_CARELESS, it gives up when it is
    refused."""
    reply(peer)
    for write in writes.values():
        peer.send(form(write))
        if reply(peer)[:1] in (b"4", b"5") and not is_careless:
            peer.send(form(writes["quit"]))
            reply(peer)
            return


def close_in_message(peer):
    reply(peer)
    for name in ("hello", "sender", "recipient", "data"):
        peer.send(WRITES[name])
        reply(peer)
    peer.send(MESSAGE)


def speak_first(peer, write):
    """Sends all without waiting for the greeting; call() reads what is answered."""
    peer.send(write)


# --- the zoo ---------------------------------------------------------------------------------

habit = functools.partial


def writing(**changes):
    return habit(converse, writes=WRITES | changes)


def forming(form):
    return habit(converse, form=form)


def ending(end):
    """All of its lines end in END."""
    return forming(lambda write: write.replace(b"\r\n", end))


AUTH = {"hello": WRITES["hello"], "auth": b"AUTH LOGIN\r\n",
        "user": base64.b64encode(b"student") + b"\r\n",
        "password": base64.b64encode(b"top secret") + b"\r\n"}
LF = {name: write.replace(b"\r\n", b"\n") for name, write in WRITES.items()}

HABITS = {
    "specification-client":
        ("It writes `mail from: a' without brackets, and each line of the message by itself.",
         specification_client.converse),
    # How its lines end.
    "no-line-end-commands":
        ("It writes no line end behind its commands, and waits for the reply.",
         forming(lambda write: write.removesuffix(b"\r\n"))),
    "backslash-r-n":
        ("Its lines end in the four characters \\r\\n instead of CR and LF.",
         ending(b"\\r\\n")),
    "lf-cr":
        ("It has CR and LF the wrong way round: its lines end in LF CR.", ending(b"\n\r")),
    "lf-dot":
        ("Its commands end in CRLF, but the lines of the message and the dot in LF.",
         writing(message=LF["message"])),
    "crlf-dot":
        ("Its commands and the lines of the message end in LF, but the dot in CRLF.",
         habit(converse, writes=LF | {"message": LF["message"][:-1] + b"\r\n"})),
    # How its message ends.
    "dot-with-blank":
        ("A blank stands behind the dot that is to end the message.",
         writing(message=MESSAGE + b". \r\n")),
    "dot-glued":
        ("Its text has no line end before the dot that is to end the message.",
         writing(message=MESSAGE.removesuffix(b"\r\n") + b".\r\n")),
    "waits-in-message":
        ("It does not send the dot, and waits for the reply to its message.",
         writing(message=MESSAGE)),
    "closes-in-message":
        ("It closes the connection after its message, without the dot.", close_in_message),
    # How it writes its commands.
    "hello":
        ("It greets with HELLO instead of HELO.", writing(hello=b"HELLO x\r\n")),
    "no-colon":
        ("It writes `MAIL FROM <a>' without the colon.",
         writing(sender=b"MAIL FROM <a@x>\r\n")),
    "blank-before-colon":
        ("It writes `MAIL FROM : <a>', with a blank before the colon.",
         writing(sender=b"MAIL FROM : <a@x>\r\n")),
    "from-only":
        ("It writes `FROM: <a>' without the word MAIL.", writing(sender=b"FROM: <a@x>\r\n")),
    "blank-in-brackets":
        ("A blank stands in the brackets before the address of the recipient.",
         writing(recipient=b"RCPT TO:< johndoe@x>\r\n")),
    "auth-anyway":
        ("It sends AUTH LOGIN, a name and a password, whatever is answered.",
         habit(converse, writes=AUTH | WRITES, is_careless=True)),
    "does-not-wait":
        ("It sends the whole conversation in one write, without waiting for a reply.",
         habit(speak_first, write=b"".join(WRITES.values()))),
    # What else it sends.
    "nul-padded-commands":
        ("It sends its whole buffer: each write is filled up with NUL to 1024 bytes.",
         forming(lambda write: write.ljust(1024, b"\0"))),
    "python-bytes-commands":
        ("It sends str() of bytes: b'HELO x\\r\\n' as Python prints it, quotes and all.",
         forming(lambda write: str(write).encode())),
    "utf-16":
        ("It writes UTF-16, two bytes for each character.",
         forming(lambda write: write.decode().encode("utf-16-le"))),
    "write-utf":
        ("It puts the length in two bytes before each line, as writeUTF() of Java does.",
         forming(lambda write: struct.pack(">H", len(write)) + write)),
    "length-prefixed":
        ("It puts the length in four bytes before each command, instead of a line end behind it.",
         forming(lambda write: struct.pack(">I", len(write) - 2) + write.removesuffix(b"\r\n"))),
    "talks-tls":
        ("It begins with TLS, which nobody has asked for.",
         habit(speak_first, write=CLIENT_HELLO)),
    "talks-http":
        ("It speaks HTTP, as a web browser does.",
         habit(speak_first, write=b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")),
}
