# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Mail programs of others as clients: how a test runs them, at a terminal too, what it gives them to
send, and what they have sent.

Refuses to know any program, and what a test expects of it."""

import email.utils
import fcntl
import json
import os
import pty
import re
import select
import socket
import struct
import subprocess
import termios
import threading
import time

import e2e
from e2e import equal, truth

MESSAGE = ("From: Alice <alice@example.org>", "To: johndoe@example.org", "Subject: by a program", "",
           "Dear John,", "From here on all is text.", ".", "..", ".stuffed", "caf\u00e9", "", "Alice")
STORED = ("\n".join(MESSAGE) + "\n").encode()

# A message for many: two unknown recipients between known ones.
SENDER = "alice@example.org"
KNOWN = ["johndoe", "jhaneroe", "babydoe", "ann", "bob", "carl", "dora", "emil"]
UNKNOWN = ["nobody", "noone"]
MANY = [*KNOWN[:3], UNKNOWN[0], *KNOWN[3:7], UNKNOWN[1], KNOWN[7]]
USERS = "\n".join(["alice", *KNOWN, "jo\u00e3o"]) + "\n"

HEAD = (f"From: Alice <{SENDER}>", "To: all@example.org", "Subject: to many",
        "Date: Sat, 28 Nov 2026 12:00:00 +0000", "Message-ID: <1@example.org>")
EIGHT_BIT = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
             "Content-Transfer-Encoding: 8bit")
BODY = ("", "Dear all,", "From here on all is text.", ">From", ".", "..", ".stuffed", "  blanks  ", "\t",
        "x" * 990, "", "")
PLAIN = "\n".join([*HEAD, *BODY, ""]).encode()
ACCENTS = "\n".join([*HEAD, *EIGHT_BIT, *BODY, "caf\u00e9 \u03a3 \U0001f600", ""]).encode()
ACCENTS_IN_HEAD = ACCENTS.replace(b"to many", "caf\u00e9".encode())


def addresses(names):
    return [f"{name}@example.org" for name in names]


def current(message):
    """MESSAGE with the date of now."""
    lines = message.split(b"\n")
    return b"\n".join(b"Date: " + email.utils.formatdate().encode() if line.startswith(b"Date: ") else line
                      for line in lines)


def run(argv, data=b"", **options):
    """Runs a program to its end and expects success."""
    done = subprocess.run(argv, input=data, capture_output=True, timeout=e2e.WAIT * 2, check=False,
                          env=dict(e2e.ENVIRONMENT, **options.pop("env", {})), **options)
    truth(done.returncode == 0, f"{argv[0]}: status {done.returncode}\n"
          f"{done.stdout.decode(errors='replace')}\n{done.stderr.decode(errors='replace')}")
    return done.stdout


def only_message(server):
    found = server.records("johndoe")
    equal(len(found), 1, "records")
    return e2e.message_of(found[0])


def file_with(server, name, ending):
    path = os.path.join(server.folder, name)
    with open(path, "wb") as file:
        file.write("".join(line + ending for line in MESSAGE).encode())
    return path


def read_until(fd, text):
    """Reads from FD until TEXT has come."""
    seen, deadline = b"", time.monotonic() + e2e.WAIT
    while text.encode() not in seen:
        truth(time.monotonic() < deadline, f"no {text!r} in {seen!r}")
        if select.select([fd], [], [], 1)[0]:
            data = os.read(fd, 4096)
            truth(data, f"ended without {text!r}: {seen!r}")
            seen += data
    return seen


class Terminal:
    """A program that believes to be at a terminal."""

    def __init__(self, argv, env=None):
        self.output = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], argv, dict(e2e.ENVIRONMENT, TERM="xterm", **(env or {})))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 100, 0, 0))

    def write(self, text):
        os.write(self.fd, text.encode())

    def wait(self, text):
        self.output += read_until(self.fd, text)

    def finish(self):
        """Reads until the program ends."""
        deadline = time.monotonic() + e2e.WAIT
        while time.monotonic() < deadline:
            if select.select([self.fd], [], [], 1)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:  # how a terminal says that nobody is there
                    data = b""
                if not data:
                    return self.output
                self.output += data
        raise AssertionError(f"does not end: {self.output[-500:]!r}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)
        try:
            os.kill(self.pid, 9)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)


class Recorder:
    """Passes connections on to the server, one after the other, and keeps what clients sent."""

    def __init__(self, server):
        self.target = (server.host, server.port)
        self.sent = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client, socket.create_connection(self.target, e2e.WAIT) as server:
                self.sent.append(relay(client, server))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(e2e.WAIT)

    def messages(self):
        """Every message sent, as a mailbox should give it back."""
        found = []
        for wire in self.sent:
            for text in re.findall(rb"(?i)\r\nDATA(\r\n.*?\r\n)\.\r\n", wire, re.DOTALL):
                text = text.replace(b"\r\n.", b"\r\n")[2:]
                found.append(text.replace(b"\r\n", b"\n"))
        return found


def relay(client, server):
    """Passes bytes on both ways until a side closes; returns those of the client."""
    sent = []
    while ready := select.select([client, server], [], [], e2e.WAIT)[0]:
        for source, target in ((client, server), (server, client)):
            if source not in ready:
                continue
            try:
                data = source.recv(65536)
                target.sendall(data)
            except OSError:  # a program that does not wait for the reply to its QUIT
                data = b""
            if source is client:
                sent.append(data)
            if not data:
                return b"".join(sent)
    return b"".join(sent)


def mutt(port, body, *recipients, home, settings=()):
    """Has mutt's own SMTP client send BODY, with a header that it makes; returns how it ended.
    SETTINGS of the caller come last."""
    settings = [f"set smtp_url=smtp://127.0.0.1:{port} from={SENDER} use_envelope_from=yes",
                "set ssl_force_tls=no copy=no hostname=laptop send_charset=utf-8 allow_8bit=yes", *settings]
    argv = [e2e.peer("mutt"), "-n", "-F", "/dev/null", "-s", "by mutt"]
    for setting in settings:
        argv += ["-e", setting]
    return subprocess.run([*argv, "--", *recipients], input=body, capture_output=True,
                          timeout=e2e.WAIT, check=False, env=dict(e2e.ENVIRONMENT, HOME=home))


NODEMAILER = """
const [host, port, envelope, options] = process.argv.slice(2);
const transport = require('nodemailer').createTransport(
    {host, port, name: 'laptop', ignoreTLS: true, ...JSON.parse(options)});
transport.sendMail({envelope: JSON.parse(envelope), raw: require('fs').readFileSync(0)}).then(
    info => console.log(JSON.stringify([info.accepted, info.rejected])),
    error => { console.error(error); process.exit(1); });
"""


def nodemailer(server, message, envelope, options=(), env=()):
    """Sends MESSAGE as it is, with further OPTIONS of its transport; returns the accepted and the
    refused recipients."""
    node = e2e.peer("node")
    if not os.path.isdir("/usr/share/nodejs/nodemailer"):
        e2e.peer("nodemailer")  # no program, but missing in the same way
    path = os.path.join(server.folder, "send.js")
    with open(path, "w", encoding="ascii") as file:
        file.write(NODEMAILER)
    return json.loads(run([node, path, server.host, str(server.port), json.dumps(envelope),
                           json.dumps(dict(options))], message,
                          env={"HOME": server.folder, "NODE_PATH": "/usr/share/nodejs", **dict(env)}))
