# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that the benchmark compares: a table with what each is, promises, and needs to start.

Knows the settings that make each of them take mail and keep it; daemons.py knows how to start and to
stop them, and where their programs are looked for.  SMTPD_OLD names another build of smtpd-proto, for
the parts that compare the two.
"""

import os
from collections import namedtuple

import daemons
import e2e
from daemons import Missing, Running, find, write

DOMAIN = "bench.test"
MAILBOXES = 1000
CONNECTIONS = 10200


# --- how each is started: a function of its program, folder and port returns the command ----------

def prototype(program, folder, port):
    write(f"{folder}/users.list",
          "".join(f"{name}\n" for name in ["johndoe", *(f"box{n}" for n in range(MAILBOXES))]))
    return [program, "-q", f"--listen=127.0.0.1:{port}", f"--directory={folder}",
            f"--max-connections={CONNECTIONS}", "--hostname=" + DOMAIN, f"{folder}/users.list"]


def rfc5321(program, folder, port):
    command = prototype(program, folder, port)
    return [*command[:1], "--dialect=rfc5321", *command[1:]]


def sink_discarding(program, _folder, port):
    user = ["-u", "root"] if os.getuid() == 0 else []
    return [program, *user, "-m", str(CONNECTIONS), f"127.0.0.1:{port}", "4096"]


def sink_dumping(program, folder, port):
    command = sink_discarding(program, folder, port)
    return [*command[:1], "-d", f"{folder}/%M.", *command[1:]]


def aiosmtpd(program, _folder, port):
    return [program, "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]


def aiosmtpd_storing(program, folder, port):
    return [program, "-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", f"127.0.0.1:{port}",
            f"{folder}/maildir"]


POSTFIX = f"""\
myhostname = {DOMAIN}
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = /var/mail
virtual_mailbox_maps = static:johndoe
virtual_mailbox_limit = 0
virtual_uid_maps = static:{daemons.USERS["johndoe"]}
virtual_gid_maps = static:{daemons.USERS["johndoe"]}
"""


def postfix(program, folder, port):
    return daemons.postfix(program, folder, port, POSTFIX, "virtual unix - n n - - virtual\n")


OPENSMTPD = """\
smtp limit max-mails 1000000
action "box" mbox
match from any for any action "box"
"""


def opensmtpd(program, folder, port):
    return daemons.opensmtpd(program, folder, port, DOMAIN, OPENSMTPD)


EXIM = f"""\
primary_hostname = {DOMAIN}
smtp_accept_max = 0
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
smtp_connect_backlog = 1000
begin acl
all:
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = /var/mail/johndoe
  user = johndoe
"""


def exim(program, folder, port):
    return daemons.exim(program, folder, port, EXIM)


# --- the table ----------------------------------------------------------------------------------

# What the server's 250 means; how many messages a measurement sends; how many times as fast the
# server has to be.
Peer = namedtuple("Peer", "name program package guarantee begin messages bar")

PROTOTYPE = Peer("smtpd-proto", e2e.SMTPD, "", "in the mailbox, synced", prototype, 20000, None)
RFC5321 = Peer("in rfc5321", e2e.SMTPD, "", "in the mailbox, synced", rfc5321, 20000, None)
SINK = Peer("smtp-sink", "smtp-sink", "postfix", "discarded", sink_discarding, 30000, None)
AIOSMTPD = Peer("aiosmtpd", "aiosmtpd", "python3-aiosmtpd", "discarded", aiosmtpd, 1000, 30)

OLD = (Peer("the old smtpd-proto", os.path.abspath(os.environ["SMTPD_OLD"]), "",
            "in the mailbox, synced", prototype, 20000, None) if os.environ.get("SMTPD_OLD") else None)

def watched(name, *options):
    """RFC5321 with OPTIONS, which may name {folder}."""
    def begin(program, folder, port):
        command = rfc5321(program, folder, port)
        return [*command[:1], *(option.format(folder=folder) for option in options), *command[1:]]
    return RFC5321._replace(name=name, begin=begin)


# The server, and what it writes for programs.
WATCHED = [watched("nothing"), watched("events", "--events={folder}/events"),
           watched("a report", "--report=json", "--report-file={folder}/report")]

# The same without the sandbox, and in it.
CONFINED = [watched("no sandbox", "--sandbox=off"), watched("the sandbox", "--sandbox=required")]

PEERS = [
    PROTOTYPE,
    RFC5321,
    SINK,
    Peer("smtp-sink -d", "smtp-sink", "postfix", "in a file, not synced", sink_dumping, 20000, None),
    Peer("Postfix", "postfix", "postfix", "in a queue file, synced", postfix, 1000, 20),
    Peer("OpenSMTPD", "smtpd", "opensmtpd", "in queue files, not synced", opensmtpd, 500, 20),
    Peer("Exim", "exim4", "exim4-daemon-light", "in queue files, synced", exim, 300, 20),
    AIOSMTPD,
    Peer("aiosmtpd, files", "aiosmtpd", "python3-aiosmtpd", "in a maildir, synced",
         aiosmtpd_storing, 500, None),
]
