# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server with a certificate of its own, clients that speak TLS with it, and certificates that
openssl(1) makes.  What a test checks is not known here."""

import os
import socket
import ssl
import subprocess

import e2e
from dialects import RFC5321
from e2e import Client, Server

READY = b"220 2.0.0 Ready to start TLS\r\n"

# Of Server.addresses.
PLAIN, IMPLICIT = 0, 1


class TlsServer(Server):
    """Listens in clear and with TLS; its certificate is made in its folder."""

    def __init__(self, *options, dialect=RFC5321, files=("--tls=server.pem",), **words):
        super().__init__(*files, *options, listen=("127.0.0.1:0", "tls:127.0.0.1:0"), dialect=dialect,
                         **words)

    def file(self, name):
        return os.path.join(self.folder, name)

    def trust(self):
        """The context of a client that trusts the certificate, and is strict."""
        context = ssl.create_default_context(cafile=self.file("server.pem.crt"))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context


def careless():
    """The context of a client that trusts anybody."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def wrap(client, context):
    """Puts TLS below CLIENT; an end without close_notify is an error there."""
    client.socket = context.wrap_socket(client.socket, server_hostname="localhost",
                                        suppress_ragged_eofs=False)


class TlsClient(Client):
    """Speaks TLS from the first byte on, or after STARTTLS."""

    def __init__(self, server, context=None, starttls=False, greeting=Client.PROPER, **words):
        address = server.addresses[PLAIN if starttls else IMPLICIT]
        context = context or careless()
        super().__init__(server, greeting=greeting if starttls else None, address=address, **words)
        if starttls:
            self.ehlo()
            self.command("starttls", READY)
            wrap(self, context)
        else:
            wrap(self, context)
            if greeting is not None:
                self.expect(self.dialect.greeting if greeting is Client.PROPER else greeting)

    def end(self):
        """Says that nothing more comes, and expects the same of the server."""
        self.socket = self.socket.unwrap()

    def break_off(self):
        """Closes as a cut line would: without close_notify."""
        self.socket.shutdown(socket.SHUT_WR)


def openssl(*words, folder, data=b""):
    return subprocess.run([e2e.peer("openssl"), *words], cwd=folder, input=data, capture_output=True,
                          check=True, timeout=e2e.WAIT)


CA = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
email_in_dn = no
[any]
commonName = supplied
"""


def make_certificate(folder, name, start="20200101000000Z", end="20991231000000Z", key=("ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256")):
    """Makes NAME.crt for localhost, valid from START to END, and NAME.key."""
    openssl("req", "-new", "-newkey", *key, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
            "-subj", "/CN=localhost", folder=folder)
    for file, text in (("ca.conf", CA), ("index.txt", ""), ("serial", "01\n")):
        with open(os.path.join(folder, file), "w", encoding="ascii") as out:
            out.write(text)
    openssl("ca", "-batch", "-selfsign", "-notext", "-config", "ca.conf", "-in", f"{name}.csr",
            "-keyfile", f"{name}.key", "-out", f"{name}.crt", "-startdate", start, "-enddate", end,
            folder=folder)
    return [f"--tls-cert={name}.crt", f"--tls-key={name}.key"]
