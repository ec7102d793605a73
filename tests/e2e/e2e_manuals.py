#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the manuals work as they are printed there.

An example is a `.Bd -literal' block of the section EXAMPLES: "$ " begins a command, "> " continues it,
and any other line is what the command prints.  Those of a manual run in turn in one folder, which is
empty at first, with the programs of this build first in PATH, and in network and process namespaces
of their own: nothing else uses the ports there, and nothing outlives the shell.
"""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

import e2e
from e2e import Skip, case, equal, truth

MAN = os.path.join(e2e.TESTS, "..", "man")
HEADINGS = ("EXAMPLES", "EXEMPLOS")

ESCAPES = {r"\e": "\\", r"\-": "-", r"\&": "", r"\(aq": "'", r"\(dq": '"', r"\(ha": "^", r"\(ti": "~", r"\(ga": "`"}
ESCAPE = re.compile(r"\\(?:\(..|.)")


def blocks(page):
    """The examples of the manual PAGE, each a list of lines as they are shown."""
    with open(os.path.join(MAN, page), encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = next(n for n, line in enumerate(lines) if line in [f".Sh {heading}" for heading in HEADINGS])
    found, block = [], None
    for line in lines[start + 1:]:
        if line.startswith(".Sh"):
            break
        if line.startswith(".Bd -literal"):
            block = []
        elif line == ".Ed":
            found.append(block)
            block = None
        elif block is not None:
            block.append(ESCAPE.sub(lambda match: ESCAPES[match[0]], line))
    truth(found, f"{page} has no examples")
    return found


def commands(block):
    """The commands of an example as [command, printed]: PRINTED is empty if nothing is shown."""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line == ">" or line.startswith("> "):
            found[-1][0] += "\n" + line[2:]
        else:
            found[-1][1] += line + "\n"
    return found


# --- how they run ---

# A command that opens the full screen is given a terminal, in which Ctrl-Q is pressed.
FULL_SCREEN = re.compile(r"smtp-tui(?!.*--(plain|replay))")
# The server says when it listens, unless that goes to another command.
SERVER = re.compile(r"smtpd-proto [^>]*&$")
MARK = "--- end of a command ---"


def script(found):
    """The commands as a program for the shell, which stops at the first that fails."""
    servers, text = 0, "set -e\nip link set lo up\n"
    for command, _ in found:
        if FULL_SCREEN.match(command):
            command = f"'{sys.executable}' '{os.path.abspath(__file__)}' --screen {command}"
        text += f"{command}\n"
        if SERVER.match(command):
            servers += 1
            text += f'until [ "$(grep -c "^listening on 127" "$OUTPUT")" = {servers} ]; do sleep 0.1; done\n'
        text += f"echo '{MARK}'\n"
    return text


def namespaces():
    own = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = [e2e.peer("unshare"), *own, "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    e2e.peer("ip")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        raise Skip("no namespaces of one's own")
    return command


def play(page):
    found = [command for block in blocks(page) for command in commands(block)]
    folder, beside = tempfile.mkdtemp(), tempfile.mkdtemp()
    output, errors, program = (os.path.join(beside, name) for name in ("output", "errors", "program"))
    with open(program, "w", encoding="utf-8") as file:
        file.write(script(found))
    build = [os.path.dirname(path) for path in (e2e.SMTPD, e2e.CLIENT)]
    environment = dict(e2e.ENVIRONMENT, OUTPUT=output, HOME=folder, TERM="xterm", PYTHONPATH=e2e.SUPPORT,
                       PATH=":".join([*build, e2e.ENVIRONMENT["PATH"]]))
    environment.pop("XDG_STATE_HOME", None)
    with open(output, "wb") as out, open(errors, "wb") as err:
        done = subprocess.run([*namespaces(), "sh", program], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=out, stderr=err, timeout=e2e.WAIT * 2, check=False)
    with open(output, encoding="utf-8") as out, open(errors, encoding="utf-8") as err:
        printed, log = out.read().split(MARK + "\n"), err.read()
    truth(not e2e.COMPLAINTS.search(log.encode()), log)
    equal(len(printed) - 1, len(found), f"commands that worked; the last one printed {printed[-1]!r}; errors: {log}")
    equal(done.returncode, 0, f"exit status; errors: {log}")
    for (command, shown), text in zip(found, printed):
        if shown:
            equal(text, shown, f"output of {command!r}")
    shutil.rmtree(folder)
    shutil.rmtree(beside)


def screen(command):
    """Runs COMMAND in a terminal, presses Ctrl-Q when the greeting is shown, and returns its exit status."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execvp(command[0], command)
    seen, is_asked = b"", False
    while select.select([terminal], [], [], e2e.WAIT)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the program has ended
            break
        if not is_asked and b"smtpd-proto ready" in seen:
            is_asked = True
            os.write(terminal, b"\x11")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) if is_asked else 1


def register(page):
    case(f"{page}: the examples work")(lambda: play(page))


@case("the translations have the same examples")
def _():
    for page in ("smtpd-proto.8", "smtp-tui.1"):
        equal(blocks(os.path.join("pt_BR", page)), blocks(page), page)


if sys.argv[1:2] == ["--screen"]:
    sys.exit(screen(sys.argv[2:]))

for each in ("smtpd-proto.8", "smtp-tui.1", "smtp-session.5"):
    register(each)

if __name__ == "__main__":
    e2e.run()
