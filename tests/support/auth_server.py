# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server with passwords, which writes no secret anywhere, and what clients of it send.  What a test
checks is not known here."""

import base64
import contextlib
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import tempfile

import e2e
from dialects import RFC5321
from e2e import Client, Server, truth

USER, SECRET = "johndoe", "Geheim:nis-Zebra-417"
KEYED, KEYED_SECRET = "babydoe", "Nilpferd+Klavier-82"
CLEAR = "--auth-in-clear"
OK = b"235 2.7.0 Authentication succeeded\r\n"
DENIED = b"535 5.7.8 Wrong user name or password\r\n"


if b"--auth=" not in subprocess.run([e2e.SMTPD, "--help"], capture_output=True, check=True, timeout=e2e.WAIT,
                                    env=e2e.ENVIRONMENT).stdout:
    print("1..0 # SKIP built without GNU SASL")
    sys.exit(0)


def b64(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def plain(user, secret):
    return b64(f"\0{user}\0{secret}")


def scram_keys(secret, salt, iterations):
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, iterations)
    return [hmac.new(salted, words, "sha256").digest() for words in (b"Client Key", b"Server Key")]


def scram_line(secret, iterations=4096):
    client, server = scram_keys(secret, b"twelve bytes", iterations)
    return "{SCRAM-SHA-256}%d,%s,%s,%s" % (iterations, b64(b"twelve bytes"), b64(hashlib.sha256(client).digest()),
                                           b64(server))


PASSWORDS = f"{USER}:{SECRET}\n{KEYED}:{scram_line(KEYED_SECRET)}\n"


def needles(secret):
    """The secret, and what is the same in its base64 wherever it begins."""
    found = [secret.encode()]
    for shift in range(3):
        text = b64(b"\0" * shift + secret.encode())
        found.append(text[(0, 2, 3)[shift]:len(text) // 4 * 4 - 4].encode())
    return found


def no_secret(text, where):
    for secret in (SECRET, KEYED_SECRET):
        for needle in needles(secret):
            truth(needle not in text, f"{needle!r} in {where}")


@contextlib.contextmanager
def auth_server(*options, passwords=PASSWORDS, listen=("127.0.0.1:0",)):
    """A server with PASSWORDS that traces; afterwards nothing that it wrote holds a secret."""
    with tempfile.TemporaryDirectory(prefix="smtpd-auth.") as folder:
        if passwords is not None:
            write_passwords(folder, passwords)
            options = ("--auth=passwords", *options)
        with Server("--trace", *options, folder=folder, dialect=RFC5321, listen=listen) as server:
            yield server
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(e2e.WAIT)
            no_secret(server.log() + server.standard_output(), "the log")
            for name in os.listdir(folder):
                if name != "passwords" and not name.startswith("client"):
                    with open(os.path.join(folder, name), "rb") as file:
                        no_secret(file.read(), name)


def write_passwords(folder, text, mode=0o600):
    path = os.path.join(folder, "passwords")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


@contextlib.contextmanager
def greeted(server, client=Client):
    with client(server) as connection:
        connection.ehlo()
        yield connection


def at_once(server, *conversations):
    """Speaks all CONVERSATIONS, of lines and their replies, side by side: each its first line, then
    each its second; what a wrong password costs is waited for once."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(greeted(server)) for _ in conversations]
        for number in range(0, max(map(len, conversations)), 2):
            going_on = [pair for pair in zip(clients, conversations) if number < len(pair[1])]
            for client, lines in going_on:
                client.send(lines[number].encode() + b"\r\n")
            for client, lines in going_on:
                client.expect(lines[number + 1])
