# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers of others that take mail for two users, in clear and with TLS, to try a client with.

How they are started is in daemons.py; what a client says is not known here."""

import email
import email.policy
import mailbox
import os
import shutil
import socket
import ssl
from collections import namedtuple

import certificates
import daemons
import e2e
from daemons import Daemon, Missing, Running

DOMAIN = "peer.test"
KNOWN = ["johndoe", "babydoe"]
ACCENTED = "jo\u00e3o"

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
listen on 127.0.0.1 port {offering} hostname {domain} tls pki peer {auth}
listen on 127.0.0.1 port {secure} hostname {domain} smtps pki peer {auth}
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


def opensmtpd_tls(program, folder, port, settings=OPENSMTPD, auth=""):
    give_certificate(folder)
    PORTS[folder] = ports = Ports(daemons.free_port(), daemons.free_port())
    return daemons.opensmtpd(program, folder, port, DOMAIN, settings + OPENSMTPD_TLS.format(
        offering=ports.offering, secure=ports.secure, domain=DOMAIN, auth=auth))


def exim_tls(program, folder, port, settings=EXIM):
    give_certificate(folder)
    os.chmod(f"{folder}/var/config/server.key", 0o644)  # read by a user of its own
    os.chmod(f"{folder}/var/config/server.crt", 0o644)
    PORTS[folder] = Ports(port, daemons.free_port())
    return daemons.exim(program, folder, f"{port} : {PORTS[folder].secure}",
                        EXIM_TLS.format(port=PORTS[folder].secure) + settings)


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


def trusting():
    return f"--tls-ca={certificates.root('root')}"


def need_tls(receiving):
    """OpenSMTPD 6.8 with OpenSSL 3 fails every handshake, whoever the client is."""
    context = ssl.create_default_context(cafile=certificates.root("root"))
    try:
        with socket.create_connection(("127.0.0.1", receiving.ports.secure), e2e.WAIT) as plain, \
                context.wrap_socket(plain, server_hostname="localhost"):
            pass
    except ssl.SSLError as problem:
        raise e2e.Skip(f"no client can use its TLS here: {problem}") from problem
