# The tests.  Every program and script here speaks TAP, so that `make check' reports each case.

# Unit tests: tests/check_NAME.c checks the module NAME with libcheck.
unit_tests = \
	tests/check_address \
	tests/check_buffer \
	tests/check_command \
	tests/check_dialect \
	tests/check_dot \
	tests/check_dot_exhaustive \
	tests/check_line \
	tests/check_lock \
	tests/check_log \
	tests/check_mailbox \
	tests/check_mailbox_files \
	tests/check_mbox \
	tests/check_mbox_exhaustive \
	tests/check_options \
	tests/check_reply \
	tests/check_reply_parse \
	tests/check_session \
	tests/check_session_file \
	tests/check_store \
	tests/check_text \
	tests/check_users

# Checks of the sources themselves.
source_tests = \
	tests/check_layers \
	tests/check_manifest \
	tests/check_potfiles \
	tests/check_readme

# Conversations with the real server, and real mail programs as its clients.
server_tests = \
	tests/e2e_load.py \
	tests/e2e_mailboxes.py \
	tests/e2e_peers.py \
	tests/e2e_sessions.py \
	tests/e2e_signals.py \
	tests/e2e_smuggling.py \
	tests/e2e_start.py \
	tests/e2e_trace.py

# The conversations that tests/e2e_sessions.py plays; each must be named here to be packed.
sessions = \
	tests/sessions/address-echo.session \
	tests/sessions/crlf-connection-bare-lf.session \
	tests/sessions/echo-cut.session \
	tests/sessions/echo-escapes.session \
	tests/sessions/echo-helo-whole.session \
	tests/sessions/empty-arguments.session \
	tests/sessions/first-line-empty-lf.session \
	tests/sessions/first-line-refused-crlf.session \
	tests/sessions/first-line-refused-lf.session \
	tests/sessions/grammar.session \
	tests/sessions/helo-once.session \
	tests/sessions/lf-connection-bare-cr.session \
	tests/sessions/lf-connection-crlf-lines.session \
	tests/sessions/lf-connection.session \
	tests/sessions/long-first-line-lf.session \
	tests/sessions/long-first-line.session \
	tests/sessions/long-lines.session \
	tests/sessions/mailbox-rule-sigma.session \
	tests/sessions/mailbox-rule.session \
	tests/sessions/message-bare-cr.session \
	tests/sessions/message-bare-lf.session \
	tests/sessions/message-dots.session \
	tests/sessions/message-is-not-commands.session \
	tests/sessions/message-nul.session \
	tests/sessions/nothing-before-helo.session \
	tests/sessions/order-strict.session \
	tests/sessions/pipelined-refusals.session \
	tests/sessions/pipelining-lf.session \
	tests/sessions/pipelining.session \
	tests/sessions/quit-after-unknown-recipient.session \
	tests/sessions/quit-closes.session \
	tests/sessions/quit-rules.session \
	tests/sessions/second-recipient.session \
	tests/sessions/several-messages.session \
	tests/sessions/tour.session \
	tests/sessions/trailing-arguments.session \
	tests/sessions/unknown-commands.session \
	tests/sessions/unknown-recipient.session \
	tests/sessions/worked-example.session

# Plays a session file against a server.
check_PROGRAMS += tests/play
tests_play_SOURCES = tests/play.c
tests_play_LDADD = common/libcommon.a $(UNISTRING_LIBS)

if HAVE_CHECK
check_PROGRAMS += $(unit_tests)
endif

# Of automake's flags only these reach the unit tests, whose sources are their name and ".c".
AM_CPPFLAGS += $(CHECK_CFLAGS)
LDADD = \
	server/libserver.a \
	common/libcommon.a \
	$(CHECK_LIBS) \
	$(UNISTRING_LIBS) \
	$(LIBINTL) \
	$(PTHREAD_LIBS)

EXTRA_DIST += \
	tests/check_main.h \
	tests/folder.h \
	tests/guard.h \
	$(source_tests) \
	$(server_tests) \
	tests/e2e.py \
	tests/read_mailbox.py \
	tests/protocol-coverage.md \
	tests/protocol-coverage.md \
	$(sessions)

TESTS = $(source_tests)
if HAVE_CHECK
TESTS += $(unit_tests)
endif
if HAVE_PYTHON
TESTS += $(server_tests)
endif

TEST_EXTENSIONS = .py
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
PY_LOG_DRIVER = $(tap_driver)
PY_LOG_COMPILER = $(PYTHON)

# The seconds that a case may take are generous, because the machine may be slow and busy.  Programs
# such as smtp-source stand where only root looks for them.
AM_TESTS_ENVIRONMENT = \
	PATH="$$PATH:/usr/sbin:/sbin"; export PATH; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CK_DEFAULT_TIMEOUT=$${CK_DEFAULT_TIMEOUT:-120}; export CK_DEFAULT_TIMEOUT; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

# A run that leaves out tests for want of their tools must not look like one that passed.
check-local:
if !HAVE_CHECK
	@echo 'libcheck is missing, the unit tests were not run: install it (Debian package: check) and configure again' >&2; exit 1
endif
if !HAVE_PYTHON
	@echo 'python3 is missing, the tests of the server were not run: install it (Debian package: python3) and configure again' >&2; exit 1
endif

# The unit tests under valgrind, in one process each; without the exhaustive ones, which would take
# minutes to say nothing new about memory.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full
check-valgrind: all-am $(check_PROGRAMS)
	@for test in $(unit_tests); do \
		case $$test in *_exhaustive) continue ;; esac; \
		echo "valgrind $$test"; \
		CK_FORK=no $(VALGRIND) "./$$test" >"$$test.valgrind" 2>&1 \
		&& ! grep -q '^not ok' "$$test.valgrind" \
		|| { cat "$$test.valgrind"; exit 1; }; \
	done
.PHONY: check-valgrind
CLEANFILES = tests/*.valgrind
