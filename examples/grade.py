#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Grades SMTP clients that students have written:

    python3 examples/grade.py examples/students/*.py

Each PROGRAM is run as `PROGRAM HOST PORT SENDER RECIPIENT`, and must deliver the message on its standard
input.  smtpd-proto takes it and says what was wrong (--report).  All begin with 10 points: a message
that has not arrived as it was costs 4, each error 3 and each remark 1.  The texts are in the language of the
locale.  Options: --server=FILE and --dialect=NAME.  The exit status is 0 if all have 10 points, else 1.
"""

import argparse
import email.utils
import json
import mailbox
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

POINTS, LOST, ERROR, REMARK = 10, 4, 3, 1
SECONDS = 20

# It has lines that only programs that double dots deliver as they are.
MESSAGE = """\
From: Ana <ana@example.org>
To: bob@example.org
Subject: grading
Date: {date}
Message-ID: <{unique}@example.org>

Dear Bob,
.hidden files begin with a dot, and so does the next line:
.
Is this still here?
"""

PORTUGUESE = {
    "the message did not arrive": "a mensagem n\u00e3o chegou",
    "the message did not arrive as it was": "a mensagem n\u00e3o chegou como era",
    "no program was submitted": "nenhum programa foi enviado",
    "not installed": "n\u00e3o est\u00e1 instalado",
    "the program did not end": "o programa n\u00e3o terminou",
    "error": "erro",
    "remark": "observa\u00e7\u00e3o",
    "points": "pontos",
}


def is_portuguese():
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "C"
    return chosen not in ("C", "POSIX", "C.UTF-8") and (os.environ.get("LANGUAGE") or chosen).startswith("pt")


def say(text):
    return PORTUGUESE[text] if is_portuguese() else text


class Server:
    """smtpd-proto with the mailbox bob in a folder of its own; the first reply to each step waits, so
    that a program that does not is noticed."""

    def __init__(self, arguments, folder):
        if shutil.which(arguments.server) is None:
            sys.exit(f"{arguments.server}: {say('not installed')}")
        self.folder = folder
        with open(f"{folder}/users", "w", encoding="ascii") as users:
            users.write("bob\n")
        with open(f"{folder}/log", "wb") as log:
            self.process = subprocess.Popen(
                [arguments.server, "--port=0", f"--directory={folder}", f"--dialect={arguments.dialect}",
                 "--report=json", f"--report-file={folder}/report", "--timeout=10",
                 *(f"--fault={step}:delay=100ms:first=1" for step in ("CONNECT", "MAIL", "RCPT", "DATA")),
                 f"{folder}/users"], stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            with open(f"{folder}/log", encoding="utf-8") as log:
                sys.exit(log.read())
        self.host, self.port = line.split()[2].rsplit(":", 1)

    def stop(self):
        """Returns the findings about all connections, and the messages."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()
        with open(f"{self.folder}/report", encoding="ascii") as report:
            findings = [finding for line in report for finding in json.loads(line)["findings"]]
        return findings, [message.as_bytes() for message in mailbox.mbox(f"{self.folder}/bob.txt")]


def run(command, message):
    """Whether COMMAND has ended in time; how it ends is its own concern."""
    try:
        subprocess.run(command, input=message.encode(), capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return True


def body_of(message):
    return re.split(rb"\r?\n\r?\n", message, maxsplit=1)[-1].rstrip(b"\n")


def judge(has_ended, findings, messages, message):
    """The points, and the reasons for those that are missing."""
    points, reasons = POINTS, []
    if not has_ended:
        reasons.append((LOST, say("the program did not end"), ""))
    elif not messages:
        reasons.append((LOST, say("the message did not arrive"), ""))
    elif body_of(messages[0]) != body_of(message.encode()):
        reasons.append((LOST, say("the message did not arrive as it was"), ""))
    for finding in findings:
        cost = ERROR if finding["severity"] == "error" else REMARK
        detail = f": {finding['detail']}" if "detail" in finding else ""
        reasons.append((cost, f"{say(finding['severity'])}: {finding['what']}{detail} [{finding['id']}]",
                        f"RFC {finding['rfc']}, {finding['section']}: {finding['remedy']}"))
    for cost, _, _ in reasons:
        points -= cost
    return max(points, 0), reasons


def assess(program, arguments):
    """Runs PROGRAM, and judges it."""
    command = [sys.executable] * program.endswith(".py") + [os.path.abspath(program)]
    message = MESSAGE.format(date=email.utils.formatdate(localtime=True), unique=os.urandom(8).hex())
    with tempfile.TemporaryDirectory(prefix="grade.") as folder:
        server = Server(arguments, folder)
        has_ended = run([*command, server.host, server.port, "ana@example.org", "bob@example.org"], message)
        return judge(has_ended, *server.stop(), message)


def lines_of(reasons):
    """The reasons as people read them."""
    for cost, what, remedy in reasons:
        yield f"-{cost} {what}"
        if remedy:
            yield f"   {remedy}"


def grade(program, arguments):
    points, reasons = assess(program, arguments)
    print(f"{program}: {points}/{POINTS} {say('points')}")
    for line in lines_of(reasons):
        print(f"  {line}")
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    built = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "build", "server", "smtpd-proto")
    parser.add_argument("--server", default=built if os.path.exists(built) else "smtpd-proto")
    parser.add_argument("--dialect", default="prototype")
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    sys.exit(any([grade(program, arguments) < POINTS for program in arguments.programs]))


if __name__ == "__main__":
    main()
