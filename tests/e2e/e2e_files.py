#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the client keeps, and the paths that it is given."""

import os
import re
import signal

from e2e import Server, case, equal, truth
import e2e
from tui import FORBIDDEN, GREETING, Fake, Terminal, address, unused_address
from tui_folder import TALK, Folder, lines
from tui_walk import expect_raw


@case("--save follows no link of either kind and takes nothing but a file")
def save_refused():
    with Folder() as folder, Server() as server:
        with open(folder.file("target"), "w", encoding="ascii") as file:
            file.write("untouched")
        os.symlink("target", folder.file("link"))
        os.symlink("nowhere", folder.file("dangling"))
        with open(folder.file("one"), "w", encoding="ascii") as file:
            file.write("untouched")
        os.chmod(folder.file("one"), 0o644)
        os.link(folder.file("one"), folder.file("two"))
        os.mkfifo(folder.file("fifo"))
        os.mkdir(folder.file("folder"))
        for name in ("link", "dangling", "fifo", "folder", "no/such/folder", "/dev/null", "two",
                     "x" * 300):
            for mode in ([], ["--plain"]):
                if mode:
                    output, errors = folder.run(*mode, f"--save={name}", address(server), status=1,
                                                text=lines(*TALK))
                    equal(output, "", "said")
                    truth(errors.startswith("smtp-tui: ") and name[:200] in errors, errors)
                    equal(errors.count("\n"), 1, errors)
                    continue
                shell = ("sh", "-c", '"$0" "$@"; echo status $?; exec cat', e2e.CLIENT)
                with Terminal(f"--save={folder.file(name)}", address(server),
                              program=shell) as terminal:
                    screen = terminal.wait("status 1")
                    truth("smtp-tui: cannot write " in screen, screen)
        equal(folder.read("target"), b"untouched")
        equal((folder.read("one"), folder.mode(folder.file("one"))), (b"untouched", 0o644), "one")
        equal(sorted(os.listdir(folder.path)),
              sorted(["target", "link", "dangling", "fifo", "folder", "one", "two", "state"]))
        equal(os.path.lexists(folder.file("nowhere")), False, "made through a link")
        equal(server.log().count(b"connection 1"), 0, "connections")


@case("a history that is a symbolic link is not followed, and the program works without")
def history_link():
    with Folder() as folder, Server() as server:
        os.makedirs(os.path.dirname(folder.history))
        with open(folder.file("target"), "w", encoding="ascii") as file:
            file.write("C: vrfy secret\n")
        os.symlink(folder.file("target"), folder.history)
        folder.run("--plain", address(server), text=lines(*TALK))
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F8")
            terminal.wait("Nothing has been sent yet.")
            terminal.key("Escape")
            terminal.wait(lambda screen: "Nothing has been sent yet." not in screen)
            terminal.key("Enter")
            terminal.wait_step("MAIL")
        equal(folder.read("target"), b"C: vrfy secret\n")
        truth(os.path.islink(folder.history), "the link is gone")


@case("the history survives the program, in all modes, and a SIGKILL")
def history_survives():
    with Folder() as folder, Server() as server:
        folder.run("--plain", address(server), text=lines(*TALK))
        equal(folder.mode(folder.history), 0o600, "mode")
        os.chmod(folder.history, 0o644)
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7")
            terminal.type("vrfy killed")
            terminal.key("Enter")
            terminal.wait("S 500 ")
            os.kill(terminal.pid, 9)
            terminal.wait_exit(-9)
        equal(folder.mode(folder.history), 0o600, "mode")
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7", "Up")
            expect_raw(terminal, "vrfy killed")
            terminal.key("Up")
            expect_raw(terminal, "quit")
            terminal.key("F8")
            screen = terminal.wait("mail from: Jo\u00e3o@lab.test")
            equal([row.split()[3:] for row in screen.pane("History")[1:4]], [["vrfy", "killed"], ["quit"], ["data"]])
        equal(folder.mode(folder.history), 0o600, "mode")


@case("--save replaces a file when the conversation has ended, and not if it cannot be written")
def save_is_whole():
    with Folder() as folder, Server() as server:
        with open(folder.file("s"), "w", encoding="ascii") as file:
            file.write("old")
        _, errors = folder.run("-c", 'ulimit -f 0; trap "" XFSZ; exec "$0" "$@"', e2e.CLIENT,
                               "--plain", "--save=s", address(server), text=lines(*TALK),
                               program="sh", status=1)
        equal(errors, "smtp-tui: cannot write s: File too large; free space, or name another file"
              "\n", "standard error")
        equal(folder.read("s"), b"old")
        equal(sorted(os.listdir(folder.path)), ["s", "state"])
        with Terminal("--plain", f"--save={folder.file('s')}", address(server),
                      folder=folder.path) as terminal:
            terminal.wait("[HELO] >")
            terminal.type("helo lab")
            terminal.key("Enter")
            terminal.wait("[MAIL FROM] >")
            equal(folder.read("s"), b"old")
            # What a crash would leave has all that was said.
            draft, = (name for name in os.listdir(folder.path) if name.startswith("smtp-tui."))
            truth(folder.read(draft).endswith(b"\nC: helo lab\n"
                                              b"S: 250 Hello lab, pleased to meet you\n"), draft)
            os.kill(terminal.pid, signal.SIGTERM)
            terminal.wait_exit(1)
        truth(folder.read("s").endswith(b"pleased to meet you\nC!\n"), folder.read("s"))
        truth(not os.path.exists(folder.file(draft)), "the draft is still there")


# Bytes that a reply may hold and a file must not show.
DECEPTIVE = ["\u202eevil\u2066", "a\u200bb\u00ad", "\x1b[2J", "\x9b", "back\\slash", "jo\u00e3o"]


@case("a reply of several lines that would deceive is saved in escapes, and replayed it is equal")
def save_deceptive():
    said = []

    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        said.append(True)
        for text in DECEPTIVE[:-1]:
            peer.send(f"250-{text}\r\n".encode())
        peer.send(f"250 {'other' if len(said) > 2 else DECEPTIVE[-1]}\r\n".encode())
        peer.wait_end()

    with Fake(script) as fake, Folder() as folder:
        folder.run("--plain", "--save=s", fake.address, text=lines("helo \u202eme"))
        text = folder.read("s").decode()
        truth(not FORBIDDEN.search(text) and "\x1b" not in text, repr(text))
        truth("\nC\\: helo \\xE2\\x80\\xAEme\\r\\n\n" in text, text)
        truth("\nS\\: 250-\\xE2\\x80\\xAEevil\\xE2\\x81\\xA6\n" in text, text)
        truth("\nS: 250-back\\slash\nS: 250 jo\u00e3o\n" in text, text)
        folder.run("--replay=s", fake.address)
        folder.run("--replay=s", fake.address, status=3)


@case("the history keeps no secret, nor does a saved session")
def secrets():
    def script(peer, number):
        peer.send(GREETING)
        replies = [b"250 Hello\r\n", b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n",
                   b"235 in\r\n", b"500 not again\r\n", b"500 what\r\n", b"250 well\r\n"]
        for reply in replies:
            if peer.line() is None:
                return
            peer.send(reply)
        peer.wait_end()

    talk = ["helo lab", "auth login", "dXNlcg==", "cGFzc3dvcmQ=", "AUTH PLAIN c2VjcmV0",
            "c2VjcmV0", "noop"]
    with Fake(script) as fake, Folder() as folder:
        folder.run("--plain", "--save=s", fake.address, text=lines(*talk))
        equal(re.sub("# sent: .*\n", "", folder.read("state/smtp-tui/history").decode()),
              "C: helo lab\nC: auth login\nC: AUTH PLAIN\nC: noop\n")
        equal(re.findall(r"(?m)^C.*|^S: [2-5]..$|^# A.*", folder.read("s").decode()),
              ["C: helo lab", "C$: AUTH LOGIN user", "S: 235", "C$: AUTH PLAIN", "S: 500",
               "# A line that may be a secret was left out, and its reply.", "C: noop", "C!"], "saved")
        with Terminal(fake.address, folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7")
            for text in ("helo x", "AUTH LOGIN", "c2VjcmV0"):
                terminal.type(text)
                terminal.key("Enter")
                expect_raw(terminal, "")
            terminal.wait("334 UGFzc3dvcmQ6")
            terminal.key("Up")
            expect_raw(terminal, "AUTH LOGIN")
            terminal.key("Up")
            expect_raw(terminal, "helo x")
        truth(b"c2VjcmV0" not in folder.read("state/smtp-tui/history"), "a secret is kept")


@case("a history that cannot be written is told once; no line in it is torn, nor continues one that was")
def history_is_whole():
    # Blocks of 512 bytes, and what is saved at the limit.
    limited = 'ulimit -f 1; exec "$0" "$@"'
    with Folder() as folder, Server() as server:
        talk = lines("helo lab", "vrfy " + "x" * 600, "vrfy y", "vrfy z")
        output, _ = folder.run("-c", limited, e2e.CLIENT, "--plain", address(server), text=talk, program="/bin/sh")
        equal(output.count(f"-- The history is not saved: {folder.history}: File too large.\n"), 1, output)
        truth(folder.read(folder.history).endswith(b"\nC: helo lab\n"), folder.read(folder.history))
        with open(folder.history, "ab") as file:
            file.write(b"C: mail fro")
        folder.run("--plain", address(server), text=lines("vrfy whole"))
        saved = folder.read(folder.history).splitlines()
        truth(b"C: mail fro" in saved and b"C: vrfy whole" in saved, saved)


@case("a program whose history another one shortens goes on in the new file")
def history_is_followed():
    with Folder() as folder, Server() as server:
        with Terminal("--plain", address(server), folder=folder.path) as terminal:
            for line in ("vrfy before", "vrfy after"):
                terminal.type(line)
                terminal.key("Enter")
                terminal.wait(lambda screen, line=line: "500" in str(screen).rpartition(line)[2])
                if line == "vrfy before":
                    with open(folder.history, "ab") as file:
                        file.write(b"C: many\n" * 40000)
                    folder.run("--plain", address(server), text=lines("vrfy other"))
                    truth(folder.read(folder.history).count(b"\n") < 40000, "it was not shortened")
        saved = folder.read(folder.history).splitlines()
        truth(all(b"C: vrfy " + word in saved for word in (b"before", b"other", b"after")), saved[-9:])


@case("a history in a folder that others may write to is not kept, and a line says so")
def history_folder():
    with Folder() as folder, Server() as server:
        for path, mode in (("state", 0o707), ("state/smtp-tui", 0o702)):
            os.makedirs(folder.file("state/smtp-tui"), 0o700, exist_ok=True)
            os.chmod(folder.file("state"), 0o700)
            os.chmod(folder.file(path), mode)
            output, errors = folder.run("--plain", address(server), text=lines(*TALK))
            equal(errors, "", "standard error")
            equal(output.count(f"-- The history is not saved: the folder {folder.file(path)} must "
                               "belong to you and must not be writable by others (chmod go-w)."
                               "\n"), 1, output)
            truth(not os.path.exists(folder.history), "a history was made")
            equal(folder.mode(folder.file(path)), mode, path)
            with Terminal(address(server), size=(120, 40), folder=folder.path) as terminal:
                terminal.wait_step("HELO")
                terminal.wait(lambda screen: "The history is not saved" in screen.conversation)
                terminal.key("Enter")
                terminal.wait_step("MAIL")
                terminal.key("F8")
                terminal.wait("HELO ")
            truth(not os.path.exists(folder.history), "a history was made")
        os.chmod(folder.file("state/smtp-tui"), 0o700)
        output, _ = folder.run("--plain", address(server), text=lines(*TALK))
        truth("The history is not saved" not in output, output)
        equal(folder.mode(folder.history), 0o600, "mode")
        os.link(folder.history, folder.file("other"))
        output, _ = folder.run("--plain", address(server), text=lines(*TALK))
        equal(output.count(f"-- The history is not saved: {folder.history}: it has more than "
                           "one hard link.\n"), 1, output)


@case("a path that is of no use is told in one line, at once")
def useless_paths():
    with Folder() as folder:
        os.mkdir(folder.file("folder"))
        os.mkfifo(folder.file("fifo"))
        for name, reason in (("none", "No such file or directory; check its name, or record one with --save"),
                             ("x" * 5000, "File name too long"), ("fifo", "timed out reading the file")):
            _, errors = folder.run(f"--replay={name}", "--timeout=1", unused_address(), status=1)
            shown = name if len(name) < 256 else name[:253] + "..."
            equal(errors, f"smtp-tui: {shown}: {reason}\n", "standard error")
        for name in ("folder", "folder/"):
            _, errors = folder.run(f"--replay={name}", "--timeout=1", unused_address(), status=1)
            equal(errors, f"smtp-tui: {name}: there is no *.session file in it\n", "standard error")
        for option in ("--save", "--replay"):
            _, errors = folder.run(f"{option}=~/s", unused_address(), status=2)
            equal(errors, "smtp-tui: '~/s': the shell does not expand '~' after '='; write "
                  "$HOME/s; see smtp-tui --help\n", option)
        output, errors = folder.run("--plain", f"--save={'y/' * 3000}", unused_address(), status=1)
        truth(errors.endswith("...: File name too long; name another file\n"), errors)
        equal((output, errors.count("\n")), ("", 1), errors)


def inputrc(folder, **files):
    """Writes FILES into FOLDER; of their text every @NAME becomes the path of that one."""
    for name, text in files.items():
        with open(folder.file(name), "w", encoding="utf-8") as file:
            file.write(re.sub(r"@(\w+)", lambda match: folder.file(match[1]), text))


def try_inputrc(folder, is_sound, key, typed, **env):
    """Starts both modes with it; KEY makes TYPED of an empty line."""
    shell = ("sh", "-c", '"$0" "$@" 2>"$HOME/errors"; cat "$HOME/errors"; exec cat', e2e.CLIENT)
    with Server() as server:
        with Terminal("--plain", address(server), program=shell, folder=folder.path,
                      env=env) as terminal:
            terminal.wait("[HELO] >")
            terminal.key(key)
            terminal.wait(lambda screen: f"[HELO] > {typed}".rstrip() in
                          [row.rstrip() for row in screen.rows], typed)
            terminal.key("C-u", "C-d")
            terminal.wait(lambda screen: ("is ignored: it is not a file, or includes itself"
                                          in "".join(screen.rows)) != is_sound, "the complaint")
        with Terminal(address(server), folder=folder.path, env=env) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7", key)
            expect_raw(terminal, typed)


@case("an inputrc with files of its own is read, and one that would never end is not")
def inputrc_includes():
    with Folder() as folder:
        deep = {f"deep{number}": f"$include @deep{number + 1}\n" for number in range(16)}
        inputrc(folder, sound="$include @one\n$include @one\n$include @nothing\n$include ~/deep1\n",
                one='$if smtp-tui\n "\\C-o": "over"\n$endif\n',
                itself='"\\C-o": "over"\n \t$ InClude \t@itself\n',
                other="$include @back\n", back="$include @other\n",
                first="$include @deep0\n", deep16="# nothing\n",
                many="".join(f"$include @many{number}\n" for number in range(4)),
                **{f"many{number}": f"$include @many{number + 1}\n" * 8 for number in range(3)},
                **{".inputrc": "$include @itself\n"}, **deep)
        os.mkfifo(folder.file("fifo"))
        try_inputrc(folder, True, "C-o", "over", INPUTRC=folder.file("sound"))
        for name in ("itself", "other", "first", "many", "fifo"):
            try_inputrc(folder, False, "C-o", "", INPUTRC=folder.file(name))
        try_inputrc(folder, False, "C-o", "", INPUTRC="")


if __name__ == "__main__":
    e2e.run()
