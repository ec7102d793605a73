#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--events and --report-file never write to what the server reads or keeps, by whatever name it is reached, nor both
to one file; and a start that is refused leaves everything as it was."""

import os
import re
import select
import shutil
import signal
import subprocess
import tempfile

import e2e
from e2e import Server, case, equal, truth

OPTIONS = {"--events": (), "--report-file": ("--report=text",)}
OWN = "is a mailbox or a file that the server reads or keeps; name another file with "


class Stage:
    """A folder with that of the mailboxes in it; a context manager."""

    def __init__(self, **files):
        self.folder = tempfile.mkdtemp(prefix="smtpd-outputs.")
        os.mkdir(self.path("mail"))
        for name, content in files.items():
            self.write(name, content)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content, mode=0o600):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(content)
        os.chmod(self.path(name), mode)

    def look(self):
        found = {}
        for root, folders, files in os.walk(self.folder):
            for path in (os.path.join(root, name) for name in folders + files):
                content = b""
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        content = file.read()
                found[path] = (os.lstat(path).st_ino, content)
        return found

    def refused(self, *options, words=()):
        """The start is refused in one line with these WORDS, and everything is as it was."""
        self.write("users.list", "johndoe babydoe\n")
        before = self.look()
        with Server("--directory=mail", *options, folder=self.folder, users=None, ready=False) as server:
            server.process.wait(e2e.WAIT)
            text = server.log().decode()
            equal((text.count("\n"), server.standard_output()), (1, b""), text)
            truth(all(word in text for word in words), f"{words} not in {text!r}")
            server.expect_exit(1)
        equal(self.look(), before, "the folder")

    def refused_by_both(self, name, *options):
        for option, others in OPTIONS.items():
            self.refused(f"{option}={name}", *others, *options, words=(f"'{name}' {OWN}{option}",))


    def refused_later(self, server, name):
        """NAME, new in the users file, is refused at SIGHUP, since an option names its mailbox."""
        before = len(server.log())
        self.write("users.list", f"johndoe\n{name}\n")
        e2e.give(self.path("users.list"))
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: re.search(b"reloaded '.*users|keeping the old users: ", server.log()[before:]), "the outcome")
        truth(f"users.list:2: the mailbox '{name}.txt' would be a file that an option of the server names".encode()
              in server.log()[before:], server.log())


def has(option):
    return option in subprocess.run([e2e.SMTPD, "--help"], env=e2e.ENVIRONMENT, capture_output=True,
                                    check=True).stdout.decode()


# Whatever the server keeps in the folder of the mailboxes.
KEPT = ("johndoe.txt", "babydoe.txt.lock", ".smtpd-proto.intents", ".smtpd-proto.pid", ".smtpd-proto.spool")


@case("an empty mailbox, a lock, the intents, the process id, the spool: refused, and not made if they are missing")
def _():
    for name in KEPT:
        with Stage() as stage:
            stage.refused_by_both(f"mail/{name}")
            stage.write(f"mail/{name}", "")
            for path in (f"mail/{name}", stage.path(f"mail/../mail/{name}")):
                stage.refused_by_both(path)
                stage.refused_by_both(path, "--check")


@case("intents of a server that was killed are not emptied")
def _():
    with Stage() as stage:
        stage.write("mail/.smtpd-proto.intents", "{an intent")
        stage.refused_by_both("mail/.smtpd-proto.intents")


@case("a link that leads to one of them, even if it is missing")
def _():
    for name in KEPT:
        with Stage() as stage:
            os.symlink(f"mail/{name}", stage.path("link"))
            stage.refused_by_both("link")
            stage.write(f"mail/{name}", "")
            stage.refused_by_both("link")


@case("what the server reads, and a certificate that is still to be made")
def _():
    with Stage(passwords="{a:b\n") as stage:
        stage.refused("--report=text", "--report-file=users.list", words=("'users.list' " + OWN,))
        if has("--auth="):
            stage.refused_by_both("passwords", "--dialect=rfc5321", "--auth=passwords", "--auth-in-clear")
        if has("--tls="):
            for name in ("server.pem", "server.pem.crt"):
                stage.refused_by_both(name, "--dialect=rfc5321", "--tls=server.pem")


@case("one file for both is refused before it is emptied, and not made")
def _():
    with Stage() as stage:
        os.symlink("both", stage.path("link"))
        for name in ("both", "link"):
            stage.refused("--events=both", "--report=text", f"--report-file={name}",
                          words=(f"--events and --report-file both name the file '{name}'; name two different files",))
        stage.write("both", "{}\n")
        stage.refused("--events=both", "--report=text", "--report-file=link", words=("both name the file 'link'",))


@case("if one file is refused, the other is not made either")
def _():
    with Stage() as stage:
        stage.refused("--events=new", "--report=text", "--report-file=mail/johndoe.txt", words=(OWN + "--report-file",))
        stage.refused("--events=new", "--report=text", "--report-file=none/report",
                      words=("cannot write the report to 'none/report': No such file or directory; create its folder",))


@case("a start that fails later empties no report, and leaves neither file")
def _():
    options = "--events=ev.json", "--report=text", "--report-file=rep.txt"
    for files in {"rep.txt": "an earlier report\n"}, {"ev.json": '{"event":"listening"}\n'}, {}:
        with Stage(**files) as stage:
            os.mkdir(stage.path("mail/.smtpd-proto.pid"))
            stage.refused(*options, words=("'.smtpd-proto.pid' in the folder 'mail'",))


@case("so does one that fails when the server is confined already, in the folder of the mailboxes")
def _():
    for files in {}, {"mail/report": "an earlier report\n"}:
        with Stage(**files) as stage:
            with open(stage.path("users.list"), "w", encoding="ascii") as file:
                file.write("johndoe\n")
            before = stage.look()
            with Server("--directory=mail", "--events=mail/events", "--report=text", "--report-file=mail/report",
                        folder=stage.folder, users=None, ready=False, env=e2e.TRACED,
                        wrapper=e2e.traced("trace=clone,?clone3", "inject=clone,?clone3:error=EAGAIN")) as server:
                server.process.wait(e2e.WAIT)
                truth(b"cannot start threads: Resource temporarily unavailable" in server.log(), server.log())
                server.expect_exit(1)
            equal(stage.look(), before, "the folder")


@case("a report that cannot be emptied: one line with what to do")
def _():
    with Stage(**{"mail/report": "an earlier report\n"}) as stage:
        stage.write("users.list", "johndoe\n")
        with Server("--directory=mail", "--report=text", "--report-file=mail/report", folder=stage.folder, users=None,
                    ready=False, env=e2e.TRACED,
                    wrapper=e2e.traced("trace=ftruncate", "inject=ftruncate:error=EIO")) as server:
            server.process.wait(e2e.WAIT)
            truth(server.log().endswith(b"smtpd-proto: cannot write the report to 'mail/report': Input/output error; name "
                                        b"another file with --report-file\n"), server.log())
            server.expect_exit(1)


@case("--check finds out as much of what is there, and whether what is missing could be made")
def _():
    one, report = "both name the file '{}'; name two different files", ("--report=text",)
    with Stage(both="{}\n", letters="From a\n", text="hello\n") as stage:
        for first, second in (("both", "mail/../both"), ("new", "new")):
            stage.refused("--check", f"--events={first}", *report, f"--report-file={second}", words=(one.format(second),))
        stage.refused("--check", *report, "--report-file=letters", words=(f"'letters' {OWN}--report-file",))
        stage.refused("--check", "--events=text", words=("'text' holds something other than lines of JSON",))
        stage.refused("--check", "--events=mail", words=("cannot open 'mail': Is a directory; name another file",))
        stage.refused("--check", "--events=text/new", words=("cannot open 'text/new': Not a directory; create its folder",))
        stage.refused("--check", *report, "--report-file=none/new", words=("'none/new': No such file or directory; create",))


@case("--check does not open a FIFO, whose reader would notice")
def _():
    with Stage() as stage:
        stage.write("users.list", "johndoe\n")
        os.mkfifo(stage.path("fifo"))
        with open(os.open(stage.path("fifo"), os.O_RDONLY | os.O_NONBLOCK), "rb") as fifo:
            Server("--check", "--directory=mail", "--events=fifo", "--report=text", "--report-file=fifo",
                   folder=stage.folder, users=None, ready=False).expect_exit(0)
            hung_up = select.poll()
            hung_up.register(fifo, 0)
            equal(hung_up.poll(0), [], "a writer has left")


@case("a mailbox that would be such a file is refused at SIGHUP as well, or one with passwords at the start")
def _():
    with Stage() as stage:
        stage.write("users.list", "johndoe\n")
        with Server("--directory=mail", "--events=mail/events.txt", "--report=text", "--report-file=mail/report.txt",
                    folder=stage.folder, users=None) as server:
            stage.refused_later(server, "events")
            stage.refused_later(server, "report")
        if has("--auth="):
            stage.write("mail/johndoe.txt", "johndoe:secret\n")
            stage.refused("--dialect=rfc5321", "--auth=mail/johndoe.txt", "--auth-in-clear", words=(
                "users.list:1: the mailbox 'johndoe.txt' would be a file that an option of the server names; name another "
                "file with that option, or remove the name\n",))


@case("so is one that was replaced meanwhile, as editors do")
def _():
    if not has("--auth="):
        raise e2e.Skip("no --auth")
    with Stage() as stage:
        stage.write("users.list", "johndoe\n")
        stage.write("mail/passwords.txt", "johndoe:secret\n")
        with Server("--directory=mail", "--dialect=rfc5321", "--auth=mail/passwords.txt", "--auth-in-clear",
                    folder=stage.folder, users=None) as server:
            stage.write("mail/new", "johndoe:other\n")
            e2e.give(stage.path("mail/new"))
            os.rename(stage.path("mail/new"), stage.path("mail/passwords.txt"))
            stage.refused_later(server, "passwords")


@case("other files in the folder of the mailboxes are used, new and old; one FIFO may be for both")
def _():
    with Stage() as stage:
        stage.write("users.list", "johndoe\n")
        os.mkfifo(stage.path("fifo"))
        for options in (("--events=mail/events.txt", "--report-file=mail/report"),) * 2 + (
                ("--events=fifo", "--report-file=fifo"),):
            with Server("--directory=mail", "--report=text", *options, folder=stage.folder, users=None):
                pass
        with open(stage.path("mail/events.txt"), encoding="ascii") as file:
            equal(file.read().count('"listening"'), 2, "events of both starts")


e2e.run()
