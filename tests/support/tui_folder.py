# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A scratch folder in which smtp-tui runs to its end, and a conversation for it."""

import os
import stat
import subprocess
import tempfile

import e2e
from e2e import equal

TALK = ["helo lab", "mail from: Jo\u00e3o@lab.test", "rcpt to: nobody", "mail from: <>",
        "rcpt to: johndoe", "data", "Subject: plain", "", "..dot", ".", "quit"]


class Folder:
    """A scratch folder with a state folder in it."""

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.path = self.scratch.name
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()

    def file(self, name):
        return os.path.join(self.path, name)

    @property
    def history(self):
        return self.file("state/smtp-tui/history")

    def run(self, *arguments, text="", status=0, program=e2e.CLIENT, env=None):
        """Runs the client, or PROGRAM, to its end; returns its standard output and error."""
        env = dict(e2e.ENVIRONMENT, HOME=self.path, XDG_STATE_HOME=self.file("state"), **(env or {}))
        done = subprocess.run([program, *arguments], input=text.encode(), env=env,
                              capture_output=True, timeout=e2e.WAIT, cwd=self.path, check=False)
        output, errors = done.stdout.decode(), done.stderr.decode()
        equal(done.returncode, status, f"exit status; {output[-3000:]}\n{errors[-3000:]}")
        return output, errors

    def read(self, name):
        with open(self.file(name), "rb") as file:
            return file.read()

    def mode(self, path):
        return stat.S_IMODE(os.lstat(path).st_mode)


def lines(*text):
    return "".join(line + "\n" for line in text)
