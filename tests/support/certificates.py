# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for tests, with what may be wrong with them, and servers that speak TLS with them.

They are made once each by the program `openssl', in the folder of all tests, and only when asked
for.  What is said of them is not known here."""

import functools
import os
import ssl
import subprocess

import e2e

FOLDER = os.path.join(e2e.SCRATCH, "certificates")

# How openssl(1) signs with dates of its own.
CONFIGURATION = """\
[ca]
default_ca = any
[any]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = nothing
copy_extensions = copyall
unique_subject = no
[nothing]
commonName = supplied
[req]
distinguished_name = empty
[empty]
"""

# Name of a certificate: its hosts, kind of key, issuer and dates.
LONG_AGO, YESTERDAY = "20200101000000Z", "20240101000000Z"
TOMORROW, MUCH_LATER = "20900101000000Z", "20910101000000Z"
HOSTS = "DNS:localhost,IP:127.0.0.1"
KINDS = {
    "good": (HOSTS, "EC", "root", LONG_AGO, MUCH_LATER),
    "RSA": (HOSTS, "RSA:2048", "root", LONG_AGO, MUCH_LATER),
    "expired": (HOSTS, "EC", "root", LONG_AGO, YESTERDAY),
    "not yet": (HOSTS, "EC", "root", TOMORROW, MUCH_LATER),
    "wrong name": ("DNS:mail.example.org,DNS:mx.example.org", "EC", "root", LONG_AGO, MUCH_LATER),
    "unknown issuer": (HOSTS, "EC", "other root", LONG_AGO, MUCH_LATER),
    "weak": (HOSTS, "RSA:1024", "root", LONG_AGO, MUCH_LATER),
}


def path(name, end):
    return os.path.join(FOLDER, name.replace(" ", "-") + end)


def openssl(*words):
    done = subprocess.run([e2e.peer("openssl"), *words], capture_output=True, cwd=FOLDER,
                          timeout=e2e.WAIT, check=False, env=e2e.ENVIRONMENT)
    e2e.truth(done.returncode == 0, f"openssl {words}: {done.stderr.decode()}")


def request(name, hosts, key, *others):
    kind = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "EC" else [key.lower()]
    extension = f"subjectAltName={hosts}" if hosts else "basicConstraints=critical,CA:TRUE"
    openssl("req", "-new", "-config", path("configuration", ""), "-newkey", *kind, "-nodes", "-subj",
            f"/CN={name}", "-addext", extension, "-keyout", path(name, ".key"), *others)


def prepare():
    if not os.path.exists(FOLDER):
        os.makedirs(FOLDER)
        with open(path("configuration", ""), "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(folder=FOLDER))
        with open(os.path.join(FOLDER, "index"), "w", encoding="ascii"):
            pass


@functools.lru_cache(maxsize=None)
def root(name):
    """The file of a certificate that others are signed with."""
    prepare()
    request(name, None, "EC", "-x509", "-days", "3650", "-out", path(name, ".crt"))
    return path(name, ".crt")


@functools.lru_cache(maxsize=None)
def certificate(name):
    """The files of a certificate and its key, as KINDS describes it, or a "self-signed" one."""
    prepare()
    if name == "self-signed":
        request(name, HOSTS, "EC", "-x509", "-days", "30", "-out", path(name, ".crt"))
        return path(name, ".crt"), path(name, ".key")
    hosts, key, issuer, start, end = KINDS[name]
    root(issuer)
    request(name, hosts, key, "-out", path(name, ".csr"))
    openssl("ca", "-batch", "-notext", "-config", path("configuration", ""), "-in", path(name, ".csr"),
            "-out", path(name, ".crt"), "-cert", path(issuer, ".crt"), "-keyfile", path(issuer, ".key"),
            "-startdate", start, "-enddate", end)
    return path(name, ".crt"), path(name, ".key")


def server_context(name="good"):
    """The context of a server with the certificate NAME."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "weak":
        context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(*certificate(name))
    return context


def secure(peer, name="good"):
    """From now on PEER, the server's end of a connection, speaks TLS with the certificate NAME."""
    peer.socket = server_context(name).wrap_socket(peer.socket, server_side=True)
    peer.input = b""


def run():
    """As e2e.run(), if the client was built with TLS."""
    done = subprocess.run([e2e.CLIENT, "--help"], capture_output=True, check=False, env=e2e.ENVIRONMENT)
    if b"--tls-ca" in done.stdout:
        e2e.run()
    else:
        print("1..0 # SKIP built without TLS")
