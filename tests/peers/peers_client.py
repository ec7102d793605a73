#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""smtp-tui delivers into the mail servers of others: on the full screen, and by a session file.

Several recipients of which one is refused, 8-bit text, and addresses in UTF-8; in clear, and under TLS
after STARTTLS and from the beginning.  The session file, whose expectations are codes alone, plays
against smtpd-proto too.

A server that is missing or cannot run here is skipped, or fails its case with REQUIRE_PEERS=1."""

import subprocess
import tempfile

import e2e
from e2e import Server, case, equal, truth
from receiving import ACCENTED, DOMAIN, KNOWN, PEERS, SECURE_PEERS, Receiving, need_tls, trusting
from tui import Terminal

BODY = "Ol\u00e1, caf\u00e9 \U0001f600"


# --- the full screen ------------------------------------------------------------------------------

def step(terminal, name, text):
    """Types TEXT into the form of the step NAME, and sends it."""
    terminal.wait_step(name)
    if text:
        terminal.type(text)
    terminal.key("F5")


def deliver(address, sender, recipients):
    """A person sends a message in clear through the guide, and leaves."""
    with Terminal("--tls=never", address, size=(100, 30)) as terminal:
        step(terminal, "EHLO", "")
        step(terminal, "MAIL", sender)
        step(terminal, "RCPT", recipients)
        step(terminal, "DATA", BODY)
        terminal.wait_step("QUIT")
        terminal.key("F5")
        terminal.wait("QUIT - finished")
        terminal.key("F10")
        terminal.wait_exit()


def deliver_securely(address, recipients, after_starttls):
    """The same through TLS."""
    with Terminal(trusting(), address, size=(100, 30)) as terminal:
        step(terminal, "EHLO", "")
        if after_starttls:
            step(terminal, "STARTTLS", "")
            step(terminal, "EHLO", "")
        terminal.wait(lambda screen: "TLS 1." in screen.rows[0] and "unverified" not in screen.rows[0])
        step(terminal, "MAIL", f"alice@{DOMAIN}")
        step(terminal, "RCPT", recipients)
        step(terminal, "DATA", BODY)
        terminal.wait_step("QUIT")
        terminal.key("F5")
        terminal.wait("QUIT - finished")


def make_secure_cases(peer):
    @case(f"{peer.name}: the full screen delivers after STARTTLS, and with TLS from the beginning")
    def _():
        with Receiving(peer) as receiving:
            need_tls(receiving)
            deliver_securely(f"127.0.0.1:{receiving.ports.offering}", f"johndoe@{DOMAIN}", True)
            check_text(receiving.wait_for([peer.boxes[0]])[0])
            deliver_securely(f"smtps://127.0.0.1:{receiving.ports.secure}", f"johndoe@{DOMAIN}", False)
            check_text(receiving.wait_for([peer.boxes[0]] * 2)[0])

    @case(f"{peer.name}: a session file plays after STARTTLS")
    def _():
        with Receiving(peer) as receiving:
            need_tls(receiving)
            replay(f"127.0.0.1:{receiving.ports.offering}", trusting(), secured=True)
            receiving.wait_for(peer.boxes)


def check_text(message):
    equal(message.get_content().rstrip("\n"), BODY, "text of the message")


def make_screen_cases(peer):
    @case(f"{peer.name}: the full screen delivers to two recipients and is refused a third")
    def _():
        with Receiving(peer) as receiving:
            deliver(receiving.address, f"alice@{DOMAIN}",
                    f"johndoe@{DOMAIN}, nobody@{DOMAIN}, babydoe@{DOMAIN}")
            for message in receiving.wait_for(peer.boxes):
                check_text(message)
                equal(message["From"], f"alice@{DOMAIN}", "From")

    if peer.accented is None:
        return

    @case(f"{peer.name}: the full screen delivers to an address in UTF-8")
    def _():
        with Receiving(peer) as receiving:
            deliver(receiving.address, f"{ACCENTED}@{DOMAIN}", f"{ACCENTED}@{DOMAIN}")
            check_text(receiving.wait_for([peer.accented])[0])


# --- a session file -------------------------------------------------------------------------------

SESSION = f"""\
# smtp-session 1
S: 220
C: EHLO lab.test
S: 250
C: MAIL FROM:<alice@{DOMAIN}> BODY=8BITMIME
S: 250
C: RCPT TO:<johndoe@{DOMAIN}>
S: 250
C: RCPT TO:<nobody@{DOMAIN}>
S: 550
C: RCPT TO:<babydoe@{DOMAIN}>
S: 250
C: DATA
S: 354
C: From: alice@{DOMAIN}
C: Subject: by a session file
C: MIME-Version: 1.0
C: Content-Type: text/plain; charset=utf-8
C: Content-Transfer-Encoding: 8bit
C:
C: {BODY}
C: .
S: 250
C: QUIT
S: 221
S!
"""


def replay(address, *options, secured=False):
    session = SESSION
    if secured:
        session = session.replace("C: MAIL", "C: STARTTLS\nS: 220\nC: EHLO lab.test\nS: 250\nC: MAIL")
    with tempfile.NamedTemporaryFile("w", suffix=".session", encoding="utf-8") as file:
        file.write(session)
        file.flush()
        done = subprocess.run([e2e.CLIENT, f"--replay={file.name}", *options, address], capture_output=True,
                              timeout=2 * e2e.WAIT, check=False, env=e2e.ENVIRONMENT)
    truth(done.returncode == 0, f"status {done.returncode}: {done.stdout[-300:]!r} "
          f"{done.stderr[-300:]!r}")


def make_replay_case(peer):
    @case(f"{peer.name}: the session file plays, and delivers 8-bit text")
    def _():
        with Receiving(peer) as receiving:
            replay(receiving.address)
            for message in receiving.wait_for(peer.boxes):
                check_text(message)
                equal(message["Subject"], "by a session file", "Subject")


for the_peer in PEERS:
    make_screen_cases(the_peer)
    make_replay_case(the_peer)
for the_peer in SECURE_PEERS:
    make_secure_cases(the_peer)


@case("smtpd-proto: the same session file plays")
def _():
    with Server("--dialect=rfc5321", users="\n".join(KNOWN) + "\n") as server:
        replay(f"{server.host}:{server.port}")
        for name in KNOWN:
            found = server.records(name)
            equal(len(found), 1, f"records of {name}")
            truth(BODY.encode() in found[0], "the text as it was sent")


e2e.run()
