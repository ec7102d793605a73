# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The conversations of examples/conformance, played against a server, and what their README says of the
servers of others.  Which server it is is not known here."""

import fnmatch
import os
import re
import subprocess

import e2e
from e2e import equal, truth

FOLDER = os.path.join(e2e.TESTS, "..", "examples", "conformance")
NAMES = sorted(name[:-8] for name in os.listdir(FOLDER) if name.endswith(".session"))
JOBS = 8

# A test of TAP, with its block of YAML.
TEST = re.compile(r"^(not )?ok \d+ - (.*)\n  ---\n((?:  .*\n)*?)  \.\.\.\n", re.M)
FILE = re.compile(r"^  file: '(?:.*/)?(.*)\.session'$", re.M)


def has_pauses(name):
    """Whether pieces of the conversation NAME arrive apart only because of pauses between them.  Where the
    machine is busy they may yet arrive together, and a server that takes them so is not found out."""
    with open(os.path.join(FOLDER, f"{name}.session"), encoding="utf-8") as file:
        return re.search("^W: ", file.read(), re.M) is not None


def fails(address, name):
    """Whether a reply in the conversation NAME differs."""
    done = subprocess.run([e2e.CLIENT, f"--replay={FOLDER}/{name}.session", f"--timeout={e2e.WAIT}", address],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=e2e.CASE, check=False,
                          env=e2e.ENVIRONMENT)
    truth(done.returncode in (0, 3), f"status {done.returncode}: {done.stderr.decode()[-2000:]}")
    return done.returncode == 3


def play(address, *options):
    """What became of each conversation with the server at ADDRESS: "passed", "skipped" or "failed"; and what
    is to be known of those that failed."""
    done = subprocess.run([e2e.CLIENT, f"--replay={FOLDER}", "--replay-format=tap", f"--replay-jobs={JOBS}",
                           "--tls-insecure", f"--timeout={e2e.WAIT}", *options, address],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=e2e.CASE, check=False,
                          env=e2e.ENVIRONMENT)
    output = done.stdout.decode()
    truth(done.returncode in (0, 3, 4), f"status {done.returncode}: {done.stderr.decode()[-2000:]}")
    results, details = {}, {}
    for is_bad, title, block in TEST.findall(output):
        name = FILE.search(block)[1]
        results[name] = "failed" if is_bad else "skipped" if " # SKIP" in title else "passed"
        if is_bad:
            details[name] = block
    equal(sorted(results), NAMES, f"conversations played: {output[-2000:]}")
    return results, details


def named(patterns):
    """The conversations that match one of PATTERNS, of which each must match some."""
    found = []
    for pattern in patterns:
        some = fnmatch.filter(NAMES, pattern)
        truth(some, f"no conversation is called {pattern}")
        found += some
    return found


def check(played, failing, skipped):
    """Of what was PLAYED, just the conversations FAILING failed, and those SKIPPED were skipped, both as
    patterns."""
    results, details = played
    expected = {**dict.fromkeys(NAMES, "passed"), **dict.fromkeys(named(skipped), "skipped"),
                **dict.fromkeys(named(failing), "failed")}
    wrong = [f"{name}: {results[name]}, expected {expected[name]}\n{details.get(name, '')}"
             for name in NAMES if results[name] != expected[name]]
    truth(not wrong, "\n".join(wrong))


def deviations(server):
    """What README.md says of SERVER: the patterns of what fails, and of what is skipped."""
    with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as page:
        section = re.search(rf"^### {server}\b.*\n((?:(?!#).*\n)*)", page.read(), re.M)
    rows = re.findall(r"^\| (\S.*) \| (fails|skipped) \| \S.* \|$", section[1], re.M)
    lists = {"fails": [], "skipped": []}
    for names, result in rows:
        lists[result] += re.findall(r"`([^`]+)`", names)
    return lists["fails"], lists["skipped"]
