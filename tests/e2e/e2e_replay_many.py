#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--replay of many conversations: files and folders, several servers, side by side, and the reports;
each conversation has a verdict, whatever the server does."""

import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree

import e2e
from e2e import Server, case, equal, truth
from tui import Fake, address, unused_address
from tui_folder import Folder

HEAD = "# smtp-session 1\n"
QUIT = HEAD + "S: 2xx\nC: QUIT\nS: 221\n"

# Everything that a report must not pass on as it is, in a title, and how it is shown.
NASTY = b"a # b \x1b[31m\xe2\x80\xae\x07 <&>\"' \\ \xff \xc3\xa9 ]]>"
SHOWN = "a # b \\x1B[31m\\u{202E}\\x07 <&>\"' \\ \\xFF \u00e9 ]]>"


def write(folder, **files):
    """Files by their names without the suffix, in the folder suite/."""
    os.makedirs(folder.file("suite"), exist_ok=True)
    for name, text in files.items():
        with open(folder.file(f"suite/{name}.session"), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


def untimed(output):
    return re.sub(r"\d+\.\d{3} s\b", "T", output)


def verdicts(output):
    """The rows of a report as text: verdict and name."""
    return [tuple(re.split(r"  +", row)[:2]) for row in untimed(output).split("\n")
            if re.match(r"\S.*  T$", row)]


def last(output):
    return untimed(output).rstrip("\n").split("\n")[-1]


def polite(peer, _number):
    peer.send("220 hi\r\n")
    while (line := peer.line()) is not None:
        peer.send("221 bye\r\n" if line == b"QUIT" else "502 #5.5.1 no\r\n")


@contextlib.contextmanager
def started(folder, *arguments, **options):
    """The client, which is ended if the case fails."""
    with subprocess.Popen([e2e.CLIENT, *arguments], stdin=subprocess.DEVNULL, cwd=folder.path,
                          env=e2e.ENVIRONMENT, **options) as process:
        try:
            yield process
        finally:
            process.kill()


# --- files ---------------------------------------------------------------------------------------

@case("files and folders in their order, each with its title or its name, and a line that sums up")
def order():
    with Fake(polite) as fake, Folder() as folder:
        write(folder, b=HEAD + "# title: The second\nS: 220\n", a=QUIT, B=QUIT)
        with open(folder.file("x"), "w", encoding="ascii") as file:
            file.write(QUIT)
        output, errors = folder.run("--replay=x", "--replay=suite", "--replay=x", fake.address)
        equal(verdicts(output), [("ok", "x"), ("ok", "suite/B.session"), ("ok", "suite/a.session"),
                                 ("ok", "The second"), ("ok", "x")])
        equal((last(output), errors), ("5 conversations in T: ok 5", ""))


@case("a folder without sessions, and one that is none, is one line and status 1")
def no_files():
    with Folder() as folder:
        os.mkdir(folder.file("empty"))
        write(folder, a=QUIT)
        output, errors = folder.run("--replay=suite", "--replay=empty", status=1)
        equal((output, errors), ("", "smtp-tui: empty: there is no *.session file in it\n"))
        output, errors = folder.run("--replay=none/", status=1)
        equal((output, errors), ("", "smtp-tui: none/: No such file or directory; check its name, or record one "
                                     "with --save\n"))


@case("what is no session file has a verdict, and the others are played")
def bad_files():
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=QUIT, b="nonsense\n", c=HEAD, d=HEAD + "S: 220\nS? 502\nC: x\n",
              e=HEAD + "# title: x\n# title: y\n")
        os.mkfifo(folder.file("suite/f.session"))
        os.symlink("g.session", folder.file("suite/g.session"))
        os.mkdir(folder.file("suite/h.session"))
        os.symlink("nowhere", folder.file("suite/i.session"))
        output, errors = folder.run("--replay=suite", "--replay=none", fake.address, status=1)
        equal([row[0] for row in verdicts(output)], ["ok"] + ["error"] * 9, output)
        for text in ("suite/b.session:1: the first line is not",
                     "suite/c.session: nothing to play",
                     "suite/d.session:3: S? must be followed by an S: line",
                     "suite/e.session:3: a second title", "suite/f.session: not a regular file",
                     "suite/g.session: Too many levels of symbolic links",
                     "suite/h.session: not a regular file",
                     "suite/i.session: No such file or directory; check its name",
                     "none: No such file or directory"):
            truth("\n  " + text in output, (text, output))
        equal((last(output), errors), ("10 conversations in T: ok 1, error 9", ""))


# --- verdicts ------------------------------------------------------------------------------------

@case("a failure is told with the line, both texts, the section, what it means, and what was said")
def failure():
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=HEAD + "# title: NOOP\n# see: RFC 5321 4.1.1.9\n# means: Mail is\n"
              "# means: lost.\nS: 220\nC: NOOP\nS: 2xx\n", b=QUIT)
        output, _ = folder.run("--replay=suite", fake.address, status=3)
    equal(untimed(output), "failed         NOOP  T\n"
          "  suite/a.session:8: the reply differs\n  expected: 2xx\n  got:      502 #5.5.1 no\n"
          "  see:      RFC 5321 4.1.1.9\n  means:    Mail is lost.\n  said last:\n"
          "    S: 220 hi\n    C: NOOP\n    S: 502 #5.5.1 no\n"
          "ok             suite/b.session  T\n2 conversations in T: ok 1, failed 1\n")


@case("with --keep-going all differences of a conversation are told")
def keep_going():
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=HEAD + "S: 221\nC: x\nS: 250\nC: QUIT\nS: 221\n", b=QUIT)
        output, _ = folder.run("--replay=suite", "--keep-going", fake.address, status=3)
        for text in ("  suite/a.session:2: the reply differs\n  expected: 221\n",
                     "  suite/a.session:4: the reply differs\n  expected: 250\n"):
            truth(text in output, output)


@case("what is allowed too ends a conversation with QUIT, as skipped")
def allowed():
    said = []

    def script(peer, _number):
        peer.send("220 hi\r\n")
        said.append(peer.line())
        peer.send("502-no\r\n502 really\r\n")
        said.append(peer.line())
        peer.send("221 bye\r\n")
        said.append(peer.line())

    text = HEAD + "S: 220\nC: VRFY x\nS? 252\nS? 5xx\nS: 250\nC: never said\n"
    with Fake(script) as fake, Folder() as folder:
        write(folder, a=text)
        output, _ = folder.run("--replay=suite", fake.address)
        equal(untimed(output), "skipped        suite/a.session  T\n"
              "  suite/a.session:5: this is allowed too: 502-no\n"
              "1 conversation in T: skipped 1\n")
        output, errors = folder.run("--replay=suite/a.session", fake.address)
    equal(output, "S: 220 hi\nC: VRFY x\nS: 502-no\nS: 502 really\nC: QUIT\nS: 221 bye\n"
          "3 steps played, 2 replies compared: all as expected; "
          "skipped at line 5: this reply is allowed too\n")
    equal((errors, said), ("", [b"VRFY x", b"QUIT", None] * 2))


@case("a server that closes at any step, or breaks the connection, has lost it")
def closes():
    replies = [b"22", b"0 hi\r\n", b"250-a\r\n25", b"0 b\r\n", b"221 bye", b"\r\n"]

    def script(peer, number):
        for index, reply in enumerate(replies[:number]):
            peer.send(reply)
            if index in (1, 3):
                peer.line()
        if number == len(replies):
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with Fake(script) as fake, Folder() as folder:
        write(folder, **{str(number): HEAD + "S: 220\nC: HELO a\nS: 250\nC: QUIT\nS: 221\nS: 250\n"
                         for number in range(7)})
        output, _ = folder.run("--replay=suite", fake.address, status=4)
    equal([row[0] for row in verdicts(output)], ["lost"] * 7, output)
    equal(re.findall(r"^  suite/\d\.session:(\d+)", output, re.M),
          ["2", "2", "4", "4", "6", "6", "7"], output)
    truth("    # Without a line end: 25\n" in output, output)


@case("a server that hangs, or only drips, has a verdict with the line where it hung")
def hangs():
    def script(peer, number):
        peer.send("220 hi\r\n")
        peer.line()
        while number % 2:
            peer.drip(b"250-go on\r\n", 0.02)
        peer.wait_end()

    with Fake(script) as fake, Folder() as folder:
        write(folder, a=HEAD + "S: 220\nC: NOOP\nS: 250\n", b=HEAD + "S: 220\nC: NOOP\nS: 250\n")
        # Long enough for the greeting, however busy the machine is.
        output, _ = folder.run("--replay=suite", "--replay-jobs=2", "--timeout=3", fake.address,
                               status=4)
        equal([row[0] for row in verdicts(output)], ["hanging"] * 2, output)
        truth("  suite/a.session:4: No complete reply within 3 seconds" in output, output)
        write(folder, a=HEAD + "S: 220\nC: NOOP\nW: 3600000ms\n")
        output, _ = folder.run("--replay=suite", "--replay-jobs=2", "--replay-limit=1",
                               fake.address, status=4)
        equal(output.count("The conversation lasted longer than 1 second (--replay-limit)."), 2,
              output)
        output, errors = folder.run("--replay=suite/a.session", "--replay-limit=3", fake.address,
                                    status=4)
        equal((output.split("\n")[-2], errors),
              ("2 steps played, 1 reply compared; stopped at line 4: it lasted too long",
               "suite/a.session:4: The conversation lasted longer than 3 seconds "
               "(--replay-limit).\n"))


@case("where nobody listens that is reported once, without waiting, and the others are not tried")
def refused():
    with Folder() as folder:
        gone = unused_address()
        write(folder, a=QUIT, b=HEAD + "# title: The second\nS: 220\n", c=QUIT)
        output, errors = folder.run("--replay=suite", "--timeout=1000000", gone, status=4)
        equal((untimed(output), errors),
              (f"{gone}: connection refused: no server is listening there.  Start one, or check host "
               "and port.\n3 conversations in T: no connection 1, not tried 2\n", ""))
        # What is wrong with a file is reported anyway, and decides.
        write(folder, b="bad")
        output, _ = folder.run("--replay=suite", gone, status=1)
        equal((verdicts(output), last(output)), ([("error", "suite/b.session")],
              "3 conversations in T: no connection 1, not tried 1, error 1"))
        output, _ = folder.run("--replay=suite", "--replay-jobs=3", gone, status=1)
        equal(output.count("connection refused"), 1, output)


@case("a server that goes in the midst is tried each time, and told of once")
def goes():
    with Folder() as folder, contextlib.ExitStack() as stack:
        fake = stack.enter_context(Fake(polite))
        write(folder, a=QUIT, c=QUIT)
        os.mkfifo(folder.file("b"))
        with started(folder, "--replay=suite/a.session", "--replay=b", "--replay=suite", fake.address,
                     stdout=subprocess.PIPE) as process:
            # The client reads the pipe only once the file before it was played.
            with open(folder.file("b"), "w", encoding="ascii") as pipe:
                stack.close()
                pipe.write(QUIT)
            output = process.communicate(timeout=e2e.WAIT)[0].decode()
            equal(process.returncode, 4, output)
    equal(verdicts(output), [("ok", "suite/a.session"), ("no connection", "b"),
                             ("no connection", "suite/a.session"),
                             ("no connection", "suite/c.session")])
    equal(output.count("connection refused"), 1, output)
    equal(last(output), "4 conversations in T: ok 1, no connection 3")


@case("a server that one of several conversations at a time did not reach, and others did, is still tried")
def reached_by_others():
    names = "abcdefghi"
    done = []

    def script(peer, number):
        polite(peer, number)
        done.append(number)

    with Folder() as folder, contextlib.ExitStack() as stack:
        fake = stack.enter_context(Fake(script))
        write(folder, **{name: QUIT for name in names})
        os.mkfifo(folder.file("first"))
        with started(folder, "--replay=first", "--replay=suite", "--replay-jobs=2", fake.address,
                     stdout=subprocess.PIPE) as process:
            with open(folder.file("first"), "w", encoding="ascii") as pipe:
                # While the first one is read, as many others are played as may be.
                e2e.wait_for(lambda: len(done) == 7, "the others")
                stack.close()
                pipe.write(QUIT)
            output = process.communicate(timeout=e2e.WAIT)[0].decode()
            equal(process.returncode, 4, output)
    equal([row[0] for row in verdicts(output)], ["ok"] * 7 + ["no connection"] * 2, output)
    equal(last(output), "10 conversations in T: ok 7, no connection 3")


@case("a server that does not even refuse is tried once")
def silence():
    if b"--tls-insecure" not in subprocess.run([e2e.CLIENT, "--help"], capture_output=True,
                                               check=True, timeout=e2e.WAIT,
                                               env=e2e.ENVIRONMENT).stdout:
        raise e2e.Skip("built without TLS")
    with Fake(lambda peer, _number: peer.wait_end()) as fake, Folder() as folder:
        write(folder, a=QUIT, b=QUIT, c=QUIT)
        for number, (limit, reason) in enumerate((
                ("--timeout=1", "the TLS handshake timed out."),
                ("--replay-limit=1", "There was no connection within 1 second (--replay-limit).")), 1):
            output, _ = folder.run("--replay=suite", limit, "--tls-insecure",
                                   f"smtps://{fake.address}", status=4)
            equal((verdicts(output), last(output)),
                  ([], "3 conversations in T: no connection 1, not tried 2"))
            equal(output.count(reason), 1, output)
            e2e.wait_for(lambda: len(fake.peers) >= number, "the connection")  # pylint: disable=cell-var-from-loop
            equal(len(fake.peers), number, "connections")


# --- several servers, and several conversations at a time -----------------------------------------

@case("servers in turn, each with its sum; the status is that which says least of them")
def servers():
    with Fake(polite) as first, Fake(polite) as second, Folder() as folder:
        gone = unused_address()
        write(folder, a=QUIT, b=HEAD + "S: 221\n")
        output, _ = folder.run("--replay=suite", first.address, second.address, status=3)
        parts = untimed(output).split("\n\n")
        equal([part.split("\n")[0] for part in parts[:2]], [first.address + ":",
                                                            second.address + ":"])
        equal(parts[2], "All servers: 4 conversations in T: ok 2, failed 2\n")
        output, _ = folder.run("--replay=suite", first.address, gone, status=4)
        equal(last(output), "All servers: 4 conversations in T: ok 1, failed 1, no connection 1, not tried 1")
        write(folder, c="x")
        folder.run("--replay=suite", first.address, gone, status=1)
        equal(len(first.peers), 2 + 2 + 2, "connections")


@case("conversations end in any order, and are told in that of the files")
def side_by_side():
    names = "abcdefgh"
    others = threading.Semaphore(0)

    def script(peer, _number):
        peer.send("220 hi\r\n")
        name = peer.line()
        # The first one is answered when more have ended than are played at a time.
        for _ in range(4 if name == b"a" else 0):
            truth(others.acquire(timeout=e2e.WAIT), "the others go on")
        peer.send("250 ok\r\n")
        peer.wait_end()
        others.release()

    with Fake(script) as fake, Folder() as folder:
        write(folder, **{name: HEAD + f"S: 220\nC: {name}\nS: 250\n" for name in names})
        output, _ = folder.run("--replay=suite", "--replay-jobs=3", fake.address)
        equal(verdicts(output), [("ok", f"suite/{name}.session") for name in names])


@case("no more conversations at a time than --replay-jobs says")
def at_a_time():
    lock = threading.Lock()
    counts = [0, 0]

    def script(peer, _number):
        with lock:
            counts[0] += 1
            counts[1] = max(counts)
        peer.send("220 hi\r\n")
        peer.line()
        with lock:
            counts[0] -= 1
        peer.send("221 bye\r\n")

    with Fake(script) as fake, Folder() as folder:
        write(folder, **{str(number): QUIT for number in range(30)})
        for options, most in ([], 1), (["--replay-jobs=3"], 3):
            counts[:] = [0, 0]
            folder.run("--replay=suite", *options, fake.address)
            truth(counts[1] <= most, (options, counts))


@case("the password file is read once for all, and nothing is asked")
def passwords():
    if b"--auth=" not in subprocess.run([e2e.SMTPD, "--help"], capture_output=True, check=True,
                                        timeout=e2e.WAIT, env=e2e.ENVIRONMENT).stdout:
        raise e2e.Skip("built without GNU SASL")
    text = HEAD + "S: 220\nC: EHLO a\nS: 250\nC$: AUTH PLAIN johndoe\nS: 235\n"
    with Server("--dialect=rfc5321", "--auth-any", "--auth-in-clear") as server, Folder() as folder:
        write(folder, a=text, b=text, c=text)
        os.mkfifo(folder.file("password"), 0o600)
        writer = threading.Thread(target=lambda: open(folder.file("password"), "w",
                                                      encoding="ascii").write("secret\n"))
        writer.start()
        output, _ = folder.run("--replay=suite", "--replay-jobs=3", "--auth-password-file=password",
                               address(server))
        writer.join(e2e.WAIT)
        equal(last(output), "3 conversations in T: ok 3")
        output, _ = folder.run("--replay=suite", address(server), status=1)
        equal(output.count("no password: add --auth-password-file=FILE"), 3, output)


# --- formats -------------------------------------------------------------------------------------

def mixed(folder):
    write(folder, a=HEAD.encode() + b"# title: " + NASTY + b"\n# see: " + NASTY + b"\n# means: " +
          NASTY + b"\nS: 220\nC: " + NASTY + b"\nS: 2xx\n",
          b=HEAD + "# title: TODO # SKIP this\nS: 2xx\nC: QUIT\nS: 2xx\n",
          c=HEAD + "S: 220\nC: x\nS? 5xx\nS: 250\n", d="bad")


def check_prove(folder, output, failed):
    """What prove(1) makes of OUTPUT."""
    if not shutil.which("prove"):
        return
    with open(folder.file("report.tap"), "w", encoding="utf-8") as file:
        file.write(output)
    text, _ = folder.run("--exec", "cat", "report.tap", program="prove", status=failed > 0)
    truth("Parse errors" not in text and "Bad plan" not in text, text)
    truth(f"Failed {failed}/" in text if failed else "All tests successful" in text, text)


@case("TAP is a plan, a line for each conversation, and what is known of it")
def tap():
    with Fake(polite) as fake, Folder() as folder:
        mixed(folder)
        output, errors = folder.run("--replay=suite", "--replay-format=tap", fake.address, status=1)
        equal(errors, "", "standard error")
        truth(all(byte.isprintable() or byte == "\n" for byte in output), output)
        tests = [line for line in output.split("\n") if re.match("(not )?ok", line)]
        name = SHOWN.replace("\\", "\\\\").replace("#", "\\#")
        equal(output.split("\n")[:2], ["TAP version 13", "1..4"])
        equal(tests, [f"not ok 1 - {name}", "ok 2 - TODO \\# SKIP this",
                      "ok 3 - suite/c.session # SKIP 502 \\#5.5.1 no",
                      "not ok 4 - suite/d.session"])
        scalar = SHOWN.replace("'", "''")
        truth(f"  see: '{scalar}'\n  means: '{scalar}'\n  said: |\n    S: 220 hi\n" in output,
              output)
        check_prove(folder, output, 2)
        write(folder, a=QUIT, d=QUIT)
        check_prove(folder, folder.run("--replay=suite", "--replay-format=tap", fake.address)[0], 0)


# What the schemas of Ant, Surefire and Jenkins have in common: attributes that must be there, those
# that may, and elements within, by element.
JUNIT = {"testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
         "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, set(),
                       {"testcase"}),
         "testcase": ({"name", "classname", "time"}, set(), {"failure", "error", "skipped"}),
         **dict.fromkeys(("failure", "error", "skipped"), ({"type", "message"}, set(), set()))}


def check_junit(output):
    """Checks the form of OUTPUT, and returns its cases."""
    truth(output.isascii() and all(byte.isprintable() or byte == "\n" for byte in output), output)
    root = ElementTree.fromstring(output)
    equal(root.tag, "testsuites")
    for element in root.iter():
        must, may, inside = JUNIT[element.tag]
        truth(must <= set(element.attrib) <= must | may, (element.tag, element.attrib))
        truth({child.tag for child in element} <= inside and
              (element.tag != "testcase" or len(element) <= 1), element.tag)
        truth(re.fullmatch(r"\d+\.\d{3}", element.get("time", "0.000")), element.attrib)
    for suite in root:
        for key, tag in ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), \
                ("skipped", "skipped"):
            equal(int(suite.get(key)), len(list(suite.iter(tag))), (suite.attrib, key))
    if shutil.which("xmllint"):
        subprocess.run(["xmllint", "--noout", "-"], input=output.encode(), check=True,
                       timeout=e2e.WAIT)
    return list(root.iter("testcase"))


@case("JUnit has a suite for each server, and a case for each conversation")
def junit():
    with Fake(polite) as fake, Folder() as folder:
        gone = unused_address()
        mixed(folder)
        output, errors = folder.run("--replay=suite", "--replay-format=junit", fake.address, gone,
                                    status=1)
        equal(errors, "", "standard error")
        cases = check_junit(output)
        equal([[child.tag for child in each] for each in cases],
              [["failure"], [], ["skipped"], ["error"]] + [["error"]] * 4)
        equal((cases[0].get("classname"), cases[0].get("name")), ("suite/a", SHOWN))
        equal(cases[0][0].get("message"), "suite/a.session:7: expected 2xx, got 502 #5.5.1 no")
        truth(f"  means:    {SHOWN}\n" in cases[0][0].text, cases[0][0].text)
        equal([each[0].get("type") for each in cases[3:]],
              ["error", "no-connection"] + ["not-tried"] * 2 + ["error"])
        # Each is there under its name, and says why.
        equal([(each.get("name"), each[0].get("message")) for each in cases[5:7]],
              [(name, f"{gone}: connection refused: no server is listening there.  Start one, or "
                "check host and port.") for name in ("TODO # SKIP this", "suite/c.session")])


# --- ends ----------------------------------------------------------------------------------------

def wait_gone(fake, count):
    """Until each of COUNT connections has ended: no process holds one."""
    e2e.wait_for(lambda: len(fake.gone) == count, f"{count} connections to end")


class Waiting(Fake):
    """A server that greets, and notes who has gone."""

    def __init__(self):
        self.gone = []
        super().__init__(self.greet)

    def greet(self, peer, number):
        try:
            peer.send("220 hi\r\n")
            peer.wait_end()
        finally:  # a process that was killed may not have read the greeting
            self.gone.append(number)


@case("a signal ends all processes, and the report says so")
def signals():
    for sign, form in (signal.SIGINT, "tap"), (signal.SIGTERM, "junit"), (signal.SIGHUP, "text"):
        with Waiting() as fake, Folder() as folder:
            write(folder, **{name: HEAD + "S: 220\nW: 3600000ms\n" for name in "bcdef"},
                  a=HEAD + "S: 220\n")
            with started(folder, "--replay=suite", "--replay-jobs=3", f"--replay-format={form}",
                         fake.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                e2e.wait_for(lambda f=fake: len(f.peers) == 4 and len(f.gone) == 1,
                             "three to be played")
                process.send_signal(sign)
                output, errors = process.communicate(timeout=e2e.WAIT)
                equal((process.returncode, errors), (1, b""), output)
                wait_gone(fake, 4)
        if form == "tap":
            truth(output.endswith(b"\nBail out!  interrupted\n"), output)
        elif form == "junit":
            equal([len(each) for each in check_junit(output.decode())], [0, 1], output)
        else:
            equal(last(output.decode()), "6 conversations in T: ok 1, interrupted 5")


@case("a process that is killed takes all others with it")
def killed():
    with Waiting() as fake, Folder() as folder:
        write(folder, **{name: HEAD + "S: 220\nW: 3600000ms\n" for name in "abc"})
        with started(folder, "--replay=suite", "--replay-jobs=2", fake.address,
                     stdout=subprocess.DEVNULL) as process:
            e2e.wait_for(lambda: len(fake.peers) == 2, "two to be played")
            process.kill()
            process.wait(e2e.WAIT)
            wait_gone(fake, 2)


@case("when nobody reads the report any more all ends at once, without a word")
def unread():
    for form in "text", "tap", "junit":
        with Waiting() as fake, Folder() as folder:
            write(folder, **{name: HEAD + "S: 220\nW: 3600000ms\n" for name in "abc"})
            with started(folder, "--replay=suite", "--replay-jobs=2", f"--replay-format={form}",
                         fake.address, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                e2e.wait_for(lambda f=fake: len(f.peers) == 2, "two to be played")
                process.stdout.close()
                equal(process.wait(e2e.WAIT), 1, "exit status")
                equal(process.stderr.read(), b"", "standard error")
                wait_gone(fake, 2)
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=QUIT, b=QUIT)
        for shell, reason in (('"$0" "$@" >/dev/full', "No space left on device"),
                              ('ulimit -f 0; "$0" "$@" >out', "File too large")):
            _, errors = folder.run("-c", shell, e2e.CLIENT, "--replay=suite", fake.address,
                                   program="sh", status=1)
            equal(errors, f"smtp-tui: cannot write to standard output: {reason}\n")


@case("without room for the cases of JUnit, the report has an error and nothing that looks passed")
def no_room():
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=QUIT, b=QUIT)
        output, errors = folder.run("-c", 'ulimit -f 0; exec "$0" "$@"', e2e.CLIENT, "--replay=suite",
                                    "--replay-format=junit", fake.address, program="sh", status=1)
    equal(errors, "smtp-tui: cannot write the report: File too large\n")
    equal([len(each) for each in check_junit(output)], [1], output)


@case("without a process to play it, a conversation has an error that says what to do")
def no_process():
    if os.getuid() == 0:
        raise e2e.Skip("root has as many processes as it likes")
    with Folder() as folder:
        write(folder, a=QUIT, b=QUIT)
        output, _ = folder.run("-c", 'import os, resource, sys\n'
                               'resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\n'
                               'os.execv(sys.argv[1], sys.argv[1:])', e2e.CLIENT,
                               "--replay=suite", "127.0.0.1:1", program=sys.executable, status=1)
        equal(output.count("cannot start the process that plays it: Resource temporarily "
                           "unavailable; raise the limit of processes (ulimit -u)"), 2, output)


@case("what this program lacks for a connection is not laid to the server")
def no_thread():
    huge = 1 << 47  # bytes of a stack, more than an address space has
    if resource.getrlimit(resource.RLIMIT_STACK)[1] != resource.RLIM_INFINITY:
        raise e2e.Skip("stacks are limited")
    with Fake(polite) as fake, Folder() as folder:
        write(folder, a=QUIT)
        for option in "--replay=suite/a.session", "--replay=suite", "--plain":
            texts = folder.run("-c", 'import os, resource, sys\n'
                               f'resource.setrlimit(resource.RLIMIT_STACK, ({huge}, -1))\n'
                               'os.execv(sys.argv[1], sys.argv[1:])', e2e.CLIENT, option,
                               fake.address, program=sys.executable, status=1)
            truth(f"{fake.address}: not tried: this program could not start the thread" in
                  "".join(texts), texts)
        equal(fake.peers, [], "connections")


e2e.run()
