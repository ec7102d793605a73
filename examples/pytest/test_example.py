"""How a test uses the fixture of conftest.py; send_welcome() stands for the program that you test."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid


def send_welcome(host, port, recipient):
    message = EmailMessage()
    message["From"] = "app@example.org"
    message["To"] = recipient
    message["Subject"] = "Welcome"
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="example.org")
    message.set_content("Olá!\n", cte="quoted-printable")
    with smtplib.SMTP(host, port, local_hostname="app.example.org", timeout=10) as smtp:
        smtp.send_message(message)


def test_welcome_arrives(smtp_server):
    send_welcome(smtp_server.host, smtp_server.port, "bob@example.org")
    (message,) = smtp_server.messages()
    assert message["Subject"] == "Welcome"
    assert message["Delivered-To"] == "bob@example.org"  # the envelope's: the server adds it
    assert message.get_content() == "Olá!\n"


def test_two_welcomes_arrive(smtp_server):
    for name in ("bob", "carol"):
        send_welcome(smtp_server.host, smtp_server.port, f"{name}@example.org")
    assert [message["To"] for message in smtp_server.messages(2)] == ["bob@example.org", "carol@example.org"]
