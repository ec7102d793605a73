#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""smtp-tui logs in to the mail servers of others: Postfix with Dovecot's passwords, Exim with its own
authenticators, OpenSMTPD with its table.  Mail is taken from nobody else.

Each mechanism in line mode, the best of them on the full screen, and what was saved of it, or of a
login to smtpd-proto, is played again.

A server that is missing or cannot run here is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import subprocess

import daemons
import dovecot
import e2e
import receiving
from auth_server import CLEAR, SECRET, USER, auth_server, no_secret
from daemons import write
from e2e import case, equal, truth
from receiving import DOMAIN, Peer, Receiving
from tui import Terminal, address
from tui_folder import Folder, lines

# --- the servers --------------------------------------------------------------------------------------

POSTFIX = receiving.POSTFIX + "smtpd_recipient_restrictions = permit_sasl_authenticated, reject\n"

EXIM = receiving.EXIM.replace("  accept local_parts", "  deny !authenticated = *\n  accept local_parts") + f"""\
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{${{lookup{{$auth2}}lsearch{{/var/config/passwords}}}}}}}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = ${{if eq{{$auth2}}{{${{lookup{{$auth1}}lsearch{{/var/config/passwords}}}}}}}}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{lookup{{$auth1}}lsearch{{/var/config/passwords}}{{$value}}fail}}
"""

OPENSMTPD = receiving.OPENSMTPD.replace("from any", "auth from any") + f'table logins {{ "{USER}" = "HASH" }}\n'


def postfix(program, folder, port):
    return dovecot.postfix(program, folder, port, POSTFIX, "virtual unix - n n - - virtual\n", USER, SECRET)


def exim(program, folder, port):
    write(f"{folder}/var/config/passwords", f"{USER}: {SECRET}\n")
    return daemons.exim(program, folder, port, EXIM)


def opensmtpd(program, folder, port):
    hashed = subprocess.run(["openssl", "passwd", "-6", SECRET], capture_output=True, check=True, timeout=e2e.WAIT)
    return receiving.opensmtpd_tls(program, folder, port, OPENSMTPD.replace("HASH", hashed.stdout.decode().strip()),
                                   "auth <logins>")


PEERS = [(Peer("Postfix", "postfix", postfix, ["johndoe"], None), ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"]),
         (Peer("Exim", "exim4", exim, ["johndoe"], None), ["CRAM-MD5", "PLAIN", "LOGIN"])]
SECURE_PEER = Peer("OpenSMTPD", "smtpd", opensmtpd, ["johndoe"], None)

# --- what is said -------------------------------------------------------------------------------------

MESSAGE = (f"MAIL FROM:<alice@{DOMAIN}>", f"RCPT TO:<{USER}@{DOMAIN}>", "DATA", "Subject: x", "", "Hello.", ".", "QUIT")
LOGIN = (f"--auth-user={USER}", "--auth-password-file=password")


class Home(Folder):
    """A folder with the password, and no other secret."""

    def __enter__(self):
        super().__enter__()
        for name, text in (("password", SECRET), ("wrong", "not it")):
            with open(self.file(name), "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(text + "\n")
        return self

    def __exit__(self, *details):
        for path, _folders, names in os.walk(self.path):
            for name in names:
                if name != "password":
                    no_secret(self.read(os.path.join(path, name)), name)
        super().__exit__(*details)

    def say(self, *arguments, text=(), status=0):
        output, errors = self.run(*arguments, text=lines(*text), status=status)
        no_secret((output + errors).encode(), "what it prints")
        return output


def log_in(home, where, mechanism, *options):
    """Logs in by MECHANISM, delivers, and plays what was saved."""
    output = home.say("--plain", "--codes-only", "--save=saved", *LOGIN, *options, where,
                      text=("EHLO lab.test", f"$AUTH {mechanism}", *MESSAGE))
    truth("S: 235" in output, output)
    truth(f"\nC$: AUTH {mechanism} {USER}\nS: 235\n" in home.read("saved").decode(), "what was saved")
    truth("all as expected" in home.say("--replay=saved", LOGIN[1], *options, where), "it plays")


def make_cases(peer, mechanisms):
    @case(f"{peer.name}: {', '.join(mechanisms)}, and each is played again")
    def _():
        with Receiving(peer) as server, Home() as home:
            for mechanism in mechanisms:
                log_in(home, server.address, mechanism)
            server.wait_for(peer.boxes * 2 * len(mechanisms))

    @case(f"{peer.name}: a wrong password, and none, are refused and explained")
    def _():
        with Receiving(peer) as server, Home() as home:
            for mechanism in mechanisms:
                output = home.say("--plain", LOGIN[0], "--auth-password-file=wrong", server.address,
                                  text=("EHLO lab.test", f"$AUTH {mechanism}", "QUIT"))
                truth("S: 535" in output and "did not accept the user name or password" in output, output)
            output = home.say("--plain", server.address, text=("EHLO lab.test", *MESSAGE[:2], "QUIT"))
            truth("S: 250" in output and "\nS: 55" in output, output)

    @case(f"{peer.name}: the full screen proposes {mechanisms[0]}, logs in and delivers")
    def _():
        with Receiving(peer) as server, Terminal("--tls=never", f"--auth-user={USER}", server.address,
                                                 size=(100, 30)) as terminal:
            for step, text in (("EHLO", ""), ("AUTH", SECRET), ("MAIL", f"alice@{DOMAIN}"),
                               ("RCPT", f"{USER}@{DOMAIN}"), ("DATA", "Hello.")):
                screen = terminal.wait_step(step)
                truth(step != "AUTH" or f"[ {mechanisms[0]} ]" in screen.form, screen)
                if text:
                    terminal.type(text)
                terminal.key("F5")
            no_secret(str(terminal.wait_step("QUIT")).encode(), "the screen")
            server.wait_for(peer.boxes)

    @case(f"{peer.name}: a login to smtpd-proto, as it was saved, is played here")
    def _():
        with Receiving(peer) as server, Home() as home, auth_server(CLEAR, "--require-auth") as ours:
            home.say("--plain", "--codes-only", "--save=saved", *LOGIN, address(ours),
                     text=("EHLO lab.test", f"$AUTH {mechanisms[0]}", *MESSAGE))
            for where in (address(ours), server.address):
                truth("all as expected" in home.say("--replay=saved", LOGIN[1], where), where)
            server.wait_for(peer.boxes)
            equal(len(ours.records(USER)), 2, "here")


for the_peer, its_mechanisms in PEERS:
    make_cases(the_peer, its_mechanisms)


@case("OpenSMTPD: PLAIN and LOGIN, after STARTTLS and with TLS from the beginning")
def _():
    with Receiving(SECURE_PEER) as server, Home() as home:
        receiving.need_tls(server)
        for mechanism in ("PLAIN", "LOGIN"):
            log_in(home, f"smtps://127.0.0.1:{server.ports.secure}", mechanism, receiving.trusting())
        home.say("--plain", *LOGIN, receiving.trusting(), f"127.0.0.1:{server.ports.offering}",
                 text=("EHLO lab.test", "STARTTLS", "EHLO lab.test", "$AUTH", *MESSAGE))
        server.wait_for(["johndoe"] * 5)


e2e.run()
