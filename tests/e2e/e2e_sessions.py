#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Every conversation of sessions/, played whole, byte by byte, and cut at random points: the
replies and the mailboxes are the same."""

import os
import random
import socket
import subprocess
import threading

import e2e
from e2e import Client, Server, case, equal, truth
from tui import Fake
from tui_folder import Folder

# Bytes of a sending beyond which the middle of it goes out in one piece: single bytes of a line of
# 70,000 say no more than the first and the last few hundred of them.
BYTEWISE = 400


def count_mail(server, name):
    counted = {box[:-4]: len(e2e.records(mailbox)) for box, mailbox in server.everything().items()}
    expected = dict.fromkeys(counted, 0)
    expected.update(e2e.session_mail(name))
    equal(counted, expected, "messages in the mailboxes")


def play_file(server, path, *options):
    return subprocess.run([e2e.CLIENT, f"--replay={path}", *options,
                           f"{server.host}:{server.port}"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          check=False, env=e2e.ENVIRONMENT)


def play(server, name):
    return play_file(server, e2e.session_path(name))


class Only:
    """A server for one connection, which it greets and closes; then it no longer listens."""

    def __init__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(listener,), daemon=True).start()

    @staticmethod
    def serve(listener):
        connection, _ = listener.accept()
        listener.close()
        connection.sendall(b"220 a\r\n")
        connection.close()


def whole(data):
    return [data]


def bytewise(data):
    head, middle, tail = data[:BYTEWISE], data[BYTEWISE:-BYTEWISE], data[-BYTEWISE:]
    if len(data) <= 2 * BYTEWISE:
        head, middle, tail = data, b"", b""
    return [bytes([byte]) for byte in head] + [middle] * bool(middle) + \
           [bytes([byte]) for byte in tail]


def at_random(seed):
    def cut(data):
        generator = random.Random(f"{seed} {len(data)}")
        places = sorted({0, len(data), *(generator.randrange(len(data) + 1) for _ in range(5))})
        return [data[a:b] for a, b in zip(places, places[1:])]
    return cut


def connections(name):
    """The steps of the session, a list for each connection."""
    lists = []
    for step in e2e.session_steps(name):
        if step == ("connect",):
            lists.append([])
        else:
            lists[-1].append(step)
    return lists


def drive(server, steps, cut):
    """Plays a connection, every sending in the pieces that CUT makes of it."""
    with Client(server, greeting=None) as client:
        for step in steps:
            if step[0] == "send":
                for piece in cut(step[1]):
                    client.send(piece)
            elif step[0] == "expect":
                client.expect(step[1])
            elif step[0] == "close":
                client.expect_close()


def drive_all_at_once(server, steps):
    """Sends all of a connection in one go, and only then reads."""
    with Client(server, greeting=None) as client:
        data = b"".join(step[1] for step in steps if step[0] == "send")
        sender = threading.Thread(target=client.send, args=(data,))
        sender.start()
        for step in steps:
            if step[0] == "expect":
                client.expect(step[1])
        sender.join()


def make_cases(name):
    @case(f"{name}: played")
    def _():
        with e2e.session_server(name) as server:
            done = play(server, name)
            truth(done.returncode == 0, f"status {done.returncode}: {done.stderr.decode()}")
            count_mail(server, name)

    @case(f"{name}: byte by byte, cut at random, all at once")
    def _():
        ways = [("whole", lambda *c: drive(*c, whole)),
                ("byte by byte", lambda *c: drive(*c, bytewise)),
                ("all at once", drive_all_at_once)]
        ways += [(f"cut with seed {seed}", lambda *c, seed=seed: drive(*c, at_random(seed)))
                 for seed in range(3)]
        expected = None
        for way, run in ways:
            with e2e.session_server(name) as server:
                for steps in connections(name):
                    run(server, steps)
                count_mail(server, name)
                mail = server.everything()
            expected = expected or mail
            equal(mail, expected, f"mailboxes, {way}")


for session in e2e.sessions():
    make_cases(session)


@case("the player tells a wrong reply, a lost connection and a bad file apart")
def _():
    files = {"differs": (b"# smtp-session 1\nS: 220 other\n", 3),
             "differs in the code": (b"# smtp-session 1\nS: 221\n", 3),
             "same code": (b"# smtp-session 1\nS: 220\n", 0),
             "expects a close": (b"# smtp-session 1\nS: 220\nC: x\nS!\n", 3),
             "is no session": (b"S: 220\n", 1), "is empty": (b"", 1),
             "holds nonsense": (b"# smtp-session 1\nX: 220\n", 1),
             "only expects": (b"# smtp-session 1\nS: 220\n", 0),
             "only says": (b"# smtp-session 1\nC: x\n", 0)}
    with Server() as server:
        for about, (text, status) in files.items():
            path = server.folder + "/a.session"
            with open(path, "wb") as file:
                file.write(text)
            done = play_file(server, path)
            equal(done.returncode, status, f"a file that {about}: {done.stderr.decode()}")
            truth((status == 0) == (done.stderr == b""), f"a file that {about}: {done.stderr}")
    equal(play(server, "tour").returncode, 4, "nobody listens")
    equal(play_file(server, server.folder + "/missing").returncode, 1, "no such file")
    equal(subprocess.run([e2e.CLIENT, "--replay"], capture_output=True, timeout=60,
                         check=False).returncode, 2, "no file named")


@case("a file without any step is no pass")
def _():
    head = b"# smtp-session 1\n"
    with Server() as server, Folder() as folder:
        for text in (head, head + b"\n# Recorded by smtp-tui.\n# eol: lf\n# pace: line\n"):
            with open(folder.file("s"), "wb") as file:
                file.write(text)
            output, errors = folder.run("--replay=s", f"{server.host}:{server.port}", status=1)
            equal((output, errors), ("", "smtp-tui: s: nothing to play: the file has no step, only comments\n"))


@case("what is printed while playing is the conversation, and at its end a summary")
def _():
    for name in ("tour", "reconnect"):
        with Server() as server:
            done = play(server, name)
        with open(e2e.session_path(name), encoding="utf-8") as file:
            spoken = [line for line in file.read().split("\n") if line and not line.startswith("#")]
        replies = sum(line.startswith("S:") for line in spoken)
        spoken.append(f"{len(spoken)} steps played, {replies} replies compared: all as expected")
        equal(done.stdout.decode().split("\n")[:-1], spoken, "trace")


@case("the last line says where a replay stopped, and why")
def _():
    head = b"# smtp-session 1\n"
    files = {
        b"S: 220\n": "1 step played, 1 reply compared: all as expected",
        b"S: 220\nC: helo x\nS: 500\nC: quit\n":
            "2 steps played, 2 replies compared; stopped at line 4: a reply differed",
        b"S: 220\nC: helo x\nS!\n":
            "2 steps played, 1 reply compared; stopped at line 4: "
            "the connection was not closed as expected",
        b"S: 220\n\nS: 221\n":
            "1 step played, 1 reply compared; stopped at line 4: the server took too long",
        b"S: 220\nC!\nS: 221\n":
            "2 steps played, 1 reply compared; stopped at line 4: the connection had ended",
    }
    with Server() as server:
        for text, summary in files.items():
            path = server.folder + "/a.session"
            with open(path, "wb") as file:
                file.write(head + text)
            done = play_file(server, path, "--timeout=3" if b"\n\n" in text else "--timeout=30")
            equal(done.stdout.decode().split("\n")[-2], summary, text)
    done = play(server, "tour")
    equal(done.stdout, b"0 steps played, 0 replies compared; no connection was established\n")


@case("a replay that is interrupted says so in its last line")
def _():
    with Server() as server:
        path = server.folder + "/a.session"
        with open(path, "wb") as file:
            file.write(b"# smtp-session 1\nS: 220\nW: 3600000ms\n")
        replay = subprocess.Popen([e2e.CLIENT, f"--replay={path}", f"{server.host}:{server.port}"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  env=e2e.ENVIRONMENT)
        try:
            replay.stdout.readline()
            replay.terminate()
            output, _ = replay.communicate(timeout=e2e.WAIT)
        finally:
            replay.kill()
        equal(output, b"1 step played, 1 reply compared; stopped at line 3: interrupted\n")
        equal(replay.returncode, 1, "exit status")


@case("a further connection that is refused is told with its line")
def _():
    with Fake(lambda peer, _number: peer.send(b"220 a\r\n")) as fake, Folder() as folder:
        with open(folder.file("s"), "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nS: 220 a\nS!\nC+\nS: 220 a\nS!\n")
        folder.run("--replay=s", fake.address)
    only = Only()
    with Folder() as folder:
        with open(folder.file("s"), "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nS: 220 a\nS!\n# once more\nC+\nS: 220 a\n")
        output, errors = folder.run("--replay=s", only.address, status=4)
        truth(errors.startswith("s:5: "), errors)
        equal(output, "S: 220 a\nS!\nC+\n3 steps played, 1 reply compared; stopped at line 5: "
                      "no connection was established\n")
        with open(folder.file("s"), "w", encoding="ascii") as file:
            file.write("# smtp-session 1\n# eol: lf\nC+\nS: 220 a\n")
        output, errors = folder.run("--replay=s", only.address, status=4)
        truth(errors.startswith("s:3: "), errors)


@case("--keep-going shows each difference, goes on, and counts")
def _():
    expected = ["S: 220", "C: helo x", "S: 250 another", "C: noop x", "S: 250-a", "S: 250 b",
                "C: quit", "S: 221", "S!"]
    with Server("--dialect=rfc5321") as server:
        path = server.folder + "/a.session"
        with open(path, "w", encoding="ascii") as file:
            file.write("# smtp-session 1\n" + "\n".join(expected) + "\n")
        done = play_file(server, path, "--keep-going")
        stopped = play_file(server, path)
    lines = done.stdout.decode().split("\n")
    equal(done.returncode, 3, "exit status")
    equal(done.stderr, b"", "what is printed is the difference")
    for number, text in ((4, "250 another"), (6, "250-a")):
        at = lines.index(f"{path}:{number}: the reply differs")
        equal(lines[at + 1], "- " + text)
        equal(lines[at - 1], "S: " + lines[at + 2].removeprefix("+ "), "what came")
    equal(lines[-3:-1], ["S!", "9 steps played, 4 replies compared: 2 as expected, 2 differed"])
    equal(stopped.stdout.decode().split("\n")[-2],
          "2 steps played, 2 replies compared; stopped at line 4: a reply differed")


@case("--keep-going stops where what follows would be misunderstood")
def _():
    with Server("--dialect=rfc5321") as server:
        path = server.folder + "/a.session"
        with open(path, "wb") as file:
            file.write(b"# smtp-session 1\nS: 220\nC: helo x\nS: 251\nC: data\nS: 354\nC: quit\n")
        done = play_file(server, path, "--keep-going")
    truth(b"cannot go on: without the reply that asks for text" in done.stderr, done.stderr)
    equal(done.stdout.decode().split("\n")[-2],
          "4 steps played, 3 replies compared: 1 as expected, 2 differed; "
          "stopped at line 6: a reply differed")
    equal(done.returncode, 3, "exit status")


@case("differences are coloured in a terminal, unless colours are not wanted")
def _():
    with Server("--dialect=rfc5321") as server:
        path = server.folder + "/a.session"
        with open(path, "wb") as file:
            file.write(b"# smtp-session 1\nS: 220\nC: quit\nS: 250 x\n")
        for options, extra, is_colored in ([], {}, True), (["--no-color"], {}, False), \
                ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False):
            ours, theirs = os.openpty()
            process = subprocess.Popen(
                [e2e.CLIENT, f"--replay={path}", "--keep-going", *options,
                 f"{server.host}:{server.port}"], stdin=subprocess.DEVNULL, stdout=theirs,
                stderr=theirs, env={**e2e.ENVIRONMENT, "TERM": "xterm", **extra})
            os.close(theirs)
            output = b""
            try:
                while piece := os.read(ours, 4096):
                    output += piece
            except OSError:
                pass  # the other side was closed
            finally:
                os.close(ours)
                process.wait(e2e.WAIT)
            equal(b"\x1b[31m- 250 x\x1b[0m" in output and b"\x1b[32m+ 221" in output, is_colored,
                  (options, extra, output))
            equal(b"\x1b" in output, is_colored, (options, extra, output))


def tell_time(peer, number):
    peer.send(b"220 it is %d o'clock\r\n" % number)
    peer.line()
    peer.send(b"221 bye\r\n")


@case("with codes only, a session of a server that tells the time can be replayed")
def _():
    with Fake(tell_time) as fake, Folder() as folder:
        for name, options, status in ("w", [], 3), ("c", ["--codes-only"], 0):
            folder.run("--plain", f"--save={name}", *options, fake.address, text="quit\n")
            folder.run(f"--replay={name}", fake.address, status=status)


@case("a session of a server that ends its lines in LF can be replayed, and holds it to that")
def _():
    endings = [b"\n", b"\n", b"\r\n"]

    def script(peer, number):
        for reply in b"220-a", b"220 b", b"2xx", b"250", b"221 c\x1b":
            peer.send(reply + endings[number])
            if reply in (b"220 b", b"250"):
                peer.line()

    with Fake(script) as fake, Folder() as folder:
        folder.run("--plain", "--save=s", fake.address, text="helo me\nquit\n")
        truth(b"S\\: 220-a\\n\nS\\: 220 b\\n\n" in folder.read("s"), folder.read("s"))
        folder.run("--replay=s", fake.address)
        _, errors = folder.run("--replay=s", fake.address, status=3)
        truth("  expected: 220-a\n  got:      220-a (and no bare LF)\n" in errors, errors)


e2e.run()
