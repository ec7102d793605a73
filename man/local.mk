# The manuals, in mdoc(7).  keys.awk prints the table of keys of smtp-tui(1), findings.awk the
# list of findings of smtpd-proto(8).

dist_man_MANS = man/smtpd-proto.8
if CLIENT
dist_man_MANS += man/smtp-session.5 man/smtp-tui.1
endif

# Translations.
brazilian_man1dir = $(mandir)/pt_BR/man1
brazilian_man8dir = $(mandir)/pt_BR/man8
if CLIENT
dist_brazilian_man1_DATA = man/pt_BR/smtp-tui.1
endif
dist_brazilian_man8_DATA = man/pt_BR/smtpd-proto.8

# A tarball of any configuration has them all.
EXTRA_DIST += man/catalogue.awk man/findings.awk man/keys.awk \
	man/smtp-session.5 man/smtp-tui.1 man/pt_BR/smtp-tui.1
