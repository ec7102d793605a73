#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--user: what is left of root when the server runs, whose files it makes, what it cannot read again,
and what it says of a start as root or for other computers."""

import os
import pwd
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile

import e2e
from e2e import Client, Server, case, equal, truth

NAME = "nobody"
IS_ROOT = os.getuid() == 0
try:
    NOBODY = pwd.getpwnam(NAME)
except KeyError:
    NOBODY = None

# A bit of the capabilities in proc(5).
CAP_SYS_RESOURCE = 24

# What setpriv(1) needs to run a program as nobody.
AS_NOBODY = (f"--reuid={NAME}", f"--regid={NOBODY and NOBODY.pw_gid}")


def needs_root():
    e2e.needs_own_options("these cases choose the user themselves")
    if not IS_ROOT:
        raise e2e.Skip("only root can give root up")
    if NOBODY is None or 0 in NOBODY[2:4]:
        raise e2e.Skip("there is no user nobody")


class Folder:
    """A folder of NAME's for a server, which all of its path can reach."""

    def __init__(self, users="johndoe\n", owner=NAME):
        self.path = tempfile.mkdtemp(prefix="smtpd-e2e.")
        self.write("users.list", users, 0o644)
        if owner is not None:
            e2e.hand_over(self.path, owner)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text, mode):
        """Writes a file of root's."""
        with open(self.file(name), "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(self.file(name), mode)
        return self.file(name)

    def owners(self):
        """Who owns the files, and how they may be used."""
        found = {}
        for name in sorted(os.listdir(self.path)):
            status = os.lstat(self.file(name))
            found[name] = (status.st_uid, status.st_gid, status.st_mode & 0o7777)
        return found


def run(folder, *options, wrapper=(), program=e2e.SMTPD):
    """Runs the server to its end."""
    return subprocess.run([*wrapper, *e2e.WRAPPER, program, "--listen=127.0.0.1:0", *options, "users.list"],
                          cwd=folder.path, env=dict(e2e.ENVIRONMENT, **e2e.TRACED), stdin=subprocess.DEVNULL,
                          capture_output=True, check=False, timeout=e2e.WAIT)


def refused(folder, *options, status=1, words=(), **how):
    """The start is refused in one line with these WORDS, and leaves nothing behind."""
    before = folder.owners()
    done = run(folder, *options, **how)
    text = done.stderr.decode()
    equal((done.returncode, text.count("\n"), done.stdout), (status, 1, b""), text)
    for word in words:
        truth(word in text, f"{word!r} is not in {text!r}")
    equal(folder.owners(), before, "the folder")


def serve(folder, *options, **how):
    return Server(f"--user={NAME}", *options, folder=folder.path, users=None, env=e2e.TRACED, **how)


def setpriv(*options):
    """A wrapper that changes the rights of the server."""
    return (e2e.peer("setpriv"), *options)


def limited(*options):
    """A wrapper that changes its limits."""
    return (e2e.peer("prlimit"), *options)


def own_program():
    """A copy of the server that everybody may execute, wherever the original is."""
    folder = tempfile.mkdtemp(prefix="smtpd-e2e.")
    os.chmod(folder, 0o755)
    return shutil.copy(e2e.SMTPD, folder)


def warnings(server):
    """Those of the start, which its last line follows."""
    e2e.wait_for(lambda: b" notice listening on " in server.log(), "the line of the start")
    return [line.partition(" warning ")[2] for line in server.whole_log().decode().splitlines() if " warning " in line]


def rights(server):
    """What /proc tells of the rights of each thread."""
    found = []
    for thread in os.listdir(f"/proc/{server.pid}/task"):
        with open(f"/proc/{server.pid}/task/{thread}/status", encoding="utf-8") as status:
            fields = dict(re.findall(r"^(\w+):\t(.*)$", status.read(), re.M))
        found.append({name: fields[name].split() for name in ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff",
                                                              "CapAmb", "NoNewPrivs")})
    return found


NOTHING = ["0" * 16]


def expect_no_rights(server):
    nobody = {"Uid": [str(NOBODY.pw_uid)] * 4, "Gid": [str(NOBODY.pw_gid)] * 4, "Groups": [], "CapInh": NOTHING,
              "CapPrm": NOTHING, "CapEff": NOTHING, "CapAmb": NOTHING, "NoNewPrivs": ["1"]}
    threads = rights(server)
    truth(len(threads) > 24, f"only {len(threads)} threads")
    for found in threads:
        equal(found, nobody, "rights")


@case("no thread keeps an id, a group or a capability of root")
def _():
    needs_root()
    folder = Folder()
    with serve(folder) as server:
        expect_no_rights(server)
        equal(warnings(server), [], "warnings")
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()


@case("nor does it if the process was told to keep its capabilities, and had many groups")
def _():
    needs_root()
    folder = Folder()
    with serve(folder, wrapper=setpriv("--groups=0,1,2,42,65533", "--securebits=+no_setuid_fixup",
                                       "--inh-caps=+setuid", "--ambient-caps=+setuid")) as server:
        expect_no_rights(server)


def has_tls():
    """Whether the server is built with it."""
    return b"--tls=" in subprocess.run([e2e.SMTPD, "--help"], capture_output=True, env=e2e.ENVIRONMENT,
                                       check=True).stdout


@case("files that are made belong to the user: mailboxes, events, report, certificate, the server's own")
def _():
    needs_root()
    folder = Folder()
    options = ["--events=events", "--report=json", "--report-file=report"]
    with_tls = has_tls()
    options += ["--tls=key.pem", "--listen=tls:127.0.0.1:0"] * with_tls
    own = (NOBODY.pw_uid, NOBODY.pw_gid, 0o600)
    expected = {".smtpd-proto.intents": own, ".smtpd-proto.pid": own, "babydoe.txt": own, "events": own,
                "johndoe.txt": own, "report": own, "users.list": own[:2] + (0o644,)}
    if with_tls:
        expected.update({"key.pem": own, "key.pem.crt": own[:2] + (0o644,)})
    with serve(folder, *options) as server:
        folder.write("users.list", "johndoe\nbabydoe\n", 0o644)
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"reloaded '" in server.log(), "the reload")
        equal(folder.owners(), expected, "owners")
    for name in (".smtpd-proto.intents", ".smtpd-proto.pid"):
        del expected[name]
    equal(folder.owners(), expected, "owners at the end")


@case("a port below 1024 is bound before root is given up")
def _():
    needs_root()
    folder = Folder()
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", 25))
    except OSError as error:
        raise e2e.Skip(f"port 25: {error.strerror}") from error
    with serve(folder, listen=("127.0.0.1:25",)) as server:
        equal(server.addresses, [("127.0.0.1", 25)], "addresses")
        expect_no_rights(server)
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()


@case("a user that is unknown, a number, root, or of the group of root is refused")
def _():
    e2e.needs_own_options("these cases choose the user themselves")
    folder = Folder(owner=None)
    for name in ("no-such-user", str(os.getuid()), "4294967295", "-1", "+0", "x" * 255, "a\nb\x1b[31m", "root "):
        refused(folder, f"--user={name}", words=("there is no user '", "getent passwd"))
    refused(folder, "--user=root", words=("'root' has the rights of root", "name another user"))
    for name in ("", "x" * 256, "x" * 10000):
        refused(folder, f"--user={name}", status=2, words=("option '--user': ",))


@case("what only root can do is refused to others, but one may name oneself")
def _():
    needs_root()
    folder, program = Folder(), own_program()
    other = next(entry.pw_name for entry in pwd.getpwall() if 0 not in entry[2:4] and entry.pw_uid != NOBODY.pw_uid)
    wrapper = setpriv(*AS_NOBODY, "--clear-groups")
    refused(folder, f"--user={other}", words=(f"'{other}'", "start the server as root, or as that user"),
            program=program, wrapper=wrapper)
    done = run(folder, f"--user={NAME}", "--exit-within=1ms", program=program, wrapper=wrapper)
    equal((done.returncode, b" warning " in done.stderr), (0, False), done.stderr)
    refused(folder, f"--user={NAME}", words=("could still have rights of root", "without further groups"),
            program=program, wrapper=setpriv(*AS_NOBODY, "--groups=0"))
    if not e2e.is_instrumented():  # the leak checker could not work, nor be told not to
        refused(folder, f"--user={NAME}", words=(f"'{NAME}'", "start the server as root"), program=program,
                wrapper=setpriv(f"--ruid={NAME}", f"--regid={NOBODY.pw_gid}", "--clear-groups", "--euid=1"))
    done = run(folder, f"--user={NAME}", "--exit-within=1ms", program=program, wrapper=setpriv(
        *AS_NOBODY, "--clear-groups", "--inh-caps=+setuid,+setgid", "--ambient-caps=+setuid,+setgid"))
    equal((done.returncode, b" warning " in done.stderr), (0, False), done.stderr)


@case("root without the capabilities to become another user is refused")
def _():
    needs_root()
    for capability in ("-setuid", "-setgid"):
        refused(Folder(), f"--user={NAME}", words=("Operation not permitted", "CAP_SETUID and CAP_SETGID"),
                wrapper=setpriv(f"--bounding-set={capability}", f"--inh-caps={capability}"))


@case("each step that fails is named, with its reason and what to do")
def _():
    needs_root()
    steps = [("setgroups:error=EPERM", "setgroups: Operation not permitted; let the server have the capabilities "),
             ("setresgid:error=EINVAL", "setresgid: Invalid argument; name a user whose ids are known to this container"),
             ("setresuid:error=EAGAIN", "setresuid: Resource temporarily unavailable; free some memory"),
             ("capget:error=EPERM", "capget: Operation not permitted; allow the server this system call"),
             ("getgroups:error=EPERM", "getgroups: Operation not permitted; allow the server this system call"),
             ("prctl:error=EINVAL", "prctl: Invalid argument; allow the server this system call")]
    for step, words in steps:
        refused(Folder(), f"--user={NAME}", words=(f"cannot become the user '{NAME}': {words}",),
                wrapper=e2e.traced(f"trace={step.partition(':')[0]}", f"inject={step}"))
    # Capabilities that the change of user does not take away.
    refused(Folder(), f"--user={NAME}", words=(f"cannot become the user '{NAME}': capset: Operation not permitted; allow",),
            wrapper=(*setpriv("--securebits=+no_setuid_fixup"), *e2e.traced("trace=capset", "inject=capset:error=EPERM")))


@case("a file that only root can read is read at the start; a warning names it, and SIGHUP keeps what was in it")
def _():
    needs_root()
    folder = Folder()
    os.chown(folder.file("users.list"), 0, 0)
    os.chmod(folder.file("users.list"), 0o600)
    with serve(folder) as server:
        equal(warnings(server), [f"the user '{NAME}' cannot read '{folder.file('users.list')}': Permission denied; SIGHUP "
                                 "will not read it again unless you permit that"], "warnings")
        folder.write("users.list", "babydoe\n", 0o600)
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"keeping the old users: " in server.log(), "the refusal")
        truth(b"users.list': Permission denied; make it readable by the user that the server runs as (--user)\n"
              in server.log(),
              server.log())
        with Client(server) as client:
            client.helo()
            client.deliver(recipient="johndoe")
            client.quit()
        os.chmod(folder.file("users.list"), 0o644)
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"reloaded '" in server.log(), "the reload")


@case("--check finds out what that user may do, and warns of the same")
def _():
    needs_root()
    folder = Folder()
    folder.write("users.list", "johndoe\n", 0o600)
    os.chown(folder.file("users.list"), 0, 0)
    before = folder.owners()
    done = run(folder, f"--user={NAME}", *["--listen=tls:127.0.0.1:0", "--tls=key.pem"] * has_tls(), "--check")
    equal((done.returncode, done.stderr.count(b"\n")), (0, 1), done.stderr)
    truth(f": warning: the user '{NAME}' cannot read 'users.list'".encode() in done.stderr, done.stderr)
    truth(f"\nuser: {NAME}\n".encode() in done.stdout, done.stdout)
    equal(folder.owners(), before, "the folder")
    os.chown(folder.path, 0, 0)
    refused(folder, f"--user={NAME}", "--check", words=("cannot use the folder '.'", "Permission denied"))
    refused(folder, f"--user={NAME}", words=("cannot use the folder '.'", "Permission denied"))


@case("what belongs to others in the folder is refused: a mailbox, the events, the report")
def _():
    needs_root()
    folder = Folder()
    folder.write("johndoe.txt", "", 0o600)
    refused(folder, f"--user={NAME}", words=("johndoe.txt", "another user"))
    os.remove(folder.file("johndoe.txt"))
    folder.write("file", "", 0o600)
    os.mkdir(folder.file("roots"), 0o755)
    for name in ("file", "roots/new"):
        for option in ("--events", "--report-file"):
            refused(folder, f"--user={NAME}", "--report=text", f"{option}={name}", words=(
                f"'{name}': Permission denied; let the user '{NAME}' write there, or name another file with {option}\n",))


@case("two servers on one folder and one port: the second names the first")
def _():
    needs_root()
    folder = Folder()
    with serve(folder) as server:
        done = run(folder, f"--user={NAME}", f"--listen=127.0.0.1:{server.port}")
        equal((done.returncode, done.stderr.count(b"\n")), (1, 1), done.stderr)
        truth(b"(process %d)" % server.pid in done.stderr, done.stderr)


@case("the limit of open files is raised before root is given up")
def _():
    needs_root()
    with open("/proc/self/status", encoding="utf-8") as status:
        if not int(re.search(r"^CapEff:\t(\w+)$", status.read(), re.M)[1], 16) >> CAP_SYS_RESOURCE & 1:
            raise e2e.Skip("root may not raise it here")
    with serve(Folder(), wrapper=limited("--nofile=256:256")) as server:
        equal(warnings(server), [], "warnings")
        truth(resource.prlimit(server.pid, resource.RLIMIT_NOFILE)[0] > 10000, "the limit was not raised")


@case("no process is left for the threads of that user: one line, and nothing is left behind")
def _():
    needs_root()
    refused(Folder(), f"--user={NAME}", words=("cannot start threads", "free some memory or processes"),
            wrapper=limited("--nproc=0"))


@case("a core dump of what root has read stays impossible, and /proc belongs to root")
def _():
    needs_root()
    folder = Folder()
    with serve(folder) as server:
        equal(os.stat(f"/proc/{server.pid}/maps").st_uid, 0, "owner of /proc/PID/maps")


@case("a start as root without --user, or for other computers without a limit, is warned of")
def _():
    e2e.needs_own_options("these cases choose the user themselves")
    as_root = ["the server runs as root: --user=NAME gives root up once the sockets are open"] * IS_ROOT
    with Server(listen=("127.0.0.1:0", "127.0.0.2:0")) as server:
        equal(warnings(server), as_root, "warnings")
    with Server(listen=("127.0.0.1:0", "0.0.0.0:0", "0.0.0.0:0")) as server:
        host, port = server.addresses[1]
        equal(warnings(server), as_root + [
            f"other computers may reach {host}:{port}: --require-auth refuses the mail of strangers, "
            "--max-per-source=N limits the connections of each"], "warnings")
    with Server("--max-per-source=100", listen=("0.0.0.0:0",)) as server:
        equal(warnings(server), as_root, "warnings")


if __name__ == "__main__":
    e2e.run()
