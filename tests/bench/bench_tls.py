# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that begin with TLS, for the benchmark: how they are started, when they are ready, and how
many connections a client can open there, one after the other."""

import re
import socket
import ssl
import subprocess

import daemons
import e2e
from bench_peers import DOMAIN, POSTFIX, Peer, rfc5321
from daemons import Running

SECONDS = 3


def make_pem(folder):
    """A key and a certificate of the kind that smtpd-proto makes."""
    subprocess.run([e2e.peer("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={DOMAIN}",
                    "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"], check=True,
                   capture_output=True)
    return f"{folder}/cert.pem", f"{folder}/key.pem"


def ours(program, folder, port):
    command = rfc5321(program, folder, port)
    cert, key = make_pem(folder)
    return [*(word.replace("--listen=", "--listen=tls:") for word in command[:-1]), f"--tls-cert={cert}",
            f"--tls-key={key}", command[-1]]


def postfix(program, folder, port):
    command = daemons.postfix(program, folder, port, POSTFIX + """\
smtpd_tls_wrappermode = yes
smtpd_tls_cert_file = /var/config/cert.pem
smtpd_tls_key_file = /var/config/key.pem
smtpd_client_connection_rate_limit = 0
""", "virtual unix - n n - - virtual\ntlsmgr unix - - n 1000? 1 tlsmgr\n")
    make_pem(f"{folder}/var/config")
    return command


TLS = Peer("smtpd-proto", e2e.SMTPD, "", "in the mailbox, synced", ours, 20000, None)
POSTFIX_TLS = Peer("Postfix", "postfix", "postfix", "in a queue file, synced", postfix, 1000, None)


class RunningTls(Running):
    """Greets under TLS."""

    def greets(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            with socket.create_connection((self.host, self.port), 5) as connection, \
                    context.wrap_socket(connection) as encrypted:
                return encrypted.recv(4).startswith(b"220")
        except OSError:
            return False


def handshakes(server):
    """New connections per second of one client."""
    shown = subprocess.run([e2e.peer("openssl"), "s_time", "-connect", f"{server.host}:{server.port}", "-new",
                            "-time", str(SECONDS)], capture_output=True, text=True, check=True,
                           timeout=60).stdout
    count, seconds = map(int, re.search(r"(\d+) connections in (\d+) real seconds", shown).groups())
    return count / seconds
