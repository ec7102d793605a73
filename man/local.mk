# The manuals, in mdoc(7).  keys.awk prints the table of keys of smtp-tui(1).

dist_man_MANS = \
	man/smtp-session.5 \
	man/smtp-tui.1 \
	man/smtpd-proto.8

EXTRA_DIST += man/keys.awk
