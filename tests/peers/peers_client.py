#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""smtp-tui delivers into the mail servers of others: on the full screen, and by a session file.

Several recipients of which one is refused, 8-bit text, and addresses in UTF-8; in clear, and under TLS
after STARTTLS and from the beginning.  The session file, whose expectations are codes alone, plays
against smtpd-proto too.

A server that is missing or cannot run here is skipped, or fails its case with REQUIRE_PEERS=1."""

import email
import email.policy
import mailbox
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections import namedtuple

import certificates
import daemons
import e2e
from daemons import Daemon, Missing, Running
from e2e import Server, case, equal, truth
from tui import Terminal

DOMAIN = "peer.test"
KNOWN = ["johndoe", "babydoe"]
ACCENTED = "jo\u00e3o"
BODY = "Ol\u00e1, caf\u00e9 \U0001f600"

# --- the servers, and the users that they know ----------------------------------------------------

OWNER = daemons.USERS["johndoe"]
POSTFIX = f"""\
myhostname = {DOMAIN}
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = /var/mail
virtual_mailbox_maps = inline:{{ johndoe@{DOMAIN}=johndoe, babydoe@{DOMAIN}=babydoe, {ACCENTED}@{DOMAIN}=joao }}
virtual_uid_maps = static:{OWNER}
virtual_gid_maps = static:{OWNER}
"""

OPENSMTPD = f"""\
table users {{ "johndoe@{DOMAIN}" = "johndoe", "babydoe@{DOMAIN}" = "johndoe" }}
table known {{ "johndoe@{DOMAIN}", "babydoe@{DOMAIN}" }}
action "box" mbox virtual <users>
match from any for rcpt-to <known> action "box"
"""

EXIM = f"""\
primary_hostname = {DOMAIN}
smtputf8_advertise_hosts = *
begin acl
all:
  accept local_parts = johndoe : babydoe : {ACCENTED}
  deny message = unknown user
begin routers
box:
  driver = accept
  local_parts = johndoe : babydoe : {ACCENTED}
  transport = box
begin transports
box:
  driver = appendfile
  file = /var/mail/$local_part_data
  user = johndoe
"""


def postfix(program, folder, port):
    return daemons.postfix(program, folder, port, POSTFIX, "virtual unix - n n - - virtual\n")


def opensmtpd(program, folder, port):
    return daemons.opensmtpd(program, folder, port, DOMAIN, OPENSMTPD)


def exim(program, folder, port):
    return daemons.exim(program, folder, port, EXIM)


# --- the same with TLS ------------------------------------------------------------------------------

# Where a server listens: with STARTTLS, and with TLS from the beginning.
Ports = namedtuple("Ports", "offering secure")
PORTS = {}  # by the folder of a server

POSTFIX_TLS = """\
smtpd_tls_security_level = may
smtpd_tls_cert_file = /var/config/server.crt
smtpd_tls_key_file = /var/config/server.key
"""
POSTFIX_TLS_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
 -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr
"""
OPENSMTPD_TLS = """\
pki peer cert "/var/config/server.crt"
pki peer key "/var/config/server.key"
listen on 127.0.0.1 port {offering} hostname {domain} tls pki peer
listen on 127.0.0.1 port {secure} hostname {domain} smtps pki peer
"""
EXIM_TLS = """\
tls_advertise_hosts = *
tls_certificate = /var/config/server.crt
tls_privatekey = /var/config/server.key
tls_on_connect_ports = {port}
"""


def give_certificate(folder):
    """Puts a certificate and its key where the server finds them; OpenSMTPD has no elliptic ones."""
    os.makedirs(f"{folder}/var/config", exist_ok=True)
    for source, name in zip(certificates.certificate("RSA"), ("server.crt", "server.key")):
        shutil.copyfile(source, f"{folder}/var/config/{name}")
        os.chmod(f"{folder}/var/config/{name}", 0o600)


def postfix_tls(program, folder, port):
    give_certificate(folder)
    PORTS[folder] = Ports(port, daemons.free_port())
    return daemons.postfix(program, folder, port, POSTFIX + POSTFIX_TLS, "virtual unix - n n - - virtual\n"
                           + POSTFIX_TLS_SERVICES.format(port=PORTS[folder].secure))


def opensmtpd_tls(program, folder, port):
    give_certificate(folder)
    PORTS[folder] = ports = Ports(daemons.free_port(), daemons.free_port())
    return daemons.opensmtpd(program, folder, port, DOMAIN, OPENSMTPD_TLS.format(
        offering=ports.offering, secure=ports.secure, domain=DOMAIN) + OPENSMTPD)


def exim_tls(program, folder, port):
    give_certificate(folder)
    os.chmod(f"{folder}/var/config/server.key", 0o644)  # read by a user of its own
    os.chmod(f"{folder}/var/config/server.crt", 0o644)
    PORTS[folder] = Ports(port, daemons.free_port())
    return daemons.exim(program, folder, f"{port} : {PORTS[folder].secure}",
                        EXIM_TLS.format(port=PORTS[folder].secure) + EXIM)


# What a server is called, its program, how it begins, the mailboxes of the known users, and that of
# the one whose name is not ASCII (None: the server does not know SMTPUTF8).
Peer = namedtuple("Peer", "name program begin boxes accented")
SECURE_PEERS = [Peer("Postfix", "postfix", postfix_tls, KNOWN, None),
                Peer("OpenSMTPD", "smtpd", opensmtpd_tls, ["johndoe", "johndoe"], None),
                Peer("Exim", "exim4", exim_tls, KNOWN, None)]
PEERS = [Peer("Postfix", "postfix", postfix, KNOWN, "joao"),
         Peer("OpenSMTPD", "smtpd", opensmtpd, ["johndoe", "johndoe"], None),
         Peer("Exim", "exim4", exim, KNOWN, ACCENTED)]


def unavailable(reason):
    return AssertionError(reason) if os.environ.get("REQUIRE_PEERS") else e2e.Skip(reason)


class Receiving:
    """A PEER at work; a context manager."""

    def __init__(self, peer):
        self.peer = peer

    def __enter__(self):
        try:
            daemons.need_root()
            self.running = Running(Daemon(self.peer.name, self.peer.program, self.peer.begin))
            self.running.__enter__()
        except Missing as reason:
            raise unavailable(reason) from reason
        self.address = f"{self.running.host}:{self.running.port}"
        self.ports = PORTS.get(self.running.folder)
        return self

    def __exit__(self, *_):
        self.running.__exit__()

    def messages(self, box):
        """The messages in the mailbox BOX, which may not be there yet."""
        path = os.path.join(self.running.folder, "var/mail", box)
        if not os.path.exists(path):
            return []
        found = mailbox.mbox(path, factory=parse, create=False)
        messages = list(found)
        found.close()
        return messages

    def wait_for(self, boxes):
        """The last message of each of BOXES, once as many as there are names have come."""
        for box in set(boxes):
            e2e.wait_for(lambda box=box: len(self.messages(box)) == boxes.count(box),
                         f"{self.peer.name}: mail in {box}")
        return [self.messages(box)[-1] for box in boxes]


def parse(file):
    return email.message_from_binary_file(file, policy=email.policy.default)


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


def trusting():
    return f"--tls-ca={certificates.root('root')}"


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


def need_tls(receiving):
    """OpenSMTPD 6.8 with OpenSSL 3 fails every handshake, whoever the client is."""
    context = ssl.create_default_context(cafile=certificates.root("root"))
    try:
        with socket.create_connection(("127.0.0.1", receiving.ports.secure), e2e.WAIT) as plain, \
                context.wrap_socket(plain, server_hostname="localhost"):
            pass
    except ssl.SSLError as problem:
        raise e2e.Skip(f"no client can use its TLS here: {problem}") from problem


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
