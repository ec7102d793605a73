#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A hundred thousand random replies: at every check the cells outside of the conversation, the
explanation and the status are those of a run with benign replies, and memory stays flat."""

import random
import re
import threading

import e2e
from e2e import case, equal, truth
from hostile import PAYLOADS
from tui import GREETING, Fake, Terminal
from tui_walk import compare, look

LOOKS = 40
SEED = 4071

# These codes end the conversation, whatever their text.
CLOSING = (221, 421)

# Maximum lines and bytes kept of the conversation, and the program's other memory.
MEMORY_KIB = 64 * 1024


def reply(chance, is_benign):
    """A reply of one to three lines; the shape is the same for both kinds."""
    code = chance.choice([code for code in range(200, 600) if code not in CLOSING])
    count = chance.choice((1, 1, 1, 2, 3))
    text = b""
    for number in range(count):
        payload = chance.choice(PAYLOADS)[1] if chance.random() < 0.3 else \
            chance.randbytes(chance.randrange(1, 90)).replace(b"\n", b"")
        payload = b"benign" if is_benign else payload[:400]
        text += b"%d%s%s\r\n" % (code, b" " if number + 1 == count else b"-", payload)
    return text


def talk(replies, wanted):
    """A script for a Fake: the first connection is benign."""
    def script(peer, number):
        chance = random.Random(SEED)
        peer.send(GREETING)
        for part in range(LOOKS):
            if not wanted.acquire(timeout=e2e.CASE):
                return
            peer.send(b"".join(reply(chance, number == 0) for _ in range(replies // LOOKS)))
            peer.send(b"250 end%02d\r\n" % part)
        peer.wait_end()
    return script


def watch(server, size, wanted):
    """The screen at each check, and the KiB of memory."""
    looks, memory = [], []
    with Terminal(server.address, size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        for part in range(LOOKS):
            wanted.release()
            screen = terminal.wait(lambda screen, part=part: f"end{part:02d}" in screen.conversation,
                                   f"the end of part {part}")
            looks.append(look(terminal, screen))
            with open(f"/proc/{terminal.pid}/status", encoding="ascii") as file:
                memory.append(int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)))
    return looks, memory


def check(replies, size):
    @case(f"{replies} random replies, {size[0]}x{size[1]}")
    def random_replies():
        wanted = threading.Semaphore(0)
        with Fake(talk(replies, wanted)) as server:
            expected, _ = watch(server, size, wanted)
            got, memory = watch(server, size, wanted)
        equal(len(got), LOOKS, "looks")
        for number, (one, other) in enumerate(zip(got, expected)):
            compare(one, other, f"look {number}, seed {SEED}")
        if not e2e.is_instrumented():
            truth(max(memory) < MEMORY_KIB, f"KiB of memory: {memory}")


check(100_000, (80, 24))
check(20_000, (100, 30))

if __name__ == "__main__":
    e2e.run()
