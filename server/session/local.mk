# One SMTP conversation without a socket: bytes in, events out.  No input or output.
#
# Files here include each other, common/, server/base/ and server/fault/.

server_libserver_a_SOURCES += \
	server/session/details.c \
	server/session/details.h \
	server/session/envelope.c \
	server/session/envelope.h \
	server/session/lines.c \
	server/session/lines.h \
	server/session/overlay.c \
	server/session/overlay.h \
	server/session/mailbox_name.c \
	server/session/mailbox_name.h \
	server/session/parameters.c \
	server/session/parameters.h \
	server/session/patience.c \
	server/session/patience.h \
	server/session/question.c \
	server/session/question.h \
	server/session/secrecy.c \
	server/session/secrecy.h \
	server/session/session.c \
	server/session/session.h \
	server/session/shown.c \
	server/session/shown.h \
	server/session/standing.c \
	server/session/users.c \
	server/session/users.h \
	server/session/verbs.c \
	server/session/verbs.h
