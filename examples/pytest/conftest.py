"""A fixture for pytest: `smtp_server` is a mail server of the test's own, smtpd-proto on a free port.  A test that
talks to it fails if it, or the program that it starts, makes a mistake in SMTP; the mistakes are shown."""

import email
import email.policy
import json
import mailbox
import shutil
import subprocess

import pytest

# How long the server lives at most, and so how long a test waits for mail that does not come.
WITHIN = "60s"


class SmtpServer:
    """`host` and `port` are where it listens, and messages() is what was delivered."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        (folder / "users").write_text("everybody\n")
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                ["smtpd-proto", "--dialect=rfc5321", "--port=0", f"--directory={folder}", "--catch-all=everybody",
                 "--quiet", f"--exit-within={WITHIN}", "--report=text", f"--report-file={folder}/verdicts",
                 "--events=-", folder / "users"], stdout=subprocess.PIPE, stderr=log, text=True)
        self.host, port = self.next_event()["address"].rsplit(":", 1)
        self.port = int(port)

    def next_event(self):
        line = self.process.stdout.readline()
        if not line:
            time_is_over = self.process.wait() in (0, 3)
            pytest.fail(f"{self.count} messages came within {WITHIN}" if time_is_over else
                        "smtpd-proto has ended: " + (self.folder / "log").read_text(), pytrace=False)
        return json.loads(line)

    def messages(self, count=1):
        """All messages so far, as email.message.EmailMessage; waits until there are COUNT."""
        while self.count < count:
            self.count += self.next_event()["event"] == "delivered"
        return list(mailbox.mbox(self.folder / "everybody.txt", create=False, factory=lambda file:
                                 email.message_from_binary_file(file, policy=email.policy.default)))

    def stop(self):
        """Ends it, and fails if a client has made a mistake."""
        self.process.terminate()
        self.process.communicate()
        if self.process.returncode == 3:
            pytest.fail("a mistake in SMTP:\n" + (self.folder / "verdicts").read_text(), pytrace=False)


@pytest.fixture
def smtp_server(tmp_path):
    if shutil.which("smtpd-proto") is None:
        pytest.fail("smtpd-proto is not installed", pytrace=False)
    server = SmtpServer(tmp_path)
    yield server
    server.stop()
