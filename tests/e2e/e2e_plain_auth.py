#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""AUTH in line mode and with --replay: each mechanism against our own server, servers that do it wrong,
where the password comes from, and that it is written nowhere."""

import base64
import contextlib
import hmac
import os
import signal
import subprocess
import tempfile
import termios

import e2e
from auth_server import CLEAR, SECRET, USER, auth_server, b64, no_secret, plain
from e2e import case, equal, truth
from tui import Fake, is_running

MECHANISMS = ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2"]


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


@case("each mechanism logs in; what was saved is one line, and its replay passes")
def mechanisms():
    with auth_server(CLEAR) as server, Home() as home:
        for name in ["", *MECHANISMS]:
            output = home.run("--plain", "--save=saved", *LOGIN, address_of(server),
                              lines=["EHLO me", f"$AUTH {name}", "NOOP", "QUIT"])
            truth("S: 235 2.7.0 Authentication succeeded" in output, output)
            equal(output.count("C: NOOP"), 1, output)
            saved = home.read("saved").decode()
            truth(f"\nC$: AUTH {name or MECHANISMS[0]} {USER}\nS: 235\nC: NOOP\n" in saved, saved)
            output = home.run("--replay=saved", "--auth-password-file=password", address_of(server))
            truth("all as expected" in output, output)


@case("the exchange is told, decoded, without what is secret")
def told():
    with auth_server(CLEAR) as server, Home() as home:
        output = home.run("--plain", *LOGIN, address_of(server),
                          lines=["EHLO me", "$AUTH LOGIN", "QUIT"])
        for text in ("C: AUTH LOGIN\n", "-- Decoded, the server says: User Name", "C: [secret]\n",
                     f"-- Decoded, the client says: {USER}\n", "-- Decoded, the client says: ***\n"):
            truth(text in output, f"{text!r} in {output}")
        output = home.run("--plain", "--save=saved", address_of(server),
                          lines=["EHLO me", f"AUTH PLAIN {plain(USER, SECRET)}", "QUIT"])
        truth("C: AUTH PLAIN [secret]\n" in output and f"\\x00{USER}\\x00***" in output, output)
        truth(f"C$: AUTH PLAIN {USER}\nS: 235\n" in home.read("saved").decode(), "saved")


@case("after STARTTLS, and with TLS from the beginning, each mechanism logs in")
def secure():
    with auth_server("--tls=client-made.pem", listen=("127.0.0.1:0", "tls:127.0.0.1:0")) as server, Home() as home:
        trust = f"--tls-ca={os.path.join(server.folder, 'client-made.pem.crt')}"
        for where, before in ((address_of(server), ["EHLO me", "STARTTLS"]), (f"smtps://127.0.0.1:{server.addresses[1][1]}", [])):
            for name in MECHANISMS:
                output = home.run("--plain", trust, *LOGIN, where, lines=[*before, "EHLO me", f"$AUTH {name}", "QUIT"])
                truth("S: 235" in output, output)
        output = home.run("--plain", "--tls=never", *LOGIN, address_of(server), lines=["EHLO me", "$AUTH PLAIN", "QUIT"])
        truth("S: 504 5.5.4 No mechanism is offered before STARTTLS" in output, output)


@case("a wrong password is refused and explained; a replay that expects otherwise differs")
def wrong():
    with auth_server(CLEAR) as server, Home() as home:
        home.write("wrong", "Not it\n")
        output = home.run("--plain", "--save=saved", f"--auth-user={USER}", "--auth-password-file=wrong",
                          address_of(server), lines=["EHLO me", "$AUTH XOAUTH2", "QUIT"])
        truth("S: 535 5.7.8" in output and "did not accept the user name or password" in output, output)
        truth(f"C$: AUTH XOAUTH2 {USER}\nS: 535\n" in home.read("saved").decode(), "saved")
        output = home.run("--replay=saved", "--auth-password-file=password", address_of(server), status=3)
        truth("expected: 535" in output, output)


# --- servers that do it wrong ------------------------------------------------------------------------

def cram(challenge):
    return b64(f"{USER} {hmac.new(SECRET.encode(), challenge.encode(), 'md5').hexdigest()}")


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


def scram(change=lambda nonce: nonce, iterations=4096):
    """Answers the first message of SCRAM, with its nonce CHANGEd."""
    def answer(line):
        nonce = base64.b64decode(line.split()[-1]).decode().partition(",r=")[2]
        return "334 " + b64(f"r={change(nonce)}server,s=QUFB,i={iterations}")
    return answer


def first_of(message):
    """Answers each time as it did the first time."""
    said = []

    def answer(line):
        said.append(message(line))
        return said[0]
    return answer


NOT_BASE64, BROKEN, FOREIGN = "is not base64", "is not one of this mechanism", "not said in this exchange"
SIGNATURE = base64.b64encode(bytes(32)).decode()
OLD = first_of(scram())  # a message of the first exchange of the case, replayed in all others

# The mechanism, what the server answers to the lines of the client, and what is said of it.
FLAWS = [
    ("CRAM-MD5", ["334 "], BROKEN),
    ("CRAM-MD5", ["334 " + b64("1@a>")], BROKEN),
    ("CRAM-MD5", ["334 " + b64("<1@a")], BROKEN),
    ("CRAM-MD5", ["334 " + b64("<1 @a>")], BROKEN),
    ("CRAM-MD5", ["334 <1@a>"], NOT_BASE64),
    ("CRAM-MD5", ["334 " + b64("<1@a>")[:-1]], NOT_BASE64),
    ("CRAM-MD5", ["334 " + b64("<1@a>"), "334 " + b64("<1@a>")], "although all was said"),
    ("SCRAM-SHA-256", ["334 "], BROKEN),
    ("SCRAM-SHA-256", [scram(lambda nonce: nonce[:-1] + ("x" if nonce[-1] != "x" else "y"))], FOREIGN),
    ("SCRAM-SHA-256", [scram(lambda nonce: nonce[1:])], FOREIGN),
    ("SCRAM-SHA-256", ["334 " + b64("r=other,s=QUFB,i=4096")], FOREIGN),
    ("SCRAM-SHA-256", [OLD, "334 " + b64("v=" + SIGNATURE)], "could not prove"),
    ("SCRAM-SHA-256", [OLD], FOREIGN),
    ("SCRAM-SHA-256", [scram(), first_of(scram())], BROKEN),
    ("SCRAM-SHA-256", [scram(), "334 " + b64("v=" + SIGNATURE[:-1])], "could not prove"),
    ("SCRAM-SHA-256", [scram(), "334 "], BROKEN),
    ("SCRAM-SHA-256", [scram(iterations=0)], BROKEN),
    ("SCRAM-SHA-256", [scram(iterations=1 << 31)], "more than a million"),
    ("SCRAM-SHA-256", [scram(iterations=1000001)], "more than a million"),
    ("SCRAM-SHA-256", [scram(iterations=10 ** 40)], "more than a million"),
    ("PLAIN", ["334 "], "although all was said"),
    ("LOGIN", ["334 User:"], NOT_BASE64),
    ("LOGIN", ["334 VXNlcjo=", "334 UGFzczo=", "334 UGFzczo="], "although all was said"),
    ("OAUTHBEARER", ["334 " + b64("{}"), "334 " + b64("{}")], "although all was said"),
]


@case("a server that does it wrong is told apart: the exchange is cancelled, and the replay ends")
def flaws():
    replayed = set()
    with Home() as home:
        for name, replies, words in FLAWS:
            home.write("x.session", f"# smtp-session 1\nS: 220\nC: EHLO me\nS: 250\nC$: AUTH {name} {USER}\nS: 235\n")
            with serves(name, replies) as (address, heard):
                output = home.run("--plain", *LOGIN, address, lines=["EHLO me", "$AUTH", "NOOP"])
                truth(words in output and "S: 501 cancelled" in output, output)
                equal(heard[-2:], ["*", "NOOP"], name)
                truth("C: *\n" in output, output)
            if words in replayed or replies[0] is OLD:
                continue
            replayed.add(words)
            with serves(name, replies) as (address, _heard):
                output = home.run("--replay=x.session", *LOGIN, address, status=3)
                truth(words in output and "the login failed" in output, output)


@case("a challenge that is cut at any byte is refused in words")
def cuts():
    challenge = b64("<1896.697@b.example>")
    with Home() as home:
        cut = [challenge[:size] for size in range(len(challenge))]
        with serves("CRAM-MD5", ["334 " + part for part in cut]) as (address, heard):
            output = home.run("--plain", *LOGIN, address, lines=["EHLO me", *["$AUTH"] * len(cut)])
            equal(heard[1:], ["AUTH CRAM-MD5", "*"] * len(cut), "heard")
            equal(output.count(BROKEN) + output.count(NOT_BASE64), len(cut), output)


@case("a server that accepts without its proof is left")
def unproven():
    with Home() as home, serves("SCRAM-SHA-256", ["235 welcome"]) as (address, heard):
        output = home.run("--plain", *LOGIN, address, lines=["EHLO me", "$AUTH", "NOOP"], status=1)
        truth("without proving that it knows the password" in output, output)
        equal(len(heard), 2, heard)


@case("replies that answer nothing do not make a secret seen, nor kept")
def leave():
    typed = ["AUTH LOGIN", b64(USER), b64(SECRET)]
    for lines in (["$AUTH"], typed):
        replies = ["334 VXNlcjo=\r\n250 x", "334 UGFzczo=\r\n250 x", "235 in"]
        with Home() as home, serves("LOGIN", replies) as (address, heard):
            output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines, "NOOP"])
            equal(heard[1:], [*typed, "NOOP"], output)
            truth(f"\nC$: AUTH LOGIN {USER}\nS: 235\nC: NOOP\n" in home.read("saved").decode(), home.read("saved"))


def quoting(line):
    return f'500 5.5.1 Unknown command "{line.decode().split()[-1]}"'


def in_clear(line):
    return "535-Bad\r\n535 Bad password: " + base64.b64decode(line.split()[-1]).replace(b"\0", b" ").decode().strip("\1")


def asking(line):
    return "334 " + line.decode().split()[-1]


def replayed_login(name, replies):
    """Replays a login that is expected to succeed: what is shown of the difference holds no secret."""
    with Home() as home, serves(name, replies) as (address, _heard):
        home.write("x.session", f"# smtp-session 1\nS: 220\nC: EHLO me\nS: 250\nC$: AUTH {name} {USER}\nS: 235\n")
        for options in ((), ("--keep-going",)):
            home.run("--replay=x.session", *options, *LOGIN, address, status=3)


@case("a server that repeats a secret in its reply does not make it seen, nor kept")
def repeated():
    for quote in (quoting, in_clear, asking):
        for name, before in (("LOGIN", ["334 VXNlcjo=", "334 UGFzczo="]), ("PLAIN", []), ("XOAUTH2", [])):
            replayed_login(name, [*before, quote])
            typed = {"LOGIN": ["AUTH LOGIN", b64(USER), b64(SECRET)], "PLAIN": ["AUTH PLAIN " + plain(USER, SECRET)],
                     "XOAUTH2": ["AUTH XOAUTH2 " + b64(f"user={USER}\1auth=Bearer {SECRET}\1\1")]}
            for lines in ([f"$AUTH {name}"], typed[name]):
                with Home() as home, serves(name, [*before, quote]) as (address, _heard):
                    output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                    truth("***" in output, output)


@case("nor does one that answers once too often, before the next command or after it")
def twice():
    for name, before in (("LOGIN", ["334 VXNlcjo=", "334 UGFzczo="]), ("PLAIN", [])):
        for at_once in (True, False):
            quoted = []

            def late(line):
                quoted.append(quoting(line))
                return "500 Line too long" + f"\r\n{quoted[0]}" * at_once
            with Home() as home, serves(name, [*before, late, lambda _line: quoted[0]]) as (address, _heard):  # pylint: disable=cell-var-from-loop
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", f"$AUTH {name}", "NOOP"])
                truth('500 5.5.1 Unknown command "***"' in output, output)


@case("a server that goes on asking although the exchange was cancelled is left")
def endless():
    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        peer.line()
        peer.send("250-fake\r\n250 AUTH PLAIN\r\n")
        while peer.line() is not None:
            peer.send("334 \r\n")
    with Home() as home, Fake(script) as fake:
        output = home.run("--plain", *LOGIN, fake.address, lines=["EHLO me", "$AUTH", "NOOP"], status=1)
        truth("goes on asking" in output, output)
        equal((output.count("C: *\n"), output.count("C: NOOP")), (1, 0), output)


@case("replies that answer nothing are no part of the exchange")
def surplus():
    with Home() as home:
        for reply in ("535 no", "235 yes", "334 " + b64("<2@b>")):
            with serves("CRAM-MD5", [f"334 {b64('<1@a>')}\r\n{reply}", "235 welcome"]) as (address, heard):
                output = home.run("--plain", *LOGIN, address, lines=["EHLO me", "$AUTH", "NOOP", "QUIT"])
                truth("this one answers nothing" in output and "S: 235 welcome" in output, output)
                equal(heard[2], cram("<1@a>"), reply)


@case("a server that repeats what it was sent: the secret is hidden in its reply too")
def echoes():
    def answer(line):
        return f"500-what is {line.split()[-1].decode()}?\r\n500 {line.decode()}: unrecognized"

    with Home() as home:
        for lines in (["$AUTH"], [f"AUTH PLAIN {plain(USER, SECRET)}"], ["AUTH", plain(USER, SECRET)]):
            with serves("PLAIN", [answer, answer]) as (address, _heard):
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                truth("S: 500-what is ***?\n" in output and "***: unrecognized" in output, output)


@case("a server that cuts what it repeats, or wraps it, or sends it piece by piece: no piece of the secret is seen")
def pieces():
    """The user stays to be seen, and what the server says of its own."""
    sent = plain(USER, SECRET)

    def answer(line):
        text = line.decode()
        return f"500-{USER}: what is {text[:30]}...\r\n500-{text[25:37]}\r\n500 {SECRET[:9]}... is not known"

    def drip(peer, _number):
        peer.send("220 fake\r\n")
        peer.send(f"500 {peer.line().decode()[:17]}".encode())
        peer.line()
        peer.send("\r\n")

    with Home() as home:
        for lines in (["$AUTH"], [f"AUTH PLAIN {sent}"]):
            with serves("PLAIN", [answer]) as (address, _heard):
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                for text in (output, home.read("saved").decode()):
                    truth(not any(piece in text for piece in (sent[:8], sent[16:24], SECRET[:8])), text)
                truth(f"S: 500-{USER}: what is " in output and "500 ***... is not known" in output, output)
        with Fake(drip) as fake:
            output = home.run("--plain", "--save=saved", "--timeout=2", fake.address, lines=[f"AUTH PLAIN {sent}"], status=1)
            for text in (output, home.read("saved").decode()):
                truth(sent[:4] not in text and "[21 bytes]" in text, text)


# --- the password ------------------------------------------------------------------------------------

@case("a password file that others may read, or that is empty, ends the program; a pipe will do")
def files():
    with Home() as home, auth_server(CLEAR) as server:
        home.write("open", SECRET, mode=0o644)
        home.write("empty", "\nx\n")
        for name, words in (("open", "chmod 600 'open'"), ("empty", "its first line is empty"),
                            (".", "Is a directory"), ("nowhere", "No such file")):
            output = home.run("--plain", f"--auth-password-file={name}", "127.0.0.1:1", status=1)
            truth(words in output and "refused" not in output, output)
        os.remove(os.path.join(home.folder.name, "open"))
        reader, writer = os.pipe()
        os.write(writer, SECRET.encode() + b"\r\nmore")
        os.close(writer)
        output = home.run("--plain", f"--auth-user={USER}", f"--auth-password-file=/dev/fd/{reader}",
                          address_of(server), lines=["EHLO me", "$AUTH PLAIN", "QUIT"], pass_fds=[reader])
        os.close(reader)
        truth("S: 235" in output, output)


def started(home, *options, **streams):
    return subprocess.Popen([e2e.CLIENT, "--plain", *options, "127.0.0.1:1"], cwd=home.folder.name,
                            env=dict(e2e.ENVIRONMENT, HOME=home.folder.name), **streams)


@case("a signal ends the program while it waits for a password, and the terminal is as before")
def ended():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in the background
    with Home() as home:
        os.mkfifo(os.path.join(home.folder.name, "fifo"), 0o600)
        for number in (signal.SIGINT, signal.SIGTERM):
            with started(home, "--auth-password-file=fifo", stdin=subprocess.DEVNULL) as reading:
                e2e.wait_for(lambda: not is_running(reading.pid), "the reading")
                reading.send_signal(number)
                equal(reading.wait(e2e.WAIT), -number, "the end")
            master, slave = os.openpty()
            before = termios.tcgetattr(slave)
            with started(home, f"--auth-user={USER}", stdin=slave, stdout=slave, stderr=slave) as asking:
                e2e.wait_for(lambda: not termios.tcgetattr(slave)[3] & termios.ECHO, "the question")
                asking.send_signal(number)
                equal(asking.wait(e2e.WAIT), 1, "the end")
            equal(termios.tcgetattr(slave), before, "the terminal")
            os.close(master)
            os.close(slave)
        os.remove(os.path.join(home.folder.name, "fifo"))


@case("what is missing is named, before anything is sent")
def missing():
    with Home() as home, auth_server(CLEAR) as server:
        home.write("x.session", "# smtp-session 1\nS: 220\nC: EHLO me\nS: 250\nC$: AUTH PLAIN\nS: 235\n")
        for options, words in (((), "x.session:5: no user: add --auth-user=NAME"),
                               ((LOGIN[0],), "x.session:5: no password: add --auth-password-file=FILE")):
            output = home.run("--replay=x.session", *options, address_of(server), status=1)
            truth(words in output and "C: EHLO" not in output, output)
        home.run("--replay=x.session", *LOGIN, address_of(server))
        for options, line, words in (((), "$AUTH", "there is no user; --auth-user"), ((LOGIN[0],), "$AUTH", "no password"),
                                     (LOGIN, "$AUTH FOO", 'after "$" only AUTH'), (LOGIN, "$x", 'after "$" only AUTH')):
            output = home.run("--plain", *options, address_of(server), lines=["EHLO me", line, "QUIT"], status=1)
            truth(words in output and "C: QUIT" in output, output)
        with serves("GSSAPI", []) as (address, heard):
            output = home.run("--plain", *LOGIN, address, lines=["EHLO me", "$AUTH", "QUIT"], status=1)
            truth("no mechanism of AUTH that this program knows" in output, output)
            equal(heard, ["EHLO me", "QUIT"], "heard")


e2e.run()
