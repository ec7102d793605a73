# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes that a hostile server may put into a reply, for the tests of the full screen and of line
mode: bytes that would control a terminal, hide text, change its direction, or are not text.
"""

import unicodedata

PAYLOADS = [
    ("clear", b"\x1b[1J\x1b[2K"),
    ("cursor", b"\x1b[999;999H"),
    ("colour", b"\x1b[38;5;201m"),
    ("insert mode", b"\x1b[4h"),
    ("origin mode", b"\x1b[?6h\x1b[2;5r"),
    ("mouse", b"\x1b[?1000h\x1b[?1003h"),
    ("status report", b"\x1b[6n\x1b[c\x1b[>c"),
    ("reset", b"\x1bc"),
    ("alignment", b"\x1b#8"),
    ("line drawing", b"\x1b(0"),
    ("window", b"\x1b[8;50;50t\x1b[21t"),
    ("title", b"\x1b]0;HOSTILE\x07"),
    ("link", b"\x1b]8;;http://hostile.test\x1b\\"),
    ("clipboard", b"\x1b]52;c;SE9TVElMRQ==\x07"),
    ("DCS", b"\x1bP$qm\x1b\\\x1bPtmux;HOSTILE\x1b\\"),
    ("DCS without end", b"\x1bP+q544e"),
    ("APC", b"\x1b_HOSTILE\x1b\\"),
    ("screen title", b"\x1bkHOSTILE\x1b\\"),
    ("escape at the end", b"\x1b"),
    ("ENQ", b"\x05"),
    ("SO and SI", b"\x0eqqq"),
    ("SI", b"\x0f"),
    ("BEL", b"\x07"),
    ("BS", b"\x08" * 30),
    ("CR", b"\rHOSTILE"),
    ("VT and FF", b"\x0b\x0c"),
    ("TAB", b"\t\t\t\t"),
    ("NUL", b"\0\0"),
    ("DEL", b"\x7f\x7f"),
    ("all of C0", bytes(range(1, 10)) + bytes(range(11, 32))),
    ("C1 as bytes", b"\x9b31m\x9d0;HOSTILE\x9c\x90q\x9c\x85\x84"),
    ("C1 as UTF-8", b"\xc2\x9b31m\xc2\x9d0;HOSTILE\xc2\x9c\xc2\x90q\xc2\x9c\xc2\x85"),
    ("Arabic letter mark", "\u061c".encode()),
    ("zero width", "\u200b\u200c\u200d\u2060".encode()),
    ("direction marks", "\u200e\u200f".encode()),
    ("embedding", "\u202aa\u202bb\u202cc\u202dd\u202ee".encode()),
    ("isolates", "\u2066a\u2067b\u2068c\u2069".encode()),
    ("byte order mark", "\ufeff".encode()),
    ("soft hyphen", "\u00ad".encode()),
    ("separators", "\u2028\u2029".encode()),
    ("tags", "\U000e0041\U000e0042".encode()),
    ("overlong", b"\xc0\x80\xc1\x9b\xe0\x80\x9b\xf0\x80\x80\x9b"),
    ("surrogates", b"\xed\xa0\x80\xed\xb0\x80"),
    ("beyond Unicode", b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xff\xfe"),
    ("cut off", b"\xe2\x82"),
    ("forty marks", b"e" + "\u0301".encode() * 40),
    ("marks alone", "\u0301".encode() * 40),
    ("wide", "\u5c71".encode() * 150),
    ("wide, one on", b"a" + "\u5c71".encode() * 150),
    ("wide marks", ("\u5c71" + "\u0301" * 5).encode() * 60),
    ("right to left", "\u05d0\u05d1\u05d2 123 \u05d3".encode()),
    ("long", b"x" * 480),
]


def visible(payload):
    """PAYLOAD as it must be shown: bytes that are not text, and controls, as \\xHH, deceptive
    characters as \\u{HEX}.  None if marks make it hard to tell."""
    shown = ""
    for character in payload.decode(errors="surrogateescape"):
        if unicodedata.category(character) in ("Cc", "Cs"):
            data = character.encode(errors="surrogateescape")
            shown += "".join(f"\\x{byte:02X}" for byte in data)
        elif unicodedata.category(character) in ("Cf", "Zl", "Zp"):
            shown += f"\\u{{{ord(character):X}}}"
        elif unicodedata.category(character) == "Mn":
            return None
        else:
            shown += character
    return shown


def steering(payload):
    """The parts of PAYLOAD that no program of ours sends: those that begin with ESC."""
    return [b"\x1b" + part for part in payload.split(b"\x1b")[1:] if len(part) > 1]


# Lines that are not replies, each with its message.
NO_CODE = "Not a reply: it does not begin with a code from 200 to 599."
SEPARATOR = "Not a reply: a space, a hyphen or the end of the line must follow the code."
CHANGED = "Not a reply: its code differs from that of the preceding lines."
LONG_LINE = "This line was cut off: it is too long for a reply."
MANY_LINES = "This reply was cut off: it has too many lines."

FLAWS = [
    ("two digits", b"25\r\n", NO_CODE),
    ("no digits", b"hello\r\n", NO_CODE),
    ("nothing", b"\r\n", NO_CODE),
    ("a code too low", b"199 low\r\n", NO_CODE),
    ("a code too high", b"600 high\r\n", NO_CODE),
    ("no separator", b"250x\r\n", SEPARATOR),
    ("a code that changes", b"250-a\r\n251 b\r\n", CHANGED),
    ("a code that changes in a continuation", b"250-a\r\n550-b\r\n", CHANGED),
    ("a long line", b"250 " + b"x" * 5000 + b"\r\n", LONG_LINE),
    ("a line of a megabyte", b"x" * (1 << 20) + b"\r\n", LONG_LINE),
    ("a line not ended yet", b"250 " + b"x" * 5000, LONG_LINE),
    ("many lines", b"250-x\r\n" * 1001, MANY_LINES),
]
