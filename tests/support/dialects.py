# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What clients write and the server replies in each dialect, for tests that run in both.

A reply has its line ending; %s in it is the address of the command.  Which reply follows what is
not known here.
"""


class Dialect:
    """The name of a dialect, its paths and its replies."""

    def __init__(self, name, has_brackets, **replies):
        self.name, self.has_brackets = name, has_brackets
        self.blank = "" if has_brackets else " "  # behind the colon of MAIL and RCPT
        for reply, text in replies.items():
            setattr(self, reply, text.encode() + b"\r\n")

    def path(self, name):
        """NAME as MAIL and RCPT want it."""
        if not self.has_brackets or name.startswith("<"):
            return name
        return f"<{name if '@' in name else name + '@example.org'}>"

    def echoed(self, reply, path):
        """The REPLY to a command with PATH."""
        is_bare = not self.has_brackets or path == "<>" or not path.startswith("<")
        bare = path if is_bare else path[1:-1]
        return reply.replace(b"%s", bare.encode())


PROTOTYPE = Dialect(
    "prototype", False,
    greeting="220 smtp.prototype smtpd-proto ready",
    hello="250 Hello tester, pleased to meet you",
    sender="250 %s Sender ok",
    recipient="250 %s Recipient ok",
    unknown="550 Address unknown",
    start_mail='354 Enter mail, end with "." on a line by itself',
    accepted="250 Message accepted for delivery",
    local_error="451 Local error in processing",
    no_storage="452 Insufficient system storage",
    too_large="552 Message too large",
    unrecognized="500 Syntax error, command unrecognized",
    too_long="500 Syntax error, command unrecognized",
    rcpt_too_early="500 Syntax error, command unrecognized",
    data_too_early="500 Syntax error, command unrecognized",
    bye="221 smtp.prototype closing connection",
    closing="421 smtp.prototype closing connection",
    timed_out="421 smtp.prototype closing connection")

RFC5321 = Dialect(
    "rfc5321", True,
    greeting="220 smtp.prototype ESMTP smtpd-proto ready",
    hello="250 smtp.prototype greets tester",
    sender="250 2.1.0 %s Sender ok",
    recipient="250 2.1.5 %s Recipient ok",
    unknown="550 5.1.1 %s Address unknown",
    start_mail='354 Enter mail, end with "." on a line by itself',
    accepted="250 2.0.0 Message accepted for delivery",
    local_error="451 4.3.0 Local error in processing",
    no_storage="452 4.3.1 Insufficient system storage",
    too_large="552 5.3.4 Message too large: at most %s bytes",
    unrecognized="500 5.5.2 Command unrecognized",
    too_long="500 5.5.2 Line too long: at most 2048 bytes",
    rcpt_too_early="503 5.5.1 RCPT needs MAIL first",
    data_too_early="503 5.5.1 DATA needs MAIL and RCPT first",
    bye="221 2.0.0 smtp.prototype closing connection",
    closing="421 4.3.2 smtp.prototype closing connection",
    timed_out="421 4.4.2 smtp.prototype closing connection")

DIALECTS = (PROTOTYPE, RFC5321)
