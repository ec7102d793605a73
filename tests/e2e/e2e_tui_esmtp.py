#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen and servers that behave in all the ways in which servers do: whatever they
answer, the guide shows the step that comes next, and the server hears what was meant."""

import e2e
from e2e import case, equal, truth
from tui import HOST, Terminal
from tui_scripted import Scripted, act

OFFER = "250-fake\n250-SIZE 1000000\n250-8BITMIME\n250 SMTPUTF8"

MAIL = ["EHLO", "MAIL alice@x"]
RCPT = MAIL + ["RCPT bob@x"]
DATA = RCPT + ["DATA Kept."]
ENVELOPE = ["MAIL FROM:<alice@x>", "RCPT TO:<bob@x>"]
WHOLE = ENVELOPE + ["DATA", "."]
THREE = "a@x, b@x, c@x"
TO_THREE = ["MAIL FROM:<alice@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "RCPT TO:<c@x>"]
CLOSED = "the server closed the connection."

# Name; greeting (None: of ESMTP); answers; actions; the step that is shown then; texts that are on
# the screen; what the server has heard, but for the greeting (None: not compared).
BEHAVIOURS = [
    # greetings
    ("220 without ESMTP", "220 fake", {}, ["EHLO"], "MAIL", [], []),
    ("220 alone", "220", {}, ["EHLO"], "MAIL", [], []),
    ("a greeting of several lines", "220-fake\n220-be nice\n220 ESMTP", {}, ["EHLO"], "MAIL", [],
     []),
    ("421 greets", "421 too many", {}, ["?S 421 too many"], "CONNECT", ["421: "], []),
    ("450 greets", "450 later", {}, ["?S 450 later"], "CONNECT", ["450: "], []),
    ("554 greets", "554 no SMTP here", {}, ["?S 554 no SMTP"], "CONNECT", ["554: "], []),
    ("421 greets, and another time it does not", "421 too many", {},
     ["?S 421 too many", "<M-t>", "?Refused for now", "<M-t>", "EHLO"], "MAIL", [], []),

    # EHLO and HELO
    ("EHLO is refused: HELO follows unasked", None, {"EHLO": "500 what?"}, ["EHLO"], "MAIL",
     ["S 500 what?", "C HELO " + HOST], []),
    ("EHLO is not implemented, by a server without ESMTP", "220 fake", {"EHLO": "502 what?"},
     ["EHLO"], "MAIL", ["C HELO "], []),
    ("EHLO and HELO are refused", None, {"EHLO": "500 what?", "HELO": "500 what?"},
     ["EHLO", "?C HELO", "?500: "], "EHLO", [], []),
    ("EHLO and HELO are refused once", None,
     {"EHLO": ["550 who?", "250 fake"], "HELO": "550 who?"},
     ["EHLO", "?C HELO", "?550: ", "EHLO other.name"], "MAIL", [], []),
    ("421 to EHLO", None, {"EHLO": "421 bye"}, ["EHLO", "?S 421 bye"], "CONNECT", [], []),
    ("421 to the HELO after EHLO", None, {"EHLO": "500 no", "HELO": "421 bye"},
     ["EHLO", "?S 421 bye"], "CONNECT", [], []),
    ("EHLO later, please", None, {"EHLO": ["450 busy", "250 fake"]},
     ["EHLO", "?S 450 busy", ">EHLO", "EHLO"], "MAIL", [], []),

    # refused for now
    ("MAIL later, please", None, {"MAIL": ["451 4.7.1 greylisted", "250 ok"]},
     ["EHLO", "MAIL alice@x", "?S 451", ">MAIL", "<M-t>", "?Refused for now", "<M-t>"], "RCPT", [],
     ENVELOPE[:1] * 2),
    ("RCPT later, please", None, {"RCPT": ["450 4.2.0 greylisted", "250 ok"]},
     RCPT + ["?S 450", ">RCPT", "<M-t>", "?Refused for now", "<M-t>"], "DATA", [],
     ENVELOPE + ENVELOPE[1:]),
    ("DATA later, please", None, {"DATA": ["451 busy", "354 go"]},
     DATA + ["?S 451", ">DATA", "?Kept.", "<M-t>", "?Refused for now", "<M-t>"], "QUIT",
     ["alice@x -> bob@x"], ENVELOPE + ["DATA", "DATA", "."]),
    ("the message later, please", None, {".": ["451 busy", "250 ok"]},
     DATA + ["?S 451", ">MAIL", "<M-t>", "?Refused for now", "<M-t>", "RCPT", ">DATA", "?Kept.",
             "DATA"], "QUIT", ["alice@x -> bob@x"], WHOLE * 2),
    ("the message later, with a code of its class", None, {".": "450 busy"}, DATA + ["?S 450"],
     "MAIL", ["alice@x"], WHOLE),
    ("the wait is cancelled", None, {"MAIL": "451 later"},
     MAIL + ["?S 451", "<M-t>", "?Refused for now", "~in [1-5]?[0-9] s", "<C-c>",
             "?The step is not repeated."],
     "MAIL", [], ENVELOPE[:1]),
    ("nothing is to be repeated", None, {}, ["EHLO", ">MAIL", "<M-t>"], "MAIL",
     ["Nothing was refused for now"], []),
    ("repeated from another step", None, {"RCPT TO:<b@x>": ["450 later", "250 ok"]},
     MAIL + ["RCPT " + THREE, ">DATA", "<M-t>", ">RCPT", "?Refused for now", "<M-t>"], "DATA", [],
     TO_THREE + ["RCPT TO:<b@x>"]),

    ("a line that was typed is sent again in another way", "220 fake",
     {"MAIL": ["501 what?", "501 what?", "250 ok"]},
     ["EHLO", ":MAIL FROM:bob@x", "~in angle brackets", "<M-t>", "~a blank after the colon", "<M-t>"],
     "RCPT", [], ["MAIL FROM:bob@x", "MAIL FROM:<bob@x>", "MAIL FROM: <bob@x>"]),

    # recipients
    ("250 to each of three recipients", None, {}, MAIL + ["RCPT " + THREE], "DATA", [], TO_THREE),
    ("250 to each, and all get the message", None, {}, MAIL + ["RCPT " + THREE, "DATA Kept."],
     "QUIT", ["alice@x -> a@x, b@x, c@x"], TO_THREE + ["DATA", "."]),
    ("one of three is refused", None, {"RCPT TO:<b@x>": "550 5.1.1 who?"},
     MAIL + ["RCPT " + THREE, "DATA Kept."], "QUIT", ["alice@x -> a@x, c@x"],
     TO_THREE + ["DATA", "."]),
    ("the last of three is refused", None, {"RCPT TO:<c@x>": "550 5.1.1 who?"},
     MAIL + ["RCPT " + THREE], "DATA", [], TO_THREE),
    ("going back, all are answered", None, {"RCPT TO:<b@x>": "550 5.1.1 who?"},
     MAIL + ["RCPT " + THREE, ">DATA", "<M-p>", ">RCPT", "?550 b@x", "<F5>"], "RCPT",
     ["Not sent: the server has answered all of these.",
      "Nothing: the server has answered"], TO_THREE),
    ("going back, only the new one is sent", None, {"RCPT TO:<b@x>": "550 5.1.1 who?"},
     MAIL + ["RCPT " + THREE, ">DATA", "<M-p>", "RCPT a@x, b@x, d@x", ">DATA"], "DATA", [],
     TO_THREE + ["RCPT TO:<d@x>"]),
    ("going back, the one that was refused for now is sent again", None,
     {"RCPT TO:<b@x>": ["450 later", "250 ok"]},
     MAIL + ["RCPT " + THREE, ">DATA", "<M-p>", ">RCPT", "?450 b@x", "<F5>"], "DATA", [],
     TO_THREE + ["RCPT TO:<b@x>"]),
    ("all are refused", None, {"RCPT": "550 who?"},
     MAIL + ["RCPT " + THREE, "?550 c@x"], "RCPT", ["550 a@x", "550 b@x"], TO_THREE),
    ("all are refused, then another is not", None, {"RCPT": ["550 who?"] * 3 + ["250 ok"]},
     MAIL + ["RCPT " + THREE, "?550 c@x", "RCPT d@x"], "DATA", [], TO_THREE + ["RCPT TO:<d@x>"]),
    ("too many recipients", None, {"RCPT TO:<c@x>": "452 4.5.3 too many"},
     MAIL + ["RCPT " + THREE], "DATA", [], TO_THREE),
    ("421 amidst three", None, {"RCPT TO:<b@x>": "421 bye"},
     MAIL + ["RCPT " + THREE, "?S 421 bye"], "CONNECT", [], TO_THREE[:3]),
    ("251 and 252 to recipients", None, {"RCPT TO:<a@x>": "251 will forward",
                                         "RCPT TO:<b@x>": "252 perhaps"},
     MAIL + ["RCPT a@x, b@x"], "DATA", [], TO_THREE[:3]),

    # the message
    ("354 is refused", None, {"DATA": "554 no"}, DATA + ["?S 554 no"], "DATA", ["Kept."],
     ENVELOPE + ["DATA"]),
    ("354 is refused once", None, {"DATA": ["554 no", "354 go"]}, DATA + ["?S 554 no", "DATA"],
     "QUIT", ["alice@x -> bob@x"], ENVELOPE + ["DATA", "DATA", "."]),
    ("the message is refused", None, {".": "554 5.7.1 spam"}, DATA + ["?S 554"], "MAIL",
     ["alice@x"], WHOLE),
    ("354 unasked", None, {"MAIL": "250 ok\n354 go"}, MAIL + ["?S 354 go"], "RCPT",
     ["354: More replies than commands"], ENVELOPE[:1]),
    ("354 unasked, before anything", "220 fake ESMTP\n354 go", {}, ["?S 354 go"], "EHLO", [], []),
    ("354 to another command", None, {"NOOP": "354 go"},
     RCPT + [">DATA", ":NOOP", "?S 354 go", "DATA Kept."], "QUIT", ["alice@x -> bob@x"],
     ENVELOPE + ["NOOP", "."]),
    ("354 to RCPT", None, {"RCPT": "354 go"}, RCPT + ["?S 354 go"], "DATA", [], ENVELOPE),
    ("DATA in the raw line, the message in the form", None, {},
     RCPT + [">DATA", ":DATA", "?S 354", "DATA Kept."], "QUIT", ["alice@x -> bob@x"], WHOLE),
    ("DATA too early", None, {"DATA": "503 first RCPT"},
     MAIL + [">RCPT", "<M-n>", ">DATA", "<M-s>", "?S 503"], "DATA", [], ENVELOPE[:1] + ["DATA"]),
    ("354 too early", None, {},
     MAIL + [">RCPT", "<M-n>", ">DATA", "<M-s>"], "QUIT", ["alice@x -> ?"],
     ENVELOPE[:1] + ["DATA", "."]),
    ("250 to DATA", None, {"DATA": "250 ok"}, DATA + ["?S 250 ok"], "DATA", ["Kept."],
     ENVELOPE + ["DATA"]),

    ("221 to DATA: the message is kept", None, {"DATA": "221 bye"},
     DATA + ["?has not taken the message", "<F5>", "EHLO", "MAIL", "RCPT", ">DATA", "?Kept."], "DATA",
     [], None),
    ("552 together with the 354: the message is kept", None,
     {"DATA": "354 go\n552 5.3.4 too big", ".": "500 what?"},
     DATA + ["?S 552", "?S 500", "MAIL", "RCPT", ">DATA", "?Kept."], "DATA",
     ["S 552 5.3.4"], (WHOLE + ENVELOPE)),
    ("552 together with the 354, and then a 250", None,
     {"DATA": "354 go\n552 5.3.4 too big"},
     DATA + ["~it may not be the message", "MAIL", "RCPT", ">DATA", "?Kept."], "DATA",
     [], (WHOLE + ENVELOPE)),

    # replies that are none
    ("a code that changes within a reply", None, {"MAIL": "250-one\n550 two"},
     MAIL + ["?? 550 two"], "MAIL", ["Not a reply: its code differs"], ENVELOPE[:1]),
    ("a code that changes, and then a reply", None, {"MAIL": "250-one\n550 two\n250 three"}, MAIL,
     "RCPT", [], ENVELOPE[:1]),
    ("a code that changes among the extensions", None, {"EHLO": "250-one\n220-SIZE\n250 three"},
     ["EHLO"], "MAIL", [], []),
    ("a line that is no reply", None, {"MAIL": "hello\n250 ok"}, MAIL, "RCPT", [], ENVELOPE[:1]),
    ("a code that nobody knows", None, {"MAIL": "299 fine"}, MAIL, "RCPT", [], ENVELOPE[:1]),

    # 421 in each state, and no reply at all
    ("421 to MAIL", None, {"MAIL": "421 bye"}, MAIL + ["?S 421 bye"], "CONNECT", [], ENVELOPE[:1]),
    ("421 to RCPT", None, {"RCPT": "421 bye"}, RCPT + ["?S 421 bye"], "CONNECT", [], ENVELOPE),
    ("421 to DATA", None, {"DATA": "421 bye"}, DATA + ["?S 421 bye"], "CONNECT", [],
     ENVELOPE + ["DATA"]),
    ("421 to the message", None, {".": "421 bye"}, DATA + ["?S 421 bye"], "CONNECT", [], WHOLE),
    ("421 to the message, which is kept", None, {".": "421 bye"},
     DATA + ["?S 421 bye", "<F5>", "EHLO", "MAIL", "RCPT", ">DATA", "?Kept.", "DATA"], "QUIT",
     ["1 message delivered", "alice@x -> bob@x"], None),
    ("421 to QUIT", None, {"QUIT": "421 bye"}, DATA + ["QUIT", "?S 421 bye"], "CONNECT", [],
     WHOLE + ["QUIT"]),
    ("421 to NOOP", None, {"NOOP": "421 bye"}, MAIL + [">RCPT", ":NOOP", "?S 421 bye"], "CONNECT",
     [], ENVELOPE[:1] + ["NOOP"]),
    ("421 unasked", None, {"MAIL": "250 ok\n421 idle"}, MAIL + ["?S 421 idle"], "CONNECT", [],
     ENVELOPE[:1]),
    ("lost before the greeting", "", {}, ["?" + CLOSED], "CONNECT", [], []),
    ("lost at EHLO", None, {"EHLO": ""}, ["EHLO", "?" + CLOSED], "CONNECT", [], []),
    ("lost at MAIL", None, {"MAIL": ""}, MAIL + ["?" + CLOSED], "CONNECT", [], ENVELOPE[:1]),
    ("lost at RCPT", None, {"RCPT": ""}, RCPT + ["?" + CLOSED], "CONNECT", [], ENVELOPE),
    ("lost amidst three", None, {"RCPT TO:<b@x>": ""}, MAIL + ["RCPT " + THREE, "?" + CLOSED],
     "CONNECT", [], TO_THREE[:3]),
    ("lost at DATA", None, {"DATA": ""}, DATA + ["?" + CLOSED], "CONNECT", [], ENVELOPE + ["DATA"]),
    ("lost at the message, and sent again", None, {".": ""},
     DATA + ["?" + CLOSED, "<F5>", "EHLO", "MAIL", "RCPT", ">DATA", "?Kept.", "DATA"], "QUIT",
     ["alice@x -> bob@x"], None),
    ("lost at QUIT", None, {"QUIT": ""}, DATA + ["QUIT", "?" + CLOSED], "CONNECT", [],
     WHOLE + ["QUIT"]),

    # the end
    ("221 to QUIT", None, {}, DATA + ["QUIT", "?S 221 Bye"], "QUIT",
     ["[ok] EHLO > [ok] MAIL > [ok] RCPT > [ok] DATA"], WHOLE + ["QUIT"]),
    ("QUIT at once", None, {}, [">EHLO", "<M-p>", "<M-p>", "QUIT", "?S 221 Bye"], "QUIT",
     ["[  ] EHLO > [  ] MAIL"],
     None),
    ("QUIT is refused", None, {"QUIT": "500 no"}, DATA + ["QUIT", "?S 500 no"], "QUIT", [],
     WHOLE + ["QUIT"]),

    # what is typed in the raw line
    ("RSET, and another recipient", None, {},
     RCPT + [">DATA", ":RSET", ">MAIL", ":MAIL FROM:<carol@x>", ">RCPT", ":RCPT TO:<dora@x>",
             "DATA Kept."], "QUIT", ["carol@x -> dora@x"],
     ENVELOPE + ["RSET", "MAIL FROM:<carol@x>", "RCPT TO:<dora@x>", "DATA", "."]),
    ("EHLO, and another recipient", None, {},
     RCPT + [">DATA", ":EHLO again", ">MAIL", ":mail from:<carol@x>", ">RCPT", ":rcpt to:<dora@x>",
             "DATA Kept."], "QUIT", ["carol@x -> dora@x"], None),
    ("EHLO is refused in a transaction, which goes on", None, {"EHLO": ["250 fake", "503 no"]},
     RCPT + [">DATA", ":EHLO again", "?S 503 no", "DATA Kept."], "QUIT", ["alice@x -> bob@x"],
     WHOLE),
    ("HELO in a transaction", None, {}, RCPT + [">DATA", ":HELO again", ">MAIL"], "MAIL", [], None),
    ("RSET is refused", None, {"RSET": "502 no"}, RCPT + [">DATA", ":RSET", "?S 502 no"], "DATA",
     [], ENVELOPE + ["RSET"]),
    ("one more recipient", None, {},
     RCPT + [">DATA", ":RCPT TO:<carol@x>", "?bob@x, carol@x", "DATA Kept."], "QUIT",
     ["alice@x -> bob@x, carol@x"], None),
    ("250 to a second MAIL", None, {},
     RCPT + [">DATA", ":MAIL FROM:<carol@x>", ">RCPT", "RCPT dora@x", "DATA Kept."], "QUIT",
     ["carol@x -> dora@x"], ENVELOPE + ["MAIL FROM:<carol@x>", "RCPT TO:<dora@x>", "DATA", "."]),
    ("503 to a second MAIL", None, {"MAIL": ["250 ok", "503 nested"]},
     RCPT + [">DATA", ":MAIL FROM:<carol@x>", "?S 503 nested", "DATA Kept."], "QUIT",
     ["alice@x -> bob@x"], None),
    ("MAIL without EHLO is accepted", None, {}, [">EHLO", ":MAIL FROM:<alice@x>"], "RCPT", [],
     None),

    # servers like the prototype
    ("550 ends the transaction", "220 fake smtpd-proto ready", {"RCPT": ["550 who?", "250 ok"]},
     ["HELO", "MAIL alice@x", "RCPT bob@x", ">MAIL", "MAIL", "RCPT carol@x"], "DATA", [], None),
    ("550, and the sender is kept", "220 fake smtpd-proto ready",
     {"RCPT": ["550 who?", "250 ok"], "MAIL": ["250 ok", "503 sender already given"]},
     ["HELO", "MAIL alice@x", "RCPT bob@x", ">MAIL", "MAIL", "?S 503", "RCPT carol@x", ">DATA",
      "?From: alice@x", "DATA Kept."], "QUIT", ["alice@x -> carol@x"], None),

    # beside the steps
    ("RSET from the list", None, {}, RCPT + [">DATA", "/RSET"], "MAIL", [], ENVELOPE + ["RSET"]),
    ("NOOP from the list", None, {}, RCPT + [">DATA", "/NOOP", "?S 250 Nothing done"], "DATA", [],
     ENVELOPE + ["NOOP"]),
    ("HELP from the list", None, {"HELP": "214-ask\n214 postmaster"},
     MAIL + [">RCPT", "/what it understands", "?| 214 postmaster"], "RCPT", [],
     ENVELOPE[:1] + ["HELP"]),
    ("HELP by its name, which other commands only contain", None, {"HELP": "214 ask"},
     MAIL + [">RCPT", "/HELP", "?S 214 ask"], "RCPT", [], ENVELOPE[:1] + ["HELP"]),
    ("VRFY from the list", None, {"VRFY": "252 try"},
     MAIL + [">RCPT", "/VRFY", "?smtp> VRFY", "<b>", "<Enter>", "?S 252 try"], "RCPT", [],
     ENVELOPE[:1] + ["VRFY b"]),
    ("EXPN from the list", None, {"EXPN": "250-a@x\n250 b@x"},
     MAIL + [">RCPT", "/EXPN", "?smtp> EXPN", "<l>", "<Enter>", "?| 250 b@x"], "RCPT",
     ["250: The server accepted the command."], ENVELOPE[:1] + ["EXPN l"]),
    ("HELO from the list", None, {}, [">EHLO", "/HELO", "?smtp> HELO", "<x>", "<Enter>"], "MAIL",
     ["C HELO x"], []),

    # what is offered
    ("extensions are shown", None, {"EHLO": OFFER}, ["EHLO", ">MAIL"], "MAIL",
     ["Offered: SIZE 1000000, 8BITMIME, SMTPUTF8"], []),
    ("other extensions after another EHLO", None, {"EHLO": [OFFER, "250-fake\n250 PIPELINING"]},
     ["EHLO", ">MAIL", ":EHLO again", "?| 250 PIPELINING"], "MAIL", ["Offered: PIPELINING"], None),
    ("extensions go", None, {"EHLO": [OFFER, "250 fake"]},
     ["EHLO", ">MAIL", ":EHLO again", "?S 250 fake"], "MAIL", [], None),
    ("a refused EHLO takes nothing back", None, {"EHLO": [OFFER, "501 who?"]},
     ["EHLO", ">MAIL", ":EHLO again", "?501: "], "MAIL", ["Offered: SIZE 1000000"], None),
    ("an address that is not ASCII", None, {"EHLO": OFFER}, ["EHLO", "MAIL jo\u00e3o@x"], "RCPT",
     [], ["MAIL FROM:<jo\u00e3o@x> BODY=8BITMIME SMTPUTF8"]),
    ("it is not sent if nobody offers to take it", None, {},
     ["EHLO", "MAIL jo\u00e3o@x", "?Not sent; Alt-s"], "MAIL", ["SMTPUTF8"], []),
    ("it is sent with Alt-s, as it was typed", None, {},
     ["EHLO", "MAIL jo\u00e3o@x", "?Not sent; Alt-s", "<M-s>"], "RCPT", [],
     ["MAIL FROM:<jo\u00e3o@x>"]),
    ("nor once the offer is gone", None, {"EHLO": [OFFER, "250 fake"]},
     ["EHLO", ">MAIL", ":EHLO again", "?S 250 fake", "MAIL jo\u00e3o@x", "?Not sent; Alt-s"],
     "MAIL", ["SMTPUTF8"], None),
    ("a recipient that is not ASCII, and the sender had no SMTPUTF8", None, {"EHLO": OFFER},
     MAIL + ["RCPT jo\u00e3o@x", "?Not sent; Alt-s"], "RCPT", ["SMTPUTF8"], ENVELOPE[:1]),
    ("a parameter is refused", None, {"EHLO": OFFER, "MAIL": ["555 SMTPUTF8?", "250 ok"]},
     ["EHLO", "MAIL jo\u00e3o@x", "?S 555", "MAIL alice@x"], "RCPT", [],
     ["MAIL FROM:<jo\u00e3o@x> BODY=8BITMIME SMTPUTF8"] + ENVELOPE[:1]),
]


def play(greeting, answers, actions, step, texts, heard):
    with Scripted(greeting if greeting is not None else "220 fake ESMTP", answers) as server, \
         Terminal(server.address, size=(110, 44)) as terminal:
        for action in actions:
            act(terminal, action)
        screen = terminal.wait(lambda screen: screen.is_at(step) and all(
            text in screen for text in texts), f"step {step} with {texts}")
        if heard is not None:
            said = [line for line in server.heard if line[:5] not in ("EHLO ", "HELO ")]
            equal(said, heard, f"what the server heard; {screen}")


def register(name, *behaviour):
    case(name)(lambda: play(*behaviour))


for behaviour in BEHAVIOURS:
    register(*behaviour)


@case("a list of recipients that does not fit says how many more were answered")
def many_recipients():
    with Scripted(answers={"RCPT": "550 who?"}) as server, \
         Terminal(server.address, size=(60, 20)) as terminal:
        for action in MAIL + [">RCPT"]:
            act(terminal, action)
        terminal.type(", ".join(f"{name}@x" for name in "abcdefghijkl"))
        terminal.key("F5")
        screen = terminal.wait(lambda screen: len(server.heard) == 14 and "more answered" in screen)
        shown = sum(f" 550 {name}@x" in screen for name in "abcdefghijkl")
        truth(f"... and {12 - shown} more answered" in screen, screen)


if __name__ == "__main__":
    e2e.run()
