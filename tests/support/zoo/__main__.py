# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The zoo by hand, for people who want to see a habit, or to show it:

python3 tests/support/zoo                    lists the servers and the clients
python3 tests/support/zoo NAME [HOST:]PORT   a server listens there, a client connects there

HOST is 127.0.0.1, and must be an address of this machine alone.  The PORT of a server is 2525 (0:
any free one), that of a client 49152.  Both sides are printed, with their line ends visible.
"""

import os
import signal
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from zoo import clients, servers, wire  # what the path above is for

# Characters of what is sent at once.
SHOWN = 240


def show(who, what):
    """Prints what passed, one line for each write and each recv()."""
    if who == "message":
        print(f"-- accepted a message of {len(what)} lines:")
        for line in what:
            print("   |", visible(line))
    else:
        print(f"{who}:" if who != "--" else who, visible(what) if who != "--" else what)
    sys.stdout.flush()


def visible(data):
    text = repr(data)[2:-1]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(data)} bytes)"


def listing():
    for title, habits in (("Servers", servers.HABITS), ("Clients", clients.HABITS)):
        print(f"{title}:")
        for name, (sentence, _habit) in habits.items():
            print(f"  {name:<24}{sentence}")


def place(text, port):
    """HOST and PORT in TEXT, whose port is PORT if it is empty."""
    host, _, number = text.rpartition(":")
    if not (number := number or str(port)).isdecimal():
        raise ValueError("the port is a number")
    if (port := int(number)) not in range(1 << 16):
        raise ValueError("no port has this number")
    return host.strip("[]") or "127.0.0.1", port


def run(name, text=""):
    if name in servers.HABITS:
        server = wire.Server(servers.HABITS[name][1], show, *place(text, 2525))
        print(f"listening on {server.address}", flush=True)
        server.serve()
    elif name in clients.HABITS:
        wire.call(clients.HABITS[name][1], show, *place(text, 49152))
    else:
        sys.exit(f"zoo: nothing is called {name}: run it without arguments for a list")


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not arguments:
            listing()
        elif len(arguments) <= 2 and not arguments[0].startswith("-"):
            run(*arguments)
        else:
            sys.exit(__doc__)
    except KeyboardInterrupt:
        print()
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"zoo: {' '.join(arguments)}: {error}")


main(sys.argv[1:])
