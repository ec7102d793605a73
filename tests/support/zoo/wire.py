# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What all programs of the zoo share: a connection whose bytes are shown, how to serve and to call.

Which bytes are sent is not known here.  Only loopback addresses are served and called; every wait,
and what a connection may bring, has a limit.
"""

import ipaddress
import socket
import threading

# Bytes of one connection, and seconds that a server waits for each piece of them.
LIMIT = 1 << 24
PATIENCE = 600.0


class Closed(Exception):
    """The conversation is over; why."""


class Peer:
    """One end of a connection.  SHOW(who, what) is called for all that passes: who is "S" for the
    bytes of the server, "C" for those of the client, and "--" for a remark, which is a text."""

    def __init__(self, connection, show, speaker, patience):
        self.connection, self.show = connection, show
        self.speaker, self.other = speaker, "C" if speaker == "S" else "S"
        self.pending, self.received = b"", 0
        connection.settimeout(patience)
        # Each write travels alone, as far as the network lets it.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data):
        self.show(self.speaker, data)
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Closed(f"nothing could be sent: {error}") from error

    def piece(self, size=4096):
        """What one recv() brings."""
        if self.pending:
            piece, self.pending = self.pending[:size], self.pending[size:]
            return piece
        try:
            piece = self.connection.recv(size)
        except socket.timeout as error:
            raise Closed("nothing came for too long") from error
        except OSError as error:
            raise Closed(f"the connection was lost: {error}") from error
        self.received += len(piece)
        if not piece:
            raise Closed("the other side has closed")
        self.show(self.other, piece)
        if self.received > LIMIT:
            raise Closed("the other side sends too much")
        return piece

    def line(self):
        """The next line, without its CRLF or LF."""
        while b"\n" not in self.pending:
            # In this order: piece() takes what is pending first.
            begun, self.pending = self.pending, b""
            self.pending = begun + self.piece()
        line, _, self.pending = self.pending.partition(b"\n")
        return line[:-1] if line.endswith(b"\r") else line

    def keep(self, lines):
        """LINES are a message that was accepted."""
        self.show("message", lines)

    def note(self, text):
        self.show("--", text)


def check_loopback(host):
    """Nothing of the zoo is for others to reach, or to be sent to them."""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} is not an address of this machine alone: use 127.0.0.1")


class Server:
    """Listens at HOST and PORT (0: any free one), and treats one connection after another by HABIT,
    a function of a Peer.  As a context manager it serves in a thread until it is left."""

    def __init__(self, habit, show, host="127.0.0.1", port=0, patience=PATIENCE):
        check_loopback(host)
        self.habit, self.show, self.patience = habit, show, patience
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, port), family=family)
        self.host, self.port = self.listener.getsockname()[:2]
        self.address = f"[{self.host}]:{self.port}" if ":" in host else f"{self.host}:{self.port}"
        self.connection, self.is_leaving = None, False
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        while not self.is_leaving:
            try:
                self.connection, _ = self.listener.accept()
            except OSError:  # the listener was shut down
                return
            with self.connection:
                # It came when nobody could shut it down any more.
                if not self.is_leaving:
                    self.converse()

    def converse(self):
        self.show("--", "connected")
        try:
            self.habit(Peer(self.connection, self.show, "S", self.patience))
            self.show("--", "closed by the server")
        except Closed as reason:
            self.show("--", str(reason))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_leaving = True
        for each in (self.listener, self.connection):  # wakes the thread, unlike close()
            try:
                each.shutdown(socket.SHUT_RDWR)
            except (AttributeError, OSError):  # there is none, or it is closed
                pass
        self.thread.join()
        self.listener.close()


def call(habit, show, host, port, patience=3.0):
    """Treats the server at HOST and PORT by HABIT, then reads until it closes.  No wait lasts
    longer than PATIENCE, in seconds."""
    check_loopback(host)
    with socket.create_connection((host, port), patience) as connection:
        peer = Peer(connection, show, "C", patience)
        try:
            habit(peer)
            connection.shutdown(socket.SHUT_WR)
            while True:
                peer.piece()
        except Closed as reason:
            peer.note(str(reason))
        except OSError:  # the server closed first
            pass
