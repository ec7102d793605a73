# Fuzz targets: tests/fuzz/fuzz_NAME.c feeds any bytes to the part NAME; its corpus is in
# tests/fuzz/corpus/NAME/.  `make check' replays the corpora in every build; `make fuzz' looks for
# more, in a build configured with --enable-fuzzers.

fuzz_targets = \
	tests/fuzz/fuzz_address \
	tests/fuzz/fuzz_area \
	tests/fuzz/fuzz_base64 \
	tests/fuzz/fuzz_clients \
	tests/fuzz/fuzz_command \
	tests/fuzz/fuzz_dialogue \
	tests/fuzz/fuzz_dot \
	tests/fuzz/fuzz_draft \
	tests/fuzz/fuzz_export \
	tests/fuzz/fuzz_fault \
	tests/fuzz/fuzz_fields \
	tests/fuzz/fuzz_journal \
	tests/fuzz/fuzz_line \
	tests/fuzz/fuzz_mbox \
	tests/fuzz/fuzz_mime \
	tests/fuzz/fuzz_recovery \
	tests/fuzz/fuzz_reply \
	tests/fuzz/fuzz_sequence \
	tests/fuzz/fuzz_session \
	tests/fuzz/fuzz_session_file \
	tests/fuzz/fuzz_text \
	tests/fuzz/fuzz_users

fuzz_libraries = $(FUZZER_LIBS) $(test_libraries)
server_fuzz_libraries = server/libserver.a $(fuzz_libraries)
client_fuzz_libraries = tui-client/libclient.a $(fuzz_libraries)
tests_fuzz_fuzz_address_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_area_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_base64_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_clients_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_command_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_dialogue_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_dot_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_draft_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_export_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_fault_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_fields_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_journal_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_line_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_mbox_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_mime_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_recovery_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_reply_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_sequence_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_session_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_session_file_LDADD = $(client_fuzz_libraries)
tests_fuzz_fuzz_text_LDADD = $(fuzz_libraries)
tests_fuzz_fuzz_users_LDADD = $(server_fuzz_libraries)
tests_fuzz_fuzz_clients_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit

# The folders of corpora are packed whole.
EXTRA_DIST += \
	tests/support/fuzz.h \
	tests/support/fuzz_base64.h \
	tests/support/fuzz_folder.h \
	tests/support/fuzz_intent.h \
	tests/fuzz/dictionary \
	tests/fuzz/corpus

# Each target for FUZZ_SECONDS, one after another.  What a run has found new ways with stays in
# tests/fuzz/found for the next.  Mailboxes stand in memory, where a sync costs nothing.
FUZZ_SECONDS = 60
FUZZ_TARGETS = $(fuzz_targets)
FUZZ_FOLDER = /dev/shm
fuzz_options = -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
	-dict='$(srcdir)/tests/fuzz/dictionary'
if FUZZERS
fuzz: all-am $(fuzz_targets)
	@test ! -d '$(FUZZ_FOLDER)' || { TMPDIR='$(FUZZ_FOLDER)'; export TMPDIR; }; \
	for target in $(FUZZ_TARGETS); do \
		name=`basename $$target | sed 's/^fuzz_//'`; \
		echo "fuzz $$name for $(FUZZ_SECONDS) s"; \
		mkdir -p "tests/fuzz/found/$$name" && \
		"./tests/fuzz/fuzz_$$name" $(fuzz_options) "-artifact_prefix=tests/fuzz/$$name-" \
			"tests/fuzz/found/$$name" '$(srcdir)'"/tests/fuzz/corpus/$$name" >"tests/fuzz/$$name.fuzz" 2>&1 || { \
			grep -a -A 40 'Bail out\|ERROR\|runtime error' "tests/fuzz/$$name.fuzz"; \
			echo "fuzz $$name: a finding; its input is in tests/fuzz/$$name-*, the output in tests/fuzz/$$name.fuzz" >&2; \
			exit 1; }; \
	done
else
fuzz:
	@echo 'this build has no fuzzers: configure with --enable-fuzzers (Debian packages: clang, libclang-rt-dev)' >&2; exit 1
endif
.PHONY: fuzz
CLEANFILES += tests/fuzz/*.fuzz
