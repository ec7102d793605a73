#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""examples/conformance finds no fault with smtpd-proto, and in each of many broken servers just the one
that it has, by the conversations that are about it; and none with servers that only do what they may."""

import os
import tempfile

import certificates
import e2e
import suite
from broken_servers import CUSTOMS, DEFECTS, kind
from dialects import RFC5321
from e2e import Server, case, equal
from sound_server import PASSWORD, USER, Serving, Sound

# A server that refuses DATA, or a message for its line ends, has shown all that there is to see.
REFUSALS = ["204-*", "411-*", "412-*", "413-*", "414-*", "415-*", "416-*", "417-*"]

# The conversations that find each defect.
FOUND_BY = {
    "rcpt-before-mail": ["201-*"],
    "data-before-rcpt": ["203-*", "204-*"],
    "refused-recipients-count": ["204-*"],
    "mail-twice": ["205-*"],
    "rset-keeps-envelope": ["206-*"],
    "ehlo-keeps-envelope": ["208-*", "209-*"],
    "data-keeps-envelope": ["211-*"],
    "refusal-ends-transaction": ["212-*", "215-*", "605-*"],
    "arguments-ignored": ["118-*", "220-*", "221-*"],
    "unknown-closes": ["115-*", "116-*", "218-*", "605-*"],
    "quit-without-221": ["110-*", "117-*", "219-*", "602-*", "608-*", "707-*"],
    "codes-differ": ["112-*"],
    "capitals-only": ["301-*", "302-*"],
    "no-postmaster": ["304-*"],
    "postmaster-in-one-case": ["305-*"],
    "no-null-sender": ["303-*"],
    "no-quotes": ["306-*", "307-*", "308-*", "906-*"],
    "no-source-route": ["310-*"],
    "any-parameter": ["317-*", "318-*"],
    "end-lf-lf": ["411-*", "413-*"],  # CRLF . LF has LF . LF in it
    "end-lf-crlf": ["412-*"],
    "end-crlf-lf": ["413-*"],
    "end-cr-cr": ["414-*", "415-*"],  # CR . CRLF has CR . CR in it
    "end-at-any-dot": ["402-*", "403-*", "413-*", "417-*"],
    "lf-ends-commands": ["418-*"],
    "recv-is-a-line": ["406-*", "606-*"],
    "noop-alone": ["111-*"],
    "short-commands": ["501-*"],
    "long-line-is-many": ["502-*"],
    "short-text": ["503-*"],
    "few-recipients": ["507-*"],
    "small-messages": ["508-*"],
    "any-size": ["510-*"],
    "replies-out-of-order": ["601-*", "602-*", "604-*", "605-*", "607-*", "608-*"],
    "group-is-one": ["60*"],
    "injection": ["704-*"],
    "tls-keeps-envelope": ["703-*"],
    "tls-in-tls": ["705-*"],
    "login-twice": ["812-*"],
    "login-in-transaction": ["806-*"],
    "any-base64": ["803-*", "804-*"],
    "cancel-is-a-password": ["805-*"],
    "smtputf8-stays": ["911-*"],
    "latin-1": ["910-*"],
}
e2e.equal(FOUND_BY.keys(), DEFECTS.keys(), "defects")


def serve(*options, folder=None):
    return Server(*options, folder=folder, dialect=RFC5321, users=USER + "\n")


@case("smtpd-proto, in clear: TLS and AUTH are not there, all else is as it should be")
def _():
    with serve() as server:
        played = suite.play(f"{server.host}:{server.port}")
        suite.check(played, [], [*REFUSALS, "70*", "80[1345679]*", "81*"])


@case("smtpd-proto, with TLS and AUTH")
def _():
    with tempfile.TemporaryDirectory(prefix="smtpd-auth.") as folder:
        with open(os.path.join(folder, "passwords"), "w", encoding="ascii") as file:
            file.write(f"{USER}:{PASSWORD}\n")
        os.chmod(file.name, 0o600)
        with serve("--tls=tls.pem", "--auth=passwords", "--auth-in-clear", folder=folder) as server:
            suite.check(suite.play(f"{server.host}:{server.port}"), [], REFUSALS)


def find_defect(speaker, failing):
    with Serving(speaker, *certificates.certificate("good")) as serving:
        results, details = suite.play(serving.address)
        for name in suite.named(failing):
            if results[name] == "passed" and suite.has_pauses(name):
                e2e.wait_for(lambda name=name: suite.fails(serving.address, name), f"{name} to fail")
                results[name] = "failed"
    failed = [name for name in suite.NAMES if results[name] == "failed"]
    equal(failed, suite.named(failing), "\n".join(details.get(name, "") for name in failed))
    return results


@case("a server without a mistake passes")
def _():
    results = find_defect(Sound, [])
    equal([name for name in suite.NAMES if results[name] == "skipped"], suite.named(["204-*"]), "skipped")


def make_case(name, sentence):
    @case(f"{name}: {sentence}")
    def _():
        find_defect(kind(name), FOUND_BY.get(name, []))


for the_name, (the_sentence, _rows) in {**DEFECTS, **CUSTOMS}.items():
    make_case(the_name, the_sentence)

e2e.run()
