# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Records what was sent to mailboxes and what they must contain, whenever the server is killed."""

import bisect
import collections
import hashlib
import itertools
import os
import pathlib
import re
import threading

SENDER = b"killer@harness"
TWINS = "ella"  # the mailbox in which all messages are the same
REFUSALS = b"451", b"452", b"550"

# The fate of a message in a mailbox.  SENT: it has no verdict, or was refused for several mailboxes,
# of which some may have it.  KEPT: acknowledged, or seen in the mailbox; it must stay.  DROPPED: it
# was SENT and missing after the restart; it must not appear later.
NOT_SENT, SENT, KEPT, REFUSED, REMOVED, DROPPED = range(6)
UNDONE = {NOT_SENT: "it is not for this mailbox", REFUSED: "it was refused",
          REMOVED: "the reader removed it", DROPPED: "it was not there after an earlier start"}

TRACE = (rb"From " + SENDER + rb"[x.]* \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nReturn-Path: <"
         + SENDER + rb"[x.]*>\n((?:Delivered-To: \w+[@x.]*\n)+)Received: [^\n]*\n\t[^\n]*\n")
HEAD = re.compile(TRACE + rb"X-Kill-Id: (\d+)\nX-Kill-Length: (\d+)\nX-Kill-To: ([\w ]+)\n"
                  rb"X-Kill-Hash: (\w+)\n\n")
Problem = collections.namedtuple("Problem", "kind id mailbox offset what")


class Text:
    """Many lines, plain and in wire form; bodies are cut from it."""

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

    def any_message(self, rng, number, names):
        """The wire form of a message; most are small, some need several steps to be appended."""
        size = int(rng.uniform(3e5, 3e6) if rng.random() < 0.12 else 100 * 40 ** rng.random())
        return self.message(rng, number, names, size)

    def message(self, rng, number, names, size):
        """NAMES are the mailboxes of its recipients, separated by blanks."""
        first = bisect.bisect(self.plain_at, rng.randrange(len(self.plain) - size)) - 1
        end = bisect.bisect_left(self.plain_at, self.plain_at[first] + size)
        body = self.plain[self.plain_at[first]:self.plain_at[end]]
        return (b"X-Kill-Id: %d\r\nX-Kill-Length: %d\r\nX-Kill-To: %s\r\nX-Kill-Hash: %s"
                b"\r\n\r\n%s.\r\n" % (number, len(body), names, digest(number, names, body),
                   self.wire[self.wire_at[first]:self.wire_at[end]]))


def envelope(*boxes, long=b""):
    """The commands, in any dialect; LONG makes the addresses longer, and so the replies."""
    return (b"mail from:<%s%s>\r\n" % (SENDER, long),
            *(b"rcpt to:<%s@x%s>\r\n" % (box, long) for box in boxes), b"data\r\n")


def digest(number, names, body):
    """A checksum that shows whether a body is complete and belongs to this message."""
    return hashlib.blake2b(b"%d %s %s" % (number, names, body), digest_size=9).hexdigest().encode()


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
    delivered_to = re.findall(rb": (\w+)", head[1])
    is_for_it = set(delivered_to) == {box} and len(delivered_to) <= head[4].split().count(box)
    is_same = is_for_it and digest(number, head[4], body) == head[5]
    return number, None if is_same else f"another hash, or not for {box}"


class Box:
    """A mailbox: what must be in it, and what was in it when last checked."""

    def __init__(self, folder, name):
        self.name, self.path, self.expected = name, os.path.join(folder, name + ".txt"), set()
        self.content, self.records = b"", []  # records: number and size
        self.rewritten = -1                   # the last round in which a reader removed mail
        self.fates = bytearray()              # of messages, by number; beyond its end NOT_SENT

    def fate(self, number):
        return self.fates[number] if number < len(self.fates) else NOT_SENT

    def set_fate(self, number, fate):
        self.fates.extend(bytes(max(0, number + 1 - len(self.fates))))
        self.fates[number] = fate

    def restart(self):
        """The server has been started anew, and what must be there was looked for."""
        self.fates = self.fates.replace(bytes([SENT]), bytes([DROPPED]))


class Ledger:
    """What became of the messages, as seen by clients and reader."""

    def __init__(self):
        self.mutex, self.sent = threading.Lock(), 0
        self.counts, self.problems = collections.Counter(), []

    def complain(self, what, kind="odd", number=None, box=None):
        self.problems.append(Problem(kind, number, box and box.name, None, what))

    def add(self, *boxes):
        """The number of a message that is about to be sent to BOXES."""
        with self.mutex:
            for box in boxes:
                box.set_fate(self.sent, SENT)
            self.sent += 1
            return self.sent - 1

    def hear(self, number, boxes, verdict):
        """Handles a reply line about BOXES, which may be cut off by the end of the connection."""
        words = {b"250": "acknowledged", **dict.fromkeys(REFUSALS, "refused")}
        word = words.get(verdict[:3] * verdict.endswith(b"\r\n"), "unknown")
        with self.mutex:
            self.counts[word] += 1
            self.counts[f"{word} for several"] += len(boxes) > 1
            if word == "acknowledged":
                for box in boxes:
                    self.acknowledge(number, box)
            elif word == "refused" and len(boxes) == 1:
                if boxes[0].fate(number) != SENT:
                    self.complain("refused, but the reader saw it", "undone", number, boxes[0])
                boxes[0].set_fate(number, REFUSED)
            elif word == "unknown" and verdict.endswith(b"\n"):
                self.complain(f"reply {verdict!r}", "odd", number)

    @staticmethod
    def acknowledge(number, box):
        if box.fate(number) == SENT:  # no reader was quicker
            box.set_fate(number, KEPT)
            box.expected.add(number)

    def look(self, box, content, expected):
        """The records of CONTENT, and what is wrong with them.  Bytes that were checked before only
        need to be the same."""
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
                               ("undone", UNDONE.get(box.fate(number))))
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
        """CONTENT was checked: whatever is in it must stay."""
        with self.mutex:
            for number, _ in records[len(box.records):]:
                box.set_fate(number, KEPT)
                box.expected.add(number)
            box.content, box.records = content, records

    def remove(self, box, is_victim):
        """Removes mail from the mailbox; returns whether there was any."""
        kept, pieces, at = [], [], 0
        with self.mutex:
            for number, size in box.records:
                if is_victim():
                    box.set_fate(number, REMOVED)
                    box.expected.remove(number)
                    self.counts["removed"] += 1
                else:
                    kept.append((number, size))
                    pieces.append(box.content[at:at + size])
                at += size
            box.content, box.records = b"".join(pieces), kept
        return at > len(box.content)


class Twins:
    """A mailbox in which all messages are the same: how many there must be, and may be."""

    MESSAGE = b"A: b\n\n" + b"thirty-one bytes and a newline.\n" * 40

    def __init__(self, folder):
        self.path, self.mutex = os.path.join(folder, TWINS + ".txt"), threading.Lock()
        self.least = self.most = 0

    def send(self):
        """The wire form of a message whose reply is passed to hear()."""
        with self.mutex:
            self.most += 1
        return self.MESSAGE.replace(b"\n", b"\r\n") + b".\r\n"

    def hear(self, verdict):
        with self.mutex:
            self.least += verdict.startswith(b"250") and verdict.endswith(b"\r\n")
            self.most -= verdict[:3] in REFUSALS

    def look(self):
        """What is wrong.  The current number of messages must stay."""
        record = re.compile(TRACE + re.escape(self.MESSAGE) + b"\n")
        content, at, found = pathlib.Path(self.path).read_bytes(), 0, 0
        while match := record.match(content, at):
            at, found = match.end(), found + 1
        if at < len(content):
            return [Problem("partial", None, TWINS, at, f"{content[at:at + 200]!r}")]
        if not self.least <= found <= self.most:
            return [Problem("lost" if found < self.least else "twice", None, TWINS, None,
                            f"{found} messages, not {self.least} to {self.most}")]
        self.least = self.most = found
        return []
