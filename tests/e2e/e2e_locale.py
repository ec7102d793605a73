#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Programs in locales of all kinds: those that count as UTF-8, and those of another charset."""

import json
import os
import pty
import re
import select
import subprocess
import tempfile
import time

import e2e
import locales
from e2e import Client, Server, case, equal, message_of, truth
from tui import Terminal, Words, address, scripted
from tui_walk import Walk, expect_raw, go_to, sent

# As a person may have it.  Empty is as good as absent.
COUNT_AS_UTF8 = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX"},
    {"LC_ALL": "xx_XX.UTF-8"},
    {"LC_ALL": "", "LANG": "C"},
    {"LC_ALL": "", "LANG": "", "LC_CTYPE": "UTF-8"},
]

MARK = "\ufeff"


class Foreign:
    """Programs in Portuguese and another charset than UTF-8; a context manager."""

    def __init__(self, language="pt_BR", charset="ISO-8859-1"):
        self.charset = charset
        self.locale = locales.env(language, charset)
        self.words = Words("pt_BR")

    def __enter__(self):
        self.words.__enter__()
        self.home = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.env = {**self.words.env, **self.locale, "HOME": self.home.name,
                    "XDG_STATE_HOME": os.path.join(self.home.name, "state")}
        return self

    def __exit__(self, *exception):
        self.home.cleanup()
        self.words.__exit__(*exception)

    def run(self, *command, text=b""):
        """Runs COMMAND to its end; returns its status, output and errors."""
        done = subprocess.run(command, input=text, env={**e2e.ENVIRONMENT, **self.env},
                              capture_output=True, timeout=e2e.WAIT, check=False)
        return done.returncode, done.stdout.decode(self.charset), done.stderr.decode(self.charset)


# --- locales that count as UTF-8 -------------------------------------------------------------

def name_of(env):
    return " ".join(f"{name}={value}" for name, value in env.items())


def for_locales(name):
    """Registers a case per locale that counts as UTF-8."""
    def register(function):
        for env in COUNT_AS_UTF8:
            case(f"{name}, {name_of(env)}")(lambda env=env: function(env))
        return function
    return register


@for_locales("what is typed into the full screen arrives as it was typed")
def full_screen(env):
    text = "a\u00e7\u00e3o \u6f22 \U0001f600"
    with Walk((100, 30), "en", env={**env, "VISUAL": "sh -c 'locale charmap >>\"$1\"' sh"}) \
            as (server, terminal, _words):
        go_to(terminal, "DATA", sender="jo\u00e3o@x")
        terminal.type(text)
        screen = terminal.wait(lambda screen: text in screen.form, "the text in the form")
        truth("C MAIL FROM:<jo\u00e3o@x>" in screen.conversation, screen)
        truth("\u250c" in screen.rows[2], f"frames are drawn with lines:\n{screen}")
        terminal.key("F4")
        terminal.wait(lambda screen: "UTF-8" in screen.form, "the charset of the editor")
        terminal.key("F7")
        terminal.type("ol\u00e1")
        expect_raw(terminal, "ol\u00e1")
        terminal.key("BSpace")
        expect_raw(terminal, "ol")
        terminal.key("C-u", "M-1", "F5")
        terminal.wait_step("QUIT")
        record = server.records("johndoe")[0]
        truth(b"\nReturn-Path: <jo\xc3\xa3o@x>\n" in record, record)


@for_locales("what is typed in line mode arrives as it was typed")
def line_mode(env):
    with Server() as server, Terminal("--plain", address(server), env=env) as terminal:
        for line, reply in (("helo caf\u00e9", "S: 250 Hello caf\u00e9, pleased to meet you"),
                            ("mail from: jo\u00e3o", "S: 250 jo\u00e3o Sender ok")):
            terminal.wait(lambda screen: screen.rows[screen.cursor[1]].endswith("] >"), "a prompt")
            terminal.type(line + "+")
            terminal.wait(f"] > {line}+")
            terminal.key("BSpace", "Enter")
            terminal.wait(reply)


# --- help ------------------------------------------------------------------------------------

@case("help fits into a terminal of 80 columns, in both languages")
def help_fits():
    def wide(text):
        return [line for line in text.splitlines() if len(line) > 80]

    with Foreign(charset="UTF-8") as portuguese:
        for program in (e2e.CLIENT, e2e.SMTPD):
            english = subprocess.run([program, "--help"], env=e2e.ENVIRONMENT, capture_output=True, check=True, timeout=e2e.WAIT)
            equal(wide(english.stdout.decode()), [], program)
            status, output, errors = portuguese.run(program, "--help")
            equal((status, errors, wide(output)), (0, "", []), f"{program} in Portuguese")
            truth("Uso: " in output, output)


# --- another charset -------------------------------------------------------------------------

@case("in a locale of another charset help and complaints are in that charset")
def help_and_complaints():
    def is_converted(text):
        """No byte of it is left of UTF-8."""
        return re.search("[\u00e1\u00e3]", text) and not re.search("[\u00c2\u00c3][\x80-\xbf]", text)

    with Foreign() as foreign:
        for program in (e2e.CLIENT, e2e.SMTPD):
            status, output, errors = foreign.run(program, "--help")
            equal((status, errors), (0, ""), "--help")
            truth("Uso: " in output and is_converted(output), output)
        status, output, errors = foreign.run(e2e.SMTPD)
        equal(status, 2, errors)
        truth("usu\u00e1rios" in errors and is_converted(errors), errors)
        status, output, errors = foreign.run(e2e.SMTPD, "--explain-dialect")
        equal(status, 0, errors)
        truth(is_converted(output), output)


@case("in another charset line mode reads and writes it, and what goes over the wire is UTF-8")
def line_mode_converts():
    replies = {b"HELO": "250 caf\u00e9 \u2026 \u6f22 \u0159\r\n".encode(),
               b"MAIL": b"250 \xc3\r\n", b"QUIT": b"221 \xe3\r\n"}
    heard = []

    def script(peer, _number):
        peer.send(b"220 fake smtpd-proto ready\r\n")
        while (line := peer.line()) is not None:
            heard.append(line)
            peer.send(replies[line[:4]])

    with Foreign() as foreign, scripted() as fake:
        fake.script = script
        status, output, errors = foreign.run(
            e2e.CLIENT, "--plain", fake.address,
            text="HELO jo\u00e3o\nMAIL \u00ff\u00a0\u00fe\nQUIT\n".encode("latin-1"))
        equal((status, errors), (0, ""), f"status and errors; {output}")
        equal(heard, ["HELO jo\u00e3o".encode(), "MAIL \u00ff\u00a0\u00fe".encode(), b"QUIT"],
              "what went over the wire")
        said = [re.sub(r"  \(\d+ ms\)$", "", line) for line in output.split("\n")
                if line.startswith(("S: ", "C: "))]
        equal(said, ["S: 220 fake smtpd-proto ready", "C: HELO jo\u00e3o",
                     "S: 250 caf\u00e9 ... \\u{6F22} r", "C: MAIL \u00ff\u00a0\u00fe",
                     "S: 250 \\xC3", "C: QUIT", "S: 221 \\xE3"], "what was printed")
        truth("servidor" in output and "\u00c3" not in output, output)


@case("in another charset a long input that comes in pieces is converted whole")
def long_input():
    convert_long("pt_BR", "ISO-8859-1", "\u00e3\u00e9" * 701)


@case("in a charset of several bytes as well")
def long_input_of_several_bytes():
    convert_long("ja_JP", "EUC-JP", "\u6f22\u5b57" * 701)


def convert_long(language, charset, line):
    with Foreign(language, charset) as foreign, Server() as server:
        text = "helo x\nmail from: a\nrcpt to: johndoe\ndata\n" + f"{line}\n" * 100 + ".\nquit\n"
        status, output, errors = foreign.run(e2e.CLIENT, "--plain", address(server),
                                             text=text.encode(charset))
        equal((status, errors), (0, ""), "status and errors")
        stored = message_of(server.records("johndoe")[0]).decode()
        equal(stored, "\n" + f"{line}\n" * 100, "message")
        equal(output.count(f"C: {line}\n"), 100, "lines that were printed")


class Screenless:
    """A terminal in which the client runs and whose bytes nobody interprets."""

    def __init__(self, *argv, env):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], argv, {**e2e.ENVIRONMENT, "TERM": "dumb", **env})
        self.output = b""

    def wait(self, pattern):
        deadline = time.monotonic() + e2e.WAIT
        while not re.search(pattern, self.output):
            ready, _, _ = select.select([self.terminal], [], [], deadline - time.monotonic())
            truth(ready, f"waited in vain for {pattern}: {self.output}")
            self.output += os.read(self.terminal, 65536)

    def type(self, data):
        self.output = b""
        os.write(self.terminal, data)

    def end(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(status)


@case("in another charset the full screen ends with one line that names the remedy")
def no_full_screen():
    with Foreign() as foreign:
        for variable in ("LC_ALL", "LC_CTYPE", "LANG"):
            env = {**foreign.locale, "LC_ALL": "", "LC_CTYPE": "", "LANG": "", "LANGUAGE": "",
                   variable: foreign.locale["LC_ALL"]}
            screen = Screenless(e2e.CLIENT, "127.0.0.1:1", env=env)
            screen.wait(rb"\n")
            equal(screen.output, b"smtp-tui: the full screen needs UTF-8, but the charset of this "
                  b"locale is ISO-8859-1: set %s to a UTF-8 locale, or use --plain\r\n"
                  % variable.encode())
            equal(screen.end(), 1, "exit status")


@case("in a terminal of another charset Readline edits it")
def terminal_converts():
    with Foreign() as foreign, Server() as server:
        screen = Screenless(e2e.CLIENT, "--plain", address(server), env=foreign.env)
        screen.wait(rb"\] > ")
        screen.type(b"helo caf\xe9\xe3")
        # A character whose bytes come apart may be drawn in two steps.
        screen.wait(rb"caf\xe9[^\r\n]*\xe3")
        screen.type(b"\x7f\r")  # takes back one character
        screen.wait(rb"S: 250 Hello caf\xe9, pleased[^\0]*\] > ")
        screen.type(b"mail from: jo\xe3o\r")
        screen.wait(rb"S: 250 jo\xe3o Sender ok[^\0]*\] > ")
        screen.type(b"\x04")
        equal(screen.end(), 0, "exit status")


@case("in another charset the log is in that charset, and UTF-8 as JSON")
def log():
    with Foreign() as foreign:
        for options in ((), ("--log-format=json",)):
            with Server("--trace", *options, env=foreign.env) as server, Client(server) as client:
                client.command("jo\u00e3o \u4e2d", e2e.UNRECOGNIZED)
                client.helo()
                client.deliver()
                client.quit()
                e2e.wait_for(lambda s=server: b"QUIT" in s.log() or b"quit" in s.log(), "the log")
                text = server.log()
            if options:
                lines = [json.loads(line) for line in text.decode().splitlines()]
                truth(any(row.get("line") == "jo\u00e3o \u4e2d" for row in lines), text)
            else:
                truth(b" C jo\xe3o \\u{4E2D}\\r\\n [" in text and b"\xc3" not in text, text)


# --- what begins with a byte-order mark ------------------------------------------------------

@case("a byte-order mark before a session file, an inserted file or the first line is skipped")
def byte_order_mark():
    with Walk((100, 30), "en") as (server, terminal, _words):
        path = os.path.join(terminal.folder, "marked")
        with open(path, "w", encoding="utf-8") as file:
            file.write(MARK + "inserted\n")
        go_to(terminal, "DATA")
        terminal.key("M-i")
        terminal.wait("Insert the file:")
        terminal.type(path)
        terminal.wait(path)
        terminal.key("Enter")
        terminal.wait("Inserted: ")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        truth(message_of(server.records("johndoe")[0]).endswith(b"\n\ninserted\n"), "the message")
        with open(path, "w", encoding="utf-8") as file:
            file.write(MARK + "# smtp-session 1\r\nS: 220\r\nC: helo x\r\nS: 250\r\n")
        for options, text in ((["--replay=" + path], ""), (["--plain"], MARK + "helo x\n")):
            done = subprocess.run([e2e.CLIENT, *options, address(server)], input=text.encode(),
                                  env=terminal.env, capture_output=True, timeout=e2e.WAIT,
                                  check=False)
            equal(done.returncode, 0, f"{options}: {done}")
            truth(b"S: 250 Hello x" in done.stdout, f"{options}: {done}")


if __name__ == "__main__":
    e2e.run()
