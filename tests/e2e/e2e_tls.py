#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""TLS of the server with those who mean well: the certificate that it makes and those it is given,
STARTTLS and TLS from the first byte on, and mail programs of others.

A program that is missing is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import re
import shutil
import signal
import smtplib
import ssl
import stat
import subprocess
import tempfile

import e2e
from dialects import PROTOTYPE, RFC5321
from e2e import Client, case, equal, peer, truth
from mail_programs import MESSAGE, STORED, file_with, nodemailer, only_message, run
from tls_clients import (IMPLICIT, PLAIN, READY, TlsClient, TlsServer, careless, make_certificate, openssl,
                         wrap)

MADE = ("server.pem", "server.pem.crt")
MUST_START = b"530 5.7.0 Must issue a STARTTLS command first\r\n"
SUBJECT = "Subject: x\r\n\r\nhello\r\n"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def received(server, protocol):
    """The one message came by PROTOCOL."""
    equal(len(server.records("johndoe")), 1, "records")
    truth(re.search(rb"\nReceived: [^;]*\swith " + protocol + rb";", server.mailbox("johndoe")),
          f"protocol: {server.mailbox('johndoe')[:500]!r}")


def refused(*options, status=1, folder=None, check=True):
    """What a server with OPTIONS says instead of starting, and instead of a --check."""
    with tempfile.TemporaryDirectory() as own:
        folder = folder or own
        with open(os.path.join(folder, "users"), "w", encoding="ascii") as file:
            file.write("johndoe\n")
        before = sorted(os.listdir(folder))
        said = []
        for more in [[]] + [["--check"]] * check:
            done = subprocess.run([e2e.SMTPD, "--listen=127.0.0.1:0", *options, *more, "users"], cwd=folder,
                                  capture_output=True, timeout=e2e.WAIT, env=e2e.ENVIRONMENT, check=False)
            equal(done.returncode, status, f"{options} {more}: {done.stderr!r}")
            equal(done.stderr.count(b"\n"), 1, f"lines: {done.stderr!r}")
            said.append(done.stderr.decode())
        equal(sorted(os.listdir(folder)), before, "files")
        equal(said[-1], said[0], "what --check says")
        return said[0]


# --- the certificate that is made -------------------------------------------------------------------

@case("a missing file is made once: the key for its owner, the certificate for all")
def _():
    with TlsServer() as server:
        equal([mode(server.file(name)) for name in MADE], [0o600, 0o644], "modes")
        both, public = (read(server.file(name)) for name in MADE)
        truth(b"PRIVATE KEY" in both and b"PRIVATE KEY" not in public, "where the key is")
        truth(both.endswith(public), "the same certificate")
        e2e.wait_for(lambda: b"made 'server.pem'" in server.log(), "the log to say so")
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(e2e.WAIT)
        with TlsServer(folder=server.folder) as again:
            equal([read(again.file(name)) for name in MADE], [both, public], "the second start")
            TlsClient(again, again.trust()).socket.close()
            truth(b"made" not in again.log(), again.log())


@case("it is for one year, the host name, localhost, 127.0.0.1 and ::1, and verifies strictly")
def _():
    with TlsServer("--hostname=mx.example") as server:
        openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", MADE[1], MADE[1],
                folder=server.folder)
        for name, kind in (("mx.example", "host"), ("localhost", "host"), ("127.0.0.1", "ip"), ("::1", "ip")):
            shown = openssl("x509", "-noout", f"-check{kind}", name, "-in", MADE[1], folder=server.folder)
            truth(b"does match" in shown.stdout, f"{name}: {shown.stdout!r}")
        for seconds, status in ((364 * 86400, 0), (366 * 86400, 1)):
            equal(subprocess.run([peer("openssl"), "x509", "-noout", "-checkend", str(seconds), "-in",
                                  server.file(MADE[1])], capture_output=True, check=False).returncode, status,
                  f"valid for {seconds} s")


@case("--check makes nothing, and says what would be made")
def _():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "users"), "w", encoding="ascii") as file:
            file.write("johndoe\n")
        words = [e2e.SMTPD, "--check", "--tls=new.pem", "--listen=tls:[::1]:465", "users"]
        shown = run(words, cwd=folder).decode()
        equal(os.listdir(folder), ["users"], "files")
        truth("certificate: new.pem (will be made for smtp.prototype, localhost, 127.0.0.1 and ::1" in shown, shown)
        truth("addresses: tls:[::1]:465\n" in shown, shown)
        with e2e.Server("--tls=new.pem", listen=("tls:127.0.0.1:0",), folder=folder) as server:
            shown = run([*words[:-1], *e2e.OPTIONS, server.users], cwd=folder).decode()
        truth(re.search(r"certificate: new.pem \(valid until 20\d\d-\d\d-\d\d\)", shown), shown)


@case("nothing is made over what is there, nor where nothing can be made")
def _():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "old.pem.crt"), "w", encoding="ascii") as file:
            file.write("mine\n")
        said = refused("--tls=old.pem", "--listen=tls:127.0.0.1:0", folder=folder)
        truth("cannot make 'old.pem.crt': File exists; move it away" in said, said)
        equal(read(os.path.join(folder, "old.pem.crt")), b"mine\n", "what was there")
        os.symlink("nowhere", os.path.join(folder, "link.pem"))
        said = refused("--tls=link.pem", "--listen=tls:127.0.0.1:0", folder=folder)
        truth("cannot read 'link.pem'" in said, said)
        said = refused("--tls=no/such.pem", "--listen=tls:127.0.0.1:0")
        truth("cannot make 'no/such.pem': No such file or directory; name a file in a folder" in said, said)


# --- certificates that are given --------------------------------------------------------------------

@case("a certificate that is no good: one line with the file and the remedy, also by --check")
def _():
    with tempfile.TemporaryDirectory() as folder:
        good = make_certificate(folder, "good")
        other = make_certificate(folder, "other")
        old = make_certificate(folder, "old", end="20210101000000Z")
        early = make_certificate(folder, "early", start="20980101000000Z")
        weak = make_certificate(folder, "weak", key=("rsa:1024",))
        openssl("pkey", "-in", "good.key", "-out", "secret.key", "-aes128", "-passout", "pass:x", folder=folder)
        shutil.copy(os.path.join(folder, "good.key"), os.path.join(folder, "open.key"))
        os.chmod(os.path.join(folder, "open.key"), 0o644)
        half = read(os.path.join(folder, "good.crt"))
        with open(os.path.join(folder, "half.crt"), "wb") as file:
            file.write(half[:len(half) // 2])
        os.mkfifo(os.path.join(folder, "fifo"))
        for options, words in (
                ([good[0], other[1]], "the key in 'other.key' is not that of the certificate in 'good.crt'"),
                (old, "the certificate in 'old.crt' expired on 2021-01-01: get a new one"),
                (early, "the certificate in 'early.crt' is not valid before 2098-01-01"),
                (weak, "OpenSSL does not accept the certificate in 'weak.crt' (ee key too small)"),
                ([good[0], "--tls-key=secret.key"], "the private key in 'secret.key' has a passphrase"),
                ([good[0], "--tls-key=open.key"], "everybody may read the private key in 'open.key': chmod 600"),
                ([good[0], "--tls-key=good.crt"], "everybody may read the private key in 'good.crt'"),
                ([good[0], "--tls-key=missing"], "cannot read 'missing': No such file or directory"),
                ([good[0], "--tls-key=fifo"], "'fifo' is not a file in PEM"),
                (["--tls-cert=half.crt", good[1]], "a certificate in 'half.crt' cannot be read"),
                (["--tls-cert=good.key", good[1]],
                 "there is no certificate in 'good.key': a certificate begins with the line -----BEGIN CERTIFICATE-----"),
                (["--tls-cert=.", good[1]], "'.' is not a file in PEM"),
                (["--tls=old.crt"], "expired")):
            if options == ["--tls=old.crt"]:
                for name in ("old.key", "old.crt"):
                    with open(os.path.join(folder, "old.pem"), "ab") as file:
                        file.write(read(os.path.join(folder, name)))
                os.chmod(os.path.join(folder, "old.pem"), 0o600)
                options, words = ["--tls=old.pem"], "remove 'old.pem' and 'old.pem.crt', and they are made again"
            said = refused(*options, "--listen=tls:127.0.0.1:0", folder=folder)
            truth(words in said, f"{options}: {said}")


@case("options that lack something: status 2, and one line")
def _():
    for options, words in (
            (["--require-tls", "--dialect=rfc5321"], "'--require-tls' needs a certificate; --tls=FILE makes one"),
            (["--require-tls", "--tls=x"], "'--require-tls' needs STARTTLS, which is an extension of --dialect=rfc"),
            (["--tls=x"], "STARTTLS needs --dialect=rfc5321"),
            (["--listen=tls:127.0.0.1:0"], "'tls:' needs a certificate; --tls=FILE makes one"),
            (["--listen=tls:465", "--tls=x"], "is not ADDRESS:PORT"),
            (["--tls=x", "--tls-key=y"], "'--tls' excludes '--tls-cert' and '--tls-key'"),
            (["--tls-cert=x"], "'--tls-cert' and '--tls-key' need each other"),
            (["--tls="], "option '--tls': '' is not the name of a file"),
            (["--tls=x", "--dialect=rfc5321", "--require-tls", "--hide=starttls"], "exclude each other")):
        truth(words in refused(*options, status=2), f"{options}: {refused(*options, status=2)}")


def reload(server, words):
    server.process.send_signal(signal.SIGHUP)
    e2e.wait_for(lambda: words in server.log(), f"{words} in the log")


def shown_certificate(server):
    with TlsClient(server) as client:
        return ssl.DER_cert_to_PEM_cert(client.socket.getpeercert(binary_form=True))


@case("SIGHUP reads the files again, and keeps the old ones if they are bad; nobody is disturbed")
def _():
    with tempfile.TemporaryDirectory() as folder:
        first, second = (make_certificate(folder, name) for name in ("first", "second"))
        files = [word.partition("=")[2] for word in first]
        with TlsServer(files=first, folder=folder) as server, TlsClient(server) as kept:
            kept.ehlo()
            equal(shown_certificate(server).split(), read(server.file("first.crt")).decode().split(), "the first")
            for file, new in zip(files, ("second.crt", "second.key")):
                shutil.copy(server.file(new), server.file(file))
            reload(server, b"reloaded 'first.crt': a certificate valid until 2099-12-31")
            equal(shown_certificate(server).split(), read(server.file("second.crt")).decode().split(), "the second")
            with open(server.file(files[0]), "w", encoding="ascii") as file:
                file.write("nonsense\n")
            reload(server, b"keeping the old certificate: there is no certificate in 'first.crt'")
            equal(shown_certificate(server).split(), read(server.file("second.crt")).decode().split(), "still")
            kept.deliver()
            kept.quit()
        truth(second, "the second pair")


# --- STARTTLS ---------------------------------------------------------------------------------------

@case("STARTTLS is offered in clear alone, works once, and takes no argument")
def _():
    with TlsServer() as server:
        with Client(server) as client:
            truth("STARTTLS" in client.ehlo(), "offered in clear")
            client.command("starttls now", b"501 5.5.4 This command takes no argument\r\n")
            client.command("help")
            truth(b"STARTTLS\r\n" in [client.line()[10:] for _ in range(5)], "HELP names it")
        with TlsClient(server, server.trust(), starttls=True) as client:
            truth("STARTTLS" not in client.ehlo(), "offered under TLS")
            client.command("starttls", b"503 5.5.1 TLS has started already\r\n")
            client.command("starttls now", b"503 5.5.1 TLS has started already\r\n")
            client.deliver()
            received(server, b"ESMTPS")
            client.quit()


@case("after STARTTLS everything is forgotten: the name, the transaction")
def _():
    with TlsServer() as server, Client(server) as client:
        client.ehlo("before")
        client.envelope()
        client.command("starttls", READY)
        wrap(client, server.trust())
        client.command("data", RFC5321.data_too_early)
        client.command("mail from:<a@b.example>", b"503 5.5.1 MAIL needs EHLO or HELO first\r\n")
        client.ehlo("after")
        client.deliver()
        truth(b"Received: from after (" in server.mailbox("johndoe"), server.mailbox("johndoe"))


@case("what came in clear behind STARTTLS is thrown away, and logged")
def _():
    with TlsServer() as server, Client(server) as client:
        client.ehlo()
        client.send(b"STARTTLS\r\nEHLO injected\r\nMAIL FROM:<evil@x.example>\r\nRSE")
        client.expect(READY)
        wrap(client, server.trust())
        truth(client.is_silent(), "an answer to what was thrown away")
        client.command("noop", b"250 2.0.0 Nothing done\r\n")
        client.command("rcpt to:<johndoe@x.example>", RFC5321.rcpt_too_early)
        client.quit()
        size = len(b"EHLO injected\r\nMAIL FROM:<evil@x.example>\r\nRSE")
        e2e.wait_for(lambda: b"threw away %d bytes that came in clear behind STARTTLS" % size in server.log(), "the log")


@case("Received: SMTP after HELO, UTF8SMTPS for an international message")
def _():
    with TlsServer() as server, TlsClient(server, starttls=True) as client:
        client.helo()
        client.deliver()
        received(server, b"SMTP")
    with TlsServer() as server, TlsClient(server) as client:
        client.ehlo()
        client.command("mail from:<jo\u00e3o@x.example> SMTPUTF8", re.compile(rb"250 .*\r\n"))
        client.rcpt("johndoe")
        client.command("data", RFC5321.start_mail)
        client.command(".", RFC5321.accepted)
        received(server, b"UTF8SMTPS")


@case("--require-tls refuses all but EHLO, STARTTLS, NOOP and QUIT before TLS")
def _():
    with TlsServer("--require-tls") as server, Client(server) as client:
        for word in ("helo x", "mail from:<a@b.example>", "rcpt to:<johndoe@x>", "data", "rset", "vrfy x", "expn x",
                     "help", "auth plain AGEAYg==", "bdat 1"):
            client.command(word, MUST_START)
        client.command("noop", b"250 2.0.0 Nothing done\r\n")
        truth("STARTTLS" in client.ehlo(), "offered")
        client.command("mail from:<a@b.example>", MUST_START)
        client.command("starttls", READY)
        wrap(client, server.trust())
        client.ehlo()
        client.deliver()
        client.quit()
        line = b'refused MAIL "<a@b.example>": allowed only after STARTTLS; expected "ehlo" or "starttls" or "quit"\n'
        e2e.wait_for(lambda: line in server.log(), "the line in the log")
        with Client(server) as other:
            other.quit()
        with TlsClient(server) as other:
            other.ehlo()
            other.deliver()
        equal(len(server.records("johndoe")), 2, "records")


@case("--hide=STARTTLS: not offered, not implemented; without TLS neither")
def _():
    with TlsServer("--hide=STARTTLS") as server, e2e.Server(dialect=RFC5321) as other:
        for each in (server, other):
            with Client(each) as client:
                truth("STARTTLS" not in client.ehlo(), "offered")
                client.command("starttls", b"502 5.5.1 Command not implemented\r\n")


# --- TLS from the first byte on ---------------------------------------------------------------------

@case("tls: listeners serve both dialects, and their lines say so")
def _():
    for dialect, protocol in ((PROTOTYPE, b"SMTP"), (RFC5321, b"ESMTPS")):
        with TlsServer(dialect=dialect) as server:
            lines = server.standard_output().decode().splitlines()
            equal(lines[1], f"listening on tls:127.0.0.1:{server.addresses[IMPLICIT][1]}", "its line")
            equal(lines[0], f"listening on 127.0.0.1:{server.addresses[PLAIN][1]}", "the other's")
            with TlsClient(server, server.trust()) as client:
                if dialect is RFC5321:
                    truth("STARTTLS" not in client.ehlo(), "offered")
                else:
                    client.helo()
                client.deliver()
                received(server, protocol)
                client.quit()
            with Client(server) as client:
                client.helo()
                client.deliver()


@case("TLS 1.2 and 1.3 with forward secrecy, nothing older; --verbose and --trace tell")
def _():
    with TlsServer("-v") as server:
        for version, cipher in ((ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-"), (ssl.TLSVersion.TLSv1_3, "TLS_")):
            context = careless()
            context.minimum_version = context.maximum_version = version
            with TlsClient(server, context) as client:
                truth(client.socket.cipher()[0].startswith(cipher), client.socket.cipher())
                said = f"encrypted: {client.socket.version()}, {client.socket.cipher()[0]}"
                e2e.wait_for(lambda words=said.encode(): words in server.log(), said)
        for words in (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"],
                      ["-groups", "ffdhe8192"]):
            done = subprocess.run([peer("openssl"), "s_client", *words, "-connect",
                                   "%s:%d" % server.addresses[IMPLICIT]], stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=e2e.WAIT, check=False)
            truth(done.returncode != 0, f"{words} was spoken")
        e2e.wait_for(lambda: b"the TLS handshake failed: the client knows neither TLS 1.2 nor TLS 1.3"
                     in server.log(), "the reason")
    with TlsServer("--trace") as server:
        with TlsClient(server) as client:
            client.ehlo()
            client.quit()
        e2e.wait_for(lambda: b" notice connection 1: encrypted: TLSv1.3" in server.log(), "the log")
        e2e.wait_for(lambda: b" 1 C ehlo tester\\r\\n [HELO]\n" in server.log(), "what is inside TLS")


@case("TLS where none is: the log names the remedy")
def _():
    with TlsServer() as server:
        try:
            wrap(Client(server), careless())
        except (ssl.SSLError, OSError):
            pass
        e2e.wait_for(lambda: b"listen with --listen=tls:ADDRESS:PORT" in server.log(), "the remedy")


# --- mail programs of others ------------------------------------------------------------------------

@case("swaks: --tls and --tlsc")
def _():
    swaks = peer("swaks")
    if subprocess.run([peer("perl"), "-MNet::SSLeay", "-e1"], capture_output=True, check=False).returncode != 0:
        peer("Net::SSLeay")  # no program, but missing in the same way
    for option, which in (("--tls", PLAIN), ("--tlsc", IMPLICIT)):
        with TlsServer() as server:
            run([swaks, option, "--tls-verify", "--tls-ca-path", server.file(MADE[1]), "--server", "127.0.0.1",
                 "--port", str(server.addresses[which][1]), "--helo", "laptop", "--from", "a@b.example", "--to",
                 "johndoe@example.org"])
            received(server, b"ESMTPS")


@case("curl: --ssl-reqd and smtps://")
def _():
    curl = peer("curl")
    for words, scheme, which in ((["--ssl-reqd"], "smtp", PLAIN), ([], "smtps", IMPLICIT)):
        with TlsServer() as server:
            run([curl, "--silent", "--show-error", "--noproxy", "*", "--cacert", server.file(MADE[1]), *words,
                 f"{scheme}://localhost:{server.addresses[which][1]}/laptop", "--mail-from", "a@b.example",
                 "--mail-rcpt", "johndoe@example.org", "--upload-file", file_with(server, "m", "\r\n")])
            received(server, b"ESMTPS")
            equal(only_message(server), STORED, "message")


@case("msmtp: STARTTLS and TLS from the start")
def _():
    msmtp = peer("msmtp")
    for starttls, which in (("on", PLAIN), ("off", IMPLICIT)):
        with TlsServer() as server:
            run([msmtp, f"--host={e2e.local_name()}", f"--port={server.addresses[which][1]}", "--tls=on",
                 f"--tls-starttls={starttls}", f"--tls-trust-file={server.file(MADE[1])}", "--from=a@b.example",
                 "johndoe@example.org"], "\n".join(MESSAGE).encode() + b"\n", env={"HOME": server.folder})
            received(server, b"(ESMTPS|UTF8SMTPS)")  # newer ones say SMTPUTF8 of all that is not ASCII


@case("smtplib: starttls() and SMTP_SSL, which trust FILE.crt, strictly")
def _():
    with TlsServer() as server:
        with smtplib.SMTP(*server.addresses[PLAIN], timeout=e2e.WAIT) as client:
            client.starttls(context=server.trust())
            client.sendmail("a@b.example", ["johndoe@example.org"], SUBJECT)
        received(server, b"ESMTPS")
    with TlsServer() as server:
        with smtplib.SMTP_SSL(e2e.local_name(), server.addresses[IMPLICIT][1], timeout=e2e.WAIT,
                              context=server.trust()) as client:
            client.sendmail("a@b.example", ["johndoe@example.org"], SUBJECT)
        received(server, b"ESMTPS")


@case("nodemailer: STARTTLS and TLS from the start")
def _():
    for secure, which in ((False, PLAIN), (True, IMPLICIT)):
        with TlsServer() as server:
            server.host, server.port = e2e.local_name(), server.addresses[which][1]
            nodemailer(server, STORED, {"from": "a@b.example", "to": "johndoe@example.org"},
                       {"ignoreTLS": False, "requireTLS": not secure, "secure": secure},
                       env={"NODE_EXTRA_CA_CERTS": server.file(MADE[1]), "NODE_OPTIONS": "--dns-result-order=ipv4first"})
            received(server, b"ESMTPS")


@case("openssl s_client: -starttls smtp and straight on")
def _():
    for words, which in ((["-starttls", "smtp"], PLAIN), ([], IMPLICIT)):
        with TlsServer() as server:
            command = [peer("openssl"), "s_client", "-quiet", "-crlf", "-CAfile", MADE[1], "-verify_return_error",
                       "-connect", "%s:%d" % server.addresses[which], *words]
            with subprocess.Popen(command, cwd=server.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as program:
                program.stdin.write(b"ehlo laptop\nquit\n")
                program.stdin.flush()
                shown = program.stdout.read()
                truth(shown.endswith(RFC5321.bye), f"{shown!r} {program.stderr.read()!r}")
                program.stdin.close()


@case("gnutls-cli: --starttls-proto=smtp and straight on")
def _():
    for words, which in ((["--starttls-proto=smtp"], PLAIN), ([], IMPLICIT)):
        with TlsServer() as server:
            command = [peer("gnutls-cli"), "--x509cafile", MADE[1], "--port",
                       str(server.addresses[which][1]), *words, e2e.local_name()]
            with subprocess.Popen(command, cwd=server.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT) as program:
                program.stdin.write(b"ehlo laptop\r\nquit\r\n")
                program.stdin.flush()
                shown = program.stdout.read()
                truth(b"The certificate is trusted" in shown and RFC5321.bye in shown, f"{shown!r}")
                program.stdin.close()


e2e.run()
