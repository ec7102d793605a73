# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are right but for one defect each, for a suite that must find it, and servers that only do
what they may.

DEFECTS and CUSTOMS have for each name a sentence, and the rows of sound_server.Sound that are other ones.
"""

import base64
import re

from sound_server import Over, Sound, path, reply


def row(name, **changes):
    """The table NAME with CHANGES."""
    return {name: {**getattr(Sound, name), **changes}}


def without(name, *words):
    """The list NAME without WORDS."""
    return {name: [word for word in getattr(Sound, name) if word not in words]}


def ends(*sequences):
    """The end of a message: the right one, or one of SEQUENCES."""
    return {"END": re.compile(b"|".join((Sound.END.pattern, *sequences)))}


def refuses_mailbox(self, argument):
    return "550 No such mailbox" if "postmaster" in argument.lower() else Sound.rcpt(self, argument)


def knows_one_case(_self, name):
    return name == "postmaster"


def wants_capitals(_self, word):
    return word if word.isupper() else "?"


def refuses_null_sender(self, argument):
    return "550 Everybody has a name" if argument.upper().startswith("FROM:<>") else Sound.mail(self, argument)


def counts_attempts(self, argument):
    self.facts.add("recipient")
    return Sound.rcpt(self, argument)


def gives_up_at_refusal(self, argument):
    said = Sound.rcpt(self, argument)
    if said.startswith("5"):
        self.clear()
    return said


def takes_last(self, _limit):
    """Of lines that came at once the last one, with those before it to be answered after it."""
    lines = self.buffer.split(self.LINE_END)
    return lines[-2], self.LINE_END.join(lines[:-2] + lines[-1:])


def takes_group_for_one(self, _limit):
    """Of lines that came at once the first, with the others thrown away."""
    line, _, rest = self.buffer.partition(self.LINE_END)
    return (b"RSET not one at a time", b"") if rest else (line, b"")


def takes_to_lf(self, _limit):
    line, _, rest = self.buffer.partition(b"\n")
    return line.rstrip(b"\r"), rest


def takes_pieces(self, limit):
    """A line that is too long in pieces, each a command."""
    line, rest = Sound.take(self, limit)
    return (line[:limit - 2], line[limit - 2:] + self.LINE_END + rest) if len(line) > limit - 2 else (line, rest)


def takes_what_comes(self, _limit):
    """Whatever one recv() brings is a line."""
    if not self.buffer:
        self.receive()
    line, _, self.buffer = self.buffer.partition(self.LINE_END)
    return line


def changes_code(_self, _argument):
    return [reply(214, "See RFC 5321,", "which has it all")[0], "250 which has it all"]


def closes(_self, _argument):
    raise Over("closed by the server")


def closes_after_unknown(self, line):
    if "bored" in self.facts:
        closes(self, line)
    said = Sound.answer(self, line)
    if said == Sound.UNKNOWN_VERB:
        self.facts.add("bored")
    return said


def begins_again(self, argument):
    if "secure" not in self.facts:
        return Sound.starttls(self, argument)
    self.say("220 Begin")
    return closes(self, argument)


def keeps_utf8(self):
    knows = "utf8" in self.facts
    Sound.clear(self)
    self.facts |= {"utf8"} if knows else set()


def reads_any_base64(_self, text):
    text = re.sub(r"[^A-Za-z0-9+/]", "", text)
    return base64.b64decode(text + "=" * (-len(text) % 4))


def takes_one_at_a_time(self, line):
    said = Sound.answer(self, line)
    if self.buffer:
        self.buffer = b""
        return "554 Wait for the reply"
    return said


def offers_no_pipelining(self, argument):
    said = Sound.ehlo(self, argument)
    return said if isinstance(said, str) else [line for line in said if "PIPELINING" not in line]


def finds_no_relay(self, argument):
    return "450 Cannot find it now" if ".invalid" in argument else Sound.rcpt(self, argument)


def logs_in_within_tls(self, verb):
    return "538 Not in clear" if verb == "AUTH" and "secure" not in self.facts else Sound.out_of_order(self, verb)


def reads_latin1(self, line):
    try:
        line.decode()
    except UnicodeDecodeError:
        line = line.decode("latin-1").encode()
    return Sound.answer(self, line)


DEFECTS = {
    # Order.
    "rcpt-before-mail": ("It takes RCPT without MAIL.", row("NEEDS", RCPT="greeted")),
    "data-before-rcpt": ("It takes a message for nobody.", row("NEEDS", DATA="sender")),
    "refused-recipients-count":
        ("It takes a message whose recipients were all refused.", {"rcpt": counts_attempts}),
    "mail-twice": ("It takes MAIL within a transaction.", row("BARS", MAIL=[])),
    "rset-keeps-envelope": ("It keeps the envelope at RSET.", without("CLEARS", "RSET")),
    "ehlo-keeps-envelope": ("It keeps the envelope at EHLO and HELO.", without("CLEARS", "EHLO", "HELO")),
    "data-keeps-envelope": ("It keeps the envelope after a message.", without("CLEARS", "DATA")),
    "refusal-ends-transaction": ("It forgets the envelope at a refused RCPT.", {"rcpt": gives_up_at_refusal}),
    "arguments-ignored": ("It does not look at what follows RSET, DATA or QUIT.", {"ALONE": ["STARTTLS"]}),
    "unknown-closes":
        ("It closes the connection at what follows an unknown command.", {"answer": closes_after_unknown}),
    "quit-without-221": ("It closes at QUIT, without a reply.", {"quit": closes}),
    "codes-differ": ("The lines of its reply to HELP have different codes.", {"help": changes_code}),
    # Grammar.
    "capitals-only": ("It knows its commands in upper case only.", {"verb_of": wants_capitals}),
    "no-postmaster": ("It has no mailbox for postmaster.", {"rcpt": refuses_mailbox}),
    "postmaster-in-one-case": ("It knows postmaster in lower case only.", {"is_known": knows_one_case}),
    "no-null-sender": ("It refuses the sender <>.", {"mail": refuses_null_sender}),
    "no-quotes": ("It cuts addresses at the first @, > or blank, quoted or not.",
                  {"MAIL": path("FROM", r"(?:@[^:]*:)?(?P<local>[^@> ]+)@[^@> ]+")}),
    "no-source-route": ("It refuses a source route.",
                        {"MAIL": path("FROM", r'(?P<local>"(?:[^"\\]|\\.)*"|[^@"]+)@[^@" >]+')}),
    "any-parameter": ("It takes parameters that it does not know.", {"UNKNOWN_PARAMETER": ""}),
    # Messages and lines.
    "end-lf-lf": ("A message ends at LF . LF too.", ends(rb"\n\.\n")),
    "end-lf-crlf": ("A message ends at LF . CRLF too.", ends(rb"\n\.\r\n")),
    "end-crlf-lf": ("A message ends at CRLF . LF too.", ends(rb"\r\n\.\n")),
    "end-cr-cr": ("A message ends at CR . CR too.", ends(rb"\r\.\r")),
    "end-at-any-dot": ("A message ends at a line that begins with a dot.", ends(rb"\r\n\.[^\r]*\r\n")),
    "lf-ends-commands": ("A command ends at LF without CR too.", {"LINE_END": b"\n", "take": takes_to_lf}),
    "recv-is-a-line": ("What one recv() brings is a line.", {"line": takes_what_comes}),
    # Limits.
    "noop-alone": ("It refuses an argument of NOOP.", {"ALONE": [*Sound.ALONE, "NOOP"]}),
    "short-commands": ("A command line has at most 400 bytes.", {"LINE_MAX": 400}),
    "long-line-is-many": ("The rest of a line that is too long is another command.", {"take": takes_pieces}),
    "short-text": ("A line of text has at most 512 bytes.", {"TEXT_MAX": 512}),
    "few-recipients": ("A message has at most 50 recipients.", {"RECIPIENTS_MAX": 50}),
    "small-messages": ("A message has at most 32 KB.", {"MESSAGE_MAX": 32768}),
    "any-size": ("It takes any SIZE that is announced.", {"size": lambda *_: ""}),
    # Pipelining.
    "replies-out-of-order": ("It answers the last of several commands first.", {"take": takes_last}),
    "group-is-one": ("It answers several commands at once with one reply.", {"take": takes_group_for_one}),
    # TLS and AUTH.
    "injection": ("It executes in TLS what came in clear (CVE-2011-0411).", {"KEEPS_CLEAR_TEXT": True}),
    "tls-keeps-envelope": ("It keeps in TLS what was said in clear.",
                           {"AFTER_TLS": frozenset({"greeted", "extended", "sender", "recipient"})}),
    "tls-in-tls": ("It begins TLS within TLS.", {**row("BARS", STARTTLS=[]), "starttls": begins_again}),
    "login-twice": ("It takes a second login.", row("BARS", AUTH=["sender"])),
    "login-in-transaction": ("It takes a login within a transaction.", row("BARS", AUTH=["user"])),
    "any-base64": ("It reads over what is not base64.", {"decode": reads_any_base64}),
    "cancel-is-a-password": ("It takes * for a wrong password.", {"CANCELLED": "535 Wrong user or password"}),
    # SMTPUTF8.
    "smtputf8-stays": ("It knows SMTPUTF8 for a connection, not for a message.", {"clear": keeps_utf8}),
    "latin-1": ("It takes bytes that are not UTF-8 for Latin-1.", {"answer": reads_latin1}),
}

CUSTOMS = {
    "wants-login": ("It takes mail only from those who have logged in.", {"mail": lambda *_: "530 Log in first"}),
    "in-step": ("It takes one command at a time.", {"answer": takes_one_at_a_time, "ehlo": offers_no_pipelining}),
    "not-now": ("It cannot find a domain just now.", {"rcpt": finds_no_relay}),
    "least-limits": ("Its limits are as low as they may be (RFC 5321 section 4.5.3.1).",
                     {"LINE_MAX": 512, "RECIPIENTS_MAX": 100, "MESSAGE_MAX": 65536}),
    "login-in-tls": ("It takes no login in clear.", {"out_of_order": logs_in_within_tls}),
}


def kind(name):
    """The server with the defect, or the custom, NAME."""
    return type(name, (Sound,), {**DEFECTS, **CUSTOMS}[name][1])
