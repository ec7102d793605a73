#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that repeat a secret in their replies, whole or in pieces: line mode and --replay show and keep
nothing of it."""

import base64

import e2e
from auth_client import LOGIN, Home, serves
from auth_server import SECRET, USER, b64, plain
from e2e import case, equal, truth
from tui import Fake


@case("replies that answer nothing do not make a secret seen, nor kept")
def leave():
    typed = ["AUTH LOGIN", b64(USER), b64(SECRET)]
    for lines in (["$AUTH"], typed):
        replies = ["334 VXNlcjo=\r\n250 x", "334 UGFzczo=\r\n250 x", "235 in"]
        with Home() as home, serves("LOGIN", replies) as (address, heard):
            output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines, "NOOP"])
            equal(heard[1:], [*typed, "NOOP"], output)
            truth(f"\nC$: AUTH LOGIN {USER}\nS: 235\nC: NOOP\n" in home.read("saved").decode(), home.read("saved"))


def quoting(line):
    return f'500 5.5.1 Unknown command "{line.decode().split()[-1]}"'


def in_clear(line):
    return "535-Bad\r\n535 Bad password: " + base64.b64decode(line.split()[-1]).replace(b"\0", b" ").decode().strip("\1")


def asking(line):
    return "334 " + line.decode().split()[-1]


def anew(_line):
    return f"334 {b64(SECRET)} {plain(USER, SECRET)}"


def replayed_login(name, replies):
    """Replays a login that is expected to succeed: what is shown of the difference holds no secret."""
    with Home() as home, serves(name, replies) as (address, _heard):
        home.write("x.session", f"# smtp-session 1\nS: 220\nC: EHLO me\nS: 250\nC$: AUTH {name} {USER}\nS: 235\n")
        for options in ((), ("--keep-going",)):
            home.run("--replay=x.session", *options, *LOGIN, address, status=3)


@case("a server that repeats a secret in its reply does not make it seen, nor kept")
def repeated():
    for quote in (quoting, in_clear, asking, anew):
        for name, before in (("LOGIN", ["334 VXNlcjo=", "334 UGFzczo="]), ("PLAIN", []), ("XOAUTH2", [])):
            replayed_login(name, [*before, quote])
            typed = {"LOGIN": ["AUTH LOGIN", b64(USER), b64(SECRET)], "PLAIN": ["AUTH PLAIN " + plain(USER, SECRET)],
                     "XOAUTH2": ["AUTH XOAUTH2 " + b64(f"user={USER}\1auth=Bearer {SECRET}\1\1")]}
            for lines in ([f"$AUTH {name}"], typed[name]):
                with Home() as home, serves(name, [*before, quote]) as (address, _heard):
                    output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                    truth("***" in output, output)


@case("nor does one that answers once too often, before the next command or after it")
def twice():
    for name, before in (("LOGIN", ["334 VXNlcjo=", "334 UGFzczo="]), ("PLAIN", [])):
        for at_once in (True, False):
            quoted = []

            def late(line):
                quoted.append(quoting(line))
                return "500 Line too long" + f"\r\n{quoted[0]}" * at_once
            with Home() as home, serves(name, [*before, late, lambda _line: quoted[0]]) as (address, _heard):  # pylint: disable=cell-var-from-loop
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", f"$AUTH {name}", "NOOP"])
                truth('500 5.5.1 Unknown command "***"' in output, output)


@case("a server that repeats what it was sent: the secret is hidden in its reply too")
def echoes():
    def answer(line):
        return f"500-what is {line.split()[-1].decode()}?\r\n500 {line.decode()}: unrecognized"

    with Home() as home:
        for lines in (["$AUTH"], [f"AUTH PLAIN {plain(USER, SECRET)}"], ["AUTH", plain(USER, SECRET)]):
            with serves("PLAIN", [answer, answer]) as (address, _heard):
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                truth("S: 500-what is ***?\n" in output and "***: unrecognized" in output, output)


@case("a server that cuts what it repeats, or wraps it, or sends it piece by piece: no piece of the secret is seen")
def pieces():
    """The user stays to be seen, and what the server says of its own."""
    sent = plain(USER, SECRET)

    def answer(line):
        text = line.decode()
        return f"500-{USER}: what is {text[:30]}...\r\n500-{text[25:37]}\r\n500 {SECRET[:9]}... is not known"

    def drip(peer, _number):
        peer.send("220 fake\r\n")
        peer.send(f"500 {peer.line().decode()[:17]}".encode())
        peer.line()
        peer.send("\r\n")

    with Home() as home:
        for lines in (["$AUTH"], [f"AUTH PLAIN {sent}"]):
            with serves("PLAIN", [answer]) as (address, _heard):
                output = home.run("--plain", "--save=saved", *LOGIN, address, lines=["EHLO me", *lines])
                for text in (output, home.read("saved").decode()):
                    truth(not any(piece in text for piece in (sent[:8], sent[16:24], SECRET[:8])), text)
                truth(f"S: 500-{USER}: what is " in output and "500 ***... is not known" in output, output)
        with Fake(drip) as fake:
            output = home.run("--plain", "--save=saved", "--timeout=2", fake.address, lines=[f"AUTH PLAIN {sent}"], status=1)
            for text in (output, home.read("saved").decode()):
                truth(sent[:4] not in text and "[21 bytes]" in text, text)


e2e.run()
