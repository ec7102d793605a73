#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A test that is interrupted: what it has started ends, and its files go."""

import os
import re
import signal
import subprocess
import sys
import tempfile

import e2e
from e2e import case, equal, truth

# A test that never ends by itself.
ENDLESS = """
import time, e2e, tui
@e2e.case("endless")
def _():
    with tui.Terminal(program=["sleep", "600"]) as terminal, e2e.Server() as server:
        left_alone = e2e.Server()
        e2e.tempfile.mkdtemp()
        print("started", server.pid, left_alone.pid, terminal.pid, flush=True)
        time.sleep(600)
e2e.run()
"""


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def make_cases(number):
    @case(f"{number.name}: servers and terminals end, and no folder is left")
    def _():
        e2e.peer("tmux")
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o711)  # the server may run as another user
            environment = dict(os.environ, TMPDIR=folder, PYTHONPATH=e2e.SUPPORT)
            with subprocess.Popen([sys.executable, "-c", ENDLESS], env=environment,
                                  stdout=subprocess.PIPE, text=True) as test:
                try:
                    output = test.stdout.readline() + test.stdout.readline()
                    started = re.search(r"^started (\d+) (\d+) (\d+)$", output, re.M)
                    truth(started, output)
                    truth(all(is_alive(pid) for pid in started.groups()), "it has started")
                    test.send_signal(number)
                    equal(test.wait(e2e.WAIT), 128 + number, "exit status")
                finally:
                    test.kill()
            for pid in started.groups():
                e2e.wait_for(lambda pid=pid: not is_alive(pid), f"the end of process {pid}")
            equal(os.listdir(folder), [], "files left behind")


for end in e2e.ENDS:
    make_cases(end)

e2e.run()
