#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""TLS of the server with those who do not mean well, or cannot do better: handshakes that are cut,
something else or endless, records of one byte or by the thousand, ends without an end, clients that
are deaf or slow.  Each has one clear line in the log, nothing is delivered by half, nothing that was
acknowledged is lost, and others are served."""

import os
import re
import socket
import ssl
import struct
import subprocess
import threading

import e2e
from dialects import RFC5321
from e2e import Client, case, equal, peer, truth
from tls_clients import IMPLICIT, PLAIN, READY, TlsClient, TlsServer, careless, wrap

SMALL = b"Subject: small\r\n\r\nHello.\r\n.\r\n"


def client_hello():
    """What a client says first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        careless().wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def serve_another(server):
    """Somebody else is served meanwhile."""
    with TlsClient(server) as client:
        client.ehlo()
        client.deliver(SMALL, recipient="babydoe")
        client.quit()


def logged(server, words):
    e2e.wait_for(lambda: words in server.log(), f"{words} in the log")


def raw(server, starttls):
    """A connection that the server expects to begin a handshake."""
    client = Client(server, greeting=None, address=server.addresses[PLAIN if starttls else IMPLICIT])
    if starttls:
        client.expect(RFC5321.greeting)
        client.ehlo()
        client.command("starttls", READY)
    return client


def until_end(client):
    """What the server still says in clear: an alert at most."""
    got = client.input
    try:
        while data := client.socket.recv(65536):
            got += data
    except ConnectionResetError as error:
        raise AssertionError(f"reset after {got!r}") from error
    return got


# --- no handshake -----------------------------------------------------------------------------------

STRANGERS = [
    ("SMTP in clear", b"EHLO laptop\r\nMAIL FROM:<a@b.example>\r\n", b"the client does not speak TLS here"),
    ("a request of HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"the client does not speak TLS here"),
    ("zeros, and many of them", b"\0" * 300000, b"the client does not speak TLS here"),
    ("a record that is no hello", b"\x16\x03\x01\x00\x04\x01\x00\x00\x00", b"against the rules of TLS"),
]


@case("something other than a handshake: an alert, the end, and one line")
def _():
    with TlsServer() as server:
        for starttls in (False, True):
            for name, data, words in STRANGERS:
                before = server.log().count(words)
                with raw(server, starttls) as client:
                    client.send(data)
                    got = until_end(client)
                    truth(got[:1] in (b"\x15", b"") and len(got) <= 7, f"{name}: {got!r}")
                e2e.wait_for(lambda w=words, b=before: server.log().count(w) == b + 1, f"{name}: {words}")
        serve_another(server)
        equal(os.path.getsize(server.path("johndoe")), 0, "mail")
        e2e.wait_for(lambda: server.log().count(b"the TLS handshake failed") == 2 * len(STRANGERS), "a line for each")


@case("a handshake that is cut at every byte leaves nothing behind")
def _():
    hello = client_hello()
    with TlsServer("-v") as server:
        sizes = list(range(0, len(hello), 7))
        for starttls in (False, True):
            for size in sizes[::1 if not starttls else 8]:
                with raw(server, starttls) as client:
                    client.send(hello[:size])
        count = len(sizes) + len(sizes[::8])
        e2e.wait_for(lambda: server.log().count(b": closed\n") >= count, "all ends")
        e2e.wait_for(lambda: server.log().count(b"the TLS handshake failed: the client closed the connection\n") == count,
                     "a line for each")
        serve_another(server)


@case("a handshake that never ends is ended by --timeout, with bytes now and then too")
def _():
    hello = client_hello()
    with TlsServer("--timeout=1") as server:
        clients = [raw(server, starttls) for starttls in (False, True)]
        drip = raw(server, False)
        for place in range(20):
            try:
                drip.send(hello[place:place + 1])
            except OSError:
                break
            threading.Event().wait(0.1)
        for client in [*clients, drip]:
            try:
                truth(until_end(client) == b"", "silence")
            except AssertionError as error:
                truth("reset" in str(error), error)
            client.socket.close()
        line = b"closing: the TLS handshake took too long (--timeout)"
        e2e.wait_for(lambda: server.log().count(line) == 3, "a line for each")
        serve_another(server)


@case("a client that does not trust the certificate gives up, and the log asks for it")
def _():
    with TlsServer() as server:
        try:
            TlsClient(server, ssl.create_default_context())
            raise AssertionError("it was trusted")
        except ssl.SSLCertVerificationError:
            pass
        logged(server, b"the TLS handshake failed: the client does not accept the certificate (tlsv1 alert unknown ca)")


# --- strange records --------------------------------------------------------------------------------

@case("records of one byte, both ways")
def _():
    with TlsServer() as server, TlsClient(server) as client:
        for byte in b"ehlo tester\r\n":
            client.send(bytes([byte]))
        while not client.line().startswith(b"250 "):
            pass
        client.open_message()
        for place in range(len(SMALL)):
            client.send(SMALL[place:place + 1])
        client.expect(RFC5321.accepted)
        equal(len(server.records("johndoe")), 1, "records")
        client.quit()


@case("renegotiation is refused (TLS 1.2), and others are served")
def _():
    with TlsServer() as server:
        command = [peer("openssl"), "s_client", "-tls1_2", "-crlf", "-connect", "%s:%d" % server.addresses[IMPLICIT]]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as program:
            shown = b""
            for words, typed in ((RFC5321.greeting[:-2], b"R\n"), (b"RENEGOTIATING", b"")):
                while words not in shown:
                    data = os.read(program.stdout.fileno(), 4096)
                    truth(data, shown)
                    shown += data
                program.stdin.write(typed)
                program.stdin.flush()
            try:
                program.stdin.write(b"noop\nquit\n")
                program.stdin.close()
            except OSError:
                pass
            shown += program.stdout.read()
        truth(b"no renegotiation" in shown or b"250 2.0.0 Nothing done" in shown, shown[-500:])
        serve_another(server)


@case("a flood of records: empty ones, alerts, changes of keys; others are served")
def _():
    with TlsServer() as server:
        for kind, body in ((0x17, b""), (0x15, b"\x01\x00"), (0x14, b"\x01"), (0x16, b"\x18\x00\x00\x01\x01")):
            with TlsClient(server) as client:
                record = struct.pack(">BHH", kind, 0x0303, len(body)) + body
                bare = socket.socket(fileno=os.dup(client.socket.fileno()))
                with bare:
                    try:
                        for _ in range(50):
                            bare.sendall(record * 1000)
                    except OSError:
                        pass
            serve_another(server)
        e2e.wait_for(lambda: server.log().count(b": TLS failed: ") == 4, "a line for each")
        equal(os.path.getsize(server.path("johndoe")), 0, "mail")


# --- ends -------------------------------------------------------------------------------------------

@case("an end without close_notify within a message: nothing is delivered, and the log says why")
def _():
    with TlsServer() as server:
        with TlsClient(server, starttls=True) as client:
            client.ehlo()
            client.open_message()
            client.send(b"Subject: half\r\n\r\nall that came\r\n")
            client.break_off()
            logged(server, b"the connection was cut off: TLS did not end")
        with TlsClient(server) as client:
            client.ehlo()
            client.open_message()
            client.send(b"Subject: half\r\n\r\nall that came\r\n")
            client.end()
        e2e.wait_for(lambda: server.log().count(b"dropped an incomplete message") == 2, "both")
        equal(server.log().count(b"cut off"), 1, "only the first is called so")
        equal(os.path.getsize(server.path("johndoe")), 0, "mail")
        serve_another(server)


@case("an end without close_notify behind the final dot: the message is there once")
def _():
    with TlsServer() as server:
        with TlsClient(server) as client:
            client.ehlo()
            client.open_message()
            client.send(SMALL)
            client.break_off()
        with TlsClient(server) as client:
            client.ehlo()
            client.deliver(SMALL)
            client.break_off()
        e2e.wait_for(lambda: len(server.records("johndoe")) == 2, "both messages")
        serve_another(server)
        equal(len(server.records("johndoe")), 2, "records")


@case("a cut record, and one with a wrong sum, break the connection off; nothing of them is used")
def _():
    with TlsServer() as server:
        for tail in (b"\x17\x03\x03\x00\x40" + b"x" * 20, b"\x17\x03\x03\x00\x40" + b"x" * 0x40):
            with TlsClient(server) as client:
                client.ehlo()
                client.open_message()
                client.send(b"Subject: half\r\n\r\nx\r\n")
                with socket.socket(fileno=os.dup(client.socket.fileno())) as bare:
                    bare.sendall(tail)
                    bare.shutdown(socket.SHUT_WR)
        e2e.wait_for(lambda: server.log().count(b"dropped an incomplete message") == 2, "both")
        equal(os.path.getsize(server.path("johndoe")), 0, "mail")
        serve_another(server)


# --- slow and deaf ----------------------------------------------------------------------------------

@case("many messages at once, read late: every reply comes, in order, and nothing is lost")
def _():
    count = 300
    with TlsServer() as server, TlsClient(server, buffer=4096) as client:
        client.ehlo()
        mails = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<johndoe@x.example>\r\nDATA\r\nx\r\n.\r\n" * count
        sender = threading.Thread(target=client.send, args=(mails,))
        sender.start()
        serve_another(server)
        for _ in range(count):
            client.expect(b"250 2.1.0 a@b.example Sender ok\r\n", b"250 2.1.5 johndoe@x.example Recipient ok\r\n",
                          RFC5321.start_mail, RFC5321.accepted)
        sender.join()
        equal(len(server.records("johndoe")), count, "records")
        client.quit()


@case("clients that deliver and read nothing: others are served, the server stops in time")
def _():
    with TlsServer() as server:
        clients = [TlsClient(server, buffer=2048) for _ in range(5)]
        for client in clients:
            client.ehlo()
            client.socket.setblocking(False)
            try:
                while True:
                    client.socket.send(e2e.DEAF_MAIL.replace(b" ", b"", 1) * 10)
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                pass
        serve_another(server)
        server.stop()
        for client in clients:
            client.socket.close()


def resident_kb(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", file.read(), re.M)[1])


@case("an idle connection holds at most 40 KB, whatever it has sent")
def _():
    if e2e.is_instrumented():
        raise e2e.Skip("the memory is not that of the program itself")
    count = 150
    with TlsServer() as server:
        serve_another(server)
        before = resident_kb(server)
        clients = [TlsClient(server, starttls=number % 2 == 0) for number in range(count)]
        for client in clients:
            client.ehlo()
            client.command("noop " + "x" * 2000, b"250 2.0.0 Nothing done\r\n")
        truth(resident_kb(server) - before <= 40 * count, f"{before} KB, then {resident_kb(server)} KB")
        for client in clients:
            client.socket.close()


@case("too many connections: 421 under TLS")
def _():
    with TlsServer("--max-connections=1") as server, TlsClient(server):
        with TlsClient(server, greeting=RFC5321.closing) as other:
            other.expect_close()


@case("a stopping server says 421 under TLS, and ends handshakes")
def _():
    with TlsServer() as server:
        with TlsClient(server) as client, raw(server, False) as first, raw(server, True) as second:
            client.ehlo()
            server.process.terminate()
            client.expect(RFC5321.closing)
            client.expect_close()
            equal([until_end(each) for each in (first, second)], [b"", b""], "what is said within a handshake")
        equal(server.process.wait(e2e.WAIT), 0, "status")
        truth(not re.search(rb"(?i)error", server.log()), server.log())


e2e.run()
