# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What all end-to-end tests share: a server to talk to, clients, cases, mailboxes.

Knows how to start the real smtpd-proto in a folder of its own and how to stop it; what a test
checks is not known here.  Every wait is bounded, every server is stopped by its process id, and all
files of a test are in one folder, which is removed at its end, whatever happens.

Environment: top_builddir (where smtpd-proto is), SMTPD (another server program), SMTPD_WRAPPER (a
command put in front of it, such as valgrind and its options), SMTPD_OPTIONS (options of every
server; if --user is among them, the files of the test are given to that user), SMTP_TUI (another
client).
"""

import atexit
import functools
import os
import pwd
import re
import resource
import selectors
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from dialects import DIALECTS, PROTOTYPE

SUPPORT = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(SUPPORT)
BUILD = os.path.abspath(os.environ.get("top_builddir")
                        or os.environ.get("abs_top_builddir")
                        or os.path.join(TESTS, "..", "build"))
SMTPD = os.environ.get("SMTPD", os.path.join(BUILD, "server", "smtpd-proto"))
WRAPPER = shlex.split(os.environ.get("SMTPD_WRAPPER", ""))
# What is put in front of the server, such as valgrind, needs files and system calls of its own.
WRAPPED = ["--sandbox=off"] * bool(WRAPPER)
OPTIONS = shlex.split(os.environ.get("SMTPD_OPTIONS", ""))
USER = next((word.partition("=")[2] for word in OPTIONS if word.startswith("--user=")), None)
CLIENT = os.environ.get("SMTP_TUI", os.path.join(BUILD, "tui-client", "smtp-tui"))
SESSIONS = os.path.join(TESTS, "sessions")

# Seconds: how long any single wait may last, and how long a whole case.
WAIT = 30
CASE = 240

USERS = "johndoe jhaneroe\nbabydoe\nJo\u00e3o Ivan\n\u03a3\u039f\u03a6\u038c\u03a3\n"

# The replies of the prototype dialect, which most tests speak.
GREETING = PROTOTYPE.greeting
UNRECOGNIZED = PROTOTYPE.unrecognized
START_MAIL = PROTOTYPE.start_mail
ACCEPTED = PROTOTYPE.accepted
BYE = PROTOTYPE.bye
CLOSING = PROTOTYPE.closing

# The one folder that contains all others, even those that programs create.
os.umask(0o022)  # files that others may write to are refused
SCRATCH = tempfile.mkdtemp(prefix="e2e.")
os.chmod(SCRATCH, 0o711)  # some programs run as another user
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["TMPDIR"] = tempfile.tempdir = SCRATCH

# A path that never exists.
NOWHERE = os.path.join(SCRATCH, "nowhere")

# Messages of the server in the language of the sources, whatever the tester's locale.
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en",
                   PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
ENVIRONMENT.setdefault("ASAN_OPTIONS", "detect_leaks=1")

COMPLAINTS = re.compile(rb"AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:"
                        rb"|^==\d+==|Assertion `", re.MULTILINE)


# The line of the log that says how the server is confined.
SANDBOX = re.compile(rb"^(?:\S+ notice |\{[^\n]*\"message\":\")sandbox: [^\n]*\n", re.MULTILINE)


def traced(*expressions, output="/dev/null", until_end=True):
    """A wrapper that puts the server under strace with these EXPRESSIONS (-e), such as a delay of a
    system call; its process id stays the server's.  Unless it is traced UNTIL_END, end_tracing()."""
    strace = shutil.which("strace")
    if strace is None or WRAPPER:
        raise Skip("no strace")
    if subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True,
                      check=False).returncode != 0:
        raise Skip("strace may not trace here")
    wrapper = [strace, "-D", "-f", "-qq", "-o", output]
    if until_end:  # quicker, but the server could not make the calls without its tracer
        wrapper.append("--seccomp-bpf")
    return wrapper + [word for e in expressions for word in ("-e", e)]


def end_tracing(server):
    """Ends the tracing begun by traced(); a delayed system call continues."""
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        tracer = int(re.search(r"^TracerPid:\t(\d+)$", status.read(), re.M)[1])
    if tracer != 0:
        os.kill(tracer, signal.SIGKILL)


def prlimit(server, kind, *limits):
    """Returns the old limits of the KIND of SERVER, which gets the new LIMITS, if any."""
    try:
        return resource.prlimit(server.pid, kind, *limits)
    except PermissionError as error:
        raise Skip("root may not limit another user's process here") from error


# The leak checker cannot look into a process that is traced, nor into one that has given root up.
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}
if USER is not None:
    ENVIRONMENT.update(TRACED)


def needs_own_options(why):
    """Skips the case if every server has the options of SMTPD_OPTIONS, because of WHY."""
    if OPTIONS:
        raise Skip(f"with {' '.join(OPTIONS)}: {why}")


def hand_over(path, user):
    """Gives PATH and all that is in it to USER."""
    owner = pwd.getpwnam(user)[2:4]
    os.chown(path, *owner)
    for root, folders, files in os.walk(path):
        for name in folders + files:
            os.chown(os.path.join(root, name), *owner, follow_symlinks=False)


def give(path):
    """Gives PATH, which the test has made for a server that runs, to the user of SMTPD_OPTIONS."""
    if USER is not None:
        hand_over(path, USER)


def hand_over_what_is_needed(folder, options, descriptors):
    """Gives USER what a server with OPTIONS and DESCRIPTORS works with in FOLDER and elsewhere."""
    for path in {os.path.join(folder, word.partition("=")[2]) for word in options} | {folder}:
        within = path if os.path.isdir(path) or os.path.dirname(path) == SCRATCH else os.path.dirname(path)
        if within.startswith(SCRATCH + "/") and os.path.exists(within):
            hand_over(within, USER)
    for descriptor in descriptors:
        os.chown(descriptor, *pwd.getpwnam(USER)[2:4])


def is_instrumented():
    """Whether memory and speed are not those of the program itself."""
    with open(SMTPD, "rb") as program:
        return bool(WRAPPER) or b"__asan_init" in program.read()


# --- cases -----------------------------------------------------------------------------------

class Skip(Exception):
    """The case cannot run here; why."""


def on_end(number, _frame):
    """A signal that ends a test also stops what it started, by leaving all `with' and `finally'."""
    for each in ENDS:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


# They may have been ignored when the tests were started.
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
for end in ENDS:
    signal.signal(end, on_end)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)

cases = []
servers = []


def case(name):
    """Registers the function below it as the test case NAME."""
    def register(function):
        cases.append((name, function))
        return function
    return register


def each_dialect(name):
    """Registers the function below it as a test case of every dialect, which it is called with."""
    def register(function):
        cases.extend((f"{dialect.name}: {name}", functools.partial(function, dialect))
                     for dialect in DIALECTS)
        return function
    return register


def on_alarm(_number, _frame):
    raise TimeoutError(f"the case took more than {CASE} s")


def run():
    """Runs all cases (or those whose names contain a word of the command line), TAP on stdout."""
    words = sys.argv[1:]
    chosen = [c for c in cases if not words or any(word in c[0] for word in words)]
    for program in (SMTPD, CLIENT):
        if not os.access(program, os.X_OK):
            print(f"Bail out! {program} is not there; build it first")
            sys.exit(1)
    signal.signal(signal.SIGALRM, on_alarm)
    print(f"1..{len(chosen)}", flush=True)
    try:
        for number, (name, function) in enumerate(chosen, 1):
            run_case(number, name, function)
    finally:
        stop_servers()


def stop_servers():
    for server in servers[:]:
        server.kill()


def run_case(number, name, function):
    directive, problem = "", None
    signal.alarm(CASE)
    try:
        function()
    except Skip as reason:
        directive = f" # SKIP {reason}"
    except Exception as exception:  # a failed case must not hide the others
        places = traceback.extract_tb(exception.__traceback__)[1:]
        problem = "\n".join([f"{type(exception).__name__}: {exception}"] + [
            f"  {os.path.basename(p.filename)}:{p.lineno}: {p.line}" for p in places])
    signal.alarm(0)
    stop_servers()
    print(f"{'not ok' if problem else 'ok'} {number} - {name}{directive}")
    if problem:
        print("\n".join("# " + line[:400] for line in problem.splitlines()))
    sys.stdout.flush()


def equal(got, expected, about=""):
    """Fails unless both are equal, showing where they differ."""
    if got == expected:
        return
    place = 0
    if isinstance(got, (bytes, str)) and isinstance(expected, type(got)):
        while place < min(len(got), len(expected)) and got[place] == expected[place]:
            place += 1
        start = max(0, place - 60)
        raise AssertionError(f"{about}: differs at {place} of {len(got)}/{len(expected)}\n"
                             f"got      {got[start:place + 100]!r}\n"
                             f"expected {expected[start:place + 100]!r}")
    raise AssertionError(f"{about}: got {got!r}, expected {expected!r}")


def truth(condition, about):
    """Fails, saying ABOUT, unless CONDITION holds."""
    if not condition:
        raise AssertionError(about)


def local_name():
    """The name of 127.0.0.1, or the address itself where no name stands for it."""
    try:
        return "localhost" if socket.gethostbyname("localhost") == "127.0.0.1" else "127.0.0.1"
    except OSError:
        return "127.0.0.1"


def wait_for(condition, about, seconds=WAIT):
    """Waits until CONDITION() is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for: {about}")
        time.sleep(0.01)


# --- the server ------------------------------------------------------------------------------

# The line of a server that root has started; tests/e2e/e2e_user.py looks for it.
ROOT_WARNING = re.compile(rb"^.*the server runs as root: --user=NAME gives root up once the sockets are open.*\n",
                          re.MULTILINE)


class Server:
    """A running smtpd-proto in its own folder; a context manager that stops it and looks whether it
    ended as it should."""

    def __init__(self, *options, users=USERS, listen=("127.0.0.1:0",), folder=None, ready=True,
                 env=None, wrapper=(), dialect=PROTOTYPE, pass_fds=()):
        self.dialect = dialect
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="smtpd-e2e.")
        self.users = os.path.join(self.folder, "users.list")
        if users is not None:
            with open(self.users, "w", encoding="utf-8") as file:
                file.write(users)
        self.errors = tempfile.TemporaryFile()
        self.output = tempfile.TemporaryFile()
        if USER is not None:
            hand_over_what_is_needed(self.folder, options, pass_fds)
        argv = [*wrapper, *WRAPPER, SMTPD, *WRAPPED, *(f"--listen={a}" for a in listen), *OPTIONS,
                *options]
        argv += [f"--dialect={dialect.name}"] * (dialect is not PROTOTYPE) + [self.users]
        self.process = subprocess.Popen(argv, cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=self.errors,
                                        env=dict(ENVIRONMENT, **(env or {})), pass_fds=pass_fds)
        self.pid = self.process.pid
        servers.append(self)
        self.addresses = []
        if ready:
            self.wait_ready(len(listen) or 1)

    def wait_ready(self, count):
        """Reads the lines that report its addresses."""
        wait_for(lambda: len(self.listening()) >= count or self.process.poll() is not None,
                 "the line 'listening on'", 60)
        self.addresses = self.listening()
        truth(len(self.addresses) >= count, f"did not start: {self.log()}")
        self.host, self.port = self.addresses[0]

    def listening(self):
        found = re.findall(r"^listening on (?:tls:)?(\S+):(\d+)\n", self.standard_output().decode(), re.M)
        return [(host.strip("[]"), int(port)) for host, port in found]

    def standard_output(self):
        return os.pread(self.output.fileno(), 1 << 20, 0)

    def log(self):
        """Standard error so far, as bytes, but for what depends on the kernel and on who runs the
        tests."""
        return SANDBOX.sub(b"", ROOT_WARNING.sub(b"", self.whole_log()))

    def whole_log(self):
        return os.pread(self.errors.fileno(), 1 << 28, 0)

    def __enter__(self):
        return self

    def __exit__(self, kind, _value, _trace):
        if kind is not None:
            if self in servers and issubclass(kind, Exception):
                self.show_log()
            self.kill()
            return
        self.stop()

    def show_log(self):
        """Prints the end of the log, or a sanitizer's report in it."""
        log = self.log()
        complaint = COMPLAINTS.search(log)
        lines = log[complaint.start():].splitlines()[:20] if complaint else log.splitlines()[-15:]
        print("\n".join("# log: " + line.decode(errors="replace")[:300] for line in lines))

    def stop(self, number=signal.SIGTERM):
        """Sends the signal, and expects an orderly exit."""
        if self in servers:
            if self.process.poll() is None:
                self.process.send_signal(number)
            self.expect_exit(0)

    def expect_exit(self, status):
        got = self.process.wait(WAIT)
        log = self.log()
        self.discard()
        truth(not COMPLAINTS.search(log), "a checker complains: " + log.decode(errors="replace"))
        equal(got, status, f"exit status; log: {log[-2000:]!r}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(WAIT)
        self.discard()

    def discard(self):
        if self in servers:
            servers.remove(self)
            self.errors.close()
            self.output.close()
            if self.own_folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    # -- mailboxes

    def path(self, name):
        return os.path.join(self.folder, name + ".txt")

    def mailbox(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def records(self, name):
        return records(self.mailbox(name))

    def everything(self):
        """The folder: all mailboxes, their times made equal."""
        return {name: timeless(self.mailbox(name[:-4])) for name in sorted(os.listdir(self.folder))
                if name.endswith(".txt")}


RECORD = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
DATE_FROM = re.compile(rb"^(From .*) \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$", re.MULTILINE)
DATE_RECEIVED = re.compile(rb"^(Received: .*(?:\n\t.*)*;) [^;\n]*$", re.MULTILINE)


def records(mailbox):
    """The records of a mailbox as bytes, each with its From line."""
    starts = [match.start() for match in RECORD.finditer(mailbox)]
    truth(not mailbox or starts[:1] == [0], f"does not begin with a record: {mailbox[:80]!r}")
    return [mailbox[a:b] for a, b in zip(starts, starts[1:] + [len(mailbox)])]


def timeless(mailbox):
    return DATE_RECEIVED.sub(rb"\1 DATE", DATE_FROM.sub(rb"\1 DATE", mailbox))


def message_of(record):
    """The stored message in RECORD with mboxrd quoting undone: the text between our lines and the
    empty line that ends the record."""
    lines = record.split(b"\n")
    truth(lines[-2:] == [b"", b""], f"no empty line at the end: {record[-80:]!r}")
    for place, name in enumerate([b"From ", b"Return-Path: ", b"Delivered-To: ", b"Received: "]):
        truth(lines[place].startswith(name), f"line {place} of the record: {lines[place]!r}")
    start = 4
    while lines[start].startswith(b"\t"):  # a Received field on several lines
        start += 1
    stored = b"\n".join(lines[start:-2] + [b""])
    return re.sub(rb"^>(>*From )", rb"\1", stored, flags=re.MULTILINE)


# --- other programs --------------------------------------------------------------------------

def peer(name):
    """The path of the program NAME, which is optional unless REQUIRE_PEERS is set."""
    path = shutil.which(name, path=ENVIRONMENT["PATH"])
    if path is None and os.environ.get("REQUIRE_PEERS"):
        raise AssertionError(f"{name} is not installed")
    if path is None:
        raise Skip(f"{name} is not installed")
    return path


# --- a client --------------------------------------------------------------------------------

class Client:
    """A raw connection, in the dialect of its server; every wait on it is bounded."""

    # The greeting that this dialect has.
    PROPER = object()

    def __init__(self, server, greeting=PROPER, address=None, ending=b"\r\n", buffer=None,
                 source=None):
        self.ending, self.dialect = ending, getattr(server, "dialect", PROTOTYPE)
        self.socket = socket.socket(socket.AF_INET6 if address and ":" in address[0]
                                    else socket.AF_INET)
        self.socket.settimeout(WAIT)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect(address or (server.host, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.input = b""
        if greeting is not None:
            self.expect(self.dialect.greeting if greeting is Client.PROPER else greeting)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        """The next reply line with its ending; a partial line if the server closes."""
        while b"\n" not in self.input:
            data = self.socket.recv(65536)
            if not data:
                break
            self.input += data
        line, newline, self.input = self.input.partition(b"\n")
        return line + newline

    def expect(self, *lines):
        """Reads these LINES; a compiled pattern stands for what is not known to the byte."""
        for line in lines:
            got = self.line()
            if isinstance(line, re.Pattern):
                truth(line.fullmatch(got), f"reply {got!r}, not as {line.pattern!r}")
            else:
                equal(got, line, "reply")

    def expect_close(self):
        try:
            rest = self.line()
        except ConnectionResetError:
            rest = b""
        equal(rest, b"", "the server closes")

    def is_silent(self, seconds=0.3):
        """Whether nothing was received, and nothing is within SECONDS."""
        if self.input:
            return False
        self.socket.settimeout(seconds)
        try:
            self.input += self.socket.recv(65536)
            return False
        except socket.timeout:
            return True
        finally:
            self.socket.settimeout(WAIT)

    def command(self, text, *replies):
        self.send((text if isinstance(text, bytes) else text.encode()) + self.ending)
        self.expect(*replies)

    def helo(self):
        self.command("helo tester", self.dialect.hello)

    def ehlo(self, name="tester"):
        """Greets; the lines of the reply without their code."""
        self.command(f"ehlo {name}")
        lines = [self.line()]
        while lines[-1].startswith(b"250-"):
            lines.append(self.line())
        truth(lines[-1].startswith(b"250 "), f"the reply to EHLO: {lines!r}")
        return [line[4:-2].decode() for line in lines]

    def mail(self, sender="alice"):
        path = self.dialect.path(sender)
        self.command(f"mail from:{self.dialect.blank}{path}",
                     self.dialect.echoed(self.dialect.sender, path))

    def rcpt(self, recipient, reply=None):
        """Names a recipient, who is accepted unless another REPLY is expected."""
        path = self.dialect.path(recipient)
        self.command(f"rcpt to:{self.dialect.blank}{path}",
                     self.dialect.echoed(reply or self.dialect.recipient, path))

    def envelope(self, sender="alice", recipient="johndoe"):
        self.mail(sender)
        for name in [recipient] if isinstance(recipient, str) else recipient:
            self.rcpt(name)

    def open_message(self, sender="alice", recipient="johndoe"):
        self.envelope(sender, recipient)
        self.command("data", self.dialect.start_mail)

    def deliver(self, wire=b"Subject: hello\r\n\r\nHello.\r\n.\r\n", sender="alice",
                recipient="johndoe", verdict=None):
        """One transaction; WIRE is the message with its end of data, accepted unless another
        VERDICT is expected."""
        self.open_message(sender, recipient)
        self.send(wire)
        self.expect(verdict or self.dialect.accepted)

    def quit(self):
        self.command("quit", self.dialect.bye)
        self.expect_close()


# Long addresses, so that few mails fill what the kernel keeps of their replies.
DEAF_MAIL = b"mail from: %s\r\nrcpt to: johndoe@%s\r\ndata\r\nx\r\n.\r\n" % (b"a" * 480, b"b" * 470)


def deaf_senders(server, count):
    """COUNT clients that have sent mail until no more was taken, for ten seconds at most, and have
    read no reply."""
    clients = [Client(server, greeting=None, buffer=2048) for _ in range(count)]
    for client in clients:
        client.send(b"helo x\r\n")
        client.socket.setblocking(False)
    sent = dict.fromkeys(clients, 0)
    data = DEAF_MAIL * 100
    deadline = time.monotonic() + 10
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_WRITE, client)
        while time.monotonic() < deadline and (ready := selector.select(0.5)):
            for key, _ in ready:
                place = sent[key.data] % len(data)
                sent[key.data] += key.data.socket.send(data[place:])
    return clients


# --- session files ---------------------------------------------------------------------------

def sessions():
    return sorted(name[:-8] for name in os.listdir(SESSIONS) if name.endswith(".session"))


def session_path(name):
    return os.path.join(SESSIONS, name + ".session")


ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(.))")
LETTERS = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"\\": b"\\"}


def unescape(text):
    return ESCAPE.sub(lambda m: bytes([int(m[1], 16)]) if m[1] else LETTERS[m[2]], text)


def session_steps(name):
    """The session as a list of ("connect",), ("send", bytes), ("expect", line), ("close",),
    ("leave",).  The first is always ("connect",)."""
    steps, ending = [], b"\r\n"
    with open(session_path(name), "rb") as file:
        lines = file.read().split(b"\n")
    equal(lines[0], b"# smtp-session 1", "first line")
    for line in lines[1:]:
        if line.startswith(b"# eol: "):
            ending = {b"lf": b"\n", b"crlf": b"\r\n"}[line[7:]]
        elif line.startswith(b"C\\: "):
            steps.append(("send", unescape(line[4:])))
        elif line.startswith(b"C:"):
            steps.append(("send", line[3:] + ending))
        elif line.startswith(b"S: "):
            steps.append(("expect", line[3:] + b"\r\n"))
        elif line in (b"S!", b"C!", b"C+"):
            steps.append({b"S!": ("close",), b"C!": ("leave",), b"C+": ("connect",)}[line])
        elif line and not line.startswith(b"#"):
            raise AssertionError(f"{name}: this driver cannot play {line!r}")
    return steps if steps[0] == ("connect",) else [("connect",), *steps]


def session_note(name, key):
    """What the session's line "# KEY:" says; empty if there is none."""
    with open(session_path(name), encoding="utf-8") as file:
        for line in file:
            if line.startswith(f"# {key}: "):
                return line.partition(": ")[2].strip()
    return ""


def session_mail(name):
    """How many messages each mailbox has after the session."""
    return {box: int(count) for box, count in
            (word.split("=") for word in session_note(name, "mail").split())}


def session_server(name):
    """A server as the session needs it."""
    hostname, users = session_note(name, "hostname"), session_note(name, "users")
    return Server(*[f"--hostname={hostname}"] * bool(hostname), users=users or USERS, dialect=session_dialect(name))


def session_dialect(name):
    """The dialect of the session's server."""
    wanted = session_note(name, "dialect") or PROTOTYPE.name
    return next(dialect for dialect in DIALECTS if dialect.name == wanted)
