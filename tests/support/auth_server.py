# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server with passwords, which writes no secret anywhere, and what clients of it send.  What a test
checks is not known here."""

import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import os
import re
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


def scram_proof(challenge, secret=SECRET, user=USER, nonce=None, header="n,,", claims=None):
    """The client's last message after HEADER in its first, made of the CHALLENGE; NONCE and the header
    that it CLAIMS to have sent may be lies."""
    first = base64.b64decode(challenge[4:]).decode()
    said, salt, iterations = re.fullmatch("r=([^,]*),s=([^,]*),i=([0-9]*)", first).groups()
    truth(said.startswith("abc") and len(said) > 10, said)
    key = scram_keys(secret, base64.b64decode(salt), int(iterations))[0]
    final = f"c={b64(claims or header)},r={nonce or said}"
    proof = hmac.new(hashlib.sha256(key).digest(), f"n={user},r=abc,{first},{final}".encode(), "sha256").digest()
    return b64(f"{final},p=" + b64(bytes(a ^ b for a, b in zip(key, proof))))


def scram_hello(header="n,,", user=USER):
    return "AUTH SCRAM-SHA-256 " + b64(f"{header}n={user},r=abc")


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
def auth_server(*options, passwords=PASSWORDS, listen=("127.0.0.1:0",), env=None):
    """A server with PASSWORDS, and with ENV in its environment, that traces; afterwards nothing that it wrote holds a secret."""
    with tempfile.TemporaryDirectory(prefix="smtpd-auth.") as folder:
        if passwords is not None:
            write_passwords(folder, passwords)
            options = ("--auth=passwords", *options)
        with Server("--trace", *options, folder=folder, dialect=RFC5321, listen=listen, env=env) as server:
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


def speak(server, lines):
    """Says every first one of LINES, and expects every second one.  A function in place of a line makes
    it of the reply before."""
    heard = b""
    with greeted(server) as client:
        for text, reply in zip(lines[::2], lines[1::2]):
            client.send((text(heard) if callable(text) else text).encode() + b"\r\n")
            heard = client.line()
            client.input = heard + client.input
            client.expect(reply)


def at_once(server, *conversations):
    """Speaks all CONVERSATIONS side by side, so that what wrong passwords cost is waited for once."""
    with concurrent.futures.ThreadPoolExecutor(len(conversations)) as pool:
        for done in [pool.submit(speak, server, lines) for lines in conversations]:
            done.result()
