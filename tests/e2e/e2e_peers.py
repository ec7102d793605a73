#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Real mail programs deliver, unmodified, and real mail readers read what they delivered.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import mailbox
import re
import smtplib
import subprocess

import e2e
from e2e import Server, case, equal, peer, truth
from mail_programs import (MESSAGE, SENDER, STORED, Recorder, Terminal, file_with, mutt, nodemailer,
                           only_message, read_until, run)


def typed(*message):
    """What a person types, and the reply that is waited for."""
    return [("helo laptop", "250 Hello laptop, pleased to meet you"),
            ("mail from: alice@example.org", "250 alice@example.org Sender ok"),
            ("rcpt to: johndoe", "250 johndoe Recipient ok"),
            ("data", '354 Enter mail, end with "." on a line by itself'),
            ("\n".join(message + (".",)), "250 Message accepted for delivery"),
            ("quit", "221 smtp.prototype closing connection")]


def by_hand(argv):
    """A conversation with a program that passes on what is typed."""
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=e2e.ENVIRONMENT) as program:
        try:
            shown = read_until(program.stdout.fileno(), "220 smtp.prototype smtpd-proto ready")
            for line, reply in typed("typed by hand", "From me"):
                program.stdin.write(line.encode() + b"\n")
                program.stdin.flush()
                shown += read_until(program.stdout.fileno(), reply)
            program.stdin.close()
            program.wait(e2e.WAIT)
        finally:
            program.kill()
    return shown


@case("nc, typed line by line: LF endings")
def _():
    nc = peer("nc")
    with Server() as server:
        by_hand([nc, server.host, str(server.port)])
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


@case("nc, everything piped at once")
def _():
    nc = peer("nc")
    usage = subprocess.run([nc, "-h"], capture_output=True, timeout=e2e.WAIT, check=False)
    flag = ["-N"] if b"-N" in usage.stdout + usage.stderr else ["-q", "5"]
    lines = typed(*("." + line if line.startswith(".") else line for line in MESSAGE))
    with Server() as server:
        shown = run([nc, *flag, server.host, str(server.port)],
                    "".join(line + "\n" for line, _ in lines).encode())
        equal(shown, b"".join(line.encode() + b"\r\n" for line in
                              ["220 smtp.prototype smtpd-proto ready"] + [r for _, r in lines]),
              "replies")
        equal(only_message(server), STORED, "message")


@case("telnet, typed line by line through a pipe")
def _():
    telnet = peer("telnet")
    with Server() as server:
        by_hand([telnet, server.host, str(server.port)])
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


@case("telnet, typed line by line at a terminal")
def _():
    telnet = peer("telnet")
    with Server() as server:
        with Terminal([telnet, server.host, str(server.port)]) as terminal:
            terminal.wait("220 smtp.prototype smtpd-proto ready")
            for line, reply in typed("typed by hand", "From me"):
                terminal.write(line.replace("\n", "\r") + "\r")
                terminal.wait(reply)
            terminal.finish()
        equal(only_message(server), b"\ntyped by hand\nFrom me\n", "message")


@case("swaks")
def _():
    swaks = peer("swaks")
    with Server() as server:
        run([swaks, "--server", server.host, "--port", str(server.port), "--helo", "laptop",
             "--from", "alice@example.org", "--to", "johndoe@example.org", "--suppress-data",
             "--data", "\n".join(MESSAGE) + "\n"])
        equal(only_message(server).rstrip(b"\n"), STORED.rstrip(b"\n"), "message")
        truth(b"Return-Path: <alice@example.org>\n" in server.mailbox("johndoe"), "sender")


def make_curl_case(name, ending, added):
    @case(f"curl, a file with {name} endings")
    def _():
        curl = peer("curl")
        with Server() as server:
            run([curl, "--silent", "--show-error", "--noproxy", "*",
                 f"smtp://{server.host}:{server.port}/laptop", "--mail-from", "alice@example.org",
                 "--mail-rcpt", "johndoe@example.org", "--upload-file",
                 file_with(server, "message", ending)], env={"HOME": server.folder})
            equal(only_message(server), STORED + added, "message")


# A file that does not end in CRLF is given one by curl, which makes one more line of it.
make_curl_case("LF", "\n", b"\n")
make_curl_case("CRLF", "\r\n", b"")


@case("msmtp")
def _():
    msmtp = peer("msmtp")
    with Server() as server:
        run([msmtp, "--file=/dev/null", f"--host={server.host}", f"--port={server.port}",
             "--domain=laptop", "--tls=off", "--auth=off", "--set-date-header=off",
             "--set-msgid-header=off", "--from=alice@example.org", "johndoe@example.org"], STORED, env={"HOME": server.folder})
        equal(only_message(server), STORED, "message")


@case("nodemailer")
def _():
    with Server() as server:
        equal(nodemailer(server, STORED, {"from": SENDER, "to": ["johndoe@example.org"]}),
              [["johndoe@example.org"], []], "accepted and refused")
        equal(only_message(server), STORED, "message")


# It does not fall back to HELO, but begins with it when it wants neither TLS nor 8-bit text.
@case("mutt's own SMTP")
def _():
    with Server() as server, Recorder(server) as recorder:
        done = mutt(recorder.port, b"From me\n.\n", "johndoe@example.org", home=server.folder,
                    settings=["set ssl_starttls=no"])
        equal(done.returncode, 0, f"{done}")
        e2e.wait_for(recorder.messages, "the message on the wire")
        equal([only_message(server)], recorder.messages(), "message")


@case("Python's smtplib.sendmail, several messages on one connection")
def _():
    with Server() as server:
        with smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT) as client:
            for _ in range(3):
                client.sendmail("alice@example.org", ["JohnDoe@example.org"],
                                STORED.replace(b"\n", b"\r\n"))
            client.sendmail("alice@example.org", ["johndoe"], "Subject: x\n\n.\nFrom x\n")
        equal([e2e.message_of(r) for r in server.records("johndoe")],
              [STORED] * 3 + [b"Subject: x\n\n.\nFrom x\n"], "messages")


@case("Python's smtplib: an unknown recipient is an exception, and the server goes on")
def _():
    with Server() as server:
        client = smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT)
        try:
            client.sendmail("alice", ["nobody"], STORED)
            raise AssertionError("no exception")
        except smtplib.SMTPRecipientsRefused as refusal:
            equal(refusal.recipients, {"nobody": (550, b"Address unknown")}, "refusal")
        client.sendmail("alice", ["johndoe"], "Subject: x\n\nx\n")
        client.quit()


def smtp_source(port, *options):
    run([peer("smtp-source"), "-f", "alice@example.org", "-t", "johndoe@example.org", "-M", "laptop",
         *options, f"inet:127.0.0.1:{port}"])


@case("smtp-source: one message per connection, many connections at once")
def _():
    peer("smtp-source")
    with Server() as server:
        smtp_source(server.port, "-m", "100", "-s", "10")
        equal(len(server.records("johndoe")), 100, "records")


@case("smtp-source -d: many messages per connection")
def _():
    peer("smtp-source")
    with Server() as server:
        smtp_source(server.port, "-d", "-m", "100", "-s", "5", "-l", "5000")
        equal(len(server.records("johndoe")), 100, "records")


def fill_with_thousand(server):
    """1,000 messages of every kind of sender into one mailbox; returns them as they were sent."""
    with Recorder(server) as recorder:
        smtp_source(recorder.port, "-m", "300")
        smtp_source(recorder.port, "-d", "-m", "300", "-S", "many on one connection")
        smtp_source(recorder.port, "-m", "100", "-l", "3000")
        with smtplib.SMTP("127.0.0.1", recorder.port, "laptop", e2e.WAIT) as client:
            for number in range(300):
                body = "\n".join(["From me", ">From you", ".", "", "From "][number % 5:])
                client.sendmail("alice@example.org", ["johndoe"],
                                f"Subject: {number}\nStatus: RO\n\n{body}\n".encode())
        e2e.wait_for(lambda: len(recorder.messages()) == 1000, "1,000 messages on the wire")
        return recorder.messages()


def as_sent(message):
    """What Python's reader gives, without the lines of ours and the quoting."""
    text = re.sub(rb"\A.*\n.*\nReceived: .*\n(\t.*\n)*", b"", message)
    text = re.sub(rb"^>(>*From )", rb"\1", text, flags=re.MULTILINE)
    return text.replace(b"\nX-Original-Status: ", b"\nStatus: ", 1)


@case("1,000 messages in one mailbox: Python's mailbox and mutt find each, identical to what was sent")
def _():
    peer("smtp-source")
    reader = peer("mutt")
    with Server("-q") as server:
        sent = fill_with_thousand(server)
        box = mailbox.mbox(server.path("johndoe"), create=False)
        found = [as_sent(box.get_bytes(key)) for key in box.keys()]
        box.close()
        equal(len(found), 1000, "messages for Python")
        for number, (got, expected) in enumerate(zip(found, sent)):
            equal(got, expected, f"message {number}")
        equal(count_with_mutt(reader, server), 1000, "messages for mutt")


def count_with_mutt(reader, server):
    """Opens the mailbox in mutt, which shows the number of messages in its status line."""
    settings = (f"set folder={server.folder} spoolfile={server.path('johndoe')}",
                "set quit=yes move=no mbox_type=mbox sort=mailbox-order beep=no",
                "set status_format='COUNT=%m='", "push '<exit>'")
    argv = [reader, "-n", "-F", "/dev/null", "-R", "-f", server.path("johndoe")]
    for setting in settings:
        argv += ["-e", setting]
    with Terminal(argv, {"HOME": server.folder}) as terminal:
        shown = terminal.finish()
    counts = re.findall(rb"COUNT=(\d+)=", shown)
    truth(counts, f"mutt shows no count: {shown[-300:]!r}")
    return int(counts[-1])


e2e.run()
