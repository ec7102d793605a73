# A conversation over a connection, and its records.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/net/.

tui_client_libclient_a_SOURCES += \
	tui-client/client/answerer.c \
	tui-client/client/answerer.h \
	tui-client/client/archive.c \
	tui-client/client/archive.h \
	tui-client/client/client.c \
	tui-client/client/client.h \
	tui-client/client/client_auth.c \
	tui-client/client/client_end.c \
	tui-client/client/client_internal.h \
	tui-client/client/client_login.c \
	tui-client/client/client_say.c \
	tui-client/client/client_server.c \
	tui-client/client/client_state.c \
	tui-client/client/client_tls.c \
	tui-client/client/files.c \
	tui-client/client/files.h \
	tui-client/client/options.c \
	tui-client/client/options.h \
	tui-client/client/password_file.c \
	tui-client/client/password_file.h \
	tui-client/client/server_name.c \
	tui-client/client/server_name.h \
	tui-client/client/share.c \
	tui-client/client/share.h \
	tui-client/client/words.c \
	tui-client/client/words.h \
	tui-client/client/words_auth.c \
	tui-client/client/words_check.c \
	tui-client/client/words_command.c \
	tui-client/client/words_internal.h \
	tui-client/client/words_ladder.c \
	tui-client/client/words_link.c \
	tui-client/client/words_message.c \
	tui-client/client/words_reply.c \
	tui-client/client/words_silence.c \
	tui-client/client/words_step.c \
	tui-client/client/words_text.c \
	tui-client/client/words_verdict.c \
	tui-client/client/words_way.c
