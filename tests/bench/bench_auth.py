# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server with passwords, for the benchmark, and those who guess them: a hundred connections that try
wrong ones all the time, in a process of their own, while an honest client is measured.

`bench_auth.py PORT' is that process; it ends with its standard input.
"""

import base64
import hashlib
import hmac
import os
import selectors
import socket
import subprocess
import sys
import time

import e2e
from bench_peers import DOMAIN, Peer, rfc5321

GUESSERS = 100
SECONDS = 10

# As many as "gsasl --mkpasswd" takes; the key of every wrong password is derived.
ITERATIONS = 65536


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def keyed(secret):
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), b"twelve bytes", ITERATIONS)
    client, server = (hmac.new(salted, words, "sha256").digest() for words in (b"Client Key", b"Server Key"))
    return "{SCRAM-SHA-256}%d,%s,%s,%s" % (ITERATIONS, b64(b"twelve bytes"),
                                           b64(hashlib.sha256(client).digest()), b64(server))


def ours(program, folder, port):
    command = rfc5321(program, folder, port)
    with open(os.open(f"{folder}/passwords", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(f"open:secret\nkeyed:{keyed('secret')}\n")
    return [*command[:-1], f"--auth={folder}/passwords", "--auth-in-clear", command[-1]]


AUTH = Peer("smtpd-proto", e2e.SMTPD, "", "in the mailbox, synced", ours, 1000, None)


# --- those who guess ------------------------------------------------------------------------------

class Guesser:
    """One connection, which answers each reply at once: even ones by PLAIN, odd ones by SCRAM."""

    def __init__(self, port, number):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.user, self.by_scram = ("open", "keyed", "nobody")[number % 3], number % 2
        self.input, self.was_denied = b"", False

    def receive(self):
        data = self.socket.recv(4096)
        if not data:
            sys.exit("the server has closed a connection")
        self.input += data
        while b"\n" in self.input:
            line, _, self.input = self.input.partition(b"\n")
            if line[3:4] != b"-":
                self.answer(line.decode())

    def answer(self, reply):
        self.was_denied |= reply.startswith("535")
        if reply.startswith("220"):
            said = "EHLO guesser"
        elif reply.startswith("334"):
            nonce = base64.b64decode(reply[4:]).decode().split(",", maxsplit=1)[0]
            said = b64(f"c=biws,{nonce},p={'A' * 43}=")
        elif self.by_scram:
            said = "AUTH SCRAM-SHA-256 " + b64(f"n,,n={self.user},r=abc")
        else:
            said = "AUTH PLAIN " + b64(f"\0{self.user}\0wrong")
        self.socket.sendall(said.encode() + b"\r\n")


def guess(port):
    with selectors.DefaultSelector() as selector:
        guessers = [Guesser(port, number) for number in range(GUESSERS)]
        for guesser in guessers:
            selector.register(guesser.socket, selectors.EVENT_READ, guesser)
        selector.register(sys.stdin, selectors.EVENT_READ)
        have_told = False
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    return
                key.data.receive()
            if not have_told and all(guesser.was_denied for guesser in guessers):
                print("all have been denied", flush=True)
                have_told = True


class Guessing:
    """The process of those who guess, all of whom have been denied once; a context manager."""

    def __init__(self, port):
        self.process = subprocess.Popen([sys.executable, __file__, str(port)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        if not self.process.stdout.readline():
            raise subprocess.CalledProcessError(self.process.wait(e2e.WAIT), __file__)
        return self

    def __exit__(self, *_):
        with self.process:
            self.process.stdin.close()


# --- the honest one -------------------------------------------------------------------------------

def p99(values):
    return sorted(values)[len(values) * 99 // 100] * 1000


def command_times(server, seconds=SECONDS):
    """Seconds that each command of a session takes, one after the other."""
    taken = []
    with e2e.Client(server, greeting=None) as client:
        client.line()
        client.ehlo()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for text in ("NOOP", f"MAIL FROM:<a@{DOMAIN}>", f"RCPT TO:<johndoe@{DOMAIN}>", "RSET"):
                start = time.monotonic()
                client.command(text)
                e2e.truth(client.line().startswith(b"250 "), text)
                taken.append(time.monotonic() - start)
    return taken


def login_times(server, user, count):
    """Seconds that a right password takes, in a connection of its own."""
    taken = []
    for _ in range(count):
        with e2e.Client(server, greeting=None) as client:
            client.line()
            client.ehlo()
            start = time.monotonic()
            client.command("AUTH PLAIN " + b64(f"\0{user}\0secret"))
            e2e.truth(client.line().startswith(b"235 "), user)
            taken.append(time.monotonic() - start)
    return taken


if __name__ == "__main__":
    guess(int(sys.argv[1]))
