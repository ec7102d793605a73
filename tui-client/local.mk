# The client.  All of it but main() is a library, so that the unit tests can link it.

noinst_LIBRARIES += tui-client/libclient.a
bin_PROGRAMS += tui-client/smtp-tui

tui_client_libclient_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURSES_CFLAGS) $(READLINE_CFLAGS)
tui_client_libclient_a_SOURCES = \
	tui-client/app.c \
	tui-client/app.h \
	tui-client/app_actions.c \
	tui-client/app_draw.c \
	tui-client/app_state.h \
	tui-client/archive.c \
	tui-client/archive.h \
	tui-client/area.c \
	tui-client/area.h \
	tui-client/area_parts.h \
	tui-client/area_rows.c \
	tui-client/ask.c \
	tui-client/ask.h \
	tui-client/bars.c \
	tui-client/bars.h \
	tui-client/client.c \
	tui-client/client.h \
	tui-client/columns.c \
	tui-client/columns.h \
	tui-client/completion.c \
	tui-client/completion.h \
	tui-client/compose.c \
	tui-client/compose.h \
	tui-client/conversation.c \
	tui-client/conversation.h \
	tui-client/conversation_draw.c \
	tui-client/copies.c \
	tui-client/copies.h \
	tui-client/dialogue.c \
	tui-client/dialogue.h \
	tui-client/editor.c \
	tui-client/editor.h \
	tui-client/explain.c \
	tui-client/explain.h \
	tui-client/explanation.c \
	tui-client/explanation.h \
	tui-client/export.c \
	tui-client/export.h \
	tui-client/export_parts.h \
	tui-client/export_python.c \
	tui-client/export_shell.c \
	tui-client/files.c \
	tui-client/files.h \
	tui-client/form.c \
	tui-client/form.h \
	tui-client/form_draw.c \
	tui-client/form_fields.c \
	tui-client/form_files.c \
	tui-client/form_parts.h \
	tui-client/form_preview.c \
	tui-client/guide.c \
	tui-client/guide.h \
	tui-client/help.c \
	tui-client/help.h \
	tui-client/history.c \
	tui-client/history.h \
	tui-client/keys.c \
	tui-client/keys.h \
	tui-client/layout.c \
	tui-client/layout.h \
	tui-client/link.c \
	tui-client/link.h \
	tui-client/loop.c \
	tui-client/loop.h \
	tui-client/mime.c \
	tui-client/mime.h \
	tui-client/mime_header.c \
	tui-client/options.c \
	tui-client/options.h \
	tui-client/palette.c \
	tui-client/palette.h \
	tui-client/pane.h \
	tui-client/past.c \
	tui-client/past.h \
	tui-client/plain.c \
	tui-client/plain.h \
	tui-client/player.c \
	tui-client/player.h \
	tui-client/prompt.c \
	tui-client/prompt.h \
	tui-client/prompt_completion.c \
	tui-client/prompt_parts.h \
	tui-client/prompt_setup.c \
	tui-client/raw.c \
	tui-client/raw.h \
	tui-client/recorder.c \
	tui-client/recorder.h \
	tui-client/replay.c \
	tui-client/replay.h \
	tui-client/rescue.c \
	tui-client/rescue.h \
	tui-client/resolver.c \
	tui-client/resolver.h \
	tui-client/screen.c \
	tui-client/screen.h \
	tui-client/screen_draw.c \
	tui-client/screen_input.c \
	tui-client/screen_parts.h \
	tui-client/selection.c \
	tui-client/selection.h \
	tui-client/share.c \
	tui-client/share.h \
	tui-client/steps.c \
	tui-client/steps.h \
	tui-client/texts.c \
	tui-client/texts.h \
	tui-client/transcript.c \
	tui-client/transcript.h \
	tui-client/widgets.c \
	tui-client/widgets.h

tui_client_smtp_tui_SOURCES = tui-client/main.c
tui_client_smtp_tui_LDADD = \
	tui-client/libclient.a \
	common/libcommon.a \
	$(READLINE_LIBS) \
	$(CURSES_LIBS) \
	$(UNISTRING_LIBS) \
	$(LIBINTL) \
	$(PTHREAD_LIBS)
