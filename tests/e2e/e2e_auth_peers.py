#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""AUTH of the server with mail programs of others: each mechanism that they have.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import re
import smtplib
import subprocess

import e2e
from auth_server import CLEAR, KEYED, KEYED_SECRET, SECRET, USER, auth_server
from e2e import case, equal, peer, truth
from mail_programs import STORED, file_with, mutt, nodemailer, only_message, run

USERS = ((USER, SECRET), (KEYED, KEYED_SECRET))


def received(server, protocol=b"ESMTPA"):
    equal(only_message(server), STORED, "message")
    truth(re.search(rb"\nReceived: [^;]*\swith " + protocol + rb";", server.mailbox(USER)), server.mailbox(USER))


@case("curl: PLAIN, LOGIN and CRAM-MD5, OAUTHBEARER and XOAUTH2")
def _():
    curl = peer("curl")
    for mechanism, users in (("PLAIN", USERS), ("LOGIN", USERS), ("CRAM-MD5", USERS[:1]), ("OAUTHBEARER", USERS),
                             ("XOAUTH2", USERS[:1])):
        for user, secret in users:
            with auth_server(CLEAR, "--require-auth") as server:
                words = (["--oauth2-bearer", secret, "--user", f"{user}:"] if "AUTH" in mechanism
                         else ["--user", f"{user}:{secret}"])
                run([curl, "--silent", "--show-error", "--noproxy", "*", *words, "--login-options",
                     f"AUTH={mechanism}", f"smtp://127.0.0.1:{server.port}/laptop", "--mail-from", "a@b.example",
                     "--mail-rcpt", "johndoe@example.org", "--upload-file", file_with(server, "m", "\r\n")])
                received(server)


@case("swaks: PLAIN, LOGIN and CRAM-MD5")
def _():
    swaks = peer("swaks")
    for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5"):
        with auth_server(CLEAR, "--require-auth") as server:
            run([swaks, "--server", "127.0.0.1", "--port", str(server.port), "--helo", "laptop", "--auth", mechanism,
                 "--auth-user", USER, "--auth-password", SECRET, "--from", "a@b.example", "--to",
                 "johndoe@example.org"])
            equal(len(server.records(USER)), 1, mechanism)


@case("msmtp, with GNU SASL: each mechanism, and SCRAM by itself")
def _():
    msmtp = peer("msmtp")
    for mechanism, (user, secret) in (("plain", USERS[0]), ("login", USERS[1]), ("cram-md5", USERS[0]),
                                      ("scram-sha-256", USERS[0]), ("scram-sha-256", USERS[1]),
                                      ("xoauth2", USERS[0]), ("oauthbearer", USERS[0]), ("on", USERS[1])):
        with auth_server(CLEAR, "--require-auth") as server:
            with open(os.path.join(server.folder, "client-rc"), "w", encoding="utf-8") as file:
                file.write(f"account default\nhost 127.0.0.1\nport {server.port}\nfrom a@b.example\n"
                           f"auth {mechanism}\nuser {user}\npassword {secret}\ntls off\n")
            os.chmod(file.name, 0o600)
            run([msmtp, f"--file={file.name}", "johndoe@example.org"], b"Subject: x\n\nhello\n",
                env={"HOME": server.folder})
            equal(len(server.records(USER)), 1, mechanism)


@case("mutt logs in")
def _():
    with auth_server(CLEAR, "--require-auth") as server:
        done = mutt(server.port, b"hello\n", "johndoe@example.org", home=server.folder,
                    settings=[f"set smtp_pass='{SECRET}'"],)
        truth(done.returncode != 0, "without a user")
        with open(os.path.join(server.folder, "client-muttrc"), "w", encoding="utf-8") as file:
            file.write(f"set smtp_url=smtp://{USER}@127.0.0.1:{server.port} smtp_pass='{SECRET}'\n"
                       "set from=a@b.example ssl_starttls=no ssl_force_tls=no copy=no hostname=laptop\n")
        done = subprocess.run([peer("mutt"), "-n", "-F", file.name, "-s", "x", "johndoe@example.org"], input=b"hello\n",
                              capture_output=True, timeout=e2e.WAIT, check=False,
                              env=dict(e2e.ENVIRONMENT, HOME=server.folder))
        equal(done.returncode, 0, f"{done.stdout!r} {done.stderr!r}")
        equal(len(server.records(USER)), 1, "records")


@case("nodemailer: PLAIN, LOGIN, CRAM-MD5 and XOAUTH2")
def _():
    for method in ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"):
        secret = ({"type": "OAuth2", "user": USER, "accessToken": SECRET} if method == "XOAUTH2"
                  else {"user": USER, "pass": SECRET})
        with auth_server(CLEAR, "--require-auth") as server:
            nodemailer(server, STORED, {"from": "a@b.example", "to": "johndoe@example.org"},
                       {"auth": secret, "authMethod": method})
            received(server)


@case("smtplib: login() tries each mechanism, and the right password comes after all wrong ones")
def _():
    with auth_server(CLEAR, "--require-auth") as server:
        with smtplib.SMTP(server.host, server.port, timeout=e2e.WAIT) as client:
            for user, secret in ((KEYED, "wrong"), (KEYED, KEYED_SECRET)):
                try:
                    client.login(user, secret)
                except smtplib.SMTPAuthenticationError as error:
                    equal(error.smtp_code, 535, "wrong")
            client.sendmail("a@b.example", ["johndoe@example.org"], "Subject: x\r\n\r\nhello\r\n")
        equal(len(server.records(USER)), 1, "records")


e2e.run()
