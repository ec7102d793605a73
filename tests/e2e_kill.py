#!/usr/bin/env python3
"""Kills the server at random moments under load, and shows that no acknowledged mail is lost.

Each round starts the server in a folder that stays, compares every mailbox with the ledger of what
was sent, puts load on it (clients, some of them deaf, and a mail reader that takes both locks and
removes mail), and ends it with SIGKILL, in some rounds just after it was told to read its users
again.  Before some rounds, servers are killed while they start, and so while they repair.  The
round that shows a problem is the last one; its folder is kept.  The seed decides what is sent and
when the server is killed, but not how the threads run.  It is one test, of few rounds unless
--rounds says more (make kill-harness).
"""

import argparse
import bisect
import collections
import fcntl
import hashlib
import itertools
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

BOXES = ("anna", "bert", "cleo", "dora")
CLIENTS = 6
KILL_AFTER = 0.02, 0.2  # seconds of load
START_MAX = 0.03        # seconds after which a server that starts is killed, at most
RELOAD_MAX = 0.02       # the same for one that reads its users again
DEAF_PIECE = 1 << 16    # bytes that a deaf client has ready to send
DEAF_LONG = b"x" * 450  # makes its addresses, and so the replies, long
REPAIR_WAIT = 5         # seconds for the repair of a mailbox that was locked at the start
BOX_LARGE = 20 << 20    # the reader removes most of a mailbox beyond this
SENDER = b"killer@harness"

# What became of a message.  KEPT: acknowledged, or seen in the mailbox; it must stay.  DROPPED: it
# had no verdict and was not there after the restart; it must not come any more.
SENT, KEPT, REFUSED, REMOVED, DROPPED = range(5)
UNDONE = {REFUSED: "it was refused", REMOVED: "the reader removed it",
          DROPPED: "it was not there after an earlier start"}

HEAD = re.compile(
    rb"From " + SENDER + rb"x* \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nReturn-Path: <" + SENDER
    + rb"x*>\nDelivered-To: (\w+)[@x]*\nReceived: [^\n]*\n\t[^\n]*\n"
    rb"X-Kill-Id: (\d+)\nX-Kill-Length: (\d+)\nX-Kill-Hash: (\w+)\n\n")
Problem = collections.namedtuple("Problem", "kind id mailbox offset what")


class Text:
    """Many lines, as they are and as they go over the wire; bodies are cut from it."""

    def __init__(self, rng, size=4 << 20):
        odd = [b"\n", b".", b"..", b".dot", b"From me", b"\nFrom me", b">From me", b">>From me",
               b"\nFrom " + SENDER + b" Thu Jan  1 00:00:00 1970\nX-Kill-Id: 1\n", b"\xc3\xa9\xff"]
        noise = bytes(rng.choice(range(33, 127)) for _ in range(4096))
        lines = []
        for at in rng.choices(range(len(noise) - 300), k=size // 140):
            lines += (rng.choice(odd).split(b"\n") if rng.random() < 0.1 else
                      [noise[at:at + rng.randrange(300)]])
        wire = [b"." * line.startswith(b".") + line + b"\r\n" for line in lines]
        self.plain, self.wire = b"\n".join(lines) + b"\n", b"".join(wire)
        self.plain_at = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
        self.wire_at = [0, *itertools.accumulate(map(len, wire))]

    def any_message(self, rng, number, box):
        """The wire form of a message; most are small, some need several steps to be appended."""
        size = int(rng.uniform(3e5, 3e6) if rng.random() < 0.12 else 100 * 40 ** rng.random())
        return self.message(rng, number, box, size)

    def message(self, rng, number, box, size):
        first = bisect.bisect(self.plain_at, rng.randrange(len(self.plain) - size)) - 1
        end = bisect.bisect_left(self.plain_at, self.plain_at[first] + size)
        body = self.plain[self.plain_at[first]:self.plain_at[end]]
        return (b"X-Kill-Id: %d\r\nX-Kill-Length: %d\r\nX-Kill-Hash: %s\r\n\r\n%s.\r\n"
                % (number, len(body), digest(number, box, body),
                   self.wire[self.wire_at[first]:self.wire_at[end]]))


def envelope(box, long=b""):
    """The commands; LONG makes the addresses longer, and so the replies."""
    return (b"mail from: %s%s\r\n" % (SENDER, long),
            b"rcpt to: %s%s\r\n" % (box, long and b"@" + long), b"data\r\n")


def digest(number, box, body):
    """Tells whether a body is whole, and belongs to this message."""
    return hashlib.blake2b(b"%d %s %s" % (number, box, body), digest_size=9).hexdigest().encode()


def judge(content, begin, end, box):
    """The number of the message in this record, and what is wrong with it or None."""
    head = HEAD.match(content, begin, end)
    if head is None:
        return None, f"not a header of ours: {content[begin:min(end, begin + 200)]!r}"
    number, size = int(head[2]), int(head[3])
    body = re.sub(rb"\n>(>*From )", rb"\n\1", content[head.end() - 1:end - 1])[1:]
    if content[end - 2:end] != b"\n\n":
        return number, f"{size} bytes end after {len(body)} in {content[end - 40:end]!r}"
    if len(body) != size:
        return number, f"{len(body)} bytes instead of {size}"
    is_same = head[1] == box and digest(number, box, body) == head[4]
    return number, None if is_same else f"another hash, or not for {box}"


class Box:
    """A mailbox: what must be in it, and what was in it when it was last read and found good."""

    def __init__(self, folder, name):
        self.name, self.path, self.expected = name, os.path.join(folder, name + ".txt"), set()
        self.content, self.records = b"", []  # records: number and size
        self.rewritten = -1                   # the last round in which a reader removed mail


class Ledger:
    """What became of each message, a byte for each; all that clients and reader find out."""

    def __init__(self):
        self.mutex, self.states = threading.Lock(), bytearray()
        self.counts, self.problems = collections.Counter(), []

    def complain(self, what, kind="odd", number=None, box=None):
        self.problems.append(Problem(kind, number, box and box.name, None, what))

    def add(self):
        with self.mutex:
            self.states.append(SENT)
            return len(self.states) - 1

    def hear(self, number, box, verdict):
        """The client has read this line, or less of it as the connection died."""
        word = {b"250": "acknowledged", b"451": "refused", b"452": "refused", b"550": "refused"}.get(
            verdict[:3] * verdict.endswith(b"\r\n"), "unknown")
        with self.mutex:
            self.counts[word] += 1
            if word == "acknowledged" and self.states[number] == SENT:  # no reader was quicker
                self.states[number] = KEPT
                box.expected.add(number)
            elif word == "refused":
                if self.states[number] != SENT:
                    self.complain("refused, but the reader saw it", "undone", number, box)
                self.states[number] = REFUSED
            elif word == "unknown" and verdict.endswith(b"\n"):
                self.complain(f"reply {verdict!r}", "odd", number, box)

    def look(self, box, content, expected):
        """The records of CONTENT, and what is wrong with them.  Bytes that were found good before
        need only be the same."""
        same = content.startswith(box.content)
        records, problems, at = (box.records[:], [], len(box.content)) if same else ([], [], 0)
        seen = {number for number, _ in records}
        while at < len(content):
            found = content.find(b"\n\nFrom ", at)
            end = found + 2 if found >= 0 else len(content)
            number, fault = judge(content, at, end, box.name.encode())
            kind = "partial"
            if fault is None:
                kind, fault = (("twice", "a second time") if number in seen else
                               ("undone", UNDONE.get(self.states[number])))
            if fault is not None:
                problems.append(Problem(kind, number, box.name, at, fault))
            seen.add(number)
            records.append((number, end - at))
            at = end
        problems += [Problem("lost", number, box.name, None, f"not in {len(content)} bytes")
                     for number in sorted(expected - seen)]
        changed = [Problem("partial", None, box.name, None, "earlier bytes changed")]
        return records, problems or (changed if not same else [])

    def take(self, box, content, records):
        """CONTENT was found good: whatever is in it must stay."""
        with self.mutex:
            for number, _ in records[len(box.records):]:
                self.states[number] = KEPT
                box.expected.add(number)
            box.content, box.records = content, records

    def remove(self, box, is_victim):
        """Takes mail out of the mailbox; whether there was any."""
        kept, pieces, at = [], [], 0
        with self.mutex:
            for number, size in box.records:
                if is_victim():
                    self.states[number] = REMOVED
                    box.expected.remove(number)
                    self.counts["removed"] += 1
                else:
                    kept.append((number, size))
                    pieces.append(box.content[at:at + size])
                at += size
            box.content, box.records = b"".join(pieces), kept
        return at > len(box.content)


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
        os.rename(box.path + ".new", box.path)


class Campaign:
    """Rounds in one folder.  The server counts as dead from before it is killed until its mailboxes
    are checked; nobody takes a lock meanwhile, but who has one keeps it."""

    def __init__(self, seed):
        self.seed, self.folder = seed, tempfile.mkdtemp(prefix="smtpd-kill.")
        self.boxes = [Box(self.folder, name) for name in BOXES]
        self.ledger, self.text = Ledger(), Text(random.Random(seed))
        self.gate = threading.Lock()  # for the locks to be taken and the server to be killed
        self.dead = True
        self.pool, self.threads = ThreadPoolExecutor(CLIENTS + 1), []
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
            server = self.start()
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

    def start(self, ready=True):
        return e2e.Server(folder=self.folder, users="\n".join(BOXES) + "\n", ready=ready)

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
        names = [*BOXES, "extra"]
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
        self.ledger.states = self.ledger.states.replace(bytes([SENT]), bytes([DROPPED]))

    def load(self, server, rng, number):
        """Clients and a reader, until the server is killed.  The reader may be busy even then."""
        boxes = [rng.choice(self.boxes)] if rng.random() < 0.2 else self.boxes
        limited = rng.random() < 0.25
        if limited:  # appends soon fail half-way; the intents want room too
            size = max(len(rng.choice(boxes).content), 600_000) + rng.randrange(20_000, 800_000)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, size))
        deaf = rng.choice((0, 0, 0, 1, 2))
        self.dead, self.removed = False, None
        self.threads = [self.pool.submit(self.read, random.Random(rng.random()), number)] + [
            self.pool.submit(self.send_deaf if i < deaf else self.send, server,
                             random.Random(rng.random()), boxes) for i in range(CLIENTS)]
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
        """What the log of round NUMBER says.  A mailbox may be left as it is only if the reader has
        rewritten it since the intent; its repair may fail only for want of LIMITED room."""
        self.logs.append(log)
        self.ledger.counts["repaired"] += log.count(b"repaired '")
        known = [box for box in self.boxes if box.rewritten < number - 1]
        for line in re.findall(rb"(?m)^.*(?:left as it is|cannot repair).*$", log):
            self.ledger.counts["left"] += 1
            if limited and b"File too large" in line:
                continue
            if b"cannot" in line or any(b"'%s.txt'" % box.name.encode() in line for box in known):
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
                number, verdict, name = self.ledger.add(), b"", box.name.encode()
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
                    self.ledger.hear(number, box, verdict)
                if verdict.startswith(b"550"):  # what follows is taken for commands
                    e2e.truth(box == self.removed, f"{box.name} is no mailbox")
                    return
        e2e.truth(self.dead, "the server closed a connection")

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
                    number, name = self.ledger.add(), box.name.encode()
                    pending += b"".join(envelope(name, DEAF_LONG)) + self.text.message(
                        rng, number, name, 200)
                    self.ledger.hear(number, box, b"")
                with suppress(socket.timeout):
                    pending = pending[connection.send(pending):]

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
            "lost", "partial", "twice", "undone", "starts killed", "users read", "deaf"))


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
