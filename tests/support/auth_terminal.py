# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A client in a terminal that logs in, of which no screen and no file may hold a secret."""

import os

import e2e
from auth_server import SECRET, USER, no_secret
from tui import Terminal


class Watched(Terminal):
    """A terminal whose every screen, and folder in the end, is looked at for secrets."""

    def screen(self):
        screen = super().screen()
        no_secret(str(screen).encode(), "a screen")
        return screen

    def __exit__(self, *details):
        for path, _folders, names in os.walk(self.folder):
            for name in names:
                file = os.path.join(path, name)
                if name != "secret" and os.path.isfile(file):
                    with open(file, "rb") as content:
                        no_secret(content.read(), name)
        super().__exit__(*details)


# Begins with a password in a file.
WITH_FILE = ("sh", "-c", 'cd "$HOME"; umask 077; echo "$1" >secret; shift; exec "$@"', "sh", SECRET, e2e.CLIENT)


def with_file(*options):
    return f"--auth-user={USER}", "--auth-password-file=secret", *options


def greet(terminal):
    terminal.wait_step("EHLO")
    terminal.key("F5")
    return terminal.wait_step("AUTH")
