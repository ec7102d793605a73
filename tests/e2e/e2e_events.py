#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--events: what each kind of event says, that offsets point at records, that a reader who is slow,
stuck or gone holds nobody up, and what is told of events that are dropped."""

import base64
import concurrent.futures
import contextlib
import json
import os
import re
import signal
import tempfile
import time

import e2e
from dialects import RFC5321
from e2e import Client, Server, case, equal, truth, wait_for

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
KEYS = {"listening": ["address", "port", "tls"], "connected": ["client"],
        "refused": ["command", "argument", "cut", "reason", "code", "reply"],
        "delivered": ["mailbox", "file", "offset", "length", "size", "envelope", "subject", "message_id"],
        "lost": ["mailbox", "reason", "envelope"], "closing": ["reason"], "closed": ["refusals", "deviations", "faults"],
        "fault": ["command", "argument", "effect", "code"],
        "dropped": ["count"]}
ALONE = ("listening", "dropped")


def parsed(data):
    """The events of lines, each with exactly the members of its kind."""
    events = []
    truth(data == b"" or data.endswith(b"\n"), "the last line has no end")
    for line in data.splitlines():
        truth(line.isascii(), line)
        event = json.loads(line)
        kind = event["event"]
        equal(list(event), ["event", "time"] + ["connection"] * (kind not in ALONE) + KEYS[kind], kind)
        truth(TIME.fullmatch(event["time"]), event)
        events.append(event)
    return events


def without_time(events, *kinds):
    return [{k: v for k, v in event.items() if k != "time"} for event in events if event["event"] in kinds]


@contextlib.contextmanager
def server_with_events(*options, dialect=RFC5321, **others):
    """A server and a function that returns its events once it has ended."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "events")
    with Server(f"--events={path}", *options, dialect=dialect, **others) as server:
        def all_events():
            server.process.terminate()
            server.process.wait(e2e.WAIT)
            with open(path, "rb") as file:
                return parsed(file.read())
        yield server, all_events


def record(server, event):
    """The bytes that EVENT points at."""
    with open(os.path.join(server.folder, event["file"]), "rb") as file:
        return file.read()[event["offset"]:event["offset"] + event["length"]]


@case("a delivery: listening, connected, delivered, closed")
def _():
    message = b"Subject: =?utf-8?q?h=C3=A9?=\r\n and\r\n more\r\nMessage-ID: <1@x>\r\n\r\n..dot\r\n.\r\n"
    with server_with_events() as (server, all_events):
        with Client(server) as client:
            port = client.socket.getsockname()[1]
            client.helo()
            client.deliver(message)
            client.quit()
        events = all_events()
        size = len(message) - len(b"." + b".\r\n")
        equal(without_time(events, *KEYS), [
            {"event": "listening", "address": f"127.0.0.1:{server.port}", "port": server.port, "tls": False},
            {"event": "connected", "connection": 1, "client": f"127.0.0.1:{port}"},
            {"event": "delivered", "connection": 1, "mailbox": "johndoe", "file": "johndoe.txt", "offset": 0,
             "length": len(server.mailbox("johndoe")), "size": size,
             "envelope": {"sender": "alice@example.org", "recipients": ["johndoe@example.org"]},
             "subject": "=?utf-8?q?h=C3=A9?= and more", "message_id": "<1@x>"},
            {"event": "closed", "connection": 1, "refusals": 0, "deviations": 0, "faults": 0}], "events")


@case("refusals: a command, a recipient, a message; and what the client was told")
def _():
    with server_with_events() as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.command("HELLO \xff\x00\x1b[31m\"".encode("latin-1"))
            client.line()
            client.mail()
            client.command("rcpt to:<nobody@example.org>", re.compile(rb"550 .*\n"))
            client.rcpt("johndoe")
            client.command("data", RFC5321.start_mail)
            client.send(b"a\x00b\r\n.\r\n")
            client.line()
            client.send(b"x" * 3000 + b"\r\n")
            client.line()
        refused = without_time(all_events(), "refused", "closed")
    equal([(r["command"], r["reason"], r["code"], r["cut"]) for r in refused[:-1]],
          [("UNKNOWN", "unknown-verb", 500, False), ("RCPT", "no-mailbox", 550, False),
           ("END-OF-DATA", "bad-bytes", 550, False), ("LONG-LINE", "long-line", 500, True)], "refused")
    equal(refused[0]["argument"], "HELLO \ufffd\x00\x1b[31m\"", "the line")
    equal(refused[1]["argument"], "<nobody@example.org>", "the argument")
    truth(refused[1]["reply"].startswith("550 5.1.1 "), refused[1])
    equal((refused[-1]["event"], refused[-1]["refusals"]), ("closed", 4), "the end")


@case("a fault is an event of its own, and no refusal")
def _():
    with server_with_events("--fault=RCPT:450 Later:first=1") as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.mail()
            client.command("rcpt to:<johndoe@example.org>", re.compile(rb"450 Later\r\n"))
            client.rcpt("johndoe")
        found = without_time(all_events(), "fault", "refused", "closed")
    equal(found, [{"event": "fault", "connection": 1, "command": "RCPT", "argument": "<johndoe@example.org>",
                   "effect": "refuse", "code": 450},
                  {"event": "closed", "connection": 1, "refusals": 0, "deviations": 0, "faults": 1}], "events")


@case("several recipients, also of one mailbox: an event for each mailbox, with the whole envelope")
def _():
    names = ["babydoe", "johndoe", "JohnDoe"]
    with server_with_events() as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.deliver(recipient=names)
        delivered = without_time(all_events(), "delivered")
        equal([event["mailbox"] for event in delivered], ["babydoe", "johndoe"], "mailboxes")
        for event in delivered:
            equal(event["envelope"]["recipients"], [f"{name}@example.org" for name in names], "recipients")
            equal(record(server, event), server.mailbox(event["mailbox"]), "the record")


@case("offsets point at records: many messages at once, quoting, large ones, and whatever was there before")
def _():
    bodies = [b"Subject: %d\r\n\r\n" % n + (b"From me\r\n>From me\r\n" + b"x" * 70 + b"\r\n") * (n % 7 * 40)
              for n in range(60)]
    bodies[7] += b"0123456789abcdef\r\n" * 60000
    with server_with_events() as (server, all_events):
        with open(server.path("johndoe"), "wb") as file:
            file.write(b"From somebody\n\nno end")

        def send(bodies):
            with Client(server) as client:
                client.helo()
                for body in bodies:
                    client.deliver(body + b".\r\n", recipient=["johndoe", "jhaneroe"])
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            list(pool.map(send, [bodies[n::6] for n in range(6)]))
        delivered = without_time(all_events(), "delivered")
        equal(sorted(int(event["subject"]) for event in delivered), sorted([*range(60), *range(60)]), "subjects")
        for event in delivered:
            found = record(server, event)
            truth(found.startswith(b"From alice@") and found.endswith(b"\n\n"), found[:80])
            equal(e2e.message_of(found), bodies[int(event["subject"])].replace(b"\r\n", b"\n"), "the message")
        for name, start in (("johndoe", len(b"From somebody\n\nno end\n\n")), ("jhaneroe", 0)):
            places = sorted((event["offset"], event["length"]) for event in delivered if event["mailbox"] == name)
            for offset, length in places:
                equal(offset, start, name)
                start += length
            equal(start, len(server.mailbox(name)), "the end of the mailbox")


@case("a message that is lost, and a server that closes")
def _():
    with server_with_events("--timeout=1") as (server, all_events):
        os.remove(server.path("babydoe"))
        os.symlink("/dev/null", server.path("babydoe"))
        with Client(server) as client:
            client.helo()
            client.deliver(recipient=["johndoe", "babydoe"], verdict=re.compile(rb"451 .*\r\n"))
            client.open_message()
            client.send(b"unfinished\r\n")
            while client.line():
                pass
        events = all_events()
    equal([event["mailbox"] for event in events if event["event"] == "delivered"], ["johndoe"], "delivered")
    envelope = {"sender": "alice@example.org", "recipients": ["johndoe@example.org", "babydoe@example.org"]}
    equal(without_time(events, "lost"),
          [{"event": "lost", "connection": 1, "mailbox": "babydoe", "reason": "not-regular", "envelope": envelope},
           {"event": "lost", "connection": 1, "mailbox": None, "reason": "unfinished",
            "envelope": {"sender": "alice@example.org", "recipients": ["johndoe@example.org"]}}], "lost")
    equal([event["reason"] for event in events if event["event"] == "closing"], ["idle"], "closing")


@case("the prototype, without Subject: null")
def _():
    with server_with_events(dialect=e2e.PROTOTYPE) as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.deliver(b"Hello\r\n.\r\n")
        event, = without_time(all_events(), "delivered")
        equal((event["subject"], event["message_id"]), (None, None), "the header")
        equal(event["envelope"], {"sender": "alice", "recipients": ["johndoe"]}, "the envelope")
        equal(record(server, event), server.mailbox("johndoe"), "the record")


@case("a header of a megabyte is cut, and its line is whole")
def _():
    with server_with_events() as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.deliver(b"Subject: \xff\xc3\xa9" + b"\"\\" * (1 << 19) + b"\r\n\r\n.\r\n")
        event, = without_time(all_events(), "delivered")
        equal(event["subject"], "\ufffd\u00e9" + "\"\\" * 497 + "\"", "the subject")


@case("a hundred recipients, and thousands that are refused")
def _():
    users = "".join(f"user{n}\n" for n in range(100))
    with server_with_events("-q", users=users) as (server, all_events):
        with Client(server) as client:
            client.helo()
            client.mail()
            total = 20000
            client.send(b"".join(b"RCPT TO:<user%d@x>\r\n" % (n % 100) for n in range(total)) + b"DATA\r\n")
            for _ in range(total):
                client.line()
            client.expect(RFC5321.start_mail)
            client.send(b".\r\n")
            client.expect(RFC5321.accepted)
        events = all_events()
    delivered = without_time(events, "delivered")
    equal(len(delivered), 100, "copies")
    truth(all(len(event["envelope"]["recipients"]) == 100 for event in delivered), "recipients")
    missing = sum(event["count"] for event in events if event["event"] == "dropped")
    equal(len(without_time(events, "refused")) + missing, total - 100, "refusals, those dropped included")


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@case("secrets are in no event: AUTH that is refused, denied, accepted, or not offered")
def _():
    secrets = ["a-Secret-1", "a-Secret-2", "a-Secret-3", "a-Secret-4"]
    for options in (("--auth-any", "--auth-in-clear"), ()):
        with server_with_events("-q", *options) as (server, all_events):
            with Client(server) as client:
                client.ehlo()
                for line in ("AUTH PLAIN " + encoded(f"\0me\0{secrets[0]}") + "=x", "AUTH LOGIN",
                             encoded("me") + "!", "AUTH LOGIN " + encoded("me"), encoded(secrets[1]) + "!",
                             "auth plain", encoded(f"\0me\0{secrets[2]}") + "?", f"AUTH XX {secrets[3]}"):
                    client.command(line)
                    client.line()
            text = json.dumps(all_events())
        for secret in secrets:
            for form in (secret, encoded(secret), encoded(f"\0me\0{secret}")):
                truth(form not in text, f"{form} is in the events")


@case("--events=-: standard output has events alone, and standard error the lines \"listening on\"")
def _():
    with Server("--events=-", ready=False) as server:
        wait_for(lambda: b"\n" in server.standard_output() or server.process.poll() is not None, "an event")
        event, = parsed(server.standard_output())
        equal(event["event"], "listening", "the event")
        truth(f"listening on 127.0.0.1:{event['port']}\n".encode() in server.log(), server.log())
        with Client(server, address=("127.0.0.1", event["port"])) as client:
            client.helo()
            client.deliver()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal([event["event"] for event in parsed(server.standard_output())],
              ["listening", "connected", "delivered", "closed"], "events")


def told(log, text):
    return sum(text in line for line in log.splitlines())


@case("a full disk: one line in the log, and mail as ever")
def _():
    with Server("--events=/dev/full", dialect=RFC5321) as server:
        for _ in range(5):
            with Client(server) as client:
                client.helo()
                client.deliver()
                client.quit()
            time.sleep(0.02)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(told(server.log(), b"events"), 1, server.log())
        truth(b"warning cannot write events to '/dev/full': No space left on device\n" in server.log(), server.log())


@case("what is no file of events, or cannot be opened, stops the start")
def _():
    for path, reason in (("users.list", b"'users.list' holds something other than lines of JSON"),
                         (".", b"cannot open '.': Is a directory"),
                         ("nowhere/x", b"cannot open 'nowhere/x': No such file or directory")):
        server = Server(f"--events={path}", ready=False)
        equal(server.process.wait(e2e.WAIT), 1, "exit status")
        truth(reason in server.log(), server.log())
        equal(server.log().count(b"\n"), 1, "one line")
        with open(server.users, encoding="utf-8") as file:
            equal(file.read(), e2e.USERS, "the users file")
        server.kill()


@case("a FIFO: its reader may go and another come; what is there before is kept")
def _():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    with Server(f"--events={path}", dialect=RFC5321) as server:
        kinds = []
        for _ in range(2):
            with open(path, "rb", buffering=0) as reader, Client(server) as client:
                client.helo()
                client.deliver()
                client.quit()
                client.socket.close()
                data = b""
                while b'"closed"' not in data:
                    data += reader.read(65536)
                kinds += [event["event"] for event in parsed(data)]
        equal(kinds, ["listening"] + ["connected", "delivered", "closed"] * 2, "events")
        equal(told(server.log(), b"event"), 0, server.log())


@case("standard output whose reader dies: one line in the log")
def _():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    into_fifo = ["sh", "-c", f'exec "$@" >{path}', "sh"]
    with Server("--events=-", dialect=RFC5321, wrapper=into_fifo, ready=False) as server:
        wait_for(lambda: b"\nlistening on" in b"\n" + server.log(), "the line \"listening on\"")
        port = int(re.search(rb"^listening on 127.0.0.1:(\d+)$", server.log(), re.M)[1])
        os.close(reader)
        for _ in range(5):
            with Client(server, address=("127.0.0.1", port)) as client:
                client.helo()
                client.deliver()
                client.quit()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(told(server.log(), b"warning cannot write events to standard output: Broken pipe"), 1, server.log())
        equal(told(server.log(), b"events"), 1, server.log())


def refused_often(server):
    """One client, nine long refusals; how long it took."""
    started = time.monotonic()
    with Client(server) as client:
        client.helo()
        for _ in range(9):
            client.command("RCPT TO:<" + "x" * 480 + ">")
            client.line()
        client.quit()
    return time.monotonic() - started


@case("a FIFO that nobody reads: no client waits, what is dropped is told, and a late reader learns how much")
def _():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    clients, data = 1000, b""
    with Server("-q", f"--events={path}", dialect=RFC5321) as server:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            slowest = max(pool.map(lambda _: refused_often(server), range(clients)))
        truth(slowest < 10, f"a client waited {slowest:.1f} s")
        equal(told(server.log(), b"are dropped, since they are not read fast enough"), 1, server.log()[-500:])
        with open(path, "rb", buffering=0) as reader, Client(server) as client:
            client.helo()
            while b'"dropped"' not in data:
                data += reader.read(1 << 16)
            client.command("last")
            while b'"argument":"last"' not in data or not data.endswith(b"\n"):
                data += reader.read(1 << 16)
    events = parsed(data)
    missing = sum(event["count"] for event in events if event["event"] == "dropped")
    # Each has connected, been refused nine times, and gone; then listening, and the last one.
    equal(sum(event["event"] != "dropped" for event in events) + missing, 11 * clients + 3, "all of them")


@case("the end does not wait for a reader for long, and the log has the number of events that are lost")
def _():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    with Server("-q", f"--events={path}", dialect=RFC5321) as server:
        for _ in range(20):
            refused_often(server)
        started = time.monotonic()
        server.process.terminate()
        equal(server.process.wait(e2e.WAIT), 0, "exit status")
        taken = time.monotonic() - started
        truth(0.9 <= taken < 8, f"the end took {taken:.1f} s")
        truth(re.search(rb"warning \d+ events were not written to '.*fifo'\n", server.log()), server.log())


e2e.run()
