#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Real mail programs deliver, unmodified, and real mail readers read what they delivered.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import fcntl
import mailbox
import os
import pty
import re
import select
import shutil
import smtplib
import socket
import struct
import subprocess
import termios
import threading
import time

import e2e
from e2e import Server, case, equal, truth

MESSAGE = ("From: Alice <alice@example.org>", "To: johndoe@example.org", "Subject: by a program", "",
           "Dear John,", "From here on all is text.", ".", "..", ".stuffed", "caf\u00e9", "", "Alice")
STORED = ("\n".join(MESSAGE) + "\n").encode()


def need(program):
    """The path of PROGRAM."""
    path = shutil.which(program, path=e2e.ENVIRONMENT["PATH"])
    if path is None and os.environ.get("REQUIRE_PEERS") == "1":
        raise AssertionError(f"{program} is not installed")
    if path is None:
        raise e2e.Skip(f"{program} is not installed")
    return path


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


def typed(*message):
    """What a person types, and the reply that is waited for."""
    return [("helo laptop", "250 Hello laptop, pleased to meet you"),
            ("mail from: alice@example.org", "250 alice@example.org Sender ok"),
            ("rcpt to: johndoe", "250 johndoe Recipient ok"),
            ("data", '354 Enter mail, end with "." on a line by itself'),
            ("\n".join(message + (".",)), "250 Message accepted for delivery"),
            ("quit", "221 smtp.prototype closing connection")]


def by_hand(argv):
    """A conversation with a program that passes on what is typed."""
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=e2e.ENVIRONMENT) as program:
        try:
            shown = read_until(program.stdout.fileno(), "220 smtp.prototype smtpd-proto ready")
            for line, reply in typed("typed by hand", "From me"):
                program.stdin.write(line.encode() + b"\n")
                program.stdin.flush()
                shown += read_until(program.stdout.fileno(), reply)
            program.stdin.close()
            program.wait(e2e.WAIT)
        finally:
            program.kill()
    return shown


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


@case("nc, typed line by line: LF endings")
def _():
    nc = need("nc")
    with Server() as server:
        by_hand([nc, server.host, str(server.port)])
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


@case("nc, everything piped at once")
def _():
    nc = need("nc")
    usage = subprocess.run([nc, "-h"], capture_output=True, timeout=e2e.WAIT, check=False)
    flag = ["-N"] if b"-N" in usage.stdout + usage.stderr else ["-q", "5"]
    lines = typed(*("." + line if line.startswith(".") else line for line in MESSAGE))
    with Server() as server:
        shown = run([nc, *flag, server.host, str(server.port)],
                    "".join(line + "\n" for line, _ in lines).encode())
        equal(shown, b"".join(line.encode() + b"\r\n" for line in
                              ["220 smtp.prototype smtpd-proto ready"] + [r for _, r in lines]),
              "replies")
        equal(only_message(server), STORED, "message")


@case("telnet, typed line by line through a pipe")
def _():
    telnet = need("telnet")
    with Server() as server:
        by_hand([telnet, server.host, str(server.port)])
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


@case("telnet, typed line by line at a terminal")
def _():
    telnet = need("telnet")
    with Server() as server:
        with Terminal([telnet, server.host, str(server.port)]) as terminal:
            terminal.wait("220 smtp.prototype smtpd-proto ready")
            for line, reply in typed("typed by hand", "From me"):
                terminal.write(line.replace("\n", "\r") + "\r")
                terminal.wait(reply)
            terminal.finish()
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


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


@case("swaks")
def _():
    swaks = need("swaks")
    with Server() as server:
        run([swaks, "--server", server.host, "--port", str(server.port), "--helo", "laptop",
             "--from", "alice@example.org", "--to", "johndoe@example.org", "--suppress-data",
             "--data", "\n".join(MESSAGE) + "\n"])
        equal(only_message(server).rstrip(b"\n"), STORED.rstrip(b"\n"), "message")
        truth(b"Return-Path: <alice@example.org>\n" in server.mailbox("johndoe"), "sender")


def make_curl_case(name, ending, added):
    @case(f"curl, a file with {name} endings")
    def _():
        curl = need("curl")
        with Server() as server:
            run([curl, "--silent", "--show-error", "--noproxy", "*",
                 f"smtp://{server.host}:{server.port}/laptop", "--mail-from", "alice@example.org",
                 "--mail-rcpt", "johndoe@example.org", "--upload-file",
                 file_with(server, "message", ending)], env={"HOME": server.folder})
            equal(only_message(server), STORED + added, "message")


# A file that does not end in CRLF is given one by curl, which makes one more line of it.
make_curl_case("LF", "\n", b"\n")
make_curl_case("CRLF", "\r\n", b"")


@case("msmtp")
def _():
    msmtp = need("msmtp")
    with Server() as server:
        run([msmtp, "--file=/dev/null", f"--host={server.host}", f"--port={server.port}",
             "--domain=laptop", "--tls=off", "--auth=off", "--set-date-header=off",
             "--set-msgid-header=off", "--from=alice@example.org", "johndoe@example.org"], STORED, env={"HOME": server.folder})
        equal(only_message(server), STORED, "message")


@case("Python's smtplib.sendmail, several messages on one connection")
def _():
    with Server() as server:
        with smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT) as client:
            for _ in range(3):
                client.sendmail("alice@example.org", ["JohnDoe@example.org"],
                                STORED.replace(b"\n", b"\r\n"))
            client.sendmail("alice@example.org", ["johndoe"], "Subject: x\n\n.\nFrom x\n")
        equal([e2e.message_of(r) for r in server.records("johndoe")],
              [STORED] * 3 + [b"Subject: x\n\n.\nFrom x\n"], "messages")


@case("Python's smtplib: an unknown recipient is an exception, and the server goes on")
def _():
    with Server() as server:
        client = smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT)
        try:
            client.sendmail("alice", ["nobody"], STORED)
            raise AssertionError("no exception")
        except smtplib.SMTPRecipientsRefused as refusal:
            equal(refusal.recipients, {"nobody": (550, b"Address unknown")}, "refusal")
        client.sendmail("alice", ["johndoe"], "Subject: x\n\nx\n")
        client.quit()


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


def smtp_source(port, *options):
    run([need("smtp-source"), "-f", "alice@example.org", "-t", "johndoe@example.org", "-M", "laptop",
         *options, f"inet:127.0.0.1:{port}"])


@case("smtp-source: one message per connection, many connections at once")
def _():
    need("smtp-source")
    with Server() as server:
        smtp_source(server.port, "-m", "100", "-s", "10")
        equal(len(server.records("johndoe")), 100, "records")


@case("smtp-source -d: many messages per connection")
def _():
    need("smtp-source")
    with Server() as server:
        smtp_source(server.port, "-d", "-m", "100", "-s", "5", "-l", "5000")
        equal(len(server.records("johndoe")), 100, "records")


def fill_with_thousand(server):
    """1,000 messages of every kind of sender into one mailbox; returns them as they were sent."""
    with Recorder(server) as recorder:
        smtp_source(recorder.port, "-m", "300")
        smtp_source(recorder.port, "-d", "-m", "300", "-S", "many on one connection")
        smtp_source(recorder.port, "-m", "100", "-l", "3000")
        with smtplib.SMTP("127.0.0.1", recorder.port, "laptop", e2e.WAIT) as client:
            for number in range(300):
                body = "\n".join(["From me", ">From you", ".", "", "From "][number % 5:])
                client.sendmail("alice@example.org", ["johndoe"],
                                f"Subject: {number}\nStatus: RO\n\n{body}\n".encode())
        e2e.wait_for(lambda: len(recorder.messages()) == 1000, "1,000 messages on the wire")
        return recorder.messages()


def as_sent(message):
    """What Python's reader gives, without the lines of ours and the quoting."""
    text = re.sub(rb"\A.*\n.*\nReceived: .*\n(\t.*\n)*", b"", message)
    text = re.sub(rb"^>(>*From )", rb"\1", text, flags=re.MULTILINE)
    return text.replace(b"\nX-Original-Status: ", b"\nStatus: ", 1)


@case("1,000 messages in one mailbox: Python's mailbox and mutt find each, identical to what was sent")
def _():
    need("smtp-source")
    mutt = need("mutt")
    with Server("-q") as server:
        sent = fill_with_thousand(server)
        box = mailbox.mbox(server.path("johndoe"), create=False)
        found = [as_sent(box.get_bytes(key)) for key in box.keys()]
        box.close()
        equal(len(found), 1000, "messages for Python")
        for number, (got, expected) in enumerate(zip(found, sent)):
            equal(got, expected, f"message {number}")
        equal(count_with_mutt(mutt, server), 1000, "messages for mutt")


def count_with_mutt(mutt, server):
    """Opens the mailbox in mutt, which shows the number of messages in its status line."""
    settings = (f"set folder={server.folder} spoolfile={server.path('johndoe')}",
                "set quit=yes move=no mbox_type=mbox sort=mailbox-order beep=no",
                "set status_format='COUNT=%m='", "push '<exit>'")
    argv = [mutt, "-n", "-F", "/dev/null", "-R", "-f", server.path("johndoe")]
    for setting in settings:
        argv += ["-e", setting]
    with Terminal(argv, {"HOME": server.folder}) as terminal:
        shown = terminal.finish()
    counts = re.findall(rb"COUNT=(\d+)=", shown)
    truth(counts, f"mutt shows no count: {shown[-300:]!r}")
    return int(counts[-1])


e2e.run()
