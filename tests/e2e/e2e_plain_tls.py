#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Line mode and --replay through TLS: what is said of certificates that are not trusted, what servers
do wrong, and that nothing is sent unless all is well."""

import fcntl
import os
import socket
import struct
import subprocess
import tempfile
import termios
import time

import certificates
import e2e
from certificates import secure
from e2e import case, equal, truth
from tui import GREETING, Fake

LETTER = (b"helo me\nmail from:<a@b.test>\nrcpt to:<c@d.test>\ndata\nSubject: hello\n\nHello.\n.\n"
          b"quit\n")


def run(*arguments, text=b"", status=0, mode="--plain"):
    """Runs the client with a home of its own; returns all that it printed."""
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        done = subprocess.run([e2e.CLIENT, mode, *arguments], input=text, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=e2e.WAIT, check=False,
                              env=dict(e2e.ENVIRONMENT, HOME=folder, XDG_STATE_HOME=folder))
        output = done.stdout.decode()
        equal(done.returncode, status, f"{arguments}: {output[-2000:]}")
        return output


def shows(output, *texts):
    for text in texts:
        truth(text in output, f"not said: {text!r}:\n{output}")


def serves(name="good", answers=None):
    """A server that begins with TLS, and converses."""
    def script(peer, _number):
        secure(peer, name)
        peer.send(GREETING)
        peer.converse(answers)
    certificates.certificate(name)  # here, where a test that lacks openssl can be skipped
    return Fake(script)


def trusting():
    return f"--tls-ca={certificates.root('root')}"


# --- certificates ------------------------------------------------------------------------------------

@case("a message goes through TLS")
def message():
    with serves() as fake:
        output = run(trusting(), f"smtps://{fake.address}", text=LETTER)
        shows(output, "Encrypted from here on: TLS 1.3, TLS_", "of 127.0.0.1 is trusted",
              "250 Message accepted")


DOUBTS = [
    ("expired", ["It expired on 2024-01-01 00:00 UTC."]),
    ("not yet", ["It is not valid before 2090-01-01 00:00 UTC."]),
    ("wrong name", ['It is for another name: "mail.example.org, mx.example.org", not 127.0.0.1.']),
    ("self-signed", ["It is self-signed: nobody else vouches for it."]),
    ("unknown issuer", ['Its issuer is not known here: "CN=other root".']),
    ("weak", ["Its key or signature is too weak (RSA 1024)."]),
]


@case("a certificate that is not trusted stops with what is wrong, and nothing is sent")
def doubts():
    for name, texts in DOUBTS:
        heard = []

        def script(peer, _number, name=name, heard=heard):
            secure(peer, name)
            try:
                peer.send(GREETING)
                heard.append(peer.line())
            except OSError:  # the client has closed already, perhaps with the greeting unread
                heard.append(None)
        with Fake(script) as fake:
            output = run(trusting(), f"smtps://{fake.address}", text=LETTER, status=1)
            shows(output, "The certificate of 127.0.0.1 is not trusted.", *texts, "SHA-256 fingerprint",
                  "--tls-insecure")
            truth("C: " not in output, f"{name}: {output}")
            e2e.wait_for(lambda heard=heard: heard, "the end at the server")
            equal(heard, [None], name)


@case("with --tls-insecure any certificate will do, and it is said that it is not trusted")
def insecure():
    for name, _texts in DOUBTS:
        with serves(name) as fake:
            output = run("--tls-insecure", f"smtps://{fake.address}", text=LETTER)
            shows(output, "is not trusted.", "250 Message accepted")


@case("a replay refuses it too")
def replay():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        path = os.path.join(folder, "x.session")
        with open(path, "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nS: 220\nC: QUIT\nS: 221\nS!\n")
        with serves("self-signed") as fake:
            output = run(path, trusting(), f"smtps://{fake.address}", mode="--replay", status=4)
            shows(output, "is not trusted.  It is self-signed")
        with serves() as fake:
            output = run(path, trusting(), f"smtps://{fake.address}", mode="--replay")
            shows(output, "all as expected")


@case("a file without certificates ends the program")
def no_file():
    shows(run("--tls-ca=/dev/null", "smtps://127.0.0.1:1", status=1),
          "/dev/null: there is no certificate in it; one begins with the line -----BEGIN")
    shows(run("--tls-ca=/nonexistent", "smtps://127.0.0.1:1", status=1), "/nonexistent: No such file")


# --- STARTTLS -----------------------------------------------------------------------------------------

def esmtp(name="good", behind=b"", offers=True):
    """A server that offers STARTTLS."""
    def script(peer, _number):
        answers = {b"EHLO": b"250-fake\r\n250 STARTTLS\r\n" if offers else b"250 fake\r\n",
                   b"NOOP": b"250 ok\r\n", b"QUIT": b"221 Bye\r\n"}
        peer.send(b"220 fake ESMTP\r\n")
        while (line := peer.line()) is not None:
            verb = line.split(b" ")[0].upper()
            if verb == b"STARTTLS":
                peer.send(b"220 go\r\n" + behind)
                secure(peer, name)
                answers[b"EHLO"] = b"250-fake\r\n250 SIZE\r\n"
            else:
                peer.send(answers.get(verb, b"500 what?\r\n"))
            if verb == b"QUIT":
                return
    return Fake(script)


TYPED = b"EHLO me\nSTARTTLS\nEHLO me\nQUIT\n"


@case("STARTTLS is typed, and what was offered in clear is forgotten")
def typed():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        path = os.path.join(folder, "saved.session")
        with esmtp() as fake:
            output = run(trusting(), f"--save={path}", fake.address, text=TYPED)
            shows(output, "S: 220 go", "Encrypted from here on: TLS 1.3", "S: 250 SIZE", "S: 221 Bye")
        with esmtp() as fake:  # what was saved is played under TLS too
            shows(run(path, trusting(), fake.address, mode="--replay"), "all as expected")
        with esmtp("expired") as fake:
            shows(run(path, trusting(), fake.address, mode="--replay", status=4), "It expired on 2024")


@case("our own server: STARTTLS and TLS from the beginning, with the certificate that it makes")
def own_server():
    text = (b"EHLO me\nSTARTTLS\nEHLO me\nMAIL FROM:<a@b.test>\nRCPT TO:<johndoe@c.test>\nDATA\nSubject: x\n"
            b"\nUnder TLS.\n.\nQUIT\n")
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        made = os.path.join(folder, "server.pem")
        with e2e.Server("--dialect=rfc5321", f"--tls={made}",
                        listen=("127.0.0.1:0", "tls:127.0.0.1:0")) as server:
            name, secure_port = e2e.local_name(), server.addresses[1][1]
            address = f"{name}:{server.port}"
            output = run(f"--tls-ca={made}.crt", address, text=text)
            shows(output, f"The certificate of {name} is trusted.", "S: 250 2.0.0")
            output = run(f"--tls-ca={made}.crt", f"smtps://127.0.0.1:{secure_port}",
                         text=text.replace(b"STARTTLS\nEHLO me\n", b""))
            shows(output, "The certificate of 127.0.0.1 is trusted.", "S: 250 2.0.0")
            shows(run(address, text=text, status=1), "It is self-signed: nobody else vouches for it.")
            equal([b"Under TLS." in record for record in server.records("johndoe")], [True, True], "mail")


@case("bytes in clear behind the 220 are thrown away")
def injected():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        path = os.path.join(folder, "x.session")
        with open(path, "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nS: 220\nC: STARTTLS\nS: 220\nC: EHLO me\nS: 250-fake\n"
                       "S: 250 SIZE\nC: QUIT\nS: 221\n")
        with esmtp(behind=b"250 injected\r\n") as fake:
            output = run(trusting(), fake.address, text=TYPED)
            shows(output, "14 bytes that came in clear before TLS were thrown away")
            truth("injected" not in output, output)
        with esmtp(behind=b"250 injected\r\n") as fake:
            output = run(path, trusting(), fake.address, mode="--replay")
            shows(output, "# 14 bytes in clear behind the 220 were thrown away.", "all as expected")


@case("TLS that is required, and TLS that is not wanted")
def required():
    with esmtp(offers=False) as fake:
        output = run("--tls=required", fake.address, text=TYPED, status=1)
        shows(output, "does not offer STARTTLS, and TLS is required")
        truth("C: STARTTLS" not in output, output)
    with esmtp() as fake:
        output = run("--tls=required", trusting(), fake.address, text=b"EHLO me\nMAIL FROM:<a@b>\n" + TYPED,
                     status=1)
        shows(output, "Not sent: TLS is required; STARTTLS comes first.", "Encrypted from here on")
        truth("C: MAIL" not in output, output)
    with Fake(lambda peer, _: (peer.send(b"220 x ESMTP\r\n"), peer.line(), peer.send(b"220 go\r\n"),
                               peer.line(), peer.send(b"221 Bye\r\n"))) as fake:
        output = run("--tls=never", fake.address, text=b"STARTTLS\nQUIT\n")
        truth("Encrypted" not in output, output)


# --- servers that do it wrong ------------------------------------------------------------------------

def plain_text(peer):
    peer.send(GREETING)
    peer.wait_end()


def cut_record(peer):
    peer.send(b"\x16\x03\x03\x00\x7a\x02\x00")
    peer.socket.recv(1)  # the client's hello, so that the close is no reset
    peer.socket.recv(65536)


def reset(peer):
    peer.socket.recv(1)
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(peer):
    """A handshake that never ends: a byte of a record now and then."""
    peer.drip(b"\x16\x03\x03\x40\x00" + b"\x02" * 4000, 0.05)


def old_version(peer):
    """What a server says that knows only TLS 1.0."""
    peer.socket.recv(65536)
    peer.send(b"\x15\x03\x01\x00\x02\x02\x46")


def ask_for_hello(peer):
    """Messages that mean nothing before a handshake, without end."""
    peer.socket.recv(65536)
    try:
        while True:
            peer.send(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000)
    except OSError:
        pass


HANDSHAKES = [
    (plain_text, "plain text came instead of a TLS handshake"),
    (cut_record, "the server closed the connection during the TLS handshake"),
    (reset, "the server closed the connection during the TLS handshake"),
    (drip, "the TLS handshake timed out"),
    (ask_for_hello, "the server sends TLS records without end, and nothing in them"),
    (old_version, "the server speaks no version of TLS that this program does (1.2 and 1.3)"),
]


@case("what may not go out in clear does not, whatever the server says")
def in_clear():
    heard = []

    def script(peer, _number):
        peer.send(b"220 fake ESMTP\r\n")
        while (line := peer.line()) is not None:
            heard.append(line)
            peer.send({b"STARTTLS": b"454 not now\r\n"}.get(line, b"354 go on\r\n"))

    with Fake(script) as fake, tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        output = run("--tls=required", fake.address, text=b"EHLO me\nMAIL FROM:<a@b>\nsecret\n.\n", status=1)
        shows(output, "The server asked for a message in clear, and TLS is required")
        equal(heard, [b"EHLO me"])
        heard.clear()
        path = os.path.join(folder, "x.session")
        with open(path, "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nS: 220\nC: STARTTLS\nS: 454\nC: MAIL FROM:<a@b>\nS: 354\n")
        output = run(path, "--tls=required", fake.address, mode="--replay", status=4)
        shows(output, "This line was not sent: TLS is required")
        equal(heard, [b"STARTTLS"])


@case("a handshake that fails is told in one line")
def handshakes():
    for script, text in HANDSHAKES:
        with Fake(lambda peer, _number, script=script: script(peer)) as fake:
            patience = "--timeout=1" if script is drip else "--timeout=60"
            output = run(trusting(), patience, f"smtps://{fake.address}", text=LETTER, status=1)
            shows(output, text)
            equal(len(output.splitlines()), 1, output)


def abandon(peer):
    """Closes without the end of TLS."""
    peer.socket.shutdown(socket.SHUT_RDWR)


@case("a close without close_notify: after the goodbye, after the final dot, in the midst of a message")
def cuts():
    def after_goodbye(peer, _number):
        secure(peer)
        peer.send(GREETING)
        peer.converse()
        abandon(peer)

    def after_dot(peer, _number):
        secure(peer)
        peer.send(GREETING)
        peer.converse({b".": b"250 Message accepted for delivery\r\n", b"QUIT": b""})
        abandon(peer)

    def in_message(peer, _number):
        secure(peer)
        peer.send(GREETING)
        while (line := peer.line()) != b"Hello.":
            if line in (b"helo me", b"mail from:<a@b.test>", b"rcpt to:<c@d.test>"):
                peer.send(b"250 ok\r\n")
            elif line == b"data":
                peer.send(b"354 go on\r\n")
        abandon(peer)

    said = "the server closed the connection without ending TLS"
    with Fake(after_goodbye) as fake:
        output = run(trusting(), f"smtps://{fake.address}", text=LETTER)
        shows(output, "221 Bye")
        truth(said not in output, output)
    with Fake(after_dot) as fake:
        output = run(trusting(), f"smtps://{fake.address}", text=LETTER, status=1)
        shows(output, "250 Message accepted", said, "QUIT")
    with Fake(in_message) as fake:
        output = run(trusting(), f"smtps://{fake.address}", text=LETTER, status=1)
        shows(output, said)
        truth("S: 250 Mess" not in output, output)


@case("records of one byte, and a record that was changed")
def records():
    def one_byte(peer, _number):
        secure(peer)
        peer.drip(GREETING)
        peer.converse(send=peer.drip)

    def changed(peer, _number):
        plain = peer.socket
        secure(peer)
        peer.send(GREETING)
        peer.line()
        raw = socket.socket(fileno=os.dup(peer.socket.fileno()))
        del plain
        raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        peer.wait_end()
        raw.close()

    with Fake(one_byte) as fake:
        shows(run(trusting(), f"smtps://{fake.address}", text=LETTER), "250 Message accepted")
    with Fake(changed) as fake:
        shows(run(trusting(), f"smtps://{fake.address}", text=LETTER, status=1),
              "what came is no TLS, or was changed on its way")


class Operated:
    """openssl(1) as a server of VERSION, and the client connected to it; both do what they are told."""

    def __init__(self, version):
        files = certificates.certificate("good")
        self.home = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.server = self.start([e2e.peer("openssl"), "s_server", version, "-crlf", "-accept", "127.0.0.1:0",
                                  "-naccept", "1", "-nbio", "-cert", files[0], "-key", files[1]])
        port = self.until(self.server, b"ACCEPT 127.0.0.1:").rpartition(":")[2].strip()
        self.client = self.start([e2e.CLIENT, "--plain", trusting(), f"smtps://127.0.0.1:{port}"])

    def start(self, command):
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env=dict(e2e.ENVIRONMENT, HOME=self.home.name, XDG_STATE_HOME=self.home.name))

    def until(self, program, text):
        seen = b""
        for line in program.stdout:
            seen += line
            if text in line:
                return line.decode()
        raise AssertionError(f"{text} does not come: {seen}")

    def tell(self, program, line):
        program.stdin.write(line + b"\n")
        program.stdin.flush()

    def is_heard(self):
        """Whether the server has read all that it was told."""
        return fcntl.ioctl(self.server.stdin, termios.FIONREAD, bytes(4)) == bytes(4)

    def __enter__(self):
        self.until(self.server, b"CIPHER is")  # what it is told during the handshake may disturb it
        self.tell(self.server, b"220 fake")
        self.until(self.client, b"S: 220 fake")
        return self

    def __exit__(self, *_):
        for program in (self.client, self.server):
            program.kill()
            program.communicate()
        self.home.cleanup()


@case("a server that changes keys is followed, one that shakes hands again is not")
def again():
    with Operated("-tls1_3") as both:
        for order in (b"k", b"K"):
            both.tell(both.server, order)
            e2e.wait_for(both.is_heard, "the order is read: a line that is read along with it is lost")
            both.tell(both.client, b"noop")
            both.until(both.server, b"noop")
            both.tell(both.server, b"250 after " + order)
            both.until(both.client, b"S: 250 after " + order)
    for order in (b"r", b"R"):
        with Operated("-tls1_2") as both:
            both.tell(both.server, order)
            said = both.until(both.client, b"broke")
            truth("the server broke TLS off; its log may say why." in said, said)
            equal(both.client.wait(e2e.WAIT), 1, "status")


if __name__ == "__main__":
    certificates.run()
