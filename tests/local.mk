# The tests.  Every program and script here speaks TAP, so that `make check' reports each case.

# Unit tests with libcheck: tests/unit/FOLDER/check_NAME.c checks the module NAME.
# The one that takes longest begins first, so that the others run beside it.
longest_test = tests/unit/server/check_power

# Those that take longest first, too.
unit_tests = \
	tests/unit/server/check_event_log \
	tests/unit/server/check_faults \
	tests/unit/common/check_dot_exhaustive \
	tests/unit/server/check_activation \
	tests/unit/common/check_address \
	tests/unit/server/check_asks \
	tests/unit/common/check_argument \
	tests/unit/common/check_auth_line \
	tests/unit/server/check_blocks \
	tests/unit/common/check_base64 \
	tests/unit/server/check_blocks_fallback \
	tests/unit/common/check_buffer \
	tests/unit/server/check_catch_all \
	tests/unit/server/check_client_walks \
	tests/unit/server/check_clients \
	tests/unit/server/check_clients_queue \
	tests/unit/common/check_command \
	tests/unit/common/check_command_line \
	tests/unit/server/check_commit \
	tests/unit/common/check_descriptor \
	tests/unit/common/check_descriptor_fallback \
	tests/unit/server/check_deviations \
	tests/unit/common/check_dialect \
	tests/unit/common/check_dialect_rfc5321 \
	tests/unit/common/check_dialect_rows \
	tests/unit/common/check_dot \
	tests/unit/common/check_dot_encode \
	tests/unit/common/check_duration \
	tests/unit/server/check_dotlock \
	tests/unit/server/check_dialect_print \
	tests/unit/common/check_entropy \
	tests/unit/common/check_entropy_fallback \
	tests/unit/server/check_fault_choice \
	tests/unit/server/check_fault_clients \
	tests/unit/server/check_fault_rule \
	tests/unit/server/check_feed \
	tests/unit/server/check_file_lock \
	tests/unit/server/check_file_lock_fallback \
	tests/unit/server/check_flaws \
	tests/unit/server/check_filter \
	tests/unit/server/check_foreign \
	tests/unit/server/check_goal \
	tests/unit/server/check_group \
	tests/unit/server/check_hash_table \
	tests/unit/server/check_heading \
	tests/unit/server/check_hearing \
	tests/unit/server/check_idle \
	tests/unit/server/check_incoming \
	tests/unit/server/check_journal \
	tests/unit/server/check_json_line \
	tests/unit/server/check_landlock \
	tests/unit/server/check_lane \
	tests/unit/common/check_line \
	tests/unit/server/check_listener \
	tests/unit/server/check_lock \
	tests/unit/server/check_lock_fallback \
	tests/unit/server/check_log \
	tests/unit/server/check_magic \
	tests/unit/server/check_mailbox_files \
	tests/unit/server/check_mbox \
	tests/unit/server/check_mbox_exhaustive \
	tests/unit/server/check_mbox_head \
	tests/unit/server/check_message_end \
	tests/unit/server/check_observer \
	tests/unit/server/check_options \
	tests/unit/server/check_options_tls \
	tests/unit/server/check_outlet \
	tests/unit/common/check_near_miss \
	tests/unit/common/check_pace \
	tests/unit/server/check_parameters \
	tests/unit/server/check_patience \
	tests/unit/server/check_pauses \
	tests/unit/server/check_places \
	tests/unit/server/check_quota \
	tests/unit/server/check_quote \
	tests/unit/server/check_readiness \
	tests/unit/server/check_recovery \
	tests/unit/server/check_reload \
	tests/unit/server/check_repair \
	tests/unit/common/check_reply \
	tests/unit/common/check_reply_parse \
	tests/unit/server/check_secrecy \
	tests/unit/server/check_session \
	tests/unit/server/check_session_auth \
	tests/unit/server/check_session_dialects \
	tests/unit/server/check_session_exhaustive \
	tests/unit/server/check_session_faults \
	tests/unit/server/check_session_mail \
	tests/unit/server/check_session_paths \
	tests/unit/server/check_session_rfc5321 \
	tests/unit/server/check_session_tls \
	tests/unit/common/check_session_file \
	tests/unit/common/check_session_file_write \
	tests/unit/server/check_signals \
	tests/unit/server/check_signals_fallback \
	tests/unit/server/check_sources \
	tests/unit/server/check_space \
	tests/unit/server/check_space_fallback \
	tests/unit/server/check_spool \
	tests/unit/server/check_store \
	tests/unit/server/check_stretches \
	tests/unit/common/check_text \
	tests/unit/server/check_trace \
	tests/unit/server/check_users \
	tests/unit/server/check_users_many \
	tests/unit/server/check_verdict \
	tests/unit/server/check_verdict_places \
	tests/unit/common/check_utf8 \
	tests/unit/common/check_waiting \
	tests/unit/common/check_waiting_fallback \
	tests/unit/server/check_wake \
	tests/unit/server/check_wake_fallback \
	tests/unit/server/check_watch \
	tests/unit/server/check_wire

if GSASL
unit_tests += \
	tests/unit/server/check_authority \
	tests/unit/server/check_exchange \
	tests/unit/server/check_exchange_attacks \
	tests/unit/server/check_exchange_memory \
	tests/unit/server/check_exchange_prepared \
	tests/unit/server/check_login \
	tests/unit/server/check_passwords
endif

if OPENSSL
unit_tests += \
	tests/unit/common/check_tls \
	tests/unit/common/check_tls_hostile \
	tests/unit/server/check_credentials
endif

# The same for the modules of the client, whose library may hold names that the server's has too.
client_unit_tests = \
	tests/unit/client/check_archive \
	tests/unit/client/check_area \
	tests/unit/client/check_area_blocks \
	tests/unit/client/check_area_undo \
	tests/unit/client/check_capabilities \
	tests/unit/client/check_causes \
	tests/unit/client/check_client_options \
	tests/unit/client/check_columns \
	tests/unit/client/check_completion \
	tests/unit/client/check_changes \
	tests/unit/client/check_compose \
	tests/unit/client/check_decoded \
	tests/unit/client/check_dialogue \
	tests/unit/client/check_dialogue_auth \
	tests/unit/client/check_dialogue_esmtp \
	tests/unit/client/check_dialogue_memory \
	tests/unit/client/check_dialogue_pace \
	tests/unit/client/check_dialogue_partial \
	tests/unit/client/check_dialogue_tls \
	tests/unit/client/check_draft \
	tests/unit/client/check_draft_changes \
	tests/unit/client/check_doubts \
	tests/unit/client/check_editor \
	tests/unit/client/check_eml \
	tests/unit/client/check_encodings \
	tests/unit/client/check_enhanced \
	tests/unit/client/check_envelope \
	tests/unit/client/check_explain \
	tests/unit/client/check_explain_next \
	tests/unit/client/check_export \
	tests/unit/client/check_export_login \
	tests/unit/client/check_fields \
	tests/unit/client/check_files \
	tests/unit/client/check_files_replace \
	tests/unit/client/check_finder \
	tests/unit/client/check_form \
	tests/unit/client/check_guide \
	tests/unit/client/check_guide_ahead \
	tests/unit/client/check_guide_explained \
	tests/unit/client/check_guide_retry \
	tests/unit/client/check_history \
	tests/unit/client/check_keys \
	tests/unit/client/check_kill_ring \
	tests/unit/client/check_ladder \
	tests/unit/client/check_ladder_export \
	tests/unit/client/check_layout \
	tests/unit/client/check_lessons \
	tests/unit/client/check_letter \
	tests/unit/client/check_link \
	tests/unit/client/check_link_lacking \
	tests/unit/client/check_login \
	tests/unit/client/check_login_silence \
	tests/unit/client/check_looks \
	tests/unit/client/check_loop \
	tests/unit/client/check_loop_fallback \
	tests/unit/client/check_mime \
	tests/unit/client/check_paste \
	tests/unit/client/check_player \
	tests/unit/client/check_crew \
	tests/unit/client/check_player_allow \
	tests/unit/client/check_repeated \
	tests/unit/client/check_report \
	tests/unit/client/check_report_absence \
	tests/unit/client/check_replay_options \
	tests/unit/client/check_player_limits \
	tests/unit/client/check_player_skip \
	tests/unit/client/check_prompt \
	tests/unit/client/check_prompt_find \
	tests/unit/client/check_prompt_inputrc \
	tests/unit/client/check_recipients \
	tests/unit/client/check_recorder \
	tests/unit/client/check_recorder_silence \
	tests/unit/client/check_resume \
	tests/unit/client/check_search \
	tests/unit/client/check_secret \
	tests/unit/client/check_sections \
	tests/unit/client/check_list \
	tests/unit/client/check_scroller \
	tests/unit/client/check_selection \
	tests/unit/client/check_sequence \
	tests/unit/client/check_server_name \
	tests/unit/client/check_steps \
	tests/unit/client/check_tally \
	tests/unit/client/check_text_store \
	tests/unit/client/check_transcript \
	tests/unit/client/check_verdict_count \
	tests/unit/client/check_ways \
	tests/unit/client/check_worker

if OPENSSL
client_unit_tests += \
	tests/unit/client/check_link_tls \
	tests/unit/client/check_trust
endif
if GSASL
client_unit_tests += \
	tests/unit/client/check_exchange \
	tests/unit/client/check_player_auth
endif

# Checks of the sources themselves.
source_tests = \
	tests/source/check_bootstrap \
	tests/source/check_calls \
	tests/source/check_completion \
	tests/source/check_conformance \
	tests/source/check_layers \
	tests/source/check_manifest \
	tests/source/check_manuals \
	tests/source/check_packages \
	tests/source/check_planted \
	tests/source/check_planted_includes \
	tests/source/check_potfiles \
	tests/source/check_readme

# Conversations with the real server, and real mail programs as its clients.
server_tests = \
	tests/e2e/e2e_aftermath.py \
	tests/e2e/e2e_calls.py \
	tests/e2e/e2e_catch_all.py \
	tests/e2e/e2e_client_log.py \
	tests/e2e/e2e_conformance.py \
	tests/e2e/e2e_disk.py \
	tests/e2e/e2e_grade.py \
	tests/e2e/e2e_interrupted.py \
	tests/e2e/e2e_kill.py \
	tests/e2e/e2e_line_endings.py \
	tests/e2e/e2e_load.py \
	tests/e2e/e2e_mailboxes.py \
	tests/e2e/e2e_memory.py \
	tests/e2e/e2e_outputs.py \
	tests/e2e/e2e_peers.py \
	tests/e2e/e2e_peers_esmtp.py \
	tests/e2e/e2e_reader.py \
	tests/e2e/e2e_recipients.py \
	tests/e2e/e2e_reload.py \
	tests/e2e/e2e_replay_many.py \
	tests/e2e/e2e_report.py \
	tests/e2e/e2e_report_peers.py \
	tests/e2e/e2e_rfc5321.py \
	tests/e2e/e2e_service.py \
	tests/e2e/e2e_sandbox.py \
	tests/e2e/e2e_sessions.py \
	tests/e2e/e2e_signals.py \
	tests/e2e/e2e_smuggling.py \
	tests/e2e/e2e_start.py \
	tests/e2e/e2e_auth.py \
	tests/e2e/e2e_auth_peers.py \
	tests/e2e/e2e_memory_auth.py \
	tests/e2e/e2e_tls.py \
	tests/e2e/e2e_tls_hostile.py \
	tests/e2e/e2e_trace.py \
	tests/e2e/e2e_user.py \
	tests/e2e/e2e_zoo.py \
	tests/e2e/e2e_zoo_clients.py

# The client in a terminal (tmux) and through pipes, with the real server and with hostile ones.
client_tests = \
	tests/e2e/e2e_faults.py \
	tests/e2e/e2e_events.py \
	tests/e2e/e2e_examples.py \
	tests/e2e/e2e_exit.py \
	tests/e2e/e2e_files.py \
	tests/e2e/e2e_locale.py \
	tests/e2e/e2e_manuals.py \
	tests/e2e/e2e_plain.py \
	tests/e2e/e2e_plain_hostile.py \
	tests/e2e/e2e_plain_silence.py \
	tests/e2e/e2e_plain_auth.py \
	tests/e2e/e2e_plain_auth_echoes.py \
	tests/e2e/e2e_plain_tls.py \
	tests/e2e/e2e_plain_zoo.py \
	tests/e2e/e2e_tui.py \
	tests/e2e/e2e_tui_ahead.py \
	tests/e2e/e2e_tui_conversation.py \
	tests/e2e/e2e_tui_body.py \
	tests/e2e/e2e_tui_auth.py \
	tests/e2e/e2e_tui_auth_traces.py \
	tests/e2e/e2e_tui_copy.py \
	tests/e2e/e2e_tui_esmtp.py \
	tests/e2e/e2e_tui_esmtp_walk.py \
	tests/e2e/e2e_tui_finish.py \
	tests/e2e/e2e_tui_fields.py \
	tests/e2e/e2e_tui_hostile.py \
	tests/e2e/e2e_tui_keys.py \
	tests/e2e/e2e_tui_lessons.py \
	tests/e2e/e2e_tui_letter.py \
	tests/e2e/e2e_tui_letters.py \
	tests/e2e/e2e_tui_ladder.py \
	tests/e2e/e2e_tui_messages.py \
	tests/e2e/e2e_tui_pace.py \
	tests/e2e/e2e_tui_pipelining.py \
	tests/e2e/e2e_tui_random.py \
	tests/e2e/e2e_tui_resize.py \
	tests/e2e/e2e_tui_resume.py \
	tests/e2e/e2e_tui_sizes.py \
	tests/e2e/e2e_tui_silence.py \
	tests/e2e/e2e_tui_terminal.py \
	tests/e2e/e2e_tui_testers.py \
	tests/e2e/e2e_tui_terminals.py \
	tests/e2e/e2e_tui_text.py \
	tests/e2e/e2e_tui_tls.py \
	tests/e2e/e2e_tui_tools.py \
	tests/e2e/e2e_tui_trouble.py \
	tests/e2e/e2e_pictures.py \
	tests/e2e/e2e_tui_zoo.py

# Mail servers of others, which hand their mail to ours: they need root, and packages that cannot all
# be installed at a time, so `make check-peers' runs them, and `make check' does not.
peer_tests = \
	tests/peers/peers_client.py \
	tests/peers/peers_conformance.py \
	tests/peers/peers_login.py \
	tests/peers/peers_relay.py

# The conversations that tests/e2e/e2e_sessions.py plays; each must be named here to be packed.
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
	tests/sessions/reconnect-while-open.session \
	tests/sessions/reconnect.session \
	tests/sessions/rfc5321-bare-lf.session \
	tests/sessions/rfc5321-pipelining.session \
	tests/sessions/second-recipient.session \
	tests/sessions/several-messages.session \
	tests/sessions/textbook.session \
	tests/sessions/tour.session \
	tests/sessions/trailing-arguments.session \
	tests/sessions/unknown-commands.session \
	tests/sessions/unknown-recipient.session \
	tests/sessions/worked-example.session

if HAVE_CHECK
check_PROGRAMS += $(longest_test) $(unit_tests)
if CLIENT
check_PROGRAMS += $(client_unit_tests) $(fuzz_targets)
endif
endif

# Of automake's flags only these reach the unit tests, whose sources are their name and ".c".
AM_CPPFLAGS += $(CHECK_CFLAGS)
test_libraries = \
	common/libcommon.a \
	$(CHECK_LIBS) \
	$(READLINE_LIBS) \
	$(CURSES_LIBS) \
	$(UNISTRING_LIBS) \
	$(OPENSSL_LIBS) \
	$(GSASL_LIBS) \
	$(JANSSON_LIBS) \
	$(SECCOMP_LIBS) \
	$(LIBINTL) \
	$(LIBICONV) \
	$(PTHREAD_LIBS)
LDADD = server/libserver.a $(test_libraries)
tests_unit_server_check_catch_all_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_client_walks_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
tests_unit_server_check_clients_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
tests_unit_server_check_fault_clients_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
tests_unit_server_check_clients_queue_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
memory_wraps = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strndup,--wrap=u8_tolower,--wrap=u8_normalize
tests_unit_server_check_hash_table_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_hearing_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spool_submit
tests_unit_server_check_session_dialects_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dialect_why_not
tests_unit_common_check_address_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_asks_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps) -Wl,--wrap=spool_submit,--wrap=verbs_act
tests_unit_server_check_exchange_memory_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_feed_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_json_line_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_magic_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_lane_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_server_check_landlock_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=syscall
tests_unit_server_check_credentials_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=SSL_CTX_ctrl
tests_unit_server_check_mbox_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=memchr
tests_unit_server_check_outlet_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=write
tests_unit_common_check_waiting_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=poll
tests_unit_common_check_waiting_fallback_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=poll
tests_unit_server_check_store_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fdatasync,--wrap=mailbox_open
tests_unit_server_check_users_many_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
client_test_libraries = tui-client/libclient.a $(test_libraries)
tests_unit_client_check_archive_LDADD = $(client_test_libraries)
tests_unit_client_check_archive_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=write
tests_unit_client_check_area_LDADD = $(client_test_libraries)
tests_unit_client_check_area_blocks_LDADD = $(client_test_libraries)
tests_unit_client_check_area_undo_LDADD = $(client_test_libraries)
tests_unit_client_check_area_undo_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_capabilities_LDADD = $(client_test_libraries)
tests_unit_client_check_causes_LDADD = $(client_test_libraries)
tests_unit_client_check_client_options_LDADD = $(client_test_libraries)
tests_unit_client_check_columns_LDADD = $(client_test_libraries)
tests_unit_client_check_completion_LDADD = $(client_test_libraries)
tests_unit_client_check_changes_LDADD = $(client_test_libraries)
tests_unit_client_check_compose_LDADD = $(client_test_libraries)
tests_unit_client_check_crew_LDADD = $(client_test_libraries)
tests_unit_client_check_decoded_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_auth_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_esmtp_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_memory_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_memory_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_dialogue_pace_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_partial_LDADD = $(client_test_libraries)
tests_unit_client_check_dialogue_tls_LDADD = $(client_test_libraries)
tests_unit_client_check_draft_LDADD = $(client_test_libraries)
tests_unit_client_check_draft_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_draft_changes_LDADD = $(client_test_libraries)
tests_unit_client_check_draft_changes_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_doubts_LDADD = $(client_test_libraries)
tests_unit_client_check_editor_LDADD = $(client_test_libraries)
tests_unit_client_check_editor_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fdopen
tests_unit_client_check_eml_LDADD = $(client_test_libraries)
tests_unit_client_check_encodings_LDADD = $(client_test_libraries)
tests_unit_client_check_enhanced_LDADD = $(client_test_libraries)
tests_unit_client_check_envelope_LDADD = $(client_test_libraries)
tests_unit_client_check_exchange_CPPFLAGS = $(AM_CPPFLAGS) $(GSASL_CFLAGS)
tests_unit_client_check_exchange_LDADD = $(client_test_libraries)
tests_unit_client_check_explain_LDADD = $(client_test_libraries)
tests_unit_client_check_explain_next_LDADD = $(client_test_libraries)
tests_unit_client_check_export_LDADD = $(client_test_libraries)
tests_unit_client_check_export_login_LDADD = $(client_test_libraries)
tests_unit_client_check_fields_LDADD = $(client_test_libraries)
tests_unit_client_check_files_LDADD = $(client_test_libraries)
tests_unit_client_check_files_replace_LDADD = $(client_test_libraries)
tests_unit_client_check_finder_LDADD = $(client_test_libraries)
tests_unit_client_check_form_LDADD = $(client_test_libraries)
tests_unit_client_check_guide_LDADD = $(client_test_libraries)
tests_unit_client_check_guide_ahead_LDADD = $(client_test_libraries)
tests_unit_client_check_guide_explained_LDADD = $(client_test_libraries)
tests_unit_client_check_guide_retry_LDADD = $(client_test_libraries)
tests_unit_client_check_history_LDADD = $(client_test_libraries)
tests_unit_client_check_keys_LDADD = $(client_test_libraries)
tests_unit_client_check_kill_ring_LDADD = $(client_test_libraries)
tests_unit_client_check_kill_ring_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_ladder_LDADD = $(client_test_libraries)
tests_unit_client_check_ladder_export_LDADD = $(client_test_libraries)
tests_unit_client_check_layout_LDADD = $(client_test_libraries)
tests_unit_client_check_lessons_LDADD = $(client_test_libraries)
tests_unit_client_check_letter_LDADD = $(client_test_libraries)
tests_unit_client_check_link_LDADD = $(client_test_libraries)
tests_unit_client_check_link_lacking_LDADD = $(client_test_libraries)
tests_unit_client_check_link_tls_LDADD = $(client_test_libraries)
tests_unit_client_check_login_LDADD = $(client_test_libraries)
tests_unit_client_check_login_silence_LDADD = $(client_test_libraries)
tests_unit_client_check_looks_LDADD = $(client_test_libraries) -lm
tests_unit_client_check_loop_LDADD = $(client_test_libraries)
tests_unit_client_check_loop_fallback_LDADD = $(client_test_libraries)
tests_unit_client_check_mime_LDADD = $(client_test_libraries)
tests_unit_client_check_paste_LDADD = $(client_test_libraries)
tests_unit_client_check_player_LDADD = $(client_test_libraries)
tests_unit_client_check_player_allow_LDADD = $(client_test_libraries)
tests_unit_client_check_player_auth_LDADD = $(client_test_libraries)
tests_unit_client_check_player_limits_LDADD = $(client_test_libraries)
tests_unit_client_check_player_skip_LDADD = $(client_test_libraries)
tests_unit_client_check_prompt_LDADD = $(client_test_libraries)
tests_unit_client_check_prompt_find_LDADD = $(client_test_libraries)
tests_unit_client_check_prompt_inputrc_LDADD = $(client_test_libraries)
tests_unit_client_check_recipients_LDADD = $(client_test_libraries)
tests_unit_client_check_recorder_LDADD = $(client_test_libraries)
tests_unit_client_check_recorder_silence_LDADD = $(client_test_libraries)
tests_unit_client_check_repeated_LDADD = $(client_test_libraries)
tests_unit_client_check_replay_options_LDADD = $(client_test_libraries)
tests_unit_client_check_report_LDADD = $(client_test_libraries)
tests_unit_client_check_report_absence_LDADD = $(client_test_libraries)
tests_unit_client_check_resume_LDADD = $(client_test_libraries)
tests_unit_client_check_search_LDADD = $(client_test_libraries)
tests_unit_client_check_secret_LDADD = $(client_test_libraries)
tests_unit_client_check_sections_LDADD = $(client_test_libraries)
tests_unit_client_check_list_LDADD = $(client_test_libraries)
tests_unit_client_check_scroller_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_scroller_LDADD = $(client_test_libraries)
tests_unit_client_check_selection_LDADD = $(client_test_libraries)
tests_unit_client_check_sequence_LDADD = $(client_test_libraries)
tests_unit_client_check_server_name_LDADD = $(client_test_libraries)
tests_unit_client_check_steps_LDADD = $(client_test_libraries)
tests_unit_client_check_tally_LDADD = $(client_test_libraries)
tests_unit_client_check_text_store_LDADD = $(client_test_libraries)
tests_unit_client_check_text_store_LDFLAGS = $(AM_LDFLAGS) $(memory_wraps)
tests_unit_client_check_transcript_LDADD = $(client_test_libraries)
tests_unit_client_check_trust_LDADD = $(client_test_libraries)
tests_unit_client_check_verdict_count_LDADD = $(client_test_libraries)
tests_unit_client_check_ways_LDADD = $(client_test_libraries)
tests_unit_client_check_worker_LDADD = $(client_test_libraries)

include tests/fuzz/local.mk

EXTRA_DIST += \
	tests/support/area.h \
	tests/bench/bench.py \
	tests/bench/bench_auth.py \
	tests/bench/bench_flood.py \
	tests/bench/bench_keys.py \
	tests/bench/bench_paste.py \
	tests/bench/bench_peers.py \
	tests/bench/bench_plot.py \
	tests/bench/bench_reload.py \
	tests/bench/bench_store.py \
	tests/bench/bench_tls.py \
	tests/exploit/exploit.py \
	tests/support/bench_times.h \
	tests/support/bench_tls.h \
	tests/support/calls.h \
	tests/support/certificates.py \
	tests/support/auth_client.py \
	tests/support/auth_server.py \
	tests/support/auth_terminal.py \
	tests/support/broken_servers.py \
	tests/support/certificate.h \
	tests/support/check_main.h \
	tests/support/choice.h \
	tests/support/clients.h \
	tests/support/conversation.h \
	tests/support/credential.h \
	tests/support/dialects.h \
	tests/support/disk.h \
	tests/support/draft.h \
	tests/support/engine.h \
	tests/support/exchange.h \
	tests/support/exported.h \
	tests/support/files.h \
	tests/support/folder.h \
	tests/support/gate.h \
	tests/support/guard.h \
	tests/support/guided.h \
	tests/support/matrix.h \
	tests/support/matrix_rfc5321.h \
	tests/support/memory.h \
	tests/support/player_stage.h \
	tests/support/power.h \
	tests/support/prompt_hooks.h \
	tests/support/replies.h \
	tests/support/scene.h \
	tests/support/script.h \
	tests/support/secure_scene.h \
	tests/support/sequence_samples.h \
	tests/support/session_file.h \
	tests/support/sound_server.py \
	tests/support/spool.h \
	tests/support/store.h \
	tests/support/suite.py \
	tests/.clang-tidy \
	tests/source/lint \
	tests/source/portability \
	$(source_tests) \
	$(server_tests) \
	$(client_tests) \
	tests/peers/unpack \
	$(peer_tests) \
	tests/support/daemons.py \
	tests/support/dovecot.py \
	tests/support/dialects.py \
	tests/support/e2e.py \
	tests/support/hostile.py \
	tests/support/killed.h \
	tests/support/ladder.h \
	tests/support/ledger.py \
	tests/support/locales.py \
	tests/support/machine.sh \
	tests/support/mail_programs.py \
	tests/support/picture.py \
	tests/support/pictures.py \
	tests/support/tls_clients.py \
	tests/support/tls_pair.h \
	tests/support/tui.py \
	tests/support/tui_folder.py \
	tests/support/tui_scripted.py \
	tests/support/tui_walk.py \
	tests/support/read_mailbox.py \
	tests/support/verdicts.py \
	tests/support/witness.h \
	tests/support/receiving.py \
	tests/support/shortage.py \
	tests/support/zoo/__init__.py \
	tests/support/zoo/__main__.py \
	tests/support/zoo/clients.py \
	tests/support/zoo/servers.py \
	tests/support/zoo/specification_client.py \
	tests/support/zoo/specification_server.py \
	tests/support/zoo/wire.py \
	tests/protocol-coverage.md \
	$(sessions)

# First those that mostly wait, last those that only compute: they are short, and fill what time the others leave.
TESTS =
if HAVE_CHECK
TESTS += $(longest_test)
endif
# Without the client only the unit tests of the rest can run: all others play with both programs.
if CLIENT
if HAVE_PYTHON
TESTS += $(server_tests) $(client_tests)
endif
TESTS += $(source_tests)
valgrind_client_tests = $(client_unit_tests)
endif
if HAVE_CHECK
TESTS += $(unit_tests)
if CLIENT
TESTS += $(client_unit_tests) $(fuzz_targets)
endif
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
	PYTHONPATH='$(abs_top_srcdir)/tests/support'; export PYTHONPATH; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

# The rule of config.h runs each time, and make puts off all that depends on it meanwhile: the order of TESTS is
# kept only if all of them do.
$(TEST_LOGS): config.h

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

# clang-format, cppcheck and clang-tidy.
lint: config.h
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' '$(srcdir)/tests/source/lint'
.PHONY: lint

# The tests once more with each fallback for a system call; FALLBACKS and TESTS choose some.
FALLBACKS =
check-portability: config.h
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' FALLBACKS='$(FALLBACKS)' \
		TESTS='$(TESTS)' '$(srcdir)/tests/source/portability'
.PHONY: check-portability

# The unit tests under valgrind, in one process each; without the exhaustive ones, which would take
# minutes to say nothing new about memory.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full
check-valgrind: all-am $(check_PROGRAMS)
	@for test in $(longest_test) $(unit_tests) $(valgrind_client_tests); do \
		case $$test in *_exhaustive) continue ;; esac; \
		echo "valgrind $$test"; \
		CK_FORK=no $(VALGRIND) "./$$test" >"$$test.valgrind" 2>&1 \
		&& ! grep -q '^not ok' "$$test.valgrind" \
		|| { cat "$$test.valgrind"; exit 1; }; \
	done
.PHONY: check-valgrind
CLEANFILES += tests/*/*.valgrind tests/unit/*/*.valgrind tests/e2e/valgrind-client

# Made by tests/support/locales.py, and by `make' fuzz, check-peers and check-exploit.
clean-local:
	rm -rf exploit locales tests/fuzz/found peers portability

# With a summary of its own, beside that of `make check'.  A server that could not be unpacked is
# skipped, or fails its cases, as a program that is missing does.
check-peers: all-am
	@'$(srcdir)/tests/peers/unpack' '$(abs_builddir)/peers' || :
	@$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(peer_tests)' TEST_SUITE_LOG=peers-suite.log
.PHONY: check-peers
CLEANFILES += $(peer_tests:.py=.log) $(peer_tests:.py=.trs) peers-suite.log

# A server that whoever connects can take over, built apart, and what its sandbox then denies.
check-exploit: all-am
	@test `id -u` -eq 0 || { echo 'make check-exploit needs root' >&2; exit 1; }
	@rm -rf exploit && mkdir exploit && cd exploit && \
		'$(abs_top_srcdir)/configure' -q --enable-planted-exploit --disable-client && \
		$(MAKE) $(AM_MAKEFLAGS) -s server/smtpd-proto
	@$(PYTHON) '$(srcdir)/tests/exploit/exploit.py' exploit/server/smtpd-proto '$(srcdir)/docs/reliability.md'
.PHONY: check-exploit

# The tests of the server once more, as root, with every server confined by these options.
CONFINED_OPTIONS = --user=nobody --sandbox=required
confined_tests = $(server_tests) tests/e2e/e2e_events.py tests/e2e/e2e_exit.py tests/e2e/e2e_faults.py
check-confined: all-am
	@test `id -u` -eq 0 || { echo 'make check-confined needs root' >&2; exit 1; }
	@SMTPD_OPTIONS='$(CONFINED_OPTIONS)' $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(confined_tests)' \
		TEST_SUITE_LOG=confined-suite.log
.PHONY: check-confined
CLEANFILES += confined-suite.log

# The full screen under valgrind in the walks through it.  What curses keeps until the end is no leak.
VALGRIND_CLIENT = $(VALGRIND) --vgdb=no --show-leak-kinds=definite --errors-for-leak-kinds=definite
check-valgrind-client: all-am
	@printf '#!/bin/sh\nexec %s --log-file=%s "%s" "$$@"\n' '$(VALGRIND_CLIENT)' \
		'$(abs_builddir)/tests/e2e/%p.valgrind' '$(abs_builddir)/tui-client/smtp-tui' >tests/e2e/valgrind-client
	@chmod +x tests/e2e/valgrind-client
	@for test in $(valgrind_walks); do \
		echo "valgrind $$test"; \
		env $(walk_environment) SMTP_TUI='$(abs_builddir)/tests/e2e/valgrind-client' \
			$(PYTHON) "$(srcdir)/tests/e2e/$$test" >"tests/e2e/$$test.valgrind" 2>&1 \
		&& ! grep -q '^not ok' "tests/e2e/$$test.valgrind" \
		|| { cat "tests/e2e/$$test.valgrind"; exit 1; }; \
	done
walk_environment = top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	PYTHONPATH='$(abs_top_srcdir)/tests/support'
valgrind_walks = e2e_tui.py e2e_tui_text.py e2e_tui_tools.py e2e_tui_messages.py e2e_tui_copy.py \
	e2e_tui_conversation.py e2e_tui_trouble.py e2e_tui_terminal.py e2e_tui_resize.py e2e_tui_hostile.py

# How fast a key is answered while a server floods.
bench-flood: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench_flood.py'

# How long large texts take to be pasted.
bench-paste: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench_paste.py'

# How fast a key is answered while a large text is edited.
bench-keys: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench_keys.py'
.PHONY: check-valgrind-client bench-flood bench-paste bench-keys

# Every system call of a delivery with every fault; `make check' does all of this too.
fault-matrix: all-am tests/unit/server/check_faults
	./tests/unit/server/check_faults

# The power goes off in many more states than `make check' tries.
power-cuts: all-am tests/unit/server/check_power
	CK_FORK=no POWER_SAMPLES=$(POWER_SAMPLES) ./tests/unit/server/check_power
POWER_SAMPLES = 20

# Clients come, go and wait in many more orders than `make check' tries.
client-walks: all-am tests/unit/server/check_client_walks
	CK_FORK=no CLIENT_WALKS=$(CLIENT_WALKS) ./tests/unit/server/check_client_walks
CLIENT_WALKS = 100000
.PHONY: client-walks

# The server is killed many times under load.
kill-harness: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/e2e/e2e_kill.py' --rounds=$(KILL_ROUNDS)
KILL_ROUNDS = 1000

# The pictures of README.
pictures: all-am
	@mkdir -p '$(srcdir)/docs'
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/support/pictures.py' '$(srcdir)/docs'
.PHONY: pictures

# What durable mail costs.
bench-store: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench_store.py'

# How long clients wait while the users file is read again.
bench-reload: all-am
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench_reload.py'
.PHONY: fault-matrix power-cuts kill-harness bench-store bench-reload

# The server beside others, with many clients, and beside the build that SMTPD_OLD names, or only the
# parts that BENCH names; bench.svg shows the comparison.  Not built for anything else: the client
# that puts load on them.
EXTRA_PROGRAMS = tests/bench/bench_load
tests_bench_bench_load_SOURCES = tests/bench/bench_load.c
tests_bench_bench_load_LDADD = common/libcommon.a $(OPENSSL_LIBS)
CLEANFILES += $(EXTRA_PROGRAMS) bench.svg bench-million.svg

BENCH =
bench: all-am tests/bench/bench_load$(EXEEXT)
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench.py' $(BENCH)

# A million messages through one server.
bench-million: all-am tests/bench/bench_load$(EXEEXT)
	env $(walk_environment) $(PYTHON) '$(srcdir)/tests/bench/bench.py' million
.PHONY: bench bench-million
