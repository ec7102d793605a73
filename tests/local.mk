# The tests.  Every program and script here speaks TAP, so that `make check' reports each case.

# Unit tests: tests/check_NAME.c checks the module NAME with libcheck.
unit_tests = \
	tests/check_address \
	tests/check_asks \
	tests/check_argument \
	tests/check_blocks \
	tests/check_buffer \
	tests/check_client_walks \
	tests/check_clients \
	tests/check_command \
	tests/check_commit \
	tests/check_dialect \
	tests/check_dialect_rows \
	tests/check_dot \
	tests/check_dot_exhaustive \
	tests/check_dotlock \
	tests/check_explain_dialect \
	tests/check_faults \
	tests/check_group \
	tests/check_idle \
	tests/check_incoming \
	tests/check_intents \
	tests/check_line \
	tests/check_listener \
	tests/check_lock \
	tests/check_log \
	tests/check_mailbox_files \
	tests/check_mbox \
	tests/check_mbox_exhaustive \
	tests/check_options \
	tests/check_patience \
	tests/check_power \
	tests/check_quota \
	tests/check_recovery \
	tests/check_reload \
	tests/check_repair \
	tests/check_reply \
	tests/check_reply_parse \
	tests/check_session \
	tests/check_session_dialects \
	tests/check_session_file \
	tests/check_session_file_write \
	tests/check_sources \
	tests/check_spool \
	tests/check_store \
	tests/check_stretches \
	tests/check_text \
	tests/check_trace \
	tests/check_users \
	tests/check_users_many \
	tests/check_watch \
	tests/check_wire

# The same for the modules of the client, whose library may hold names that the server's has too.
client_unit_tests = \
	tests/check_area \
	tests/check_area_blocks \
	tests/check_client_options \
	tests/check_columns \
	tests/check_completion \
	tests/check_compose \
	tests/check_dialogue \
	tests/check_draft \
	tests/check_draft_changes \
	tests/check_envelope \
	tests/check_explain \
	tests/check_export \
	tests/check_files \
	tests/check_files_replace \
	tests/check_form \
	tests/check_history \
	tests/check_keys \
	tests/check_layout \
	tests/check_link \
	tests/check_loop \
	tests/check_mime \
	tests/check_paste \
	tests/check_player \
	tests/check_player_limits \
	tests/check_prompt \
	tests/check_prompt_find \
	tests/check_prompt_inputrc \
	tests/check_recorder \
	tests/check_search \
	tests/check_secret \
	tests/check_selection \
	tests/check_sequence \
	tests/check_steps \
	tests/check_text_store \
	tests/check_transcript

# Checks of the sources themselves.
source_tests = \
	tests/check_bootstrap \
	tests/check_calls \
	tests/check_layers \
	tests/check_manifest \
	tests/check_planted \
	tests/check_potfiles \
	tests/check_readme

# Conversations with the real server, and real mail programs as its clients.
server_tests = \
	tests/e2e_aftermath.py \
	tests/e2e_disk.py \
	tests/e2e_interrupted.py \
	tests/e2e_kill.py \
	tests/e2e_load.py \
	tests/e2e_mailboxes.py \
	tests/e2e_memory.py \
	tests/e2e_peers.py \
	tests/e2e_reader.py \
	tests/e2e_reload.py \
	tests/e2e_sessions.py \
	tests/e2e_signals.py \
	tests/e2e_smuggling.py \
	tests/e2e_start.py \
	tests/e2e_trace.py

# The client in a terminal (tmux) and through pipes, with the real server and with hostile ones.
client_tests = \
	tests/e2e_files.py \
	tests/e2e_locale.py \
	tests/e2e_plain.py \
	tests/e2e_plain_hostile.py \
	tests/e2e_tui.py \
	tests/e2e_tui_conversation.py \
	tests/e2e_tui_copy.py \
	tests/e2e_tui_hostile.py \
	tests/e2e_tui_keys.py \
	tests/e2e_tui_messages.py \
	tests/e2e_tui_random.py \
	tests/e2e_tui_resize.py \
	tests/e2e_tui_terminal.py \
	tests/e2e_tui_terminals.py \
	tests/e2e_tui_text.py \
	tests/e2e_tui_tools.py \
	tests/e2e_tui_trouble.py

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

if HAVE_CHECK
check_PROGRAMS += $(unit_tests) $(client_unit_tests)
endif

# Of automake's flags only these reach the unit tests, whose sources are their name and ".c".
AM_CPPFLAGS += $(CHECK_CFLAGS)
test_libraries = \
	common/libcommon.a \
	$(CHECK_LIBS) \
	$(READLINE_LIBS) \
	$(CURSES_LIBS) \
	$(UNISTRING_LIBS) \
	$(LIBINTL) \
	$(LIBICONV) \
	$(PTHREAD_LIBS)
LDADD = server/libserver.a $(test_libraries)
tests_check_client_walks_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
tests_check_clients_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
memory_wraps = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strndup,--wrap=u8_tolower,--wrap=u8_normalize
tests_check_address_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_check_asks_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps) -Wl,--wrap=spool_submit,--wrap=verbs_act
tests_check_users_many_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
client_test_libraries = tui-client/libclient.a $(test_libraries)
tests_check_area_LDADD = $(client_test_libraries)
tests_check_area_blocks_LDADD = $(client_test_libraries)
tests_check_client_options_LDADD = $(client_test_libraries)
tests_check_columns_LDADD = $(client_test_libraries)
tests_check_completion_LDADD = $(client_test_libraries)
tests_check_compose_LDADD = $(client_test_libraries)
tests_check_dialogue_LDADD = $(client_test_libraries)
tests_check_draft_LDADD = $(client_test_libraries)
tests_check_draft_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_check_draft_changes_LDADD = $(client_test_libraries)
tests_check_envelope_LDADD = $(client_test_libraries)
tests_check_explain_LDADD = $(client_test_libraries)
tests_check_export_LDADD = $(client_test_libraries)
tests_check_files_LDADD = $(client_test_libraries)
tests_check_files_replace_LDADD = $(client_test_libraries)
tests_check_form_LDADD = $(client_test_libraries)
tests_check_history_LDADD = $(client_test_libraries)
tests_check_keys_LDADD = $(client_test_libraries)
tests_check_layout_LDADD = $(client_test_libraries)
tests_check_link_LDADD = $(client_test_libraries)
tests_check_loop_LDADD = $(client_test_libraries)
tests_check_mime_LDADD = $(client_test_libraries)
tests_check_paste_LDADD = $(client_test_libraries)
tests_check_player_LDADD = $(client_test_libraries)
tests_check_player_limits_LDADD = $(client_test_libraries)
tests_check_prompt_LDADD = $(client_test_libraries)
tests_check_prompt_find_LDADD = $(client_test_libraries)
tests_check_prompt_inputrc_LDADD = $(client_test_libraries)
tests_check_recorder_LDADD = $(client_test_libraries)
tests_check_search_LDADD = $(client_test_libraries)
tests_check_secret_LDADD = $(client_test_libraries)
tests_check_selection_LDADD = $(client_test_libraries)
tests_check_sequence_LDADD = $(client_test_libraries)
tests_check_steps_LDADD = $(client_test_libraries)
tests_check_text_store_LDADD = $(client_test_libraries)
tests_check_text_store_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_check_transcript_LDADD = $(client_test_libraries)

EXTRA_DIST += \
	tests/area.h \
	tests/bench.py \
	tests/bench_flood.py \
	tests/bench_paste.py \
	tests/bench_peers.py \
	tests/bench_plot.py \
	tests/bench_reload.py \
	tests/bench_store.py \
	tests/bench_times.h \
	tests/calls.h \
	tests/check_main.h \
	tests/choice.h \
	tests/clients.h \
	tests/dialects.h \
	tests/disk.h \
	tests/draft.h \
	tests/engine.h \
	tests/files.h \
	tests/folder.h \
	tests/guard.h \
	tests/memory.h \
	tests/power.h \
	tests/prompt_hooks.h \
	tests/scene.h \
	tests/sequence_samples.h \
	tests/session_file.h \
	tests/spool.h \
	tests/store.h \
	$(source_tests) \
	$(server_tests) \
	$(client_tests) \
	tests/e2e.py \
	tests/hostile.py \
	tests/ledger.py \
	tests/locales.py \
	tests/machine.sh \
	tests/tui.py \
	tests/tui_folder.py \
	tests/tui_walk.py \
	tests/read_mailbox.py \
	tests/protocol-coverage.md \
	$(sessions)

TESTS = $(source_tests)
if HAVE_CHECK
TESTS += $(unit_tests) $(client_unit_tests)
endif
if HAVE_PYTHON
TESTS += $(server_tests) $(client_tests)
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
	CC='$(CC)'; export CC; NM='$(NM)'; export NM; \
	CK_DEFAULT_TIMEOUT=$${CK_DEFAULT_TIMEOUT:-120}; export CK_DEFAULT_TIMEOUT; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

# Before any test runs: a build that was moved or copied would test what stands where it was made.
check_DATA = built-here
built-here:
	@test "`cd '$(abs_top_builddir)' 2>/dev/null && pwd -P`" = "`pwd -P`" || { echo 'this build was' \
		'configured for $(abs_top_builddir): configure it here (./bootstrap check does)' >&2; exit 1; }
.PHONY: built-here

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
	@for test in $(unit_tests) $(client_unit_tests); do \
		case $$test in *_exhaustive) continue ;; esac; \
		echo "valgrind $$test"; \
		CK_FORK=no $(VALGRIND) "./$$test" >"$$test.valgrind" 2>&1 \
		&& ! grep -q '^not ok' "$$test.valgrind" \
		|| { cat "$$test.valgrind"; exit 1; }; \
	done
.PHONY: check-valgrind
CLEANFILES = tests/*.valgrind tests/valgrind-client

# Made by tests/locales.py.
clean-local:
	rm -rf locales

# The full screen under valgrind in the walks through it.  What curses keeps until the end is no leak.
VALGRIND_CLIENT = $(VALGRIND) --vgdb=no --show-leak-kinds=definite --errors-for-leak-kinds=definite
check-valgrind-client: all-am
	@printf '#!/bin/sh\nexec %s --log-file=%s "%s" "$$@"\n' '$(VALGRIND_CLIENT)' \
		'$(abs_builddir)/tests/%p.valgrind' '$(abs_builddir)/tui-client/smtp-tui' >tests/valgrind-client
	@chmod +x tests/valgrind-client
	@for test in $(valgrind_walks); do \
		echo "valgrind $$test"; \
		env $(walk_environment) SMTP_TUI='$(abs_builddir)/tests/valgrind-client' \
			$(PYTHON) "$(srcdir)/tests/$$test" >"tests/$$test.valgrind" 2>&1 \
		&& ! grep -q '^not ok' "tests/$$test.valgrind" \
		|| { cat "tests/$$test.valgrind"; exit 1; }; \
	done
walk_environment = top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)'
valgrind_walks = e2e_tui.py e2e_tui_text.py e2e_tui_tools.py e2e_tui_messages.py e2e_tui_copy.py \
	e2e_tui_conversation.py e2e_tui_trouble.py e2e_tui_terminal.py e2e_tui_resize.py e2e_tui_hostile.py

# How fast a key is answered while a server floods.
bench-flood: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench_flood.py'

# How long large texts take to be pasted.
bench-paste: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench_paste.py'
.PHONY: check-valgrind-client bench-flood bench-paste

# Every system call of a delivery with every fault; `make check' does all of this too.
fault-matrix: all-am tests/check_faults
	./tests/check_faults

# The power goes off in many more states than `make check' tries.
power-cuts: all-am tests/check_power
	CK_FORK=no POWER_SAMPLES=$(POWER_SAMPLES) ./tests/check_power
POWER_SAMPLES = 20

# Clients come, go and wait in many more orders than `make check' tries.
client-walks: all-am tests/check_client_walks
	CK_FORK=no CLIENT_WALKS=$(CLIENT_WALKS) ./tests/check_client_walks
CLIENT_WALKS = 100000
.PHONY: client-walks

# The server is killed many times under load.
kill-harness: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/e2e_kill.py' --rounds=$(KILL_ROUNDS)
KILL_ROUNDS = 1000

# What durable mail costs.
bench-store: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench_store.py'

# How long clients wait while the users file is read again.
bench-reload: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench_reload.py'
.PHONY: fault-matrix power-cuts kill-harness bench-store bench-reload

# The server beside others, with many clients, and beside the build that SMTPD_OLD names, or only the
# parts that BENCH names; bench.svg shows the comparison.  Not built for anything else: the client
# that puts load on them.
EXTRA_PROGRAMS = tests/bench_load
tests_bench_load_SOURCES = tests/bench_load.c
tests_bench_load_LDADD =
CLEANFILES += $(EXTRA_PROGRAMS) bench.svg bench-million.svg

BENCH =
bench: all-am tests/bench_load$(EXEEXT)
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench.py' $(BENCH)

# A million messages through one server.
bench-million: all-am tests/bench_load$(EXEEXT)
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench.py' million
.PHONY: bench bench-million
