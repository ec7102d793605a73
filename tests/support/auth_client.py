# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A client in line mode that logs in, of whose output and files none may hold a secret, and servers that
answer AUTH as a test says."""

import contextlib
import os
import subprocess
import tempfile

import e2e
from auth_server import SECRET, USER, no_secret
from e2e import equal
from tui import Fake


class Home:
    """A folder with the password, in which the client runs.  Nothing else in it may hold a secret."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.write("password", SECRET + "\n")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            for path, _folders, names in os.walk(self.folder.name):
                for name in names:
                    if name != "password":
                        no_secret(self.read(os.path.join(path, name)), name)
        self.folder.cleanup()

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def read(self, name):
        with open(os.path.join(self.folder.name, name), "rb") as file:
            return file.read()

    def run(self, *arguments, lines=(), status=0, **options):
        """Runs the client, which says LINES; returns what it printed."""
        done = subprocess.run([e2e.CLIENT, *arguments], input="".join(line + "\n" for line in lines).encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=e2e.WAIT, check=False,
                              cwd=self.folder.name, env=dict(e2e.ENVIRONMENT, HOME=self.folder.name,
                                                             XDG_STATE_HOME=self.folder.name), **options)
        no_secret(done.stdout, "the output")
        equal(done.returncode, status, f"{arguments}: {done.stdout.decode()[-2000:]}")
        return done.stdout.decode()


LOGIN = (f"--auth-user={USER}", "--auth-password-file=password")


def address_of(server):
    return f"127.0.0.1:{server.port}"


def serves(mechanisms, replies):
    """A server that answers AUTH, and what follows it, with REPLIES: texts, or functions of the line."""
    @contextlib.contextmanager
    def serve():
        heard = []

        def script(peer, _number):
            peer.send(b"220 fake ESMTP\r\n")
            left = list(replies)
            while (line := peer.line()) is not None:
                heard.append(line.decode())
                if line.upper().startswith(b"EHLO"):
                    peer.send(f"250-fake\r\n250 AUTH {mechanisms}\r\n".encode())
                elif line == b"*":
                    peer.send(b"501 cancelled\r\n")
                elif left:
                    answer = left.pop(0)
                    peer.send((answer if isinstance(answer, str) else answer(line)).encode() + b"\r\n")
                else:
                    peer.send(b"250 ok\r\n")
        with Fake(script) as fake:
            yield fake.address, heard
    return serve()
