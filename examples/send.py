#!/usr/bin/env python3
"""A stand-in for the program that you test: sends one message to the server at $SMTP_SERVER, which is HOST:PORT."""

import os
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

message = EmailMessage()
message["From"] = "app@example.org"
message["To"] = "bob@example.org"
message["Subject"] = "Welcome"
# EmailMessage adds neither of these two; without Date a message is wrong.
message["Date"] = formatdate(localtime=True)
message["Message-ID"] = make_msgid(domain="example.org")
message.set_content("It works.\n")

host, port = os.environ["SMTP_SERVER"].rsplit(":", 1)
with smtplib.SMTP(host, int(port), local_hostname="app.example.org", timeout=10) as smtp:
    smtp.send_message(message)
