#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""AUTH of the server: each reply, what a wrong password costs, the file of passwords, and that no
secret is written anywhere."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile

import e2e
from auth_server import (CLEAR, DENIED, KEYED, KEYED_SECRET, OK, PASSWORDS, SECRET, USER, at_once, auth_server, b64,
                         greeted, no_secret, plain, scram_hello, scram_line, scram_proof, write_passwords)
from e2e import Client, case, equal, truth
from tls_clients import TlsClient

CHALLENGE = re.compile(rb"334 [A-Za-z0-9+/=]*\r\n")
NOT_BASE64 = b"501 5.5.2 The response is not in base64\r\n"
MALFORMED = b"501 5.5.2 The response is not what the mechanism asks for\r\n"
NOT_OFFERED = b"504 5.5.4 This mechanism is not offered\r\n"
TOO_LONG = b"500 5.5.6 Line too long: at most 12288 bytes\r\n"
DONE = b"250 2.0.0 Nothing done\r\n"


# --- replies ----------------------------------------------------------------------------------------

@case("under TLS: offered there alone, Received says ESMTPSA")
def _():
    with auth_server("--tls=server.pem", listen=("127.0.0.1:0", "tls:127.0.0.1:0")) as server:
        with Client(server) as client:
            truth(not any(line.startswith("AUTH") for line in client.ehlo()), "offered in clear")
            client.command("AUTH PLAIN " + plain(USER, SECRET), b"504 5.5.4 No mechanism is offered before STARTTLS\r\n")
            client.command("MAIL FROM:<a@b.example> AUTH=<>", b"555 5.5.4 The parameter AUTH is not implemented\r\n")
        for starttls in (True, False):
            with TlsClient(server, starttls=starttls) as client:
                truth("AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN OAUTHBEARER XOAUTH2" in client.ehlo(), "offered")
                client.command("AUTH PLAIN " + plain(USER, SECRET), OK)
                truth(not any(line.startswith("AUTH") for line in client.ehlo()), "offered again")
                client.deliver()
        truth(server.mailbox(USER).count(b"with ESMTPSA;") == 2, server.mailbox(USER))


def wrong_lines():
    return [("AUTH", b"501 5.5.4 The mechanism is missing: AUTH PLAIN\r\n"),
            ("AUTH <x>", b"501 5.5.4 Write AUTH MECHANISM, or AUTH MECHANISM RESPONSE with the response in base64\r\n"),
            ("AUTH NTLM", NOT_OFFERED), ("AUTH GSSAPI =", NOT_OFFERED),
            ("AUTH PLAIN x", NOT_BASE64), ("AUTH PLAIN " + b64("x"), MALFORMED),
            ("AUTH CRAM-MD5 " + b64("x"), MALFORMED), ("AUTH PLAIN =", MALFORMED),
            ("AUTH PLAIN " + plain(USER, "wrong"), DENIED),
            ("AUTH PLAIN " + plain("nobody", SECRET), DENIED),
            ("AUTH PLAIN " + plain(USER, SECRET + "\u0085"), DENIED),
            ("AUTH PLAIN " + b64(f"{KEYED}\0{USER}\0{SECRET}"), DENIED, "NOOP", DONE),
            ("AUTH CRAM-MD5", CHALLENGE, b64(USER), MALFORMED),
            ("AUTH CRAM-MD5", CHALLENGE, b64(USER + " " + "0" * 32), DENIED)]


def cancelled():
    return [("AUTH " + name, CHALLENGE, "*", b"501 5.7.0 Authentication cancelled\r\n", "NOOP", DONE)
            for name in ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER")]


def cut_everywhere():
    """A shorter password is a wrong one; four characters of base64 are three bytes."""
    response = plain(USER, SECRET)
    no_password = len(b64(f"\0{USER}\0")) // 4 * 4
    return [("AUTH PLAIN", CHALLENGE, response[:size], NOT_BASE64 if size % 4 else
             re.compile(rb"(535 5.7.8|501 5.5.2) .*\r\n") if size <= no_password else DENIED)
            for size in range(len(response))]


def wrong_tokens():
    """JSON, the client's answer, then 535."""
    return [(f"AUTH {name} {b64(message)}", b"334 " + b64(said).encode() + b"\r\n", answer, DENIED, "NOOP", DONE)
            for name, message, said, answer in (
                ("XOAUTH2", f"user={USER}\1auth=Bearer no\1\1", '{"status":"400","schemes":"Bearer"}', ""),
                ("OAUTHBEARER", f"n,a={USER},\1auth=Bearer no\1\1", '{"status":"invalid_token"}', "AQ=="),
                ("OAUTHBEARER", "nonsense", '{"status":"invalid_request"}', "AQ=="))]


def lies_of_scram():
    recorded = []

    def record(challenge):
        recorded.append(scram_proof(challenge))
        return recorded[0][:-8]

    hello = [scram_hello(), CHALLENGE]
    refusal = re.compile(rb"(535 5.7.8|501 5.5.2) .*\r\n")
    return [(*hello, record, refusal, *hello, lambda _: recorded[0], refusal),
            (*hello, lambda said: scram_proof(said, nonce="abc"), DENIED),
            (*hello, lambda said: scram_proof(said, "wrong"), DENIED),
            (*hello, lambda said: scram_proof(said, claims="y,,"), DENIED),
            (*hello, lambda said: scram_proof(said, claims="n,a=x,"), DENIED),
            (scram_hello(user=KEYED), CHALLENGE, lambda said: scram_proof(said, user=KEYED), DENIED),
            (scram_hello(user="nobody"), CHALLENGE, lambda said: scram_proof(said, user="nobody"), DENIED),
            (scram_hello("p=tls-unique,,"), MALFORMED), (scram_hello("p=tls-exporter,,"), MALFORMED),
            (scram_hello("y,,"), CHALLENGE, lambda said: scram_proof(said, header="y,,"), CHALLENGE, "", OK),
            (*hello, scram_proof, CHALLENGE, "", OK)]


@case("each reply: what is wrong with AUTH, a response, a token or a proof, and what may follow")
def _():
    with auth_server(CLEAR) as server:
        at_once(server, *wrong_lines(), *cancelled(), *cut_everywhere(), *wrong_tokens(), *lies_of_scram())
        with greeted(server) as client:
            for text, reply in (("x" * 12289, TOO_LONG), ("A" * 12288, MALFORMED), ("QUIT=", NOT_BASE64)):
                client.command("AUTH PLAIN", b"334 \r\n")
                client.command(text, reply)
            client.command("AUTH PLAIN " + "A" * 12278, TOO_LONG)
            client.command("AUTH CRAM-MD5", CHALLENGE)
            client.command(b64(KEYED + " " + "0" * 32),
                           b"534 5.7.9 This mechanism is too weak for this user: use another\r\n")
            client.command("NOOP " + "x" * 2048, b"500 5.5.2 Line too long: at most 2048 bytes\r\n")


@case("without users there is no AUTH")
def _():
    for options, passwords in (((), None), ((CLEAR, "--hide=AUTH"), PASSWORDS)):
        with auth_server(*options, passwords=passwords) as server, greeted(server) as client:
            client.command("AUTH PLAIN " + plain(USER, SECRET), b"502 5.5.1 Command not implemented\r\n")


@case("a user name and a password are the same however they are written")
def _():
    with auth_server(CLEAR, passwords=f"I\u00adX:{SECRET} \u2168\n") as server:
        user, secret = "\u2168", f"{SECRET}\u00a0I\u00adX"
        at_once(server, ("AUTH PLAIN " + plain(user, secret), OK), ("AUTH PLAIN " + plain("IX", f"{SECRET} IX"), OK),
                ("AUTH LOGIN", CHALLENGE, b64(user), CHALLENGE, b64(secret), OK),
                ("AUTH XOAUTH2 " + b64(f"user={user}\1auth=Bearer {secret}\1\1"), OK),
                (scram_hello(user=user), CHALLENGE, lambda said: scram_proof(said, f"{SECRET} IX", user), CHALLENGE,
                 "", OK))
        e2e.wait_for(lambda: server.log().count(b'authenticated as "IX", with') == 5, server.log)


@case("AUTH has its place: after EHLO, once, in no transaction")
def _():
    with auth_server(CLEAR) as server, Client(server) as client:
        client.command("AUTH PLAIN", b"503 5.5.1 AUTH needs EHLO first\r\n")
        client.ehlo()
        client.mail()
        client.command("AUTH PLAIN", b"503 5.5.1 A transaction is open: RSET ends it before AUTH\r\n")
        client.command("RSET", b"250 2.0.0 Reset\r\n")
        client.command("auth plain", b"334 \r\n")
        client.command(plain(USER, SECRET), OK)
        client.command("AUTH PLAIN " + plain(USER, SECRET), b"503 5.5.1 You have authenticated already\r\n")
        for value in ("<>", "a@b.example", "a+2Bb@b.example"):
            client.command(f"MAIL FROM:<a@b.example> AUTH={value}", b"250 2.1.0 a@b.example Sender ok\r\n")
            client.command("RSET", b"250 2.0.0 Reset\r\n")
        for value in ("a", "a+2@b.example", "a=b@c.example"):
            client.command(f"MAIL FROM:<a@b.example> AUTH={value}", re.compile(rb"501 5.5.4 .*\r\n"))


@case("--require-auth: 530 to all but EHLO, HELO, AUTH, NOOP, RSET and QUIT")
def _():
    needs = b"530 5.7.0 Authentication required\r\n"
    with auth_server(CLEAR, "--require-auth") as server, greeted(server) as client:
        for text in ("MAIL FROM:<a@b.example>", "RCPT TO:<johndoe@b.example>", "DATA", "VRFY x", "HELP", "FOO"):
            client.command(text, needs)
        client.command("NOOP", DONE)
        client.command("RSET", b"250 2.0.0 Reset\r\n")
        client.command("AUTH PLAIN " + plain(KEYED, KEYED_SECRET), OK)
        client.deliver()
        client.quit()
        line = b'refused MAIL "<a@b.example>": allowed only after AUTH; expected "auth" or "quit"\n'
        e2e.wait_for(lambda: line in server.log(), "the line in the log")


@case("--auth-any takes everybody, and does not offer SCRAM")
def _():
    with auth_server("--auth-any", CLEAR, passwords=None) as server:
        for lines in (["AUTH PLAIN " + plain("x", "y"), OK],
                      ["AUTH LOGIN", CHALLENGE, b64("x"), CHALLENGE, b64("y"), OK],
                      ["AUTH CRAM-MD5", CHALLENGE, b64("x " + "0" * 32), OK],
                      ["AUTH XOAUTH2 " + b64("user=x\1auth=Bearer y\1\1"), OK],
                      ["AUTH OAUTHBEARER " + b64("n,a=x,\1host=h\1auth=Bearer y\1\1"), OK],
                      ["AUTH SCRAM-SHA-256", NOT_OFFERED]):
            with Client(server) as client:
                truth("AUTH CRAM-MD5 PLAIN LOGIN OAUTHBEARER XOAUTH2" in client.ehlo(), "offered")
                for text, reply in zip(lines[::2], lines[1::2]):
                    client.command(text, reply)


# --- the price of a wrong password ------------------------------------------------------------------

@case("a hundred wrong passwords at once hold nobody else up")
def _():
    with auth_server(CLEAR) as server, contextlib.ExitStack() as stack:
        guessers = [stack.enter_context(Client(server)) for _ in range(100)]
        for guesser in guessers:
            guesser.ehlo()
        with greeted(server) as client:
            for number, guesser in enumerate(guessers):
                guesser.send(b"AUTH PLAIN " + plain((USER, KEYED)[number % 2], "wrong").encode() + b"\r\n")
            client.deliver()
            client.command("AUTH PLAIN " + plain(USER, SECRET), OK)
        for guesser in guessers:
            guesser.expect(DENIED)
            guesser.command("NOOP", DONE)
        e2e.wait_for(lambda: server.log().count(b'refused AUTH "PLAIN": wrong user name or password') == 100,
                     "the refusals in the log")


@case("a stop waits for no key, and takes none for a disk")
def _():
    slow = scram_line(KEYED_SECRET, 1).replace("}1,", "}1000000,")
    with auth_server(CLEAR, passwords=f"{KEYED}:{slow}\n") as server:
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(greeted(server)) for _ in range(4)]
            for number, client in enumerate(clients, 1):
                client.send(b"AUTH PLAIN " + plain(KEYED, KEYED_SECRET).encode() + b"\r\n")
                e2e.wait_for(lambda: server.log().count(b"C AUTH PLAIN") == number, number)  # pylint: disable=cell-var-from-loop
            server.process.send_signal(signal.SIGTERM)
            clients[-1].expect(b"454 4.7.0 Authentication is not available for now\r\n", server.dialect.closing)
        server.process.wait(e2e.WAIT)
        truth(b"gave up" not in server.log() and server.log().endswith(b"notice stopped\n"), server.log())


# --- the file ---------------------------------------------------------------------------------------

def refused_start(folder, said, *more):
    """A start in FOLDER, with the options MORE, ends in one line that has SAID in it, and no secret."""
    done = subprocess.run([e2e.SMTPD, "--listen=127.0.0.1:0", "--dialect=rfc5321", "--auth=passwords", CLEAR, *more, "users"],
                          cwd=folder, capture_output=True, timeout=e2e.WAIT, env=e2e.ENVIRONMENT, check=False)
    equal((done.returncode, done.stderr.count(b"\n")), (1, 1), f"{said!r}: {done.stderr!r}")
    truth(said in done.stderr, done.stderr)
    no_secret(done.stderr, "the complaint")


@case("a file that others may read, or with a wrong line, is refused, by --check too")
def _():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "users"), "w", encoding="ascii") as file:
            file.write("johndoe\n")
        for text, mode, said in ((PASSWORDS, 0o604, b"others may read the passwords file 'passwords'"),
                                 (PASSWORDS, 0o620, b"chmod 600"), (PASSWORDS, 0o602, b"chmod 600"),
                                 ("a:b\nab\n", 0o600, b"passwords:2: a line is USER:PASSWORD"),
                                 (":b\n", 0o600, b"passwords:1: nothing precedes"),
                                 ("a:\n", 0o600, b"passwords:1: nothing follows"),
                                 ("a:b\na:c\n", 0o600, b"passwords:2: an earlier line"),
                                 ("a:{SCRAM-SHA-256}1,x\n", 0o600, b"passwords:1: after {SCRAM-SHA-256}"),
                                 ("a:" + scram_line("b", 1).replace("}1,", "}1000001,"), 0o600,
                                  b"passwords:1: more than 1000000 iterations"),
                                 ("a:b\n\u00ad:b\n", 0o600, b"passwords:2: SASLprep (RFC 4013) does not allow the user"),
                                 ("a:b\nc:d\u0085\n", 0o600, b"passwords:2: SASLprep (RFC 4013) does not allow the pass"),
                                 ("\n", 0o600, b"passwords: the file contains no users")):
            write_passwords(folder, text, mode)
            refused_start(folder, said)
            refused_start(folder, said, "--check")
        os.unlink(os.path.join(folder, "passwords"))
        why = b"cannot read the passwords file 'passwords': "
        refused_start(folder, why + b"No such file or directory; create it with one USER:PASSWORD per line\n")
        os.mkdir(os.path.join(folder, "passwords"))
        refused_start(folder, why + b"it is not a regular file; check the path\n")


@case("SIGHUP reads the file again, and keeps the old passwords if it is wrong")
def _():
    with auth_server(CLEAR) as server:
        guessers = []
        with contextlib.ExitStack() as stack:
            for text, said in (("johndoe:other\n", b"reloaded 'passwords': the password of 1 user"),
                               ("johndoe\n", b"keeping the old passwords: passwords:1:")):
                write_passwords(server.folder, text)
                server.process.send_signal(signal.SIGHUP)
                e2e.wait_for(lambda: said in server.log(), said)  # pylint: disable=cell-var-from-loop
                guessers.append(stack.enter_context(greeted(server)))
                guessers[-1].send(b"AUTH PLAIN " + plain(USER, SECRET).encode() + b"\r\n")
                at_once(server, ("AUTH PLAIN " + plain(USER, "other"), OK))
            for guesser in guessers:
                guesser.expect(DENIED)


@case("the trace says how much is secret, the log who has logged in; no core is dumped")
def _():
    with auth_server(CLEAR) as server, greeted(server) as client:
        response = b64("x" * 20)
        client.command(f"AUTH PLAIN {response}", MALFORMED)
        client.command("AUTH LOGIN", CHALLENGE)
        client.command(b64(USER), CHALLENGE)
        client.command(b64(SECRET), OK)
        for said in (b"C AUTH PLAIN [secret, %d bytes]" % len(response), b"C AUTH LOGIN\\r\\n",
                     b"C [secret, %d bytes]" % len(b64(SECRET)), b'refused AUTH "PLAIN": ',
                     b'authenticated as "johndoe", with LOGIN'):
            e2e.wait_for(lambda: said in server.log(), said)  # pylint: disable=cell-var-from-loop
        with open(f"/proc/{server.pid}/limits", encoding="ascii") as file:
            truth(re.search(r"Max core file size +0 +0 ", file.read()), "core files")


@case("options that nobody could use are refused")
def _():
    for options, said in ((["--auth=f", "--auth-any", CLEAR], "exclude each other"), (["--require-auth"], "needs users"),
                          ([CLEAR], "needs users"), (["--auth=f"], "AUTH needs TLS"),
                          (["--auth-any", CLEAR, "--dialect=prototype"], "--dialect=rfc5321"),
                          (["--auth-any", CLEAR, "--require-auth", "--hide=AUTH"], "exclude each other")):
        done = subprocess.run([e2e.SMTPD, "--dialect=rfc5321", *options, "users"], capture_output=True, text=True,
                              timeout=e2e.WAIT, env=e2e.ENVIRONMENT, check=False)
        equal(done.returncode, 2, f"{options}: {done.stderr}")
        truth(said in done.stderr, f"{options}: {done.stderr}")


e2e.run()
