#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The ways into tests of other projects, in examples/, work as they stand, by the commands of their README: a right
program passes, one that makes a mistake in SMTP fails with the verdict, and so does a machine without the server.

They run in a copy of the folder, as in a project of somebody else.  Of those that need a service of others the syntax
is checked, and their scripts are run.
"""

import contextlib
import functools
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

import e2e
from e2e import case, equal, truth, wait_for

EXAMPLES = os.path.join(e2e.TESTS, "..", "examples")
SUBJECT = "Subject: Welcome"

# It has the mistake that `wrong' makes.
LETTER = """\
From: Ana <ana@example.org>
Date: Sun, 29 Nov 2026 10:00:00 +0000
Message-ID: <1@example.org>
Subject: Welcome

.hidden
"""
MISTAKE = "dot-stuffing"
PROGRAMS = {
    "right": "exec python3 send.py",
    "wrong": "exec python3 students/no_dot_stuffing.py ${SMTP_SERVER%:*} ${SMTP_SERVER##*:} ana@b.example bob@c.example <letter",
    "failing": "exit 7",
    "silent": "exit 0",
}
MISSING = re.compile(r"smtpd-proto.*not (found|installed)")


def project():
    """A copy of the examples, with the programs of the table above."""
    folder = os.path.join(tempfile.mkdtemp(), "project")
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__", "lab"))
    for place, _, _ in os.walk(folder):  # `make distcheck' has them read-only
        os.chmod(place, 0o755)
    for name, text in {"letter": LETTER, **{name: f"#!/bin/sh\n{text}\n" for name, text in PROGRAMS.items()}}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(os.path.join(folder, name), 0o755)
    return folder


def environment(**more):
    path = os.path.dirname(e2e.SMTPD) + ":" + e2e.ENVIRONMENT["PATH"]
    found = {**e2e.ENVIRONMENT, "PATH": path, "NODE_PATH": "/usr/share/nodejs", **more}
    return {name: value for name, value in found.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


@functools.lru_cache(None)
def without_server():
    """What in the environment makes a machine without smtpd-proto of this one, on which it may be installed."""
    folder = tempfile.mkdtemp()
    for place in e2e.ENVIRONMENT["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            if name != "smtpd-proto" and not os.path.lexists(os.path.join(folder, name)):
                os.symlink(os.path.join(os.path.abspath(place), name), os.path.join(folder, name))
    return {"PATH": folder}


@contextlib.contextmanager
def started(command, folder, **more):
    """COMMAND while it runs, with all that it starts, none of which outlives this."""
    process = subprocess.Popen(command, cwd=folder, env=environment(**more), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def is_anybody_in(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def run(command, folder, **more):
    """The exit status of COMMAND, which leaves nothing running, and all that it prints."""
    with started(command if isinstance(command, list) else ["bash", "-c", command], folder, **more) as process:
        output = process.communicate(timeout=e2e.WAIT * 3)[0]
        wait_for(lambda: not is_anybody_in(process.pid), f"the end of all that {command} has started")
    truth(not e2e.COMPLAINTS.search(output), output)
    return process.returncode, output.decode()


def expect(got, status, text, about):
    """That it ended so, and has said TEXT."""
    truth(got[0] == status and re.search(text, got[1]), f"{about}: status {got[0]}, {got[1]}")


def in_readme(command):
    """COMMAND, which README has."""
    with open(os.path.join(EXAMPLES, "README.md"), encoding="utf-8") as file:
        truth(f"| `{command}` |" in file.read(), f"README has no {command}")
    return command


def module(name):
    """The Python module NAME, which is as optional as a mail program is."""
    try:
        return importlib.import_module(name)
    except ImportError:
        e2e.peer(f"python3-{name}")  # no program, but missing in the same way


def read_yaml(name):
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        return module("yaml").safe_load(file)


# --- jobs -------------------------------------------------------------------------------------------

def check_job(shell, scripts, variables):
    """Runs the SCRIPTS of a job in turn, with programs of each kind."""
    for program, status, text in ((None, 0, SUBJECT), ("./wrong", 3, MISTAKE), ("./failing", 7, "")):
        folder = project()
        chosen = dict(variables, **({"PROGRAM": program} if program else {}))
        for script in scripts[:-1]:
            expect(run([*shell, script], folder, **chosen), 0, "", script)
        got = run([*shell, scripts[-1]], folder, **chosen)
        if program == "./failing":  # the server, which is stopped early, says 1
            truth(got[0] != 0, f"a program that fails: {got}")
        else:
            expect(got, status, text, program)
    got = run([*shell, scripts[-1].replace("60s", "200ms")], project(), **dict(variables, PROGRAM="./silent"))
    expect(got, 5, "no message", "a program that sends nothing")
    expect(run([*shell, scripts[-1]], project(), **dict(variables, **without_server())), 1, MISSING, "no server")


@case("github-actions.yml")
def _():
    job = read_yaml("github-actions.yml")["jobs"]["mail"]
    truth(job["steps"][0]["uses"].startswith("actions/checkout@"), job)
    equal([step["name"] for step in job["steps"][1:]], ["Install smtpd-proto", "Send mail, and see how it was sent"], "steps")
    check_job(["bash", "-ec"], [step["run"] for step in job["steps"][1:]], job["env"])


@case("gitlab-ci.yml")
def _():
    job = read_yaml("gitlab-ci.yml")["mail"]
    equal(job["artifacts"]["paths"], ["mail/verdicts", "mail/everybody.txt"], "artifacts")
    check_job(["bash", "-eo", "pipefail", "-c"], ["\n".join(job["before_script"]), "\n".join(job["script"])],
              job["variables"])


# --- Makefile ---------------------------------------------------------------------------------------

@case("Makefile: a program that is right, one that is not, one that fails, and one that sends nothing")
def _():
    e2e.peer("make")
    folder = project()
    expect(run(in_readme("make test-mail PROGRAM='python3 send.py'"), folder), 0, SUBJECT, "right")
    expect(run("make test-mail PROGRAM=./wrong", folder), 2, MISTAKE + r"(.|\n)*Error 3", "wrong")
    expect(run("make test-mail PROGRAM=./failing", folder), 2, "Error 7", "failing")
    expect(run("make test-mail PROGRAM=./silent WITHIN=200ms", folder), 2, r"no message(.|\n)*Error 5", "silent")
    expect(run("make test-mail", folder, **without_server()), 2, MISSING, "no server")


@case("Makefile: a signal ends it, and leaves neither a process nor a file")
def _():
    e2e.peer("make")
    for end, to_all in ((signal.SIGINT, True), (signal.SIGTERM, False)):
        folder, scratch = project(), tempfile.mkdtemp()
        with started(["make", "test-mail", "PROGRAM=touch begun; exec sleep 600"], folder, TMPDIR=scratch) as make:
            wait_for(lambda: os.path.exists(os.path.join(folder, "begun")), "the program")
            truth(os.listdir(scratch), "a folder of the server")
            (os.killpg if to_all else os.kill)(make.pid, end)
            truth(make.wait(e2e.WAIT) != 0, "the status of make")
            wait_for(lambda: not is_anybody_in(make.pid), "the end of all processes")
            equal(os.listdir(scratch), [], "what is left")


# --- tests in Python and JavaScript -----------------------------------------------------------------

# Tests as others write them, of a program that makes a mistake.
WRONG_PYTEST = """
import os, subprocess
def test_wrong(smtp_server):
    server = f"{smtp_server.host}:{smtp_server.port}"
    subprocess.run(["./wrong"], env=dict(os.environ, SMTP_SERVER=server), check=False)
    assert len(smtp_server.messages()) == 1
"""
WRONG_NODE = """
const { execFile } = require('node:child_process');
const test = require('node:test');
const { startSmtpServer } = require('./smtp-server.js');
test('wrong', async t => {
    const server = await startSmtpServer(t);
    execFile('./wrong', { env: { ...process.env, SMTP_SERVER: `${server.host}:${server.port}` } }, () => {});
    await server.messages();
});
"""


@case("pytest: a fixture")
def _():
    e2e.peer("pytest")
    folder = project()
    expect(run(in_readme("pytest pytest"), folder), 0, "2 passed", "right")
    with open(os.path.join(folder, "pytest", "test_wrong.py"), "w", encoding="ascii") as file:
        file.write(WRONG_PYTEST)
    expect(run("pytest pytest/test_wrong.py", folder), 1, MISTAKE, "wrong")
    expect(run("pytest pytest/test_example.py", folder, **without_server()), 1, MISSING, "no server")
    with open(os.path.join(folder, "pytest", "test_silent.py"), "w", encoding="ascii") as file:
        file.write("import conftest\nconftest.WITHIN = '200ms'\ndef test_silent(smtp_server):\n    smtp_server.messages()\n")
    expect(run("pytest pytest/test_silent.py", folder), 1, "0 messages came within 200ms", "silent")


@case("node: a helper for node:test")
def _():
    e2e.peer("node")
    folder = project()
    scratch = tempfile.mkdtemp()
    with open(os.path.join(folder, "node", "wrong.test.js"), "w", encoding="ascii") as file:
        file.write(WRONG_NODE)
    expect(run("node --test node/wrong.test.js", folder, TMPDIR=scratch), 1, MISTAKE, "wrong")
    expect(run("node --test node/wrong.test.js", folder, TMPDIR=scratch, **without_server()), 1, MISSING, "no server")
    with open(os.path.join(folder, "node", "silent.test.js"), "w", encoding="ascii") as file:
        file.write(re.sub(r"execFile\('.*", "", WRONG_NODE).replace("(t)", "(t, { within: '200ms' })"))
    expect(run("node --test node/silent.test.js", folder, TMPDIR=scratch), 1, "0 messages came within 200ms", "silent")
    equal([name for name in os.listdir(scratch) if name.startswith("smtp-server-")], [], "what is left")
    if not os.path.isdir("/usr/share/nodejs/nodemailer"):
        e2e.peer("nodemailer")  # no program, but missing in the same way
    expect(run(in_readme("node --test node/mail.test.js"), folder), 0, r"pass 2\b", "right")


# --- a course ---------------------------------------------------------------------------------------

@case("autograder: results for Gradescope, in both languages")
def _():
    folder = project()
    expect(run(["bash", "autograder/setup.sh"], folder), 0, "", "setup.sh")
    graded = os.path.join(folder, "graded")
    for name in ("source", "submission", "results"):
        os.makedirs(os.path.join(graded, name))
    os.rename(os.path.join(folder, "grade.py"), os.path.join(graded, "source", "grade.py"))
    shutil.move(os.path.join(folder, "autograder", "run_autograder"), graded)
    submission = os.path.join(graded, "submission")
    equal(results_of(graded), {"score": 0, "tests": [], "output": "no program was submitted (*.py)"}, "nothing")
    for name in ("right", "no_dot_stuffing"):
        shutil.copy(os.path.join(EXAMPLES, "students", name + ".py"), submission)
    check_results(results_of(graded), "not arrive")
    check_results(results_of(graded, LC_ALL="pt_BR.UTF-8", LANGUAGE="pt_BR"), "a mensagem n\u00e3o chegou")
    expect(run(["./run_autograder"], graded, AUTOGRADER=graded, **without_server()), 1, MISSING, "no server")


def results_of(folder, **more):
    path = os.path.join(folder, "results", "results.json")
    equal(run(["./run_autograder"], folder, AUTOGRADER=folder, **more), (0, ""), "run_autograder")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    truth(text.endswith("}\n"), "the last line has an end")
    return json.loads(text)


def check_results(results, text):
    wrong, right = results["tests"]
    equal(right, {"name": "right.py", "score": 10, "max_score": 10, "output": ""}, "a program that is right")
    equal(results["score"], sum(test["score"] for test in results["tests"]), "the sum")
    truth(wrong["score"] < wrong["max_score"] == 10 and f"[{MISTAKE}]" in wrong["output"] and text in wrong["output"], wrong)


@case("README: the commands work, and every example is named")
def _():
    folder = project()
    with open(os.path.join(EXAMPLES, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    for name in os.listdir(EXAMPLES):
        truth(f"`{name}`" in readme or name in ("README.md", "students", "lab", "__pycache__"), f"{name} is not named")
    for block in re.findall(r"^```sh\n(.*?)^```$", readme, re.M | re.S):
        expect(run(f"set -e\n{block}", folder), 0, r"\[quit-missing\]", "the block")
    expect(run(in_readme("./wait-for-mail python3 send.py"), folder), 0, SUBJECT, "wait-for-mail")
    expect(run("./wait-for-mail", folder), 2, "^usage", "no command")
    expect(run("./wait-for-mail touch begun; s=$?; test ! -e begun || exit 9; exit $s", folder, **without_server()), 127, MISSING,
           "no server")
    expect(run(in_readme("smtpd-proto --check users"), folder), 0, "johndoe", "users")
    in_readme("python3 grade.py students/*.py")
    expect(run("python3 grade.py students/right.py", folder), 0, "10/10", "grade.py")
    expect(run("python3 grade.py students/right.py", folder, **without_server()), 1, MISSING, "no server")


# --- containers -------------------------------------------------------------------------------------

def served(services, client, status, text):
    """Runs the commands of the SERVICES without containers, and CLIENT if it is not None in place of theirs."""
    folder = project()
    options = services["smtp"]["command"]
    equal(options[-1], "/users", "the end of the command")
    with started(["smtpd-proto", "--port=0", f"--directory={folder}", *options[:-1], "users"], folder) as server:
        found = (re.match(rb"listening on (127\S+)\n", line) for line in server.stdout)
        address = next(match for match in found if match)[1].decode()
        health = services["smtp-ready"]["healthcheck"]["test"]
        equal(health[0], "CMD", "health check")
        expect(run(health[1:], folder, SMTP_SERVER=address), 0, "^$", "healthy")
        expect(run(client or services["client"]["command"], folder, SMTP_SERVER=address), 0, "", "client")
        expect((server.wait(e2e.WAIT), server.stdout.read().decode()), status, text, "server")
    expect(run(health[1:], folder, SMTP_SERVER=address), 1, "refused", "not healthy any more")


@case("docker-compose.yml")
def _():
    compose = read_yaml("docker-compose.yml")
    services = compose["services"]
    in_readme("docker compose up --build --exit-code-from smtp")
    truth(services["smtp"]["read_only"], "a root file system that is only read")
    equal(services["smtp"]["volumes"][0].split(":")[0], *compose["volumes"], "the volume")
    with open(os.path.join(EXAMPLES, "..", services["smtp"]["build"]["dockerfile"]), encoding="utf-8") as file:
        truth('VOLUME /mail' in file.read(), "the volume of the image")
    equal(services["client"]["depends_on"], {"smtp-ready": {"condition": "service_healthy"}}, "what the client waits for")
    served(services, None, 0, "0 errors")
    served(services, ["./wrong"], 3, MISTAKE)
    # If it is there, and without its daemon.
    if run("docker compose version", EXAMPLES)[0] == 0:
        expect(run("docker compose -f docker-compose.yml config -q", EXAMPLES), 0, "^$", "docker compose config")


if __name__ == "__main__":
    e2e.run()
