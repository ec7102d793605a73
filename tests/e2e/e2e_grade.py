#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The grader of examples/ grades six programs rightly, in both languages."""

import os
import re
import subprocess
import sys

import e2e
from e2e import case, equal, truth

EXAMPLES = os.path.join(e2e.TESTS, "..", "examples")
STUDENTS = os.path.join(EXAMPLES, "students")
LOST = "the message did not arrive"

# The points, whether the message is there, and the findings.
EXPECTED = {
    "right": (10, None, []),
    "no_crlf": (9, None, ["line-ending"]),
    "no_quit": (7, None, ["quit-missing"]),
    "never_reads": (7, None, ["reply-unawaited"]),
    "no_dot_stuffing": (0, LOST + " as it was", ["dot-stuffing", "text-after-end"]),
    "wrong_order": (0, LOST, ["command-order", "refusal-ignored"]),
}
PORTUGUESE = {LOST: "a mensagem n\u00e3o chegou", LOST + " as it was": "a mensagem n\u00e3o chegou como era"}


def grade(names, *options, env=None):
    """The exit status, and what is said of each program."""
    programs = [os.path.join(STUDENTS, name + ".py") for name in names]
    done = subprocess.run([sys.executable, os.path.join(EXAMPLES, "grade.py"), f"--server={e2e.SMTPD}", *options,
                           *programs], capture_output=True, timeout=e2e.WAIT * 3, check=False,
                          env={**e2e.ENVIRONMENT, "PYTHONUTF8": "1", **(env or {})})
    truth(not done.stderr, done.stderr)
    return done.returncode, re.split(r"(?m)^(?=\S)", done.stdout.decode())[1:]


def check(words, env=None):
    status, graded = grade(EXPECTED, env=env)
    equal(status, 1, "status")
    equal(len(graded), len(EXPECTED), "programs")
    for text, (name, (points, lost, ids)) in zip(graded, EXPECTED.items()):
        heading, *rest = text.splitlines()
        truth(heading.endswith(f"/{name}.py: {points}/10 {words['points']}"), heading)
        equal(re.findall(r"(?m)^  -\d .*\[([a-z-]+)\]$", text), ids, name)
        equal([line for line in rest if line.startswith("  -4 ")],
              [f"  -4 {words.get(lost, lost)}"] if lost else [], name)


@case("six programs, in English")
def _():
    check({"points": "points"})


@case("six programs, in Portuguese")
def _():
    check({"points": "pontos", **PORTUGUESE}, {"LC_ALL": "pt_BR.UTF-8", "LANGUAGE": "pt_BR"})


@case("a program without a mistake, in the other dialect too")
def _():
    equal(grade(["right"], "--dialect=rfc5321")[0], 1, "status, for HELO instead of EHLO")
    equal(grade(["right"])[0], 0, "status")


if __name__ == "__main__":
    e2e.run()
