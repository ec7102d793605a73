#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the manuals, and the commands of README, work as they are printed there.

An example of a manual is a `.Bd -literal' block of the section EXAMPLES: "$ " begins a command, "> "
continues it, and any other line is what the command prints.  In README each line of a ```sh block is
a command, and a ```text block right after it is what these commands print.

Those of a page run in turn in one folder, with the programs of this build first in PATH, and in
network, process and mount namespaces of their own: nothing else uses the ports there, and nothing
outlives the shell.  The folder is empty at first; for README it is like a checkout that is built,
and a server called mail.example.org listens at port 25.
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
from e2e import Server, Skip, case, equal, truth

ROOT = os.path.join(e2e.TESTS, "..")
MAN = os.path.join(ROOT, "man")
READMES = ("README.md", "README.pt_BR.md")
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
    """The commands of an example, each as [[command], printed]: PRINTED is empty if nothing is shown."""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append([[line[2:]], ""])
        elif line == ">" or line.startswith("> "):
            found[-1][0][0] += "\n" + line[2:]
        else:
            found[-1][1] += line + "\n"
    return found


def fences(page):
    """The fenced blocks of PAGE in turn, as [language, lines, what is between it and the one before]."""
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        parts = re.split(r"^```(.*)\n", file.read(), flags=re.M)
    return [[parts[n], parts[n + 1].splitlines(), parts[n - 1]] for n in range(1, len(parts) - 2, 4)]


def lines_of_shell(lines):
    """The commands of LINES: a here-document belongs to its command, and what follows a backslash or a pipe."""
    found, end, goes_on = [], None, False
    for line in lines:
        if end is None and not goes_on:
            found.append(line)
        else:
            found[-1] += "\n" + line
        if end is None:
            here = re.search(r"<<'?(\w+)", line)
            end = here and here[1]
        elif line == end:
            end = None
        goes_on = line.endswith(("\\", "|"))
    return found


def pasted(page):
    """The blocks of commands in README, each as [commands, printed]."""
    found = []
    for language, lines, between in fences(page):
        if language == "sh":
            found.append([lines_of_shell(lines), ""])
        elif language == "text" and not between.strip():
            found[-1][1] = "\n".join(lines) + "\n"
        else:
            equal(language, "text", f"a block of {page}")
    truth(found, f"{page} has no commands")
    return found


# --- how they run ---

# A command that opens the full screen, or telnet, is given a terminal and a person.
INTERACTIVE = re.compile(r"(build/tui-client/)?smtp-tui(?!.*--(plain|replay))|\./bootstrap run|telnet ")
# The server says when it listens, unless that goes to another command.
SERVER = re.compile(r"(build/server/)?smtpd-proto (?!.* >).*&$")
MARK = "--- end of a command ---"


def script(found, prelude=""):
    """The commands as a program for the shell, which stops at the first that fails."""
    servers, text = 0, f"set -e\nip link set lo up\n{prelude}"
    for command in found:
        if INTERACTIVE.match(command):
            command = f"'{sys.executable}' '{os.path.abspath(__file__)}' --screen {command}"
        text += f"{command}\n"
        if SERVER.match(command):
            servers += 1
            text += f'until [ "$(grep -cE "^listening on (tls:)?127" "$OUTPUT")" = {servers} ]; do sleep 0.1; done\n'
        text += f"echo '{MARK}'\n"
    return text


def namespaces():
    own = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = [e2e.peer("unshare"), *own, "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    e2e.peer("ip")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        raise Skip("no namespaces of one's own")
    return command


def play(examples, prepare=lambda folder, beside: ""):
    """Runs the commands of EXAMPLES, each [commands, printed]; PREPARE fills their folder, may use the one beside it, and
    returns what the shell does first."""
    found = [command for example, _ in examples for command in example]
    folder, beside = tempfile.mkdtemp(), tempfile.mkdtemp()
    output, errors, program = (os.path.join(beside, name) for name in ("output", "errors", "program"))
    with open(program, "w", encoding="utf-8") as file:
        file.write(script(found, prepare(folder, beside)))
    build = [os.path.dirname(path) for path in (e2e.SMTPD, e2e.CLIENT)]
    environment = dict(e2e.ENVIRONMENT, OUTPUT=output, HOME=folder, TERM="xterm", PYTHONPATH=e2e.SUPPORT,
                       PATH=":".join([*build, e2e.ENVIRONMENT["PATH"]]))
    for name in ("XDG_STATE_HOME", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        environment.pop(name, None)
    with open(output, "wb") as out, open(errors, "wb") as err:
        done = subprocess.run([*namespaces(), "sh", program], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=out, stderr=err, timeout=e2e.WAIT * 2, check=False)
    with open(output, encoding="utf-8") as out, open(errors, encoding="utf-8") as err:
        printed, log = out.read().split(MARK + "\n"), err.read()
    truth(not e2e.COMPLAINTS.search(log.encode()), log)
    equal(len(printed) - 1, len(found), f"commands that worked; the last one printed {printed[-1]!r}; errors: {log}")
    equal(done.returncode, 0, f"exit status; errors: {log}")
    for example, shown in examples:
        text = "".join(printed.pop(0) for _ in example)
        if shown:
            equal(text, shown, f"output of {example[-1]!r}")
    shutil.rmtree(folder)
    shutil.rmtree(beside)


# What is typed into the full screen, and into telnet: after each text that is shown, some keys.
KEYS = [(b"smtpd-proto ready", b"\x11")]
TEXTBOOK = "textbook"


def dialogue():
    """The dialogue of the textbook, as one types it."""
    typed = []
    for step in e2e.session_steps(TEXTBOOK):
        if step[0] == "expect":
            typed.append([step[1].rstrip(), b""])
        elif step[0] == "send":
            typed[-1][1] += step[1].replace(b"\r\n", b"\r")
    return typed


def in_terminal(command, keys, **environment):
    """Runs COMMAND in a terminal with a person at it: its exit status, what it wrote, and whether all keys were pressed."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execvpe(command[0], command, {**os.environ, **environment})
    seen, pressed = b"", 0
    while select.select([terminal], [], [], e2e.WAIT)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the program has ended
            break
        while pressed < len(keys) and keys[pressed][0] in seen:
            os.write(terminal, keys[pressed][1])
            pressed += 1
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), seen, pressed == len(keys)


def screen(command):
    """Runs COMMAND in a terminal, and returns its exit status; that of telnet means nothing."""
    is_telnet = command[0] == "telnet"
    status, _, is_done = in_terminal(command, dialogue() if is_telnet else KEYS)
    return (0 if is_telnet else status) if is_done else 1


# --- the folder of README ---

# What ./bootstrap looks at to see that all is configured and built.
COPIES = ("bootstrap", "configure.ac", "configure", "config.h.in", "Makefile.in")
BUILT = {"Makefile": "all:\n\t@:\n", "po/Makefile": "", "config.status": '#!/bin/sh\necho ":$PWD"\n'}
HOSTS = "127.0.0.1 localhost mail.example.org\n"


def checkout(folder, beside):
    """Makes FOLDER a checkout with the programs of this build, but nothing to build; returns what sets up the server at port 25."""
    for name in sorted(os.listdir(ROOT)):
        path = os.path.abspath(os.path.join(ROOT, name))
        if name in COPIES:
            shutil.copy2(path, folder)
        elif os.path.isdir(path) and not re.match(r"\.|lab$|build(?!-aux$)", name):
            os.symlink(path, os.path.join(folder, name))
    build = os.path.join(folder, "build")
    for program in (e2e.SMTPD, e2e.CLIENT):
        place = os.path.join(build, os.path.basename(os.path.dirname(program)))
        os.makedirs(place)
        os.symlink(program, os.path.join(place, os.path.basename(program)))
    os.mkdir(os.path.join(build, "po"))
    for name, text in BUILT.items():
        with open(os.path.join(build, name), "w", encoding="ascii") as file:
            file.write(text)
    os.chmod(os.path.join(build, "config.status"), 0o755)
    return neighbours(folder, beside)


def neighbours(folder, beside):
    """What the shell does to have the packages of the build, and the server at port 25."""
    with open(os.path.join(folder, "bootstrap"), encoding="utf-8") as file:
        packages = re.search(r"^build_packages='([^']*)'", file.read(), re.M)[1].split()
    query, hosts, users = (os.path.join(beside, name) for name in ("dpkg-query", "hosts", "users"))
    for path, text in ((query, "#!/bin/sh\n" + "".join(f"echo installed {name}\n" for name in packages)),
                       (hosts, HOSTS), (users, "postmaster\n")):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    os.chmod(query, 0o755)
    return (f"PATH='{beside}':$PATH\nmount --bind '{hosts}' /etc/hosts\n"
            f"smtpd-proto --dialect=rfc5321 --listen=127.0.0.1:25 --directory='{beside}' '{users}' >'{beside}/ready' &\n"
            f"until grep -qs listening '{beside}/ready'; do sleep 0.1; done\n")


@case("README: the commands work")
def _():
    for program in ("curl", "telnet"):
        e2e.peer(program)
    play(pasted(READMES[0]), checkout)


@case("the translations have the same examples")
def _():
    for page in ("smtpd-proto.8", "smtp-tui.1"):
        equal(blocks(os.path.join("pt_BR", page)), blocks(page), page)


@case("README has the same commands in both languages")
def _():
    equal(pasted(READMES[1]), pasted(READMES[0]), "commands")


def terminals():
    """The table of docs/terminals.md: TERM, whether the full screen works there, and which colours."""
    with open(os.path.join(ROOT, "docs", "terminals.md"), encoding="utf-8") as file:
        rows = re.findall(r"^\| (`.*) \| (yes|no) \| (.*?) ?\|$", file.read(), re.M)
    return [(term, works, colors) for names, works, colors in rows for term in re.findall(r"`(.*?)`", names)]


@case("docs/terminals.md: each value of TERM does what the table says")
def _():
    tried = 0
    with Server() as server, tempfile.TemporaryDirectory() as home:
        for term, works, colors in terminals():
            status, seen, is_done = in_terminal(
                [e2e.CLIENT, f"{server.host}:{server.port}"], KEYS, TERM=term, HOME=home, XDG_STATE_HOME=home,
                NO_COLOR="", LC_ALL="C.UTF-8", LANGUAGE="en")
            if works == "yes" and b"is unknown" in seen:  # not on this machine
                continue
            tried += 1
            equal((status, is_done), (0, True) if works == "yes" else (1, False), f"{term}: {seen[-300:]}")
            equal(b"--plain" in seen, works == "no", f"{term}: {seen[-300:]}")
            has_colors = re.search(rb"\x1b\[(?:\d*;)*(?:[34][0-7]|[34]8;5;\d+|9[0-7]|10[0-7])m", seen) is not None
            equal(has_colors, colors not in ("", "none"), f"colours of {term}")
    truth(tried >= 5, f"only {tried} kinds of terminals are known here")


@case("README shows the dialogue of the textbook as it is played")
def _():
    with open(e2e.session_path(TEXTBOOK), encoding="ascii") as file:
        spoken = [line for line in file.read().splitlines() if line.startswith(("C:", "S:"))]
    for page in READMES:
        truth(spoken in [lines for _, lines, _ in fences(page)], f"the dialogue is not in {page}")


def register(page):
    case(f"{page}: the examples work")(
        lambda: play([example for block in blocks(page) for example in commands(block)]))


if sys.argv[1:2] == ["--screen"]:
    sys.exit(screen(sys.argv[2:]))

for each in ("smtpd-proto.8", "smtp-tui.1", "smtp-session.5"):
    register(each)

if __name__ == "__main__":
    e2e.run()
