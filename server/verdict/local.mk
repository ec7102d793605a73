# A verdict on each client: what it does wrong, and where.  Only verdicts.c has output.
#
# Files here include each other, common/ and server/base/ to server/session/.

server_libserver_a_SOURCES += \
	server/verdict/date.c \
	server/verdict/date.h \
	server/verdict/finding.c \
	server/verdict/finding.h \
	server/verdict/findings.c \
	server/verdict/findings.h \
	server/verdict/header.c \
	server/verdict/header.h \
	server/verdict/message.c \
	server/verdict/message.h \
	server/verdict/verdict.c \
	server/verdict/verdict.h \
	server/verdict/verdict_json.c \
	server/verdict/verdict_json.h \
	server/verdict/verdicts.c \
	server/verdict/verdicts.h \
	server/verdict/witness.c \
	server/verdict/witness.h \
	server/verdict/witness_internal.h \
	server/verdict/witness_line.c
