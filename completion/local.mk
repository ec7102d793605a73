# Completion of command lines for three shells, made from the tables of options.

completion_words = \
	$(srcdir)/common/pace.c \
	$(srcdir)/common/dialect_policy.c \
	$(srcdir)/common/dialect_prototype.c \
	$(srcdir)/common/dialect_rfc5321.c
server_completion = $(completion_words) $(srcdir)/server/options.c
client_completion = $(completion_words) $(srcdir)/tui-client/client/options.c
completion_awk = $(srcdir)/completion/completion.awk
if OPENSSL
completion_openssl = openssl=1
else
completion_openssl = openssl=0
endif
if GSASL
completion_gsasl = gsasl=1
else
completion_gsasl = gsasl=0
endif
make_completion = $(AM_V_GEN)$(MKDIR_P) $(@D) && LC_ALL=C $(AWK) -f $(completion_awk)

bash_completiondir = $(datadir)/bash-completion/completions
bash_completion_DATA = completion/bash/smtpd-proto
zsh_completiondir = $(datadir)/zsh/site-functions
zsh_completion_DATA = completion/zsh/_smtpd-proto
fish_completiondir = $(datadir)/fish/vendor_completions.d
fish_completion_DATA = completion/fish/smtpd-proto.fish
if CLIENT
bash_completion_DATA += completion/bash/smtp-tui
zsh_completion_DATA += completion/zsh/_smtp-tui
fish_completion_DATA += completion/fish/smtp-tui.fish
endif

completion/bash/smtpd-proto: $(completion_awk) $(server_completion)
	$(make_completion) shell=bash program=smtpd-proto $(completion_openssl) $(completion_gsasl) \
		$(server_completion) >$@
completion/bash/smtp-tui: $(completion_awk) $(client_completion)
	$(make_completion) shell=bash program=smtp-tui $(completion_openssl) $(client_completion) >$@
completion/zsh/_smtpd-proto: $(completion_awk) $(server_completion)
	$(make_completion) shell=zsh program=smtpd-proto $(completion_openssl) $(completion_gsasl) \
		$(server_completion) >$@
completion/zsh/_smtp-tui: $(completion_awk) $(client_completion)
	$(make_completion) shell=zsh program=smtp-tui $(completion_openssl) $(client_completion) >$@
completion/fish/smtpd-proto.fish: $(completion_awk) $(server_completion)
	$(make_completion) shell=fish program=smtpd-proto $(completion_openssl) $(completion_gsasl) \
		$(server_completion) >$@
completion/fish/smtp-tui.fish: $(completion_awk) $(client_completion)
	$(make_completion) shell=fish program=smtp-tui $(completion_openssl) $(client_completion) >$@

completions = $(bash_completion_DATA) $(zsh_completion_DATA) $(fish_completion_DATA)
CLEANFILES += $(completions)
EXTRA_DIST += completion/completion.awk
