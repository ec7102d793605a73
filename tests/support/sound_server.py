# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A small ESMTP server without a mistake, whose rows can be replaced one by one to make mistakes.

It knows PIPELINING, SIZE, 8BITMIME, SMTPUTF8, STARTTLS and AUTH PLAIN, takes mail for postmaster, and
keeps none.  What is wrong with which row is in broken_servers.py.
"""

import base64
import binascii
import re
import socket
import ssl
import threading

import e2e

MESSAGE_MAX = 1 << 20
USER, PASSWORD = "postmaster", "conformance"

# RFC 5321 section 4.1.2; characters beyond ASCII are judged apart.
ATOM = r"[^\x00-\x20\x7f()<>\[\]:;@\\,.\"]+"
LOCAL = rf'{ATOM}(?:\.{ATOM})*|"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"'
DOMAIN = r"[\w-]+(?:\.[\w-]+)*"
LITERAL = r"\[[\w.:]+\]"
PARAMETERS = r"(?: +[^\x00-\x20\x7f]+)*"


def path(prefix, mailbox=rf"(?:@{DOMAIN}(?:,@{DOMAIN})*:)?(?P<local>{LOCAL})@(?:{DOMAIN}|{LITERAL})"):
    """The argument of MAIL or RCPT, after PREFIX."""
    return re.compile(rf"{prefix}:<(?:{mailbox}|(?P<short>postmaster)|)>(?P<parameters>{PARAMETERS})", re.I)


def reply(code, *lines):
    """The lines of a reply, as they are sent."""
    return [f"{code}{'-' if more else ' '}{text}" for more, text in zip(range(len(lines) - 1, -1, -1), lines)]


class Over(Exception):
    """The connection ended, or is to be."""


class Sound:
    """A connection with a client, from converse() to its end; each name in capitals is a row."""

    # Commands: a fact that each needs, facts that it must not find, and what is so only without an argument.
    NEEDS = {"MAIL": "greeted", "RCPT": "sender", "DATA": "recipient", "AUTH": "extended", "STARTTLS": "extended"}
    BARS = {"MAIL": ["sender"], "AUTH": ["sender", "user"], "STARTTLS": ["secure"]}
    ALONE = ["DATA", "RSET", "QUIT", "STARTTLS"]
    CLEARS = ["HELO", "EHLO", "RSET", "DATA"]
    # What remains after STARTTLS: facts, and bytes that came in clear.
    AFTER_TLS = frozenset()
    KEEPS_CLEAR_TEXT = False
    # Lines and messages.
    LINE_END = b"\r\n"
    LINE_MAX = 2048
    TEXT_MAX = 1000
    RESPONSE_MAX = 12290
    RECIPIENTS_MAX = 1000
    MESSAGE_MAX = MESSAGE_MAX
    END = re.compile(rb"\r\n\.\r\n")
    # Grammar.
    MAIL = path("FROM")
    RCPT = path("TO")
    MECHANISM_FLAW, BASE64_FLAW, CANCELLED = "504 No such mechanism", "501 Not base64", "501 Cancelled"
    UNKNOWN_VERB, UNKNOWN_PARAMETER = "500 Unknown command", "555 Unknown parameter"
    BYE = "221 Bye"

    def __init__(self, connection, context):
        self.connection, self.context = connection, context
        self.buffer, self.facts, self.recipients = b"", set(), 0

    # --- bytes ---------------------------------------------------------------------------------

    def receive(self):
        data = self.connection.recv(65536)
        if not data:
            raise Over("the client has closed")
        self.buffer += data

    def say(self, lines):
        lines = [lines] if isinstance(lines, str) else lines
        self.connection.sendall("".join(line + "\r\n" for line in lines).encode())

    def take(self, _limit):
        """The first line of the buffer, and the rest."""
        line, _, rest = self.buffer.partition(self.LINE_END)
        return line, rest

    def line(self, limit):
        """The next line; None if it is too long."""
        while self.LINE_END not in self.buffer:
            self.receive()
        line, self.buffer = self.take(limit)
        return line if len(line) + 2 <= limit else None

    def message(self):
        text = b"\r\n" + self.buffer
        while not (end := self.END.search(text)):
            self.buffer = b""
            self.receive()
            text += self.buffer
        self.buffer = text[end.end():]
        return text[2:end.start()]

    # --- commands ------------------------------------------------------------------------------

    def verb_of(self, word):
        return word.upper()

    def helo(self, argument):
        if not argument:
            return "501 Who are you?"
        self.facts |= {"greeted"}
        return "250 sound.example"

    def ehlo(self, argument):
        if not argument:
            return "501 Who are you?"
        self.facts |= {"greeted", "extended"}
        words = ["PIPELINING", f"SIZE {MESSAGE_MAX}", "8BITMIME", "SMTPUTF8", "AUTH PLAIN", "HELP"]
        return reply(250, "sound.example", *words, *["STARTTLS"] * ("secure" not in self.facts))

    def mail(self, argument):
        found = self.MAIL.fullmatch(argument)
        if not found:
            return "501 Syntax: MAIL FROM:<address>"
        refusal = self.parameters(found["parameters"])
        if not refusal and not argument.isascii() and "utf8" not in self.facts:
            refusal = "553 Not without SMTPUTF8"
        if refusal:
            self.facts.discard("utf8")
            return refusal
        self.facts.add("sender")
        return "250 Sender ok"

    def parameters(self, text):
        """Takes the parameters of MAIL; the reply to the first that is wrong."""
        for word in text.split():
            name, equals, value = word.partition("=")
            known = {"SIZE": self.size, "BODY": self.body, "SMTPUTF8": self.utf8, "AUTH": self.submitter}
            refusal = known.get(name.upper(), lambda *_: self.UNKNOWN_PARAMETER)(equals, value)
            if refusal:
                return refusal
        return ""

    def size(self, _equals, value):
        return "552 Too big" if int(value) > self.MESSAGE_MAX else ""

    def body(self, _equals, value):
        return "" if value.upper() in ("7BIT", "8BITMIME") else "501 BODY is 7BIT or 8BITMIME"

    def utf8(self, equals, _value):
        self.facts.add("utf8")
        return "501 SMTPUTF8 has no value" if equals else ""

    def submitter(self, _equals, value):
        return "" if value else "501 AUTH=<>"

    def rcpt(self, argument):
        found = self.RCPT.fullmatch(argument)
        if not found or not (found["local"] or found["short"]):
            return "501 Syntax: RCPT TO:<address>"
        if found["parameters"] and self.UNKNOWN_PARAMETER:
            return self.UNKNOWN_PARAMETER
        if not self.is_known(found["local"] or found["short"]):
            return "550 No such mailbox"
        if self.recipients == self.RECIPIENTS_MAX:
            return "452 Too many recipients"
        self.recipients += 1
        self.facts.add("recipient")
        return "250 Recipient ok"

    def is_known(self, name):
        return name.lower() == USER

    def data(self, _argument):
        self.say("354 End with a dot on a line of its own")
        text = self.message()
        if len(text) > self.MESSAGE_MAX:
            return "552 Too big"
        if any(len(line) + 2 > self.TEXT_MAX + line.startswith(b".") for line in text.split(b"\r\n")):
            return "500 Line too long"
        return "250 Accepted"

    def rset(self, _argument):
        return "250 Reset"

    def noop(self, _argument):
        return "250 Nothing done"

    def vrfy(self, _argument):
        return "252 Send some mail, and you will see"

    def help(self, _argument):
        return reply(214, "See RFC 5321,", "which has it all")

    def quit(self, _argument):
        self.say(self.BYE)
        raise Over("QUIT")

    # --- TLS and AUTH --------------------------------------------------------------------------

    def starttls(self, _argument):
        self.say("220 Begin")
        if not self.KEEPS_CLEAR_TEXT:
            self.buffer = b""
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.facts = self.facts & self.AFTER_TLS | {"secure"}
        return []

    def auth(self, argument):
        mechanism, _, initial = argument.partition(" ")
        if not mechanism:
            return "501 Syntax: AUTH mechanism"
        if mechanism.upper() != "PLAIN":
            return self.MECHANISM_FLAW
        if not initial:
            self.say("334 ")
            line = self.line(self.RESPONSE_MAX)
            initial = "*" if line is None else line.decode("latin-1")
        return self.log_in(initial)

    def log_in(self, response):
        if response == "*":
            return self.CANCELLED
        try:
            said = self.decode("" if response == "=" else response).split(b"\0")
        except binascii.Error:
            return self.BASE64_FLAW
        if said[1:] != [USER.encode(), PASSWORD.encode()]:
            return "535 Wrong user or password"
        self.facts.add("user")
        return "235 Welcome"

    def decode(self, text):
        return base64.b64decode(text.encode("latin-1"), validate=True)

    # --- the conversation ----------------------------------------------------------------------

    def out_of_order(self, verb):
        if verb in self.NEEDS and self.NEEDS[verb] not in self.facts:
            return f"503 Not without {self.NEEDS[verb]}"
        return next((f"503 Not with {fact}" for fact in self.BARS.get(verb, ()) if fact in self.facts), "")

    def clear(self):
        self.facts -= {"sender", "recipient", "utf8"}
        self.recipients = 0

    def answer(self, line):
        """The reply to a command LINE."""
        try:
            word, _, argument = line.decode().rstrip(" ").partition(" ")
        except UnicodeDecodeError:
            return "501 Not UTF-8"
        verb = self.verb_of(word)
        known = {"HELO": self.helo, "EHLO": self.ehlo, "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data,
                 "RSET": self.rset, "NOOP": self.noop, "VRFY": self.vrfy, "HELP": self.help, "QUIT": self.quit,
                 "STARTTLS": self.starttls, "AUTH": self.auth}
        if verb not in known:
            return self.UNKNOWN_VERB
        if argument and verb in self.ALONE:
            return "501 No argument, please"
        said = self.out_of_order(verb) or known[verb](argument)
        if verb in self.CLEARS and not said[0].startswith("5"):
            self.clear()
        return said

    def converse(self):
        self.say("220 sound.example ESMTP")
        while True:
            line = self.line(self.LINE_MAX)
            self.say("500 Line too long" if line is None else self.answer(line))


class Serving:
    """Serves many connections at a time, each as a KIND of Sound; a context manager."""

    def __init__(self, kind, certificate, key):
        self.kind = kind
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # the listener was shut down
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.settimeout(e2e.WAIT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        speaker = self.kind(connection, self.context)
        try:
            speaker.converse()
        except (Over, OSError):  # whatever the client thinks of this server
            pass
        finally:
            speaker.connection.close()
