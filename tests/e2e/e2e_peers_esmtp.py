#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Real mail programs, unmodified, with the rfc5321 dialect: many recipients of which some are unknown,
8-bit text, and addresses that need SMTPUTF8.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import re
import smtplib
import subprocess
from email.message import EmailMessage

import e2e
from e2e import Server, case, equal, peer, truth
from mail_programs import (ACCENTS, ACCENTS_IN_HEAD, KNOWN, MANY, PLAIN, SENDER, UNKNOWN, USERS, Recorder,
                           addresses, mutt, nodemailer, run)

JOAO = "jo\u00e3o"


def serve(users=USERS):
    return Server("--dialect=rfc5321", users=users)


def expect(server, names, *messages, protocol=b"ESMTP"):
    """Each of the mailboxes NAMES holds MESSAGES, received with PROTOCOL, and no other holds any."""
    for name in names:
        found = server.records(name)
        equal([e2e.message_of(record) for record in found], list(messages), f"messages of {name}")
        for record in found:
            truth(b"\nReturn-Path: <" + SENDER.encode() + b">\n" in record, f"sender: {record[:300]!r}")
            truth(b"\nDelivered-To: " + f"{name}@example.org\n".encode() in record,
                  f"recipient of {name}: {record[:300]!r}")
            truth(re.search(rb"\nReceived: [^;]*\swith " + protocol + rb"[\s;]", record),
                  f"protocol: {record[:500]!r}")
    others = [name for name in USERS.split() if name not in names]
    equal([name for name in others if os.path.getsize(server.path(name))], [], "other mailboxes with mail")


def wire(message):
    return message.replace(b"\n", b"\r\n")


def file_of(server, message):
    path = os.path.join(server.folder, "message")
    with open(path, "wb") as file:
        file.write(wire(message))
    return path


# --- swaks ------------------------------------------------------------------------------------------

def make_swaks_case(name, message, *options):
    @case(f"swaks, {name}: ten recipients of which two are unknown")
    def _():
        swaks = peer("swaks")
        with serve() as server:
            shown = run([swaks, "--server", server.host, "--port", str(server.port), "--helo", "laptop",
                         "--from", SENDER, "--to", ",".join(addresses(MANY)), "--suppress-data",
                         *options, "--data", message])
            equal(len(re.findall(rb"^<\*\* 550 5\.1\.1 ", shown, re.M)), len(UNKNOWN), "refusals")
            # It ends every message with one more empty line.
            expect(server, KNOWN, message + b"\n")


make_swaks_case("8-bit text", ACCENTS)
make_swaks_case("pipelined", PLAIN, "--pipeline")


# --- curl -------------------------------------------------------------------------------------------

def curl(server, message, recipients, *options):
    words = [word for each in recipients for word in ("--mail-rcpt", each)]
    run([peer("curl"), "--silent", "--show-error", "--noproxy", "*",
         f"smtp://{server.host}:{server.port}/laptop", "--mail-from", SENDER, *words, *options,
         "--upload-file", file_of(server, message)], env={"HOME": server.folder})


@case("curl: ten recipients of which two are unknown, 8-bit text")
def _():
    with serve() as server:
        curl(server, ACCENTS, addresses(MANY), "--mail-rcpt-allowfails")
        expect(server, KNOWN, ACCENTS)


@case("curl: SMTPUTF8")
def _():
    with serve() as server:
        curl(server, ACCENTS_IN_HEAD, addresses(["johndoe", JOAO]))
        expect(server, ["johndoe", JOAO], ACCENTS_IN_HEAD, protocol=b"UTF8SMTP")


# --- msmtp ------------------------------------------------------------------------------------------

# Newer ones say SMTPUTF8 of all that is not ASCII.
MSMTP_PROTOCOL = b"(ESMTP|UTF8SMTP)"


def msmtp(server, *recipients):
    return [peer("msmtp"), "--file=/dev/null", f"--host={server.host}", f"--port={server.port}",
            "--domain=laptop", "--tls=off", "--auth=off", "--set-date-header=off",
            "--set-msgid-header=off", f"--from={SENDER}", *recipients]


@case("msmtp: eight recipients, 8-bit text")
def _():
    with serve() as server:
        run(msmtp(server, *addresses(KNOWN)), ACCENTS, env={"HOME": server.folder})
        expect(server, KNOWN, ACCENTS, protocol=MSMTP_PROTOCOL)


@case("msmtp: an unknown recipient makes it give up, and nothing is delivered")
def _():
    with serve() as server:
        done = subprocess.run(msmtp(server, *addresses(MANY)), input=PLAIN, capture_output=True,
                              timeout=e2e.WAIT, check=False, env=dict(e2e.ENVIRONMENT, HOME=server.folder))
        truth(done.returncode != 0 and b"550 5.1.1 " in done.stderr, f"{done}")
        expect(server, [])


# --- nodemailer -------------------------------------------------------------------------------------

@case("nodemailer: ten recipients of which two are unknown, 8-bit text")
def _():
    with serve() as server:
        accepted, refused = nodemailer(server, ACCENTS, {
            "from": SENDER, "to": addresses(MANY), "use8BitMime": True})
        equal((accepted, refused), (addresses(KNOWN), addresses(UNKNOWN)), "accepted and refused")
        expect(server, KNOWN, ACCENTS)


@case("nodemailer: SMTPUTF8")
def _():
    with serve() as server:
        nodemailer(server, ACCENTS_IN_HEAD, {"from": SENDER, "to": addresses(["johndoe", JOAO])})
        expect(server, ["johndoe", JOAO], ACCENTS_IN_HEAD, protocol=b"UTF8SMTP")


# --- mutt -------------------------------------------------------------------------------------------

@case("mutt's own SMTP: several recipients, 8-bit text")
def _():
    with serve() as server, Recorder(server) as recorder:
        text = "caf\u00e9\n.\nFrom x\n".encode()
        equal(mutt(recorder.port, text, *addresses(KNOWN), home=server.folder).returncode, 0, "status")
        e2e.wait_for(recorder.messages, "the message on the wire")
        truth(recorder.messages()[0].endswith(b"\n\n" + text), f"text of {recorder.messages()}")
        expect(server, KNOWN, *recorder.messages())


@case("mutt's own SMTP: SMTPUTF8")
def _():
    with serve() as server, Recorder(server) as recorder:
        recipients = addresses(["johndoe", JOAO])
        equal(mutt(recorder.port, b"x\n", *recipients, home=server.folder).returncode, 0, "status")
        e2e.wait_for(recorder.messages, "the message on the wire")
        expect(server, ["johndoe", JOAO], *recorder.messages(), protocol=b"UTF8SMTP")


@case("mutt's own SMTP: an unknown recipient makes it give up, and nothing is delivered")
def _():
    with serve() as server:
        done = mutt(server.port, b"x\n", *addresses(MANY), home=server.folder)
        truth(done.returncode != 0 and b"550 5.1.1 " in done.stderr, f"{done}")
        expect(server, [])


# --- Python -----------------------------------------------------------------------------------------

@case("Python's smtplib in a with block: ten recipients of which two are unknown, 8-bit text")
def _():
    with serve() as server:
        with smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT) as client:
            refused = client.sendmail(SENDER, addresses(MANY), wire(ACCENTS), ["BODY=8BITMIME"])
            equal(sorted(refused), sorted(addresses(UNKNOWN)), "refused")
            for code, text in refused.values():
                truth(code == 550 and text.startswith(b"5.1.1 "), f"{code} {text}")
            equal(client.sendmail(SENDER, addresses(KNOWN), wire(PLAIN)), {}, "refused")
        expect(server, KNOWN, ACCENTS, PLAIN)


@case("Python's smtplib in a with block: all recipients unknown, then a message")
def _():
    with serve() as server:
        with smtplib.SMTP(server.host, server.port, "laptop", e2e.WAIT) as client:
            try:
                client.sendmail(SENDER, addresses(UNKNOWN), wire(PLAIN))
                raise AssertionError("no exception")
            except smtplib.SMTPRecipientsRefused as refusal:
                equal(sorted(refusal.recipients), sorted(addresses(UNKNOWN)), "refused")
            client.sendmail(SENDER, addresses(KNOWN), wire(PLAIN))
        expect(server, KNOWN, PLAIN)


@case("Python's smtplib in a with block: SMTPUTF8, a message that Python makes")
def _():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, f"{JOAO}@example.org", "caf\u00e9"
    message.set_content("caf\u00e9\n.\nFrom x\n", cte="8bit")
    with serve() as server, Recorder(server) as recorder:
        with smtplib.SMTP("127.0.0.1", recorder.port, "laptop", e2e.WAIT) as client:
            equal(client.send_message(message), {}, "refused")
        e2e.wait_for(recorder.messages, "the message on the wire")
        truth("\nSubject: caf\u00e9\n".encode() in recorder.messages()[0], "its header")
        expect(server, [JOAO], *recorder.messages(), protocol=b"UTF8SMTP")


# --- smtp-source ------------------------------------------------------------------------------------

@case("smtp-source: fifty recipients for each message, several connections")
def _():
    # It makes fifty of one address for all messages, or for each in its newer versions.
    names = ["box", *(f"{number}box" for number in range(2, 51)), *(f"box{number}" for number in range(1000))]
    options = ["-f", SENDER, "-t", "box@example.org", "-M", "laptop", "-r", "50", "-m", "20", "-s", "4"]
    with serve("\n".join(names) + "\n") as server:
        for kept in ([], ["-d"]):  # a connection for each message, and four for all
            run([peer("smtp-source"), *kept, *options, "-l", "3000", f"inet:{server.host}:{server.port}"])
        found = [sorted(e2e.message_of(record) for record in server.records(name)) for name in names
                 if os.path.getsize(server.path(name))]
        truth([len(messages) for messages in found] in ([40] * 50, [2] * 1000), "messages in each mailbox")
        truth(len(found) > 50 or all(messages == found[0] for messages in found), "all mailboxes hold the same")


e2e.run()
