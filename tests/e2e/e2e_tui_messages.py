#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that the form makes, as Python's email package and mutt read them from the mailbox.

Text that was typed, pasted or inserted must come back exactly, and the parser must find no defect
in any part or header field.
"""

import email
import email.policy
import mailbox
import os
import shutil

import e2e
from e2e import Skip, case, equal, truth
from tui import Terminal
from tui_walk import Walk, go_to

BODIES = {
    "ASCII": "Hello John,\n\nlunch at noon?\n",
    "Portuguese": "Ol\u00e1, Jo\u00e3o!\n\nN\u00e3o esque\u00e7a: a\u00e7\u00e3o \u00e0s 3 \u00bd.\n",
    "emoji": "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u6f22\u5b57"
             " e\u0301\n",
    "lines of 5,000 characters": "x" * 5000 + "\n" + "\u00e7 " * 2500 + "\n",
    "leading dots": ".\n..\n.dot\n.\n",
    "From lines": "From me\n>From you\n>>From all\n from\n" + "x" * 70 + "From here\n",
    "blanks and empty lines": "  a \n\t\n\n b\t\n\n\n",
    "what looks like MIME": "--=_part\n=20=\n=_part--\n=?utf-8?q?x?=\n",
}
SUBJECTS = {
    "ASCII": "Lunch", "Portuguese": "Convite: almo\u00e7o \u00e0s 12 - n\u00e3o esque\u00e7a, Jo\u00e3o!",
    "emoji": "\U0001f600 \U0001f680 " * 12 + "end", "From lines": "=?utf-8?q?not encoded?=",
    "leading dots": ". dot  two blanks",
}
NAMES = '"Silva, Jos\u00e9" <jose@lab.test>, J. Doe <doe@lab.test>, x@y.z'


def defects(message):
    """All that the parser found wrong."""
    found = []
    for part in message.walk():
        found += part.defects
        for name, value in part.items():
            found += [(name, defect) for defect in value.defects]
    return found


def read(path):
    """The last message in the mailbox, parsed by the standard library."""
    box = mailbox.mbox(path, create=False)
    try:
        return email.message_from_bytes(box.get_bytes(box.keys()[-1]), policy=email.policy.default)
    finally:
        box.close()


def insert(terminal, text):
    path = os.path.join(terminal.folder, "text")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    terminal.key("M-i")
    terminal.wait("Insert the file:")
    terminal.type(path)
    terminal.key("Enter")
    terminal.wait("Inserted: ")


def set_field(terminal, label, text):
    """Fills a header field, from the body on."""
    steps = {"Message-ID": 2, "Date": 3, "Subject": 4, "To": 5, "From": 6}[label]
    terminal.key(*["BTab"] * steps, "C-a", "C-k")
    terminal.type(text)
    terminal.key(*["Tab"] * steps)


def decoded_by_mutt(server, folder):
    """The subject and text of the message as decoded by mutt."""
    if shutil.which("mutt") is None:
        raise Skip("mutt is not installed")
    result = os.path.join(folder, "decoded")
    settings = os.path.join(folder, "muttrc")
    with open(settings, "w", encoding="utf-8") as file:
        file.write("set charset=utf-8 pipe_decode=yes wait_key=no read_only=yes\n"
                   f"set folder={folder}\n")
    box = os.path.join(server.folder, "johndoe.txt")
    with Terminal("-n", "-F", settings, "-f", box, program=("mutt",), folder=folder) as terminal:
        terminal.wait("Msgs:")
        terminal.type("|")
        terminal.wait("Pipe to command:")
        terminal.type(f"cat >{result}.new; mv {result}.new {result}")
        terminal.key("Enter")
        terminal.wait(lambda _screen: os.path.exists(result), "mutt", steady=False)
    with open(result, encoding="utf-8", newline="") as file:
        message = email.message_from_string(file.read())
    return " ".join(message["Subject"].split()) if message["Subject"] else "", message.get_payload()


def check(name):
    @case(f"a message comes back as it was typed: {name}")
    def come_back():
        body = BODIES[name]
        with Walk((100, 30), "en") as (server, terminal, _words):
            go_to(terminal, "DATA", sender="alice@lab.test")
            insert(terminal, body)
            if name in SUBJECTS:
                set_field(terminal, "Subject", SUBJECTS[name])
            if name == "Portuguese":
                set_field(terminal, "To", NAMES)
            terminal.key("F5")
            terminal.wait_step("QUIT")
            message = read(os.path.join(server.folder, "johndoe.txt"))
            equal(defects(message), [], "defects")
            equal(message.get_content(), body, "text")
            equal(message["From"], "alice@lab.test", "From")
            equal(message["Subject"] or "", SUBJECTS.get(name, ""), "Subject")
            if name == "Portuguese":
                equal([(a.display_name, a.addr_spec) for a in message["To"].addresses],
                      [("Silva, Jos\u00e9", "jose@lab.test"), ("J. Doe", "doe@lab.test"),
                       ("", "x@y.z")], "To")
            subject, text = decoded_by_mutt(server, terminal.folder)
            equal(text.rstrip("\n"), body.rstrip("\n"), "text in mutt")
            equal(subject, " ".join(SUBJECTS.get(name, "").split()), "Subject in mutt")


for body_name in BODIES:
    check(body_name)


@case("an attachment of 2 MB comes back as it was")
def large_attachment():
    with Walk((100, 30), "en") as (server, terminal, _words):
        path = os.path.join(terminal.folder, "f\u00e9rias \u2014 \"praia\".bin")
        content = os.urandom(2 << 20)
        with open(path, "wb") as file:
            file.write(content)
        go_to(terminal, "DATA")
        terminal.type("See the file.")
        terminal.key("M-a")
        terminal.wait("Attach the file:")
        terminal.type(path)
        terminal.key("Enter")
        terminal.wait("2097152 bytes")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        message = read(os.path.join(server.folder, "johndoe.txt"))
        equal(defects(message), [], "defects")
        equal(message.get_body().get_content(), "See the file.\n", "text")
        part = next(message.iter_attachments())
        equal(part.get_filename(), os.path.basename(path), "name")
        truth(part.get_content() == content, "the content differs")


@case("a header field that was deleted stays deleted")
def deleted_fields():
    with Walk((100, 30), "en") as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("x")
        for label in ("Message-ID", "Date", "From"):
            set_field(terminal, label, " ")
        terminal.key("M-n", "M-p", "F6", "M-1", "F5")
        terminal.wait_step("QUIT")
        message = read(os.path.join(server.folder, "johndoe.txt"))
        equal([message[name] for name in ("Message-ID", "Date", "From")], [None] * 3, "fields")
        truth(message["To"], "To")


@case("an invalid header field is reported, and sent only with Alt-s")
def flawed_fields():
    with Walk((100, 30), "en") as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("x")
        set_field(terminal, "Date", "amanh\u00e3")
        terminal.wait("must be ASCII")
        set_field(terminal, "From", "M\u00fcller, J\u00f6rg <a@b>")
        terminal.wait("needs quotes")
        terminal.key("F5")
        terminal.wait("Not sent; Alt-s sends it anyway.  The field needs quotes.")
        terminal.key("M-s")
        terminal.wait_step("QUIT")
        with open(os.path.join(server.folder, "johndoe.txt"), encoding="utf-8") as file:
            text = file.read()
        truth("Date: amanh\u00e3\n" in text and "From: M\u00fcller, =?utf-8?" in text, text)


if __name__ == "__main__":
    e2e.run()
