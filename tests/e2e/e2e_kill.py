#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the server at random moments under load, and shows that no acknowledged mail is lost.

Each round starts the server in a folder that stays, compares every mailbox with the ledger of what
was sent, puts load on it (clients, some of them deaf, and a mail reader that takes both locks and
removes mail), and ends it with SIGKILL, in some rounds just after it was told to read its users
again.  Half of the rounds are in the dialect rfc5321, where messages have several recipients.
Before some rounds, servers are killed while they start, and so while they repair.  The round that
shows a problem is the last one; its folder is kept.  The seed decides what is sent and when the
server is killed, but not how the threads run.  It is one test, of few rounds unless --rounds says
more (make kill-harness).
"""

import argparse
import collections
import fcntl
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import e2e
from dialects import DIALECTS, PROTOTYPE
from ledger import TWINS, Box, Ledger, Text, Twins, envelope

BOXES = ("anna", "bert", "cleo", "dora")
CLIENTS = 6
TWIN_CLIENTS = 3
KILL_AFTER = 0.02, 0.2  # seconds of load
START_MAX = 0.03        # seconds after which a server that starts is killed, at most
RELOAD_MAX = 0.02       # the same for one that reads its users again
DEAF_PIECE = 1 << 16    # bytes that a deaf client has ready to send
DEAF_LONG = b"x" * 50 + 3 * (b"." + b"x" * 60)  # makes its addresses, and so the replies, long
RECIPIENTS = 5          # of a message, at most
REPAIR_WAIT = 5         # seconds for the repair of a mailbox that was locked at the start
BOX_LARGE = 20 << 20    # the reader removes most of a mailbox beyond this


def lock(box):
    """Takes both locks without waiting: the open file, or None."""
    fd = os.open(box.path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        dotlock = os.open(box.path + ".lock", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        os.close(fd)
        return None
    os.write(dotlock, b"%d\n" % os.getpid())
    os.close(dotlock)
    return fd


def unlock(box, fd):
    os.unlink(box.path + ".lock")
    os.close(fd)


def rewrite(box, fd, in_place):
    """Gives the locked mailbox its new content, in the file or in one that is renamed over it."""
    if in_place:
        os.ftruncate(fd, 0)
    with open(fd if in_place else box.path + ".new", "wb", 0, closefd=not in_place) as file:
        file.write(box.content)
        os.fsync(file)
    if not in_place:
        os.chown(box.path + ".new", os.stat(fd).st_uid, -1)
        os.rename(box.path + ".new", box.path)


class Campaign:
    """Rounds in one folder.  The server counts as dead from before it is killed until its mailboxes
    are checked; nobody takes a lock meanwhile, but who has one keeps it."""

    def __init__(self, seed):
        self.seed, self.folder = seed, tempfile.mkdtemp(prefix="smtpd-kill.")
        self.boxes = [Box(self.folder, name) for name in BOXES]
        self.twins = Twins(self.folder)
        self.ledger, self.text = Ledger(), Text(random.Random(seed))
        self.gate = threading.Lock()  # for the locks to be taken and the server to be killed
        self.dead = True
        self.pool, self.threads = ThreadPoolExecutor(CLIENTS + 1 + TWIN_CLIENTS), []
        self.squat = None  # a mailbox that is locked while the server starts, and its open file
        self.removed = None  # a mailbox that no user has since the users were read again
        self.logs = collections.deque([b""], maxlen=3)

    def run(self, rounds, say):
        """Returns how many rounds were played: fewer than ROUNDS if there was a problem."""
        began = time.monotonic()
        for number in range(rounds + 1):
            signal.alarm(e2e.CASE)
            rng = random.Random(f"{self.seed}/{number}")
            self.kill_starts(rng, number)
            server = self.start(dialect=rng.choice(DIALECTS))
            self.join()
            self.check()
            if self.ledger.problems or number == rounds:
                self.note(server.log(), number)
                server.stop()
                return number
            self.load(server, rng, number)
            if self.ledger.problems:
                return number + 1
            if (number + 1) % 50 == 0:
                say(f"{self.summary(number + 1)}; {time.monotonic() - began:.0f} s, "
                    f"mailboxes have {[len(box.content) >> 10 for box in self.boxes]} KB")

    def start(self, ready=True, dialect=PROTOTYPE):
        return e2e.Server(folder=self.folder, users="\n".join([*BOXES, TWINS]) + "\n",
                          ready=ready, dialect=dialect)

    def kill_starts(self, rng, number):
        """Servers that are killed while they start, or as soon as they listen."""
        for _ in range(rng.choice((0, 0, 0, 1, 1, 3))):
            is_ready = rng.random() < 0.2
            server = self.start(is_ready)
            time.sleep(0 if is_ready else rng.uniform(0, START_MAX))
            self.kill(server, number)
            self.ledger.counts["starts killed"] += 1

    def kill(self, server, number, limited=False):
        with self.gate:
            self.dead = True
            server.process.kill()
        if server.process.wait(e2e.WAIT) != -signal.SIGKILL:
            self.ledger.complain(f"the server ended by itself: {server.process.returncode}")
        self.note(server.log(), number, limited)
        server.kill()

    def reload(self, server, rng):
        """Tells the server that a user has come, and in most cases one has gone."""
        names = [*BOXES, TWINS, "extra"]
        if rng.random() < 0.7:
            self.removed = rng.choice(self.boxes)
            names.remove(self.removed.name)
        pathlib.Path(server.users).write_text("\n".join(names) + "\n", encoding="ascii")
        server.process.send_signal(signal.SIGHUP)
        self.ledger.counts["users read"] += 1
        time.sleep(rng.uniform(0, RELOAD_MAX))

    def check(self):
        """Compares all mailboxes with the ledger.  One that was locked is repaired only now."""
        deadline = 0
        if self.squat is not None:
            unlock(*self.squat)
            self.squat, deadline = None, time.monotonic() + REPAIR_WAIT
        for box in self.boxes:
            while True:
                content = pathlib.Path(box.path).read_bytes()
                records, problems = self.ledger.look(box, content, box.expected)
                if not problems or time.monotonic() > deadline:
                    break
                time.sleep(0.01)
            self.ledger.problems += problems
            if not problems:
                self.ledger.take(box, content, records)
            if not deadline and os.path.exists(box.path + ".lock"):
                self.ledger.complain("the dead server's dotlock stays", box=box)
        self.ledger.problems += self.twins.look()
        self.ledger.counts["alike"] = self.twins.least
        for box in self.boxes:
            box.restart()

    def load(self, server, rng, number):
        """Clients and a reader, until the server is killed.  The reader may be busy even then."""
        boxes = [rng.choice(self.boxes)] if rng.random() < 0.2 else self.boxes
        limited = rng.random() < 0.25 and e2e.USER is None  # whose processes root may not limit everywhere
        if limited:  # appends soon fail half-way; the intents want room too
            size = max(len(rng.choice(boxes).content), 600_000) + rng.randrange(20_000, 800_000)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, size))
        deaf = rng.choice((0, 0, 0, 1, 2))
        send = self.send if server.dialect is PROTOTYPE else self.send_to_several
        self.dead, self.removed = False, None
        self.threads = [self.pool.submit(self.read, random.Random(rng.random()), number)] + [
            self.pool.submit(self.send_deaf if i < deaf else send, server,
                             random.Random(rng.random()), boxes) for i in range(CLIENTS)] + [
            self.pool.submit(self.send_twins, server, random.Random(rng.random()))
            for _ in range(rng.choice((0, 1, TWIN_CLIENTS)))]
        time.sleep(rng.uniform(*KILL_AFTER))
        if rng.random() < 0.2:
            self.reload(server, rng)
        self.kill(server, number, limited)
        if rng.random() < 0.15:  # a reader is quicker than the next server, to be repaired or not
            self.join()
            held = [box for box in self.boxes if os.path.exists(box.path + ".lock")]
            box = rng.choice(held or self.boxes)
            with suppress(FileNotFoundError):
                os.unlink(box.path + ".lock")
            self.squat = (box, lock(box))

    def note(self, log, number, limited=False):
        """What the log of round NUMBER says.  A mailbox may be left unchanged only if the reader has
        rewritten it since the intent; its repair may fail only for want of LIMITED room."""
        self.logs.append(log)
        self.ledger.counts["repaired"] += log.count(b"repaired '")
        known = [TWINS, *(box.name for box in self.boxes if box.rewritten < number - 1)]
        for line in re.findall(rb"(?m)^.*(?:left unchanged|cannot repair).*$", log):
            self.ledger.counts["left"] += 1
            if limited and b"File too large" in line:
                continue
            if b"cannot" in line or any(b"'%s.txt'" % name.encode() in line for name in known):
                self.ledger.complain(f"the log says {line!r}")
        e2e.truth(not e2e.COMPLAINTS.search(log), f"a checker complains: {log[:2000]!r}")

    def join(self):
        while self.threads:
            self.threads.pop().result(e2e.WAIT + 5)

    def send(self, server, rng, boxes):
        """A client that sends mail until the connection dies, in one write or several each."""
        with suppress(ConnectionError), e2e.Client(server, greeting=None) as client:
            client.send(b"helo killer\r\n")
            verdict = client.line() and client.line()
            while verdict.endswith(b"\r\n"):
                box = rng.choice(boxes)
                number, verdict, name = self.ledger.add(box), b"", box.name.encode()
                steps = [*envelope(name), self.text.any_message(rng, number, name)]
                try:
                    for count in rng.choice(((1, 1, 1, 1), (3, 1), (4,))):
                        client.send(b"".join(steps[:count]))
                        del steps[:count]
                        replies = [client.line() for _ in range(count)]
                        if any(reply.startswith(b"550") for reply in replies):
                            break
                    verdict = next((reply for reply in replies if reply.startswith(b"550")),
                                   replies[-1])
                finally:
                    self.ledger.hear(number, [box], verdict)
                if verdict.startswith(b"550"):  # what follows is taken for commands
                    e2e.truth(box == self.removed, f"{box.name} is no mailbox")
                    return
        e2e.truth(self.dead, "the server closed a connection")

    def send_to_several(self, server, rng, boxes):
        """The same with several recipients per message, some of them twice, some unknown."""
        with suppress(ConnectionError), e2e.Client(server, greeting=None) as client:
            client.send(b"helo killer\r\n")
            last = client.line() and client.line()
            while last.endswith(b"\r\n"):
                names = rng.choices([box.name for box in boxes] + ["nobody"],
                                    k=rng.randint(0, RECIPIENTS - 1)) + [rng.choice(boxes).name]
                replies = self.send_message(client, rng, names)
                if any(reply.startswith(b"503") for reply in replies):
                    return  # all recipients are unknown, and what follows is taken for commands
                last = replies[-1]
        e2e.truth(self.dead, "the server closed a connection")

    def send_message(self, client, rng, names):
        """One message to the mailboxes NAMES, in one write or several; the replies."""
        boxes = [box for box in self.boxes if box.name in names]
        number, replies, wanted = self.ledger.add(*boxes), [], " ".join(names).encode()
        steps = [*envelope(*wanted.split()), self.text.any_message(rng, number, wanted)]
        begun = rng.choice((len(steps), len(steps) - 1, 1))
        try:
            for begin, end in [(0, begun), *((at, at + 1) for at in range(begun, len(steps)))]:
                client.send(b"".join(steps[begin:end]))
                replies += [client.line() for _ in range(begin, end)]
                if replies[-1].startswith(b"503"):
                    break
        finally:
            verdict = replies[-1] if len(replies) == len(steps) else b""
            self.hear(number, names, boxes, replies, verdict)
        return replies

    def hear(self, number, names, boxes, replies, verdict):
        """The REPLIES to a message for BOXES, by the NAMES of its recipients, and its VERDICT."""
        codes = [(name, reply[:3]) for name, reply in zip(names, replies[1:])
                 if reply.endswith(b"\n")]
        taken = [box for box in boxes if (box.name, b"250") in codes]
        for name, code in codes:
            may_be = {"nobody": (b"550",), self.removed and self.removed.name: (b"250", b"550")}
            if code not in may_be.get(name, (b"250",)):
                self.ledger.complain(f"{code!r} to the recipient {name}", "odd", number)
        refused = [box for box in boxes if box not in taken and (box.name, b"550") in codes]
        for box in refused:
            self.ledger.hear(number, [box], b"550\r\n")
        if open_ones := [box for box in boxes if box not in refused]:
            self.ledger.hear(number, open_ones, verdict)

    def send_deaf(self, server, rng, boxes):
        """A client that sends much small mail and hears nothing of it.  Small segments leave the
        server little room for its replies."""
        self.ledger.counts["deaf"] += 1
        with suppress(ConnectionError), socket.socket() as connection:
            connection.settimeout(0.02)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 600)
            connection.connect((server.host, server.port))
            pending = b"helo deaf\r\n"
            while not self.dead:
                while len(pending) < DEAF_PIECE:
                    box = rng.choice(boxes)
                    number, name = self.ledger.add(box), box.name.encode()
                    pending += b"".join(envelope(name, long=DEAF_LONG)) + self.text.message(
                        rng, number, name, 200)
                    self.ledger.hear(number, [box], b"")
                with suppress(socket.timeout):
                    pending = pending[connection.send(pending):]

    def send_twins(self, server, rng):
        """A client that sends the same message again and again, several in one write."""
        with suppress(ConnectionError), e2e.Client(server, greeting=None) as client:
            client.send(b"helo twin\r\n")
            verdict = client.line() and client.line()
            while verdict.endswith(b"\r\n"):
                count = rng.choice((1, 2, 5))
                commands = b"".join(envelope(TWINS.encode()))
                client.send(b"".join(commands + self.twins.send() for _ in range(count)))
                for _ in range(count):
                    verdict = [client.line() for _ in range(4)][-1]
                    self.twins.hear(verdict)

    def read(self, rng, number):
        """A mail reader of this round: checks mailboxes that it locked, sometimes removes mail."""
        while not self.dead and not self.ledger.problems:
            time.sleep(0.0005)
            large = [box for box in self.boxes if len(box.content) > BOX_LARGE]
            box = rng.choice(large or self.boxes)
            with self.gate:
                fd = None if self.dead else lock(box)
            if fd is None:
                continue
            with self.ledger.mutex:
                expected = set(box.expected)
            content = os.pread(fd, os.fstat(fd).st_size, 0)  # another file would drop the lock
            records, problems = self.ledger.look(box, content, expected)
            self.ledger.problems += problems
            if not problems:
                self.ledger.take(box, content, records)
                share = 0.8 if large else rng.choice((0, 0, 0, 0.1, 0.3))
                if self.ledger.remove(box, lambda share=share: rng.random() < share):
                    box.rewritten = number
                    rewrite(box, fd, rng.random() < 0.5)
            unlock(box, fd)
            time.sleep(rng.uniform(0, 0.02))

    def summary(self, rounds):
        counts = self.ledger.counts + collections.Counter(p.kind for p in self.ledger.problems)
        return f"rounds={rounds} " + ", ".join(f"{name}={counts[name]}" for name in (
            "acknowledged", "refused", "unknown", "removed", "repaired", "left",
            "acknowledged for several", "refused for several",
            "lost", "partial", "twice", "undone", "alike", "starts killed", "users read", "deaf"))


def play(rounds, seed, say):
    """A campaign; whether all went well."""
    campaign, played = Campaign(seed), 0
    ledger = campaign.ledger
    signal.signal(signal.SIGALRM, e2e.on_alarm)
    try:
        played = campaign.run(rounds, say)
        e2e.truth(ledger.counts["acknowledged"], "no mail was acknowledged")
    except Exception:
        campaign.dead = True
        ledger.complain(traceback.format_exc())
    for server in e2e.servers[:]:
        campaign.logs.append(server.log())
        server.kill()
    for problem in ledger.problems[:20]:
        say(str(problem))
    if ledger.problems:
        pathlib.Path(campaign.folder, "server.log").write_bytes(b"\n---\n".join(campaign.logs))
        say(f"seed {seed}; kept {campaign.folder}, with the last logs in server.log")
    else:
        shutil.rmtree(campaign.folder)
    say(campaign.summary(played))
    return not ledger.problems


def main():
    parser = argparse.ArgumentParser(description="Kills the server again and again under load.")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    options = parser.parse_args()
    print("1..1")
    good = play(options.rounds, options.seed, lambda text: print("# " + text, flush=True))
    print("ok" if good else "not ok", "1 - no acknowledged mail is lost by SIGKILL")
    return 0 if good else 1


sys.exit(main())
