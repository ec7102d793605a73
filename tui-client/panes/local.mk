# The panes of the screen, each a file or a family of files.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/terminal/;
# `_internal.h` is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/panes/ask.c \
	tui-client/panes/ask.h \
	tui-client/panes/bars.c \
	tui-client/panes/bars.h \
	tui-client/panes/conversation.c \
	tui-client/panes/conversation.h \
	tui-client/panes/conversation_draw.c \
	tui-client/panes/conversation_internal.h \
	tui-client/panes/conversation_mark.c \
	tui-client/panes/copies.c \
	tui-client/panes/copies.h \
	tui-client/panes/envelope_view.c \
	tui-client/panes/envelope_view.h \
	tui-client/panes/errand.h \
	tui-client/panes/explanation.c \
	tui-client/panes/explanation.h \
	tui-client/panes/form.c \
	tui-client/panes/form.h \
	tui-client/panes/form_arguments.c \
	tui-client/panes/form_body.c \
	tui-client/panes/form_check.c \
	tui-client/panes/form_command.c \
	tui-client/panes/form_connection.c \
	tui-client/panes/form_draw.c \
	tui-client/panes/form_files.c \
	tui-client/panes/form_finish.c \
	tui-client/panes/form_internal.h \
	tui-client/panes/form_items.c \
	tui-client/panes/form_loaded.c \
	tui-client/panes/form_message.c \
	tui-client/panes/form_next.c \
	tui-client/panes/form_option.c \
	tui-client/panes/form_preview.c \
	tui-client/panes/form_prompt.c \
	tui-client/panes/form_secret.c \
	tui-client/panes/form_send.c \
	tui-client/panes/form_step.c \
	tui-client/panes/guide.c \
	tui-client/panes/guide.h \
	tui-client/panes/guide_marks.c \
	tui-client/panes/guide_resume.c \
	tui-client/panes/guide_resume.h \
	tui-client/panes/guide_retry.c \
	tui-client/panes/guide_status.c \
	tui-client/panes/help.c \
	tui-client/panes/help.h \
	tui-client/panes/history_pane.c \
	tui-client/panes/history_pane.h \
	tui-client/panes/ladder_view.c \
	tui-client/panes/ladder_view.h \
	tui-client/panes/layout.c \
	tui-client/panes/layout.h \
	tui-client/panes/list.c \
	tui-client/panes/list.h \
	tui-client/panes/palette.c \
	tui-client/panes/palette.h \
	tui-client/panes/pane.h \
	tui-client/panes/raw.c \
	tui-client/panes/raw.h \
	tui-client/panes/saving.c \
	tui-client/panes/saving.h \
	tui-client/panes/security.c \
	tui-client/panes/security.h \
	tui-client/panes/scroller.c \
	tui-client/panes/scroller.h \
	tui-client/panes/selection.c \
	tui-client/panes/selection.h \
	tui-client/panes/widgets.c \
	tui-client/panes/widgets.h
