#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The start: what is refused, in which words and with which status, and that a refused start leaves
everything as it was.  Also --check, --explain-dialect, --help, --version and the listeners."""

import fcntl
import os
import shutil
import socket
import stat
import subprocess
import tempfile

import e2e
from e2e import Client, Server, case, equal, truth

NOBODY = 65534


def run(*arguments, folder=None, as_nobody=False, wrapper=(), env=None):
    """Runs the server program to its end."""
    program, drop = e2e.SMTPD, {}
    if as_nobody and os.getuid() == 0:
        program = os.path.join(tempfile.mkdtemp(prefix="smtpd-e2e."), "smtpd-proto")
        os.chmod(os.path.dirname(program), 0o755)
        shutil.copy(e2e.SMTPD, program)
        drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        return subprocess.run([*wrapper, *e2e.WRAPPER, program, *arguments], cwd=folder,
                              env=dict(e2e.ENVIRONMENT, **(env or {})), stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, timeout=e2e.WAIT * 2, **drop)
    finally:
        if drop:
            shutil.rmtree(os.path.dirname(program))


class Folder:
    """A scratch folder with files in it, and what it looked like at first."""

    def __init__(self, **files):
        self.path = tempfile.mkdtemp(prefix="smtpd-e2e.")
        os.chmod(self.path, 0o755)
        for name, content in files.items():
            with open(self.file(name), "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
            os.chmod(self.file(name), 0o644)

    def file(self, name):
        return os.path.join(self.path, name)

    def look(self):
        found = {}
        for root, folders, files in os.walk(self.path):
            for name in folders + files:
                path = os.path.join(root, name)
                status = os.lstat(path)
                content = b""
                if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
                    with open(path, "rb") as file:
                        content = file.read()
                found[path] = (status.st_mode, status.st_ino, status.st_mtime_ns, content)
        return found

    def __enter__(self):
        self.before = self.look()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def refused(folder, *arguments, status=1, names=(), remedy=(), **how):
    """The start is refused with one line that holds all of NAMES and one of REMEDY, and changes
    nothing."""
    done = run(*arguments, folder=folder.path, **how)
    text = done.stderr.decode()
    equal(done.returncode, status, f"status; {text!r}")
    equal(text.count("\n"), 1, f"lines of {text!r}")
    truth(text.startswith("smtpd-proto: ") and text.endswith("\n"), text)
    equal(done.stdout, b"", "standard output")
    for name in names:
        truth(name in text, f"{name!r} is not in {text!r}")
    truth(not remedy or any(word in text for word in remedy), f"no remedy in {text!r}")
    equal(folder.look(), folder.before, "the folder")


ANY = "--listen=127.0.0.1:0"


@case("no users file named: wrong usage")
def _():
    with Folder() as folder:
        refused(folder, status=2, remedy=("--help",))
        refused(folder, ANY, status=2, remedy=("--help",))


@case("two users files named: wrong usage")
def _():
    with Folder(a="johndoe\n", b="babydoe\n") as folder:
        refused(folder, ANY, "a", "b", status=2, names=("b",))


@case("unknown options and bad values: wrong usage, the option is named")
def _():
    bad = ["--frobnicate", "-Z", "--port=65536", "--port=-1", "--port=", "--port=x", "--port=1x",
           "--timeout=0", "--timeout=x", "--timeout=-1", "--max-message-size=x",
           "--max-message-size=1X", "--max-message-size=99999999999999999999",
           "--max-spool=x", "--max-spool=0", "--max-connections=0", "--max-connections=x",
           "--max-per-source=x", "--dialect=nonsense", "--log-format=xml", "--listen=",
           "--listen=127.0.0.1", "--listen=127.0.0.1:x", "--listen=[::1:0", "--hostname=",
           "--hostname=a b", "--hostname=" + "h" * 256]
    with Folder(users="johndoe\n") as folder:
        for option in bad:
            refused(folder, option, "users", status=2, names=(option.split("=")[0].lstrip("-"),))


@case("an option with a line break or an escape in it is still one line")
def _():
    with Folder(users="johndoe\n") as folder:
        refused(folder, "--fro\nb\x1b[31m", "users", status=2)
        refused(folder, ANY, "no\nsuch\x1b[31mfile", status=1)


@case("a users file that is missing")
def _():
    with Folder() as folder:
        refused(folder, ANY, "absent", names=("absent", "No such file"))


@case("a users file without a name")
def _():
    for content in ("", "\n", " \t\n\r\n", "\ufeff", "\ufeff\n\n"):
        with Folder(users=content) as folder:
            refused(folder, ANY, "users", names=("users",), remedy=("name",))


@case("a users file that may not be read")
def _():
    with Folder(users="johndoe\n") as folder:
        os.chmod(folder.file("users"), 0)
        folder.before = folder.look()
        refused(folder, ANY, "users", names=("users", "Permission denied"), as_nobody=True)


@case("a folder, a FIFO, a device in place of the users file")
def _():
    with Folder() as folder:
        os.mkdir(folder.file("dir"))
        os.mkfifo(folder.file("fifo"))
        folder.before = folder.look()
        refused(folder, ANY, "dir", names=("dir",))
        refused(folder, ANY, "fifo", names=("fifo",))
        refused(folder, ANY, "/dev/null", names=("/dev/null",))


@case("a binary users file")
def _():
    with open(e2e.SMTPD, "rb") as program:
        binary = program.read(100000)
    with Folder(users=binary) as folder:
        refused(folder, ANY, "users", names=("users:1: ",))
    with Folder(users=b"johndoe\nbaby\0doe\n") as folder:
        refused(folder, ANY, "users", names=("users:2: ",))


BAD_NAMES = {"nothing before the @": b"@example", "ill-formed UTF-8": b"jo\xe3o",
             "overlong UTF-8": b"\xc0\xaf", "a control byte": b"a\x01b", "an escape": b"a\x1b[31m",
             "DEL": b"a\x7f", "a slash": b"a/b", "a path": b"../x", "an absolute path": b"/etc/x",
             "a dot": b".", "two dots": b"..", "a leading dot": b".hidden",
             "a leading dash": b"-rf", "197 bytes": b"x" * 197, "300 bytes": b"x" * 300,
             "a bare CR": b"a\rb", "a form feed": b"a\x0cb"}


def make_name_case(about, name):
    @case(f"a bad name: {about}")
    def _():
        with Folder(users=b"johndoe\r\n\n" + name + b"\nbabydoe\n") as folder:
            refused(folder, ANY, "users", names=("users:3: ",))


for about_name in BAD_NAMES.items():
    make_name_case(*about_name)


@case("more than 1,000,000 names")
def _():
    with Folder(users="".join(f"{number}\n" for number in range(1000001))) as folder:
        for task in (ANY, "--check"):
            refused(folder, task, "users", names=("users:1000001: ", "1,000,000"),
                    remedy=("remove some",))


DOUBTFUL = {"a list": ("johndoe\na, b;c\n", "users:2: ", "here; only blanks"),
            "a password file": ("johndoe:x:1000\nroe:x:1001\n", "users:1: ", " 1 more line; "),
            "a longer one": ("a:x:1\nb:x:2\n\nc:x:3\n", "users:1: ", " 2 more lines; "),
            "addresses of two domains": ("ann@x\nroe@x\nann\nann@X\nann@y\nroe@z\n", "users:5: the mailbox 'ann.txt'",
                                         "of line 1: ")}


def make_doubt_case(about, content, *words):
    @case(f"a users file in another format: a warning names the line, the mailboxes are made: {about}")
    def _():
        with Folder(users=content) as folder:
            done = run("--check", "users", folder=folder.path)
            text = done.stderr.decode()
            equal((done.returncode, text.count("\n")), (0, 1), text)
            truth(all(word in text for word in (": warning: ", *words)), text)
            equal(folder.look(), folder.before, "the folder")
        with Server(users=content) as server:
            e2e.wait_for(lambda: b" warning " in server.log(), "the warning")
            lines = [line for line in server.log().decode().splitlines() if " warning " in line]
            equal(len(lines), 1, "warnings")
            truth(all(word.replace("users:", "users.list:") in lines[0] for word in words), lines)
            for name in content.split():
                truth(os.path.exists(server.path(name.partition("@")[0])), f"the mailbox {name}")


for about_doubt, doubt in DOUBTFUL.items():
    make_doubt_case(about_doubt, *doubt)


@case("good names: the longest, repeated ones, blanks, a byte-order mark, CRLF, no last line end")
def _():
    users = "\ufeffJohnDoe johndoe\r\n\r\n\tbabydoe  JO\u00c3O\r\n" + "x" * 196 + "\nlast@example"
    with Server(users=users) as server:
        names = {"johndoe", "babydoe", "jo\u00e3o", "x" * 196, "last"}
        equal({n[:-4] for n in os.listdir(server.folder) if n.endswith(".txt")}, names, "files")
        with Client(server) as client:
            client.helo()
            client.deliver(recipient="JOHNDOE")


@case("a mailbox that would be the users file itself")
def _():
    with Folder(**{"users.txt": "johndoe\nusers\n"}) as folder:
        refused(folder, ANY, "users.txt", names=("users.txt:2: ",))
    with Folder(users="johndoe\n") as folder:
        os.rename(folder.file("users"), folder.file("johndoe.txt"))
        folder.before = folder.look()
        refused(folder, ANY, "johndoe.txt", names=("johndoe.txt:1: ",))


@case("a mailbox that is a folder, a symlink, a FIFO, a hard link")
def _():
    makers = {"folder": lambda f: os.mkdir(f.file("johndoe.txt")),
              "symlink": lambda f: os.symlink("elsewhere", f.file("johndoe.txt")),
              "symlink to a file": lambda f: os.symlink("users", f.file("johndoe.txt")),
              "FIFO": lambda f: os.mkfifo(f.file("johndoe.txt")),
              "hard link": lambda f: os.link(f.file("other"), f.file("johndoe.txt"))}
    for about, make in makers.items():
        with Folder(users="babydoe johndoe\n", other="x") as folder:
            make(folder)
            folder.before = folder.look()
            refused(folder, ANY, "users", names=("johndoe.txt",))


@case("something else has the name of the file of intents")
def _():
    name = ".smtpd-proto.intents"
    makers = {"folder": os.mkdir, "FIFO": os.mkfifo,
              "symlink": lambda path: os.symlink("users", path)}
    for about, make in makers.items():
        with Folder(users="johndoe\n") as folder:
            make(folder.file(name))
            folder.before = folder.look()
            refused(folder, ANY, "users", names=(name, "is not a file of this server", "--directory"))


@case("a folder has the name of the file of the process id")
def _():
    name = ".smtpd-proto.pid"
    with Folder(users="johndoe\n") as folder:
        os.mkdir(folder.file(name))
        folder.before = folder.look()
        refused(folder, ANY, "users", names=(f"'{name}'", "Is a directory", "remove it",
                                             "--directory"))


@case("what the file system cannot do is named, with the remedy")
def _():
    pid, intents = ".smtpd-proto.pid", ".smtpd-proto.intents"
    rows = (
        ("fcntl:error=EINVAL", pid, ("cannot be locked", "--directory")),
        ("fcntl:error=ENOLCK", pid, ("cannot be locked", "No locks available", "--directory")),
        ("fsync:error=EINVAL", "", ("cannot be synced", "--directory")),
        ("fsync:error=EIO", "", (intents, "Input/output error", "choose another")),
        ("fsync:error=EINVAL", intents, (intents, "cannot write", "choose another")),
        ("fcntl:error=EOPNOTSUPP", pid, ("cannot be locked", "not supported", "--directory")),
        # Where there is no call for it, the space is taken with zeros.
        ("fallocate,write:error=ENOSPC", intents, (intents, "No space left", "free some space")),
        ("write:error=ENOSPC", pid, (pid, "No space left", "free some space")),
    )
    for injection, name, names in rows:
        tracer = e2e.traced(f"trace={injection.split(':')[0]}", f"inject={injection}")
        with Folder(users="johndoe\n") as folder:
            refused(folder, ANY, "users", names=names, env=e2e.TRACED,
                    wrapper=[*tracer, "-P", os.path.realpath(folder.file(name))])


@case("a mailbox of another user")
def _():
    if os.getuid() != 0:
        raise e2e.Skip("only root can give files away")
    with Folder(**{"users": "johndoe\n", "johndoe.txt": ""}) as folder:
        os.chown(folder.file("johndoe.txt"), NOBODY, NOBODY)
        folder.before = folder.look()
        refused(folder, ANY, "users", names=("johndoe.txt", "owned by another user; give it to the user "))


@case("a mailbox folder that is missing, or no folder")
def _():
    with Folder(users="johndoe\n") as folder:
        refused(folder, ANY, "--directory=absent", "users", names=("absent", "No such file"))
        refused(folder, ANY, "--directory=users", "users", names=("users",))


@case("a mailbox folder that may not be written")
def _():
    with Folder(users="johndoe\n") as folder:
        os.mkdir(folder.file("mail"))
        os.chmod(folder.file("mail"), 0o555)
        folder.before = folder.look()
        refused(folder, ANY, "--directory=mail", "users", names=("Permission denied",),
                as_nobody=True)


@case("a port in use")
def _():
    with Folder(users="johndoe\n") as folder, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(folder, f"--listen=127.0.0.1:{port}", "users", names=(str(port), "in use"),
                remedy=("--port", "--listen"))
        refused(folder, f"--port={port}", "users", names=(str(port), "in use"),
                remedy=("--port", "--listen"))


@case("an address that is not of this machine, a name that nobody knows")
def _():
    with Folder(users="johndoe\n") as folder:
        refused(folder, "--listen=192.0.2.1:0", "users", names=("192.0.2.1",))
        refused(folder, "--listen=name.invalid:0", "users", names=("name.invalid",))


@case("two servers on one folder: the second is refused, the first goes on")
def _():
    with Server() as server:
        before = server.everything()
        done = run(ANY, server.users, folder=server.folder)
        equal((done.returncode, done.stderr.count(b"\n"), done.stdout), (1, 1, b""), done.stderr)
        truth(b"(process %d)" % server.pid in done.stderr, done.stderr)
        equal(server.everything(), before, "mailboxes")
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()


@case("a folder that another program holds, such as a server that has removed its process id already")
def _():
    with Folder(users="johndoe\n") as folder:
        held = os.open(folder.path, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        refused(folder, ANY, "users", names=("another program",), remedy=("try again",))
        os.close(held)


def visible(folder):
    """The files in FOLDER that ls shows."""
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))


@case("mailboxes stand where --directory says")
def _():
    with Folder() as folder, Server(f"--directory={folder.path}", users="johndoe") as server:
        equal(visible(folder.path), ["johndoe.txt"], "files in the folder")
        equal(os.listdir(server.folder), ["users.list"], "files elsewhere")


@case("--check says what would be served and changes nothing")
def _():
    with Folder(users="JohnDoe\nbabydoe jo\u00e3o\n", **{"babydoe.txt": "From x\n"}) as folder:
        done = run("--check", "users", folder=folder.path)
        equal((done.returncode, done.stderr), (0, b""), done.stdout.decode())
        text = done.stdout.decode()
        for word in ("johndoe.txt", "babydoe.txt", "jo\u00e3o.txt", "49152"):
            truth(word in text, f"{word} is not in {text!r}")
        equal(folder.look(), folder.before, "the folder")
        with open(folder.file("users"), "a", encoding="utf-8") as file:
            file.write("a/b\n")
        folder.before = folder.look()
        refused(folder, "--check", "users", names=("users:3: ",))
        refused(folder, "--check", "absent", names=("absent",))


@case("--check says what the options make of the dialect")
def _():
    with Folder(users="a\n") as folder:
        for options, lines in (((), [b"dialect: prototype"]),
                               (("--dialect=rfc5321", "--hide=SIZE", "--hide=HELP"),
                                [b"dialect: rfc5321",
                                 b"extensions: PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES"]),
                               (("--line-endings=strict",),
                                [b"dialect: prototype", b"lines end in CRLF only"])):
            done = run("--check", *options, "users", folder=folder.path)
            equal(done.stdout.split(b"\nhost name: ")[0].splitlines(), lines, options)


@case("--explain-dialect prints the table")
def _():
    done = run("--explain-dialect")
    equal((done.returncode, done.stderr), (0, b""), "status")
    text = done.stdout.decode()
    for word in ("prototype", "HELO", "MAIL", "RCPT", "DATA", "QUIT", "END-OF-DATA", "TIMEOUT",
                 "SHUTDOWN", "OVERLOAD", "220", "221", "250", "354", "421", "451", "452", "500",
                 "550", "552", "Address unknown", "Syntax error, command unrecognized"):
        truth(word in text, f"{word} is not in the table:\n{text}")
    equal(run("--explain-dialect", "--dialect=prototype").stdout, done.stdout, "the default")


@case("--help and --version")
def _():
    for option in ("--help", "-h"):
        done = run(option)
        equal((done.returncode, done.stderr), (0, b""), option)
        for word in ("listen", "port", "directory", "catch-all", "dialect", "hostname", "max-message-size",
                     "max-spool", "max-connections", "max-per-source", "timeout", "check",
                     "explain-dialect", "trace", "log-format", "quiet", "verbose", "help",
                     "version", "USERS_FILE", "49152", "smtp.prototype"):
            truth(word in done.stdout.decode(), f"{word} is not in --help")
    for option in ("--version", "-V"):
        done = run(option)
        equal((done.returncode, done.stderr), (0, b""), option)
        truth(done.stdout.startswith(b"smtpd-proto "), done.stdout)


def without_output(argv, close, **options):
    """Runs ARGV with a standard output that is full, or closed; returns its standard error."""
    shell = "exec >&-; exec " if close else "exec >/dev/full; exec "
    done = subprocess.run(["sh", "-c", shell + '"$0" "$@"', *argv], stderr=subprocess.PIPE,
                          env=dict(e2e.ENVIRONMENT, LC_ALL="C.UTF-8", LANGUAGE=""),
                          timeout=e2e.WAIT, check=False, **options)
    equal(done.returncode, 1, f"exit status of {argv}: {done}")
    return done.stderr.decode()


@case("a standard output that is full, or closed, is an error that names its reason once")
def _():
    if not os.path.exists("/dev/full"):
        raise e2e.Skip("no /dev/full")
    with tempfile.TemporaryDirectory(prefix="smtpd-proto.") as folder:
        # More than stdio keeps back: the write that fails is not the last one.
        users = os.path.join(folder, "users.txt")
        with open(users, "w", encoding="ascii") as file:
            file.write("".join(f"user{number:04}\n" for number in range(1000)))
        for close, reason in ((False, "No space left on device"), (True, "Bad file descriptor")):
            for words in (["--help"], ["--version"], ["--explain-dialect"],
                          ["--check", f"--directory={folder}", users]):
                equal(without_output([e2e.SMTPD, *words], close),
                      f"smtpd-proto: cannot write to standard output: {reason}\n", f"{words}")
            for words in (["--help"], ["--version"]):
                equal(without_output([e2e.CLIENT, *words], close),
                      f"smtp-tui: cannot write to standard output: {reason}\n", f"{words}")


@case("port 0: one line per listener, one port for IPv4 and IPv6, both serve")
def _():
    with Server("--port=0", listen=(), ready=False) as server:
        e2e.wait_for(lambda: server.listening() or server.process.poll() is not None, "a listener")
        addresses = server.listening()
        hosts = [host for host, _ in addresses]
        truth(hosts in (["127.0.0.1", "::1"], ["127.0.0.1"]), f"{addresses}")
        if has_ipv6():
            equal(hosts, ["127.0.0.1", "::1"], "listeners")
            truth(b"listening on [::1]:" in server.standard_output(), "the form of IPv6")
        equal(len({port for _, port in addresses}), 1, f"ports of {addresses}")
        for number, address in enumerate(addresses, 1):
            with Client(server, address=address) as client:
                client.helo()
                client.deliver()
                client.quit()
            record = server.records("johndoe")[-1]
            truth(f"([{address[0]}])".encode() in record
                  or f"([IPv6:{address[0]}])".encode() in record, record)
            equal(len(server.records("johndoe")), number, "records")
        equal(server.standard_output().count(b"\n"), len(addresses), "lines of output")


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@case("the default is port 49152 of the loopback addresses, and the current folder")
def _():
    try:
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            if family == socket.AF_INET or has_ipv6():
                socket.create_server((host, 49152), family=family).close()
    except OSError as problem:
        raise e2e.Skip(f"port 49152 is not free: {problem}") from problem
    with Server(listen=(), ready=False) as server:
        expected = [("127.0.0.1", 49152)] + [("::1", 49152)] * has_ipv6()
        e2e.wait_for(lambda: len(server.listening()) == len(expected), "the listeners")
        equal(server.listening(), expected, "listeners")
        truth(os.path.exists(server.path("johndoe")), "the mailbox in the current folder")


@case("--listen is repeatable, takes names, and replaces the default")
def _():
    try:
        socket.getaddrinfo("localhost", None)
    except OSError as problem:
        raise e2e.Skip(f"nothing is called localhost here: {problem}") from problem
    with Server(listen=("127.0.0.1:0", "localhost:0")) as server:
        truth(len(server.addresses) >= 2, server.addresses)
        equal(len({port for _, port in server.addresses[1:]}), 1, "ports of the name")
        for address in server.addresses:
            with Client(server, address=address) as client:
                client.helo()


def without_ipv6(folder):
    """A command that runs another one where `localhost' names two addresses and only IPv4 is there."""
    with open(os.path.join(folder, "hosts"), "w", encoding="ascii") as file:
        file.write("::1 localhost\n127.0.0.1 localhost\n")
    script = ('mount --bind "$0/hosts" /etc/hosts && ip link set lo up && '
              'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 && exec "$@"')
    command = ["unshare", "--mount", "--net", "sh", "-c", script, folder]
    try:
        done = subprocess.run([*command, "true"], capture_output=True, check=False)
        found = subprocess.run([*command, "getent", "ahosts", "localhost"], capture_output=True,
                               check=False)
    except OSError as problem:
        raise e2e.Skip(f"no namespaces: {problem}") from problem
    if done.returncode != 0 or b"::1" not in found.stdout or b"127.0.0.1" not in found.stdout:
        raise e2e.Skip(f"no namespace of one's own: {done.stderr.decode().strip()}")
    return command


@case("a name that stands for IPv6 too, on a machine without: IPv4 is served, the log says why")
def _():
    with Folder() as folder:
        wrapper = without_ipv6(folder.path)
        with Server(listen=("localhost:2525",), wrapper=wrapper) as server:
            equal(server.addresses, [("127.0.0.1", 2525)], "listeners")
            e2e.wait_for(lambda: b" warning cannot listen on [::1]:2525: Cannot assign requested "
                         b"address; the other addresses of 'localhost' are served\n" in server.log(),
                         "the reason in the log")
        with Server(listen=(), wrapper=wrapper) as server:
            equal(server.addresses, [("127.0.0.1", 49152)], "listeners")
            server.process.terminate()
            server.process.wait(e2e.WAIT)
            equal(server.log().count(b"cannot listen"), 0, "lines about listening")
    with Folder(users="johndoe\n") as folder:
        wrapper = without_ipv6(folder.path)
        done = subprocess.run([*wrapper, *e2e.WRAPPER, e2e.SMTPD, "--listen=[::1]:2525", "users"],
                              cwd=folder.path, env=e2e.ENVIRONMENT, capture_output=True,
                              check=False, timeout=e2e.WAIT)
        equal((done.returncode, done.stdout), (1, b""), "status")
        truth(b"cannot listen on [::1]:2525: " in done.stderr, done.stderr)


@case("the line 'listening on' means: connections are accepted")
def _():
    for _ in range(5):
        with Server() as server, Client(server):
            pass


@case("--hostname is in the greeting, the farewell and the Received line")
def _():
    with Server("--hostname=mx.example.org") as server:
        with Client(server, greeting=b"220 mx.example.org smtpd-proto ready\r\n") as client:
            client.helo()
            client.deliver()
            client.command("quit", b"221 mx.example.org closing connection\r\n")
            client.expect_close()
        truth(b"by mx.example.org with SMTP; " in server.mailbox("johndoe"), "Received")


@case("the users of the specification, three on one line")
def _():
    with Server(users="johndoe jhaneroe babydoe") as server:
        equal(visible(server.folder),
              ["babydoe.txt", "jhaneroe.txt", "johndoe.txt", "users.list"], "files")


@case("what the server needs for itself is hidden, and gone when it ends")
def _():
    with Folder() as folder:
        with Server(f"--directory={folder.path}", users="johndoe") as server:
            equal(sorted(os.listdir(folder.path)),
                  [".smtpd-proto.intents", ".smtpd-proto.pid", "johndoe.txt"], "files")
            with open(os.path.join(folder.path, ".smtpd-proto.pid"), encoding="ascii") as file:
                equal(file.read(), f"{server.pid}\n", "process id")
        equal(os.listdir(folder.path), ["johndoe.txt"], "files afterwards")


@case("the users file that ends in .txt, as in the specification")
def _():
    with Folder(**{"users.txt": "johndoe\n"}) as folder:
        done = run("--check", "users.txt", folder=folder.path)
        equal(done.returncode, 0, done.stderr)


e2e.run()
