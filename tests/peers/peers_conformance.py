#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""examples/conformance against the mail servers of others: what fails is what its README says.

The README is about the versions of Debian 12.  Others, and a server that is missing or cannot run here, are
skipped, or fail their case with REQUIRE_PEERS=1."""

import daemons
import dovecot
import e2e
import receiving
import suite
from e2e import case
from receiving import DOMAIN, Peer, Receiving
from sound_server import PASSWORD, USER

# --- the servers, which take mail for postmaster, and each offers what it can -------------------------

POSTFIX = receiving.POSTFIX + receiving.POSTFIX_TLS
POSTFIX_SERVICES = "virtual unix - n n - - virtual\ntlsmgr unix - - n 1000? 1 tlsmgr\n"
EXIM = receiving.EXIM.replace("johndoe : ", f"{USER} : johndoe : ") + f"""\
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
"""
OPENSMTPD = receiving.OPENSMTPD.replace(f'"johndoe@{DOMAIN}"', f'"{USER}@{DOMAIN}"')


def postfix(program, folder, port):
    receiving.give_certificate(folder)
    return dovecot.postfix(program, folder, port, POSTFIX, POSTFIX_SERVICES, USER, PASSWORD)


def exim(program, folder, port):
    return receiving.exim_tls(program, folder, port, EXIM)


def opensmtpd(program, folder, port):
    return daemons.opensmtpd(program, folder, port, DOMAIN, OPENSMTPD)


def need_known_versions():
    with open("/etc/os-release", encoding="utf-8") as file:
        if not {"ID=debian", 'VERSION_ID="12"'} <= set(file.read().splitlines()):
            raise receiving.unavailable("README.md knows the servers of Debian 12")


def make_case(peer):
    @case(f"{peer.name}: what fails and what is skipped is what README.md says")
    def _():
        need_known_versions()
        with Receiving(peer) as server:
            suite.check(suite.play(server.address), *suite.deviations(peer.name))


for the_peer in (Peer("Postfix", "postfix", postfix, [], None), Peer("OpenSMTPD", "smtpd", opensmtpd, [], None),
                 Peer("Exim", "exim4", exim, [], None)):
    make_case(the_peer)

e2e.run()
