#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What --report finds in real mail programs, unmodified: what docs/verdicts.md says, in both dialects.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import smtplib
import subprocess
from email.message import EmailMessage

import e2e
from dialects import DIALECTS, PROTOTYPE
from e2e import case, equal, peer
from mail_programs import ACCENTS, PLAIN, SENDER, current, mutt, nodemailer, run
from verdicts import Judging, table

NAME = "laptop.example.org"
RECIPIENT = "johndoe@example.org"


def wire(message):
    return message.replace(b"\n", b"\r\n")


def file_of(server, message):
    path = os.path.join(server.folder, "message")
    with open(path, "wb") as file:
        file.write(message)
    return path


def swaks(server, *options, name=NAME):
    run([peer("swaks"), "--server", server.host, "--port", str(server.port), "--helo", name, "--from", SENDER,
         "--to", RECIPIENT, *options])


def curl(server, message):
    argv = [peer("curl"), "--silent", "--noproxy", "*", f"smtp://{server.host}:{server.port}/{NAME}",
            "--mail-from", SENDER, "--mail-rcpt", RECIPIENT, "--upload-file", file_of(server, message)]
    subprocess.run(argv, env=dict(e2e.ENVIRONMENT, HOME=server.folder), timeout=e2e.WAIT,
                       capture_output=True, check=False)


def msmtp(server, message, *options):
    run([peer("msmtp"), "--file=/dev/null", f"--host={server.host}", f"--port={server.port}", "--tls=off",
         "--auth=off", f"--from={SENDER}", *options, RECIPIENT], message, env={"HOME": server.folder})


def sendmail(server, message, *options):
    with smtplib.SMTP(server.host, server.port, NAME, e2e.WAIT) as client:
        client.sendmail(SENDER, [RECIPIENT], wire(message), options)


def send_message(server):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, RECIPIENT, "a message that Python makes"
    message.set_content("It works.\n.\n")
    with smtplib.SMTP(server.host, server.port, NAME, e2e.WAIT) as client:
        client.send_message(message)


def node(server, message, **envelope):
    nodemailer(server, message, {"from": SENDER, "to": [RECIPIENT], **envelope}, {"name": NAME})


def named_mutt(server):
    # Where it could begin TLS it says EHLO, and gives up if that is refused.
    settings = [f"set hostname={NAME} ssl_starttls={'no' if server.dialect is PROTOTYPE else 'yes'}"]
    equal(mutt(server.port, b"It works.\n", RECIPIENT, home=server.folder, settings=settings).returncode, 0,
          "status")


def smtp_tui(server):
    greeting = "EHLO" if server.dialect.name == "rfc5321" else "HELO"
    lines = [f"{greeting} {NAME}", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>", "DATA",
             *current(PLAIN).decode().replace("\n.", "\n..").splitlines(), ".", "QUIT", ""]
    run([e2e.CLIENT, "--plain", f"{server.host}:{server.port}"], "\n".join(lines).encode(),
        env={"HOME": server.folder, "XDG_STATE_HOME": server.folder})


CLIENTS = {
    "smtp-tui --plain": smtp_tui,
    "swaks": swaks,
    "swaks, pipelined": lambda server: swaks(server, "--pipeline"),
    "swaks, named `laptop`": lambda server: swaks(server, name="laptop"),
    "curl": lambda server: curl(server, wire(current(PLAIN))),
    "curl, 8-bit text": lambda server: curl(server, wire(current(ACCENTS))),
    "curl, a file in LF": lambda server: curl(server, current(PLAIN)),
    "msmtp": lambda server: msmtp(server, current(PLAIN), f"--domain={NAME}"),
    "msmtp, as it comes": lambda server: msmtp(server, current(PLAIN)),
    "msmtp, 8-bit text": lambda server: msmtp(server, current(ACCENTS), f"--domain={NAME}"),
    "mutt": named_mutt,
    "smtplib, sendmail()": lambda server: sendmail(server, current(PLAIN)),
    "smtplib, sendmail(), 8-bit text":
        lambda server: sendmail(server, current(ACCENTS), "BODY=8BITMIME"),
    "smtplib, send_message()": send_message,
    "nodemailer": lambda server: node(server, current(PLAIN)),
    "nodemailer, 8-bit text": lambda server: node(server, current(ACCENTS), use8BitMime=True),
}


def make_case(name, send):
    @case(name)
    def _():
        expected = table()[name]
        for dialect in DIALECTS:
            with Judging(dialect=dialect) as server:
                send(server)
                verdict, = server.verdicts(1)
                equal(" ".join(finding["id"] for finding in verdict["findings"]) or "none",
                      expected[dialect.name], dialect.name)


for client, function in CLIENTS.items():
    make_case(client, function)

if __name__ == "__main__":
    e2e.run()
