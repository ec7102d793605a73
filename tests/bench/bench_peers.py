# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that the benchmark compares: a table with what each is, promises, and needs to start.

Knows how to start each of them on a port of the loopback, in a folder of its own, and how to stop
it; refuses to know what is measured.  A program is looked for in PATH and below the folders that
BENCH_PEERS names, separated by colons.  Such a folder is filled by `apt-get download PACKAGE' and
`dpkg -x FILE FOLDER': in this way stand side by side those of which Debian allows one at a time.
SMTPD_OLD names another build of smtpd-proto, for the parts that compare the two.

Servers of several users (Postfix, OpenSMTPD, Exim) run as root in a namespace in which /usr holds
also what is in BENCH_PEERS, /var is the folder of this run, and the users are there that they want.
All processes of a namespace end with the shell that began it, which ends with its standard input.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections import namedtuple

import e2e

FOLDERS = [folder for folder in os.environ.get("BENCH_PEERS", "").split(":") if folder]
DOMAIN = "bench.test"
MAILBOXES = 1000
CONNECTIONS = 10200

ENVIRONMENT = dict(e2e.ENVIRONMENT, PYTHONPATH=":".join(
    os.path.join(folder, "usr/lib/python3/dist-packages") for folder in FOLDERS))


class Missing(Exception):
    """A server cannot run here; why."""


def find(program):
    """The path of PROGRAM; Missing if it is nowhere."""
    places = [os.path.join(folder, "usr", part) for folder in FOLDERS for part in ("sbin", "bin")]
    path = shutil.which(program, path=":".join([ENVIRONMENT["PATH"], *places]))
    if not path:
        raise Missing(f"{program} is not installed")
    return path


def need_root():
    if os.getuid() != 0:
        raise Missing("it needs root")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


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


POSTFIX_MAIN = f"""\
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /var/lib/postfix
maillog_file = /var/log/postfix
myhostname = {DOMAIN}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = /var/mail
virtual_mailbox_maps = static:johndoe
virtual_mailbox_limit = 0
virtual_uid_maps = static:UID
virtual_gid_maps = static:UID
"""

POSTFIX_MASTER = """\
127.0.0.1:PORT inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
"""


def postfix(program, folder, port):
    need_root()
    write(f"{folder}/var/config/main.cf", POSTFIX_MAIN.replace("UID", str(USERS["johndoe"])))
    write(f"{folder}/var/config/master.cf", POSTFIX_MASTER.replace("PORT", str(port)))
    os.makedirs(f"{folder}/var/spool/postfix")
    make_owned(f"{folder}/var/lib/postfix", "postfix")
    return in_namespace(folder, [program, "-c", "/var/config", "start-fg"])


OPENSMTPD = f"""\
smtp limit max-mails 1000000
listen on 127.0.0.1 port PORT hostname {DOMAIN}
action "box" mbox
match from any for any action "box"
"""


def opensmtpd(program, folder, port):
    need_root()
    write(f"{folder}/var/config/smtpd.conf", OPENSMTPD.replace("PORT", str(port)))
    os.makedirs(f"{folder}/var/spool")
    os.makedirs(f"{folder}/var/lib/opensmtpd/empty", mode=0o755)
    return in_namespace(folder, [program, "-d", "-f", "/var/config/smtpd.conf"])


EXIM = f"""\
primary_hostname = {DOMAIN}
daemon_smtp_ports = PORT
local_interfaces = 127.0.0.1
spool_directory = /var/spool/exim
log_file_path = /var/log/exim.%s
acl_smtp_rcpt = all
smtp_accept_max = 0
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
smtp_connect_backlog = 1000
host_lookup =
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
    need_root()
    write(f"{folder}/var/lib/exim4/config.autogenerated", EXIM.replace("PORT", str(port)))
    make_owned(f"{folder}/var/spool/exim", "Debian-exim")
    make_owned(f"{folder}/var/log", "Debian-exim")
    return in_namespace(folder, [program, "-bdf", "-q1h"])


# --- a namespace --------------------------------------------------------------------------------

# The users that these servers want, and their groups; of those that are there already the number
# is kept.
USERS = {"johndoe": 64001, "postfix": 64002, "postdrop": 64003, "opensmtpd": 64004, "opensmtpq": 64005,
         "Debian-exim": 64006}


def make_owned(path, user):
    """Makes the folder PATH, which belongs to USER."""
    os.makedirs(path)
    try:
        number = pwd.getpwnam(user).pw_uid
    except KeyError:
        number = USERS[user]
    os.chown(path, number, -1)


NAMESPACE = r"""
set -e
folder=$1 lower=$2
shift 2
[ -z "$lower" ] || mount -t overlay overlay -o "lowerdir=$lower:/usr" /usr
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder/group" /etc/group
mount --bind "$folder/var" /var
"$@" </dev/null &
read -r _ || exit 0
"""


def in_namespace(folder, command):
    """COMMAND, to be run as described at the top of this file."""
    for table, row in (("passwd", "{0}:x:{1}:{1}::/var/home:/bin/sh"), ("group", "{0}:x:{1}:")):
        with open(f"/etc/{table}", encoding="utf-8") as file:
            lines = [line for line in file.read().splitlines()
                     if line.partition(":")[0] != "johndoe"]
        names = {line.partition(":")[0] for line in lines}
        lines += [row.format(name, number) for name, number in USERS.items() if name not in names]
        write(f"{folder}/{table}", "\n".join(lines) + "\n")
    for name in ("home", "log", "mail", "run", "tmp"):
        os.makedirs(f"{folder}/var/{name}", exist_ok=True)
    os.chmod(f"{folder}/var/mail", 0o1777)
    lower = ":".join(os.path.join(name, "usr") for name in map(os.path.abspath, FOLDERS))
    return ["unshare", "--mount", "--pid", "--fork", "sh", "-c", NAMESPACE, "sh", folder, lower,
            *command]


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


# --- a running server ---------------------------------------------------------------------------

class Running:
    """A PEER at work; a context manager that ends it and removes its folder."""

    def __init__(self, peer):
        program = find(peer.program)
        self.peer = peer
        self.host, self.port = "127.0.0.1", free_port()
        self.folder = tempfile.mkdtemp(prefix="smtpd-bench.")
        try:
            command = peer.begin(program, self.folder, self.port)
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        with open(os.path.join(self.folder, "output"), "wb") as output:
            self.process = subprocess.Popen(command, env=ENVIRONMENT, cwd=self.folder,
                                            stdin=subprocess.PIPE, stdout=output, stderr=output)
        self.pid = self.process.pid

    def __enter__(self):
        deadline = time.monotonic() + e2e.WAIT
        while not self.greets():
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = self.output()
                self.__exit__()
                raise Missing(f"it did not start: {said}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(e2e.WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(e2e.WAIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def greets(self):
        try:
            with socket.create_connection((self.host, self.port), 5) as connection:
                return connection.recv(4).startswith(b"220")
        except OSError:
            return False

    def output(self):
        with open(os.path.join(self.folder, "output"), errors="replace", encoding="utf-8") as file:
            return " | ".join(file.read().splitlines()[-3:])[-400:]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
