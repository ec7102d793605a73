# A message as edited, and its bytes on the wire. No input or output.
#
# Files here include each other, common/, tui-client/text/ and tui-client/dialogue/; `_internal.h`
# is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/message/changes.c \
	tui-client/message/changes.h \
	tui-client/message/check.c \
	tui-client/message/check.h \
	tui-client/message/check_address.c \
	tui-client/message/check_date.c \
	tui-client/message/check_header.c \
	tui-client/message/check_internal.h \
	tui-client/message/check_parameters.c \
	tui-client/message/check_weight.c \
	tui-client/message/compose.c \
	tui-client/message/compose.h \
	tui-client/message/compose_internal.h \
	tui-client/message/compose_wire.c \
	tui-client/message/delivery.c \
	tui-client/message/delivery.h \
	tui-client/message/draft.c \
	tui-client/message/draft.h \
	tui-client/message/draft_body.c \
	tui-client/message/draft_file.c \
	tui-client/message/eml.c \
	tui-client/message/eml.h \
	tui-client/message/letter.c \
	tui-client/message/letter.h \
	tui-client/message/mime.c \
	tui-client/message/mime.h \
	tui-client/message/mime_header.c \
	tui-client/message/mime_internal.h \
	tui-client/message/mime_mailbox.c \
	tui-client/message/parts.c \
	tui-client/message/parts.h \
	tui-client/message/recipients.c \
	tui-client/message/recipients.h
