#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The server beside others, and with many clients: speed, latency, memory, all on the loopback.

Each part prints its figures and the bars that they must reach; the exit status is 1 if one is missed.
`bench.py [--svg=FILE] PART...` runs only these (make bench BENCH='PART...'); `million' runs only so.
The comparison and the curve of the million are also drawn, into bench.svg and bench-million.svg of
the build folder or into FILE.  A server that is not installed is named and left out; bench_peers.py
says which there are, and where they are looked for.

With SMTPD_OLD=PATH in the environment the parts kept, alone and idle also run the server at PATH,
an older build say, and print the ratio of the new one to it, round by round.

The parts kept and peers run the dialect rfc5321 too, beside the prototype.

Rounds alternate between the servers, because a machine is not always equally fast; a ratio is the
median of the ratios of the rounds.  "Synced" means as much as the disk below TMPDIR makes of it.
"""

import contextlib
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import bench_auth
import bench_plot
import e2e
from bench_peers import (AIOSMTPD, CONFINED, DOMAIN, MAILBOXES, OLD, PEERS, PROTOTYPE, RFC5321, SINK, WATCHED,
                         Missing, Running, find)
from bench_tls import POSTFIX_TLS, TLS, RunningTls, handshakes

ROUNDS = 5
TIMEOUT = 300
MANY = 10000
LOAD = os.path.join(e2e.BUILD, "tests", "bench", "bench_load")

missed = []


def bar(text, value, reached):
    """Prints a figure that has a bar."""
    print(f"  {text}: {value}{'' if reached else '   MISSED'}", flush=True)
    if not reached:
        missed.append(text)


def spread(values, form="{:.0f}"):
    """The median, and from where to where the values go."""
    return " ".join([form.format(statistics.median(values)),
                     f"({form.format(min(values))} to {form.format(max(values))})"])


# --- clients ------------------------------------------------------------------------------------

def source(server, sessions, count, length=1024, kept=True):
    """Messages per second until smtp-source is done."""
    command = [find("smtp-source"), *(["-d"] if kept else []), "-s", str(sessions),
               "-l", str(length), "-m", str(count), "-f", f"a@{DOMAIN}", "-t", f"johndoe@{DOMAIN}",
               f"{server.host}:{server.port}"]
    start = time.monotonic()
    subprocess.run(command, check=True, env=e2e.ENVIRONMENT, timeout=TIMEOUT,
                   stderr=subprocess.PIPE, text=True)
    return count / (time.monotonic() - start)


def load(server, sessions, count, *options):
    """What bench_load measures, by name; times in milliseconds."""
    done = subprocess.run([LOAD, "-s", str(sessions), "-m", str(count), *options,
                           str(server.port)], check=True, timeout=TIMEOUT, capture_output=True,
                          text=True)
    values = {key: float(value) for key, value in map(str.split, done.stdout.splitlines())}
    return {key: value / 1000 if key.endswith(("p50", "p99", "max")) else value
            for key, value in values.items()}


class Held:
    """Connections that bench_load holds: "-i" idle, "-w" within a message; a context manager."""

    def __init__(self, server, kind, count=MANY, *options):
        self.process = subprocess.Popen([LOAD, kind, str(count), *options, str(server.port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.server = server

    def __enter__(self):
        start = time.monotonic()
        if not self.process.stdout.readline():
            raise subprocess.CalledProcessError(self.process.wait(TIMEOUT), LOAD,
                                                stderr=self.process.stderr.read())
        self.seconds = time.monotonic() - start
        return self

    def __exit__(self, *_):
        with self.process:
            self.process.stdin.close()
        e2e.wait_for(lambda: descriptors(self.server) < MANY // 10, "the end of the connections")


# --- what the system says of a server -----------------------------------------------------------

def resident_mb(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1024


def descriptors(server):
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def processor_seconds(server):
    with open(f"/proc/{server.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_percent(server, seconds=5):
    before = processor_seconds(server)
    time.sleep(seconds)
    return (processor_seconds(server) - before) * 100 / seconds


# --- beside smtp-sink ---------------------------------------------------------------------------

def against_sink(text, least, measure):
    """Rates of the server and of smtp-sink, as MEASURE(server, peer) finds them, and their ratio."""
    rates = {PROTOTYPE: [], SINK: []}
    with Running(PROTOTYPE) as ours, Running(SINK) as sink:
        for _ in range(ROUNDS):
            for server in (ours, sink):
                rates[server.peer].append(measure(server))
    ratios = [mine / other for mine, other in zip(rates[PROTOTYPE], rates[SINK])]
    print(f"  {text}: {spread(rates[PROTOTYPE])}/s, smtp-sink {spread(rates[SINK])}/s")
    bar(f"{text}, to smtp-sink (at least {least})", spread(ratios, "{:.2f}"),
        statistics.median(ratios) >= least)


def against_prototype(text, measure):
    """Rates of the dialect rfc5321 and of the prototype, as MEASURE(server) finds them."""
    rates = {PROTOTYPE: [], RFC5321: []}
    with Running(PROTOTYPE) as prototype, Running(RFC5321) as rfc5321:
        for number in range(ROUNDS):
            for server in ((prototype, rfc5321), (rfc5321, prototype))[number % 2]:
                rates[server.peer].append(measure(server))
    print(f"  {text}: rfc5321 {spread(rates[RFC5321])}/s, prototype {spread(rates[PROTOTYPE])}/s")
    tell_ratio(text, rates[RFC5321], rates[PROTOTYPE])


def tell_ratio(text, rfc5321, prototype):
    ratios = [mine / other for mine, other in zip(rfc5321, prototype)]
    if ratios:
        bar(f"{text}, rfc5321 to the prototype (at least 0.9)", spread(ratios, "{:.2f}"),
            statistics.median(ratios) >= 0.9)


def against_old(text, measure):
    """The ratios of the new build to the old one of each figure that MEASURE(server) finds."""
    if OLD is None:
        return
    ratios = {}
    with Running(PROTOTYPE) as new, Running(OLD) as old:
        for server in (new, old):
            load(server, 1, 100)
        for number in range(ROUNDS):
            figures = {server: measure(server) for server in ((new, old), (old, new))[number % 2]}
            for name, value in figures[new].items():
                ratios.setdefault(name, []).append(value / figures[old][name])
    for name, values in ratios.items():
        print(f"  {text}, {name}, new to old: {' '.join(f'{value:.2f}' for value in values)}; "
              f"median {statistics.median(values):.2f}", flush=True)


def kept():
    """1 KiB over kept connections, against smtp-sink that discards."""
    for sessions in (50, 200):
        against_sink(f"{sessions} kept sessions", 0.9,
                     lambda server, n=sessions: source(server, n, server.peer.messages))
        against_prototype(f"{sessions} kept sessions",
                          lambda server, n=sessions: source(server, n, server.peer.messages))
        against_old(f"{sessions} kept sessions", lambda server, n=sessions: {
            "messages/s": source(server, n, server.peer.messages)})


def fresh():
    """1 KiB, a new connection for each message."""
    against_sink("50 sessions, new connections", 0.9,
                 lambda server: source(server, 50, 8000, kept=False))


def large():
    """10 KiB over kept connections."""
    against_sink("50 kept sessions, 10 KiB", 0.8,
                 lambda server: source(server, 50, 8000, length=10240))


def mailboxes():
    """1 KiB over kept connections, to 1,000 mailboxes in turn."""
    against_sink("50 kept sessions, 1,000 mailboxes", 0.5,
                 lambda server: load(server, 50, 8000, "-b", str(MAILBOXES))["rate"])


def raw_sync_seconds(folder, count=300):
    """Seconds that an append of 1 KiB takes with its sync."""
    path = os.path.join(folder, "raw")
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    start = time.monotonic()
    for _ in range(count):
        os.write(fd, b"x" * 1024)
        os.fdatasync(fd)
    seconds = (time.monotonic() - start) / count
    os.close(fd)
    os.unlink(path)
    return seconds


def alone():
    """One session, where no sync is shared.

    What one sync per message allows: the time that a message takes with smtp-sink, which does nothing
    but talk, and in addition the time of one append with its sync."""
    rates, allowed = [], []
    with Running(PROTOTYPE) as ours, Running(SINK) as sink:
        for _ in range(ROUNDS):
            rates.append(source(ours, 1, 500))
            allowed.append(1 / (1 / source(sink, 1, 500) + raw_sync_seconds(ours.folder)))
    ratios = [rate / most for rate, most in zip(rates, allowed)]
    print(f"  one session {spread(rates)}/s, one sync per message allows {spread(allowed)}/s")
    bar("one session, to what one sync per message allows (at least 0.7)",
        spread(ratios, "{:.2f}"), statistics.median(ratios) >= 0.7)
    against_old("one session", lambda server: {"messages/s": source(server, 1, 500)})


# --- beside all others --------------------------------------------------------------------------

def peer_rate(peer):
    with Running(peer) as server:
        source(server, 50, 50)
        return source(server, 50, peer.messages)


def peer_rates():
    """The rates of each peer that can run, one per round."""
    rates = {peer: [] for peer in PEERS}
    for _ in range(ROUNDS):
        for peer in list(rates):
            try:
                rates[peer].append(peer_rate(peer))
            except (Missing, subprocess.SubprocessError) as reason:
                package = f" (Debian package: {peer.package})" if peer.package else ""
                print(f"  {peer.name} is left out{package}: {explain(reason)}", flush=True)
                del rates[peer]
    return rates


def peers():
    """1 KiB, 50 kept sessions, until the client is done, whatever is left in a queue then."""
    rates = peer_rates()
    rows = [(peer.name, peer.guarantee, (min(r), statistics.median(r), max(r)))
            for peer, r in rates.items()]
    print(bench_plot.bars_text(rows))
    draw("bench.svg", bench_plot.bars_svg("Messages per second, 1 KiB, 50 kept sessions", rows))
    tell_ratio("50 kept sessions", rates.get(RFC5321, []), rates.get(PROTOTYPE, []))
    for peer, theirs in rates.items():
        ratios = [mine / other for mine, other in zip(rates.get(PROTOTYPE, []), theirs)]
        text = f"{peer.name} {spread(theirs)}/s; smtpd-proto to it"
        if peer.bar and ratios:
            bar(f"{text} (at least {peer.bar})", spread(ratios, "{:.1f}"),
                statistics.median(ratios) >= peer.bar)
        elif peer not in (PROTOTYPE, RFC5321) and ratios:
            print(f"  {text}: {spread(ratios, '{:.2f}')}")


# --- many clients -------------------------------------------------------------------------------

def latency():
    """How long a transaction takes, from MAIL to the 250 after the message, when S sessions deliver."""
    with Running(PROTOTYPE) as ours:
        for sessions in (50, 200):
            runs = [load(ours, sessions, 20000) for _ in range(ROUNDS)]
            shares = [run["transaction_p99"] / 1000 * run["rate"] / sessions for run in runs]
            print(f"  {sessions} sessions: rate {spread([run['rate'] for run in runs])}/s, median "
                  f"{spread([run['transaction_p50'] for run in runs], '{:.1f}')} ms, 99 % "
                  f"{spread([run['transaction_p99'] for run in runs], '{:.1f}')} ms")
            bar(f"99 % of {sessions} sessions, in S / rate (at most 3)", spread(shares, "{:.2f}"),
                statistics.median(shares) <= 3)


def once_idle(server):
    """Figures of SERVER without and with idle connections, by name."""
    without = load(server, 1, 300)["rate"]
    with Held(server, "-i") as held:
        figures = {"resident": resident_mb(server), "cpu": processor_percent(server)}
        run = load(server, 1, 300)
    return dict(figures, seconds=held.seconds, rate=run["rate"], ratio=run["rate"] / without,
                p99=run["command_p99"])


def with_idle(server, rounds):
    """The same of some rounds: lists by name."""
    load(server, 1, 100)
    runs = [once_idle(server) for _ in range(rounds)]
    figures = {name: [run[name] for run in runs] for name in runs[0]}
    print(f"  {server.peer.name}: {MANY} connections greeted in {figures['seconds'][-1]:.1f} s; "
          f"resident {max(figures['resident']):.1f} MB, at rest {max(figures['cpu']):.1f} % of a "
          f"processor; one session {spread(figures['rate'])}/s, "
          f"{spread(figures['ratio'], '{:.2f}')} of its rate without them, 99 % of commands "
          f"{spread(figures['p99'], '{:.2f}')} ms", flush=True)
    return figures


def idle():
    """10,000 connections that said HELO, and one that delivers."""
    with Running(PROTOTYPE) as ours:
        figures = with_idle(ours, 3)
    middle = {name: statistics.median(values) for name, values in figures.items()}
    bar("resident (at most 16 MB)", f"{max(figures['resident']):.1f} MB",
        max(figures["resident"]) <= 16)
    bar("processor at rest (under 1 %)", f"{middle['cpu']:.1f} %", middle["cpu"] < 1)
    bar("one session, to its rate without them (at least 0.8)", f"{middle['ratio']:.2f}",
        middle["ratio"] >= 0.8)
    bar("99 % of its commands (at most 1 ms)", f"{middle['p99']:.2f} ms", middle["p99"] <= 1)
    against_old(f"beside {MANY} idle connections", lambda server: {
        name: value for name, value in once_idle(server).items() if name in ("resident", "rate", "p99")})
    for peer in (SINK, AIOSMTPD):
        try:
            with Running(peer) as other:
                with_idle(other, 1)
        except (Missing, subprocess.SubprocessError) as reason:
            print(f"  {peer.name} is left out: {explain(reason)}", flush=True)


def slow():
    """10,000 senders within a message, each with six bytes every second, and one that is honest."""
    with Running(PROTOTYPE) as ours, Held(ours, "-w"):
        time.sleep(5)
        run = load(ours, 1, 300)
        print(f"  the honest one: {run['rate']:.0f}/s, median {run['transaction_p50']:.1f} ms")
        bar("99 % of its transactions (under 100 ms)", f"{run['transaction_p99']:.1f} ms",
            run["transaction_p99"] < 100)
        bar("resident (at most 64 MB)", f"{resident_mb(ours):.1f} MB", resident_mb(ours) <= 64)


def million(count=1000000):
    """A million messages of 1 KiB, 50 kept sessions in 20 runs: nothing grows."""
    samples = []
    with Running(PROTOTYPE) as ours:
        for done in range(count // 20, count + 1, count // 20):
            rate = source(ours, 50, count // 20)
            e2e.wait_for(lambda: descriptors(ours) < 40, "the end of the connections")
            samples.append((done, resident_mb(ours), descriptors(ours), rate))
    curves = [(name, [(sample[0], sample[column]) for sample in samples])
              for column, name in ((1, "resident MB"), (2, "descriptors"), (3, "messages/s"))]
    for name, points in curves:
        print(bench_plot.curve_text(name, points))
    draw("bench-million.svg", bench_plot.curves_svg("A million messages through one server", curves))
    growth = samples[-1][1] - samples[1][1]
    bar("resident at the end, above that after a tenth (at most 1 MB)", f"{growth:.2f} MB", growth <= 1)
    bar("descriptors more than after a tenth (none)", samples[-1][2] - samples[1][2],
        samples[-1][2] <= samples[1][2])


def deaf():
    """100 sessions that deliver among 9,900 idle ones and 50 clients that deliver and read nothing."""
    with Running(PROTOTYPE) as ours, Held(ours, "-i", MANY - 100):
        clients = e2e.deaf_senders(ours, 50)
        runs = [load(ours, 100, 10000) for _ in range(ROUNDS)]
        for client in clients:
            client.socket.close()
    late = [max(run["command_p99"], run["transaction_p99"]) for run in runs]
    print(f"  100 sessions: rate {spread([run['rate'] for run in runs])}/s")
    bar("99 % of their commands and transactions (under 100 ms)", f"{spread(late, '{:.1f}')} ms",
        max(late) < 100)


# --- the run ------------------------------------------------------------------------------------

def tls():
    """TLS: kept sessions, against the same in clear; idle connections; new ones, beside Postfix."""
    rates = {RFC5321: [], TLS: []}
    with Running(RFC5321) as clear, RunningTls(TLS) as encrypted:
        for number in range(ROUNDS):
            for server in ((clear, encrypted), (encrypted, clear))[number % 2]:
                rates[server.peer].append(load(server, 50, 20000, "-t", str(int(server is encrypted)))["rate"])
        ratios = [mine / other for mine, other in zip(rates[TLS], rates[RFC5321])]
        print(f"  50 kept sessions: under TLS {spread(rates[TLS])}/s, in clear {spread(rates[RFC5321])}/s")
        bar("50 kept sessions under TLS, to those in clear (at least 0.6)", spread(ratios, "{:.2f}"),
            statistics.median(ratios) >= 0.6)
    with RunningTls(TLS) as encrypted, Held(encrypted, "-i", 1000, "-t", "1"):
        resident = resident_mb(encrypted)
    bar("resident with 1,000 idle connections under TLS (at most 40 MB)", f"{resident:.1f} MB", resident <= 40)
    for peer in (TLS, POSTFIX_TLS):
        try:
            with RunningTls(peer) as server:
                print(f"  new handshakes, one after the other: {peer.name} "
                      f"{spread([handshakes(server) for _ in range(ROUNDS)])}/s", flush=True)
        except (Missing, subprocess.SubprocessError) as reason:
            print(f"  {peer.name} is left out: {explain(reason)}", flush=True)


def against_first(peers, least):
    """1 KiB over kept connections to each of PEERS, and the processor time that its server takes; the ratios of
    the rates to the first, which must be at LEAST so."""
    rates = {peer: [] for peer in peers}
    costs = {peer: [] for peer in peers}
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Running(peer)) for peer in peers]
        for number in range(ROUNDS):
            for server in running if number % 2 else reversed(running):
                before = processor_seconds(server)
                rates[server.peer].append(load(server, 50, 20000)["rate"])
                costs[server.peer].append((processor_seconds(server) - before) * 1e6 / 20000)
    for peer in peers:
        ratios = [mine / bare for mine, bare in zip(rates[peer], rates[peers[0]])]
        print(f"  with {peer.name}: {spread(rates[peer])}/s; {spread(costs[peer])} us of processor time a message")
        if peer is not peers[0]:
            bar(f"with {peer.name}, to {peers[0].name} (at least {least})", spread(ratios, "{:.2f}"),
                statistics.median(ratios) >= least)


def watched():
    """1 KiB over kept connections with --events and --report, against none of them."""
    against_first(WATCHED, 0.9)


def sandbox():
    """1 KiB over kept connections with --sandbox=required, against --sandbox=off."""
    against_first(CONFINED, 0.95)


def auth():
    """100 connections that send wrong passwords all the time, and one that is honest."""
    with Running(bench_auth.AUTH) as ours:
        alone_ms = bench_auth.p99(bench_auth.command_times(ours, 2))
        with bench_auth.Guessing(ours.port):
            taken = bench_auth.command_times(ours)
            logins = {user: bench_auth.login_times(ours, user, 30) for user in ("open", "keyed")}
    print(f"  the honest one: {len(taken)} commands, median {statistics.median(taken) * 1000:.2f} ms, longest "
          f"{max(taken) * 1000:.1f} ms; 99 % when alone {alone_ms:.2f} ms")
    for user, times in logins.items():
        print(f"  its login {'without' if user == 'open' else 'with'} a key: median "
              f"{statistics.median(times) * 1000:.2f} ms, longest {max(times) * 1000:.1f} ms")
    bar("99 % of its commands (under 20 ms)", f"{bench_auth.p99(taken):.2f} ms", bench_auth.p99(taken) < 20)


def draw(name, picture):
    path = next((word[6:] for word in sys.argv[1:] if word.startswith("--svg=")),
                os.path.join(e2e.BUILD, name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(picture)
    print(f"  drawn into {path}")


def explain(reason):
    """One line on an exception."""
    said = (getattr(reason, "stderr", None) or "").strip().splitlines()
    return said[-1] if said else str(reason)


PARTS = [kept, fresh, large, mailboxes, alone, peers, latency, idle, slow, deaf, tls, watched, sandbox, auth]


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("--svg=")]
    names = [part.__name__ for part in [*PARTS, million]]
    if not set(words) <= set(names):
        print(f"the parts are {' '.join(names)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not os.path.exists(LOAD):
        print(f"{LOAD} is not there; make bench builds it", file=sys.stderr)
        return 2
    if OLD is not None and not os.access(OLD.program, os.X_OK):
        print(f"SMTPD_OLD: {OLD.program} is no program", file=sys.stderr)
        return 2
    resource.setrlimit(resource.RLIMIT_NOFILE,
                       (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print(f"{os.cpu_count()} processors; an append of 1 KiB and its sync take "
          f"{raw_sync_seconds(tempfile.gettempdir()) * 1000:.2f} ms; medians (lowest to highest)")
    for part in [*PARTS, million]:
        if part.__name__ in words or not words and part in PARTS:
            print(f"{part.__name__}: {part.__doc__.splitlines()[0]}", flush=True)
            try:
                part()
            except Missing as reason:
                print(f"  left out: {reason}")
            except (subprocess.SubprocessError, AssertionError) as reason:
                bar("the part", explain(reason), False)
    print("\n  ".join(["bars that were missed:", *missed]) if missed else "all bars reached")
    return 1 if missed else 0


sys.exit(main())
