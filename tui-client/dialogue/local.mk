# The conversation as the client sees it, its steps, what replies mean, its history. No input or
# output.
#
# Files here include each other, common/ and tui-client/text/.

tui_client_libclient_a_SOURCES += \
	tui-client/dialogue/capabilities.c \
	tui-client/dialogue/capabilities.h \
	tui-client/dialogue/cause.c \
	tui-client/dialogue/cause.h \
	tui-client/dialogue/completion.c \
	tui-client/dialogue/completion.h \
	tui-client/dialogue/connection.h \
	tui-client/dialogue/dialogue.c \
	tui-client/dialogue/dialogue.h \
	tui-client/dialogue/dialogue_auth.c \
	tui-client/dialogue/dialogue_internal.h \
	tui-client/dialogue/dialogue_listen.c \
	tui-client/dialogue/dialogue_outcome.c \
	tui-client/dialogue/dialogue_pace.c \
	tui-client/dialogue/dialogue_secret.c \
	tui-client/dialogue/dialogue_silence.c \
	tui-client/dialogue/dialogue_tls.c \
	tui-client/dialogue/echo.c \
	tui-client/dialogue/echo.h \
	tui-client/dialogue/enhanced.c \
	tui-client/dialogue/enhanced.h \
	tui-client/dialogue/envelope.c \
	tui-client/dialogue/envelope.h \
	tui-client/dialogue/explain.c \
	tui-client/dialogue/explain.h \
	tui-client/dialogue/history.c \
	tui-client/dialogue/history.h \
	tui-client/dialogue/ladder.c \
	tui-client/dialogue/ladder.h \
	tui-client/dialogue/phrase.c \
	tui-client/dialogue/phrase.h \
	tui-client/dialogue/player.c \
	tui-client/dialogue/player.h \
	tui-client/dialogue/player_allow.c \
	tui-client/dialogue/player_auth.c \
	tui-client/dialogue/player_check.c \
	tui-client/dialogue/player_hear.c \
	tui-client/dialogue/player_internal.h \
	tui-client/dialogue/player_send.c \
	tui-client/dialogue/player_skip.c \
	tui-client/dialogue/recorder.c \
	tui-client/dialogue/recorder.h \
	tui-client/dialogue/recorder_auth.c \
	tui-client/dialogue/recorder_internal.h \
	tui-client/dialogue/requests.c \
	tui-client/dialogue/requests.h \
	tui-client/dialogue/resume.c \
	tui-client/dialogue/resume.h \
	tui-client/dialogue/secret.c \
	tui-client/dialogue/secret.h \
	tui-client/dialogue/steps.c \
	tui-client/dialogue/steps.h \
	tui-client/dialogue/tally.c \
	tui-client/dialogue/tally.h \
	tui-client/dialogue/transcript.c \
	tui-client/dialogue/transcript.h \
	tui-client/dialogue/way.c \
	tui-client/dialogue/way.h
