#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Every conversation of sessions/, played whole, byte by byte, and cut at random points: the
replies and the mailboxes are the same."""

import random
import subprocess
import threading

import e2e
from e2e import Client, Server, case, equal, truth

# Bytes of a sending beyond which the middle of it goes out in one piece: single bytes of a line of
# 70,000 say no more than the first and the last few hundred of them.
BYTEWISE = 400


def count_mail(server, name):
    counted = {box[:-4]: len(e2e.records(mailbox)) for box, mailbox in server.everything().items()}
    expected = dict.fromkeys(counted, 0)
    expected.update(e2e.session_mail(name))
    equal(counted, expected, "messages in the mailboxes")


def play_file(server, path):
    return subprocess.run([e2e.CLIENT, f"--replay={path}", f"{server.host}:{server.port}"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          check=False, env=e2e.ENVIRONMENT)


def play(server, name):
    return play_file(server, e2e.session_path(name))


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


def drive(server, name, cut):
    """Plays the session, every sending in the pieces that CUT makes of it."""
    with Client(server, greeting=None) as client:
        for step in e2e.session_steps(name):
            if step[0] == "send":
                for piece in cut(step[1]):
                    client.send(piece)
            elif step[0] == "expect":
                client.expect(step[1])
            elif step[0] == "close":
                client.expect_close()


def drive_all_at_once(server, name):
    """Sends all of the conversation in one go, and only then reads."""
    steps = e2e.session_steps(name)
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
        with Server(dialect=e2e.session_dialect(name)) as server:
            done = play(server, name)
            truth(done.returncode == 0, f"status {done.returncode}: {done.stderr.decode()}")
            count_mail(server, name)

    @case(f"{name}: byte by byte, cut at random, all at once")
    def _():
        ways = [("whole", lambda s: drive(s, name, whole)),
                ("byte by byte", lambda s: drive(s, name, bytewise)),
                ("all at once", lambda s: drive_all_at_once(s, name))]
        ways += [(f"cut with seed {seed}", lambda s, seed=seed: drive(s, name, at_random(seed)))
                 for seed in range(3)]
        expected = None
        for way, run in ways:
            with Server(dialect=e2e.session_dialect(name)) as server:
                run(server)
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
             "holds nonsense": (b"# smtp-session 1\nX: 220\n", 1)}
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


@case("what is printed while playing is the conversation")
def _():
    with Server() as server:
        done = play(server, "tour")
    with open(e2e.session_path("tour"), encoding="utf-8") as file:
        spoken = [line for line in file.read().split("\n") if line and not line.startswith("#")]
    equal(done.stdout.decode().split("\n")[:-1], spoken, "trace")


e2e.run()
