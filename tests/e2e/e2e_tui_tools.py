#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The tools of the full screen: all commands, attached and inserted files, the editor, zoom, the
mouse, and "copy as".

Walks the table of keys, as help prints it, against the list of commands and the key bar.
"""

import email
import email.policy
import os
import signal

import e2e
from e2e import Server, case, equal, message_of, truth
from tui import SIZES, Terminal, address
from tui_walk import Walk, expect_raw, for_sizes, go_to


def scroll(terminal, title):
    """All rows of an overlay, put together from its pages."""
    terminal.key("Home")
    rows = terminal.wait(title).pane(title)
    while True:
        before = terminal.screen().pane(title)
        terminal.key("Down")
        after = terminal.screen().pane(title)
        if after == before:
            return rows
        rows.append(after[-1])


def rows_of_help(terminal, words):
    """Keys and what they do, by the title of their section."""
    sections, section = {}, None
    for row in scroll(terminal, words("Help - Up and Down scroll, Esc closes").split(" - ")[0]):
        if row.startswith("  ") and section is not None:
            sections[section].append(" ".join(row.split()))
        elif row:
            section = row
            sections.setdefault(section, [])
    return sections


def check_one_table(language):
    with Walk((200, 300), language) as (_server, terminal, words):
        terminal.wait_step("HELO")
        bar = terminal.screen().rows[-1].split("  ")
        terminal.key("Escape", "F6", "F1")
        terminal.wait(words("Help - Up and Down scroll, Esc closes"))
        sections = rows_of_help(terminal, words)
        everywhere = sections[words("Everywhere")] + sections[words("Always")]
        truth(len(everywhere) > 20, everywhere)
        for hint in filter(None, (hint.strip() for hint in bar)):
            key = hint.split(" ")[0]
            truth(any(row.startswith(key) for row in everywhere), f"{hint!r} is not in help")
        terminal.key("Escape", "F6", "F9")
        title = words("Commands - type to search, Enter runs, Esc closes")
        listed = [" ".join(row.split()) for row in terminal.wait(title).pane(title)[1:]]
        terminal.key("Escape", "F6", "F9")
        terminal.key("End")
        for row in everywhere + sections[words("In the conversation")]:
            if not row.startswith("F9"):
                truth(row in listed, f"{row!r} is not among the commands {listed}")


@case("help, the list of commands and the key bar say the same")
def one_table():
    check_one_table("en")


@case("help, the list of commands and the key bar say the same, pt_BR")
def one_table_translated():
    check_one_table("pt_BR")


@case("every command of the list does what its key does, and none ends the program unasked")
def walk_commands():
    with Walk((100, 60), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("F9")
        rows = terminal.wait("Commands - ").pane("Commands")[1:]
        names = [row[20:].strip() for row in rows if row.strip()]
        truth(len(names) > 25, names)
        terminal.key("Escape")
        for name in names:
            if name.startswith(("quit", "suspend", "cancel", "edit the text")):
                continue
            terminal.wait(lambda screen: "Commands - " not in screen)
            terminal.key("F9")
            terminal.wait("Commands - ")
            terminal.type(name)
            terminal.wait(lambda screen, name=name: screen.pane("Commands")[1][20:].startswith(name)
                          or name in " ".join(screen.pane("Commands")), name)
            terminal.key("Enter")
            screen = terminal.wait(lambda screen: "Commands - " not in screen, name)
            truth(not screen.is_dead, f"{name!r} ended the program")
            terminal.key("Escape")
            terminal.key("Escape")


@case("F10 and Ctrl-Q quit from help and the list of commands too, and ask if a message is unsent")
def quit_from_overlays():
    question = "A message is unsent.  Quit anyway?  y / n"
    with Walk((80, 24), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("Unsent.")
        terminal.wait(lambda screen: "Unsent." in screen.form)
        terminal.key("F1")
        terminal.wait("F10 Quit")
        terminal.key("F10")
        terminal.wait(question)
        terminal.key("n")
        screen = terminal.wait(lambda screen: question not in screen)
        truth("Help - " in screen, screen)
        terminal.key("Escape")
        terminal.wait(lambda screen: "Help - " not in screen)
        terminal.key("F9")
        terminal.wait("Commands - ")
        terminal.key("C-q")
        terminal.wait(question)
        terminal.key("F10", "y")
        terminal.wait_exit()


@for_sizes("a file is attached, shown, taken out again, and sent", translated=SIZES[:1])
def attach(size, language):
    with Walk(size, language) as (server, terminal, words):
        path = os.path.join(terminal.folder, "picture one.png")
        content = bytes(range(256)) * 40
        with open(path, "wb") as file:
            file.write(content)
        go_to(terminal, "DATA")
        terminal.type("See the picture.")
        for _ in range(2):
            terminal.key("M-a")
            terminal.wait(words("Attach the file: ").strip())
            terminal.type("~/pict")
            terminal.key("Tab")
            terminal.wait("picture one.png")
            terminal.key("Enter")
            terminal.wait(words("Attached: %s.") % path if size[0] > 80 else words("Attached"))
        screen = terminal.wait(lambda screen: screen.form.count(words("Attached")) == 2)
        truth(words("  %zu bytes").replace("%zu", "10240").strip() in screen.form, screen)
        terminal.key("BTab", "BTab", "d")
        terminal.wait(lambda screen: screen.form.count(words("Attached")) == 1)
        terminal.key("F5")
        terminal.wait_step("QUIT")
        message = email.message_from_bytes(message_of(server.records("johndoe")[0]),
                                           policy=email.policy.default)
        equal(message.get_body().get_content(), "See the picture.\n", "text")
        parts = list(message.iter_attachments())
        equal([part.get_filename() for part in parts], ["picture one.png"], "names")
        equal(parts[0].get_content(), content, "content")


@case("what will be sent is entitled as a part of it only if something is missing, and at the message only")
def titles():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("See the file.")
        terminal.wait("Will send  [ Send ]")
        for size, title in ((100, "Will send  [ Send ]"), (200, "Will send (excerpt)")):
            path = os.path.join(terminal.folder, str(size))
            with open(path, "wb") as file:
                file.write(bytes(size))
            terminal.key("M-a")
            terminal.wait("Attach the file:")
            terminal.type(path)
            terminal.key("Enter")
            terminal.wait(f"Attached: {path}.")
            terminal.wait(title)
        terminal.paste("x" * 3000)
        terminal.wait("Will send (excerpt)")
        terminal.key("M-z")
        terminal.resize(140, 30)
        terminal.wait("Will send (near the cursor)")
        terminal.key("M-p")
        terminal.wait_step("RCPT")
        terminal.wait("Will send  [ Send ]")


@case("of a conversation that does not fit on the disk no part is saved, and it can be tried again")
def full_disk():
    # A limit of the size of files is as good.
    limited = ("sh", "-c", 'ulimit -f 1; exec "$@"', "sh", e2e.CLIENT)
    with Server() as server, Terminal(address(server), size=(100, 30), program=limited) as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        terminal.type("x" * 1500)
        terminal.key("Enter")
        terminal.wait("S 500")
        path = os.path.join(terminal.folder, "saved")
        for _ in range(2):
            terminal.key("M-2", "s")
            terminal.wait("Save the session file as: ")
            terminal.key("C-u")
            terminal.type(path)
            terminal.key("Enter")
            terminal.wait("File too large")
            truth(not os.path.exists(path), "a part was saved")


@case("a file that cannot be read, or is not text, is refused with the reason, and nothing is lost")
def refused_files():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("kept")
        binary = os.path.join(terminal.folder, "binary")
        with open(binary, "wb") as file:
            file.write(b"\xff\xfe\0")
        for key, path, why in (("M-a", e2e.NOWHERE, "No such file"), ("M-a", "/", "not a regular"),
                               ("M-i", binary, "it is not UTF-8 text"), ("M-i", "/dev/null", "not a regular")):
            terminal.key(key)
            terminal.wait("the file:")
            terminal.type(path)
            terminal.key("Enter")
            screen = terminal.wait(lambda screen, why=why: why in screen.status, why)
            truth("cannot read" in screen.status and "kept" in screen.form, screen)
            truth("Attached" not in screen.form, screen)
            terminal.key("Escape")
            terminal.wait(lambda screen: screen.raw == "smtp>")
        terminal.key("M-a")
        terminal.wait("the file:")
        terminal.key("Escape")
        terminal.wait(lambda screen: screen.raw == "smtp>")


@case("a file is inserted at the cursor")
def insert_file():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        path = os.path.join(terminal.folder, "text")
        with open(path, "w", encoding="utf-8") as file:
            file.write("middle\u00e9\r\n")
        go_to(terminal, "DATA")
        terminal.type("beginend")
        terminal.key("Left", "Left", "Left", "M-i")
        terminal.wait("Insert the file:")
        terminal.type(path)
        terminal.key("Enter")
        terminal.wait(lambda screen: "beginmiddle\u00e9" in screen.form)
        terminal.wait(lambda screen: any(row.startswith("end") for row in screen.pane("[1]")))


# Types the whole text anew.
TYPED = "sh -c 'read line; printf \"%s\\n\" \"$line\" >\"$1\"' sh"


@for_sizes("the editor gets the text, and the result is read back", translated=SIZES[:1])
def edit(size, language):
    with Walk(size, language, env={"VISUAL": "sed -i s/before/after/"}) as (server, terminal, words):
        go_to(terminal, "DATA")
        terminal.type("It was before.")
        terminal.key("F4")
        screen = terminal.wait(words("Text updated from the editor."))
        truth("It was after." in screen.form and "before" not in screen.form, screen)
        terminal.key("F5")
        terminal.wait_step("QUIT")
        truth(b"\nIt was after.\n" in message_of(server.records("johndoe")[0]), "the message")
        truth(not [name for name in os.listdir(terminal.folder) if name.endswith(".txt")], "a file")


@case("the editor has the terminal while it runs, and the conversation continues")
def edit_meanwhile():
    with Walk((100, 30), "en", env={"VISUAL": TYPED}) as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("first")
        terminal.key("F4")
        terminal.wait(lambda screen: "[2]" not in screen, "the editor's screen")
        server.kill()
        terminal.resize(90, 28)
        terminal.key("C-z")  # nobody could continue it, so it is not stopped
        terminal.type("caf\u00e9")
        terminal.key("Enter")
        screen = terminal.wait(lambda screen: "caf\u00e9" in screen.form and "[2]" in screen)
        truth("closed" in screen.conversation or "lost" in screen.conversation, screen)
        equal(screen.size, (90, 28), "size")


@case("an editor that fails leaves the text unchanged, and its file is named")
def edit_fails():
    for command in ("false", e2e.NOWHERE):
        with Walk((100, 30), "en", env={"EDITOR": command, "VISUAL": ""}) as (_s, terminal, _w):
            go_to(terminal, "DATA")
            terminal.type("kept")
            terminal.key("F4")
            screen = terminal.wait("The editor failed and left ")
            truth("kept" in screen.form and terminal.folder in screen.status, screen)
            terminal.key("M-z")
            terminal.type("+")
            terminal.wait(lambda screen: "kept+" in screen.form)


@case("a text that cannot be read back stays in its file, and the reason is shown")
def edit_refused():
    for command, why in (("sh -c 'printf \"\\377\" >\"$1\"' sh", "it is not UTF-8 text"),
                         ("truncate -s 40M", "it is too large")):
        with Walk((200, 60), "en", env={"VISUAL": command}) as (_server, terminal, _words):
            go_to(terminal, "DATA")
            terminal.type("kept")
            terminal.key("F4")
            screen = terminal.wait("Could not read back ")
            truth(why in screen.status and "kept" in screen.form, screen)
            files = [name for name in os.listdir(terminal.folder) if name.endswith(".txt")]
            equal(len(files), 1, "files")
            truth(f"{terminal.folder}/{files[0]}" in screen.status, screen)


@case("SIGTERM ends the program while the editor runs, and the editor with it")
def edit_terminated():
    with Walk((200, 60), "en", env={"VISUAL": TYPED}) as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.key("F4")
        terminal.wait(lambda screen: "[2]" not in screen)
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_exit(1)
        shown = terminal.tmux("capture-pane", "-p", "-S", "-")
        truth("the text that was being edited is in" in shown, shown)


@for_sizes("a pane is zoomed and back")
def zoom(size, language):
    with Walk(size, language) as (_server, terminal, _words):
        before = terminal.wait_step("HELO")
        terminal.key("M-2", "M-z")
        screen = terminal.wait(lambda screen: screen.box("[1]") is None)
        equal(screen.box("[2]").height, size[1] - 5, "height")
        equal(screen.box("[2]").width, size[0], "width")
        terminal.key("M-z", "M-1")
        terminal.wait(lambda screen: screen.form == before.form)


@case("the mouse chooses panes and scrolls, but only if it was asked for")
def mouse():
    with e2e.Server() as server:
        for options in ((), ("--mouse",)):
            with Terminal(address(server), *options, size=(100, 30)) as terminal:
                screen = terminal.wait_step("HELO")
                equal(screen.modes[-6], "1" if options else "0", "mouse")
                if options:
                    box = screen.box("[2]")
                    click = f"\033[M {chr(33 + box.column + 4)}{chr(33 + box.row + 2)}"
                    terminal.type(click)
                    terminal.wait(lambda screen, box=box:
                                  screen.cursor[0] >= box.column, "the cursor in the pane")


FORMS = {"session file": "# smtp-session 1", "session file, codes only": "# smtp-session 1",
         "swaks": "swaks ", "curl": "curl ", "Python": "import smtplib"}


@case("the conversation is copied in each format, to the clipboard and to a file")
def copy_as():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "QUIT", body="Copy me.")
        terminal.key("M-e")
        for number, (name, begins) in enumerate(FORMS.items()):
            screen = terminal.wait(f"Copy as {name} ")
            truth(begins in screen.flow("Copy as"), screen)
            terminal.key("Enter")
            terminal.wait("Copied (if the terminal allows it)")
            text = terminal.tmux("show-buffer")
            truth(begins in text and "Copy me." in text, text)
            path = os.path.join(terminal.folder, f"copy{number}")
            terminal.key("s")
            terminal.wait("Save as:")
            terminal.type(path)
            terminal.key("Enter")
            terminal.wait(f"Saved as {path}.")
            with open(path, encoding="utf-8") as file:
                equal(file.read(), text, name)
            equal(os.stat(path).st_mode & 0o777, 0o600, "mode")
            terminal.key("Tab")
        terminal.key("s")
        terminal.wait("Save as:")
        terminal.type(os.path.join(terminal.folder, "copy0"))
        terminal.key("Enter")
        terminal.wait("Replace this file?")


@case("the text of the raw line is kept during a prompt")
def ask_keeps_raw():
    with Walk((80, 24), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("F7")
        terminal.type("half a line")
        terminal.key("M-a")
        terminal.wait("Attach the file:")
        terminal.key("Escape", "F7")
        expect_raw(terminal, "half a line")


if __name__ == "__main__":
    e2e.run()
