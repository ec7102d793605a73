# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix whose users log in with the passwords of Dovecot."""

import base64

import daemons
import receiving
from daemons import write

POSTFIX = """\
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = /var/run/logins
"""
DOVECOT = f"""\
protocols =
ssl = no
base_dir = /var/run/dovecot
state_dir = /var/run/dovecot
log_path = /var/log/dovecot
default_internal_user = postfix
default_internal_group = postfix
default_login_user = postfix
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 scram-sha-256
passdb {{
  driver = passwd-file
  args = /var/config/passwords
}}
userdb {{
  driver = static
  args = uid={receiving.OWNER} gid={receiving.OWNER} home=/var/home
}}
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener /var/run/logins {{
    mode = 0666
  }}
}}
"""


def postfix(program, folder, port, settings, services, user, password):
    """Postfix, as daemons.postfix() starts it, with USER and a PASSWORD."""
    dovecot = daemons.find("dovecot")
    encoded = base64.b64encode(password.encode()).decode()
    write(f"{folder}/var/config/dovecot.conf", DOVECOT)
    write(f"{folder}/var/config/passwords", f"{user}:{{PLAIN.b64}}{encoded}\n")
    command = daemons.postfix(program, folder, port, POSTFIX + settings, services)
    at = command.index(program)
    return [*command[:at], "sh", "-c", '"$0" -c /var/config/dovecot.conf && exec "$@"', dovecot, *command[at:]]
