# Events, and the log lines written for them.
#
# Files here include each other, common/ and server/base/ to server/auth/.

server_libserver_a_SOURCES += \
	server/log/complaints.c \
	server/log/complaints.h \
	server/log/deviations.c \
	server/log/deviations.h \
	server/log/disturbances.c \
	server/log/disturbances.h \
	server/log/event.c \
	server/log/event.h \
	server/log/event_log.c \
	server/log/event_log.h \
	server/log/foreign.c \
	server/log/foreign.h \
	server/log/habits.c \
	server/log/habits.h \
	server/log/log.c \
	server/log/log.h \
	server/log/message_end.c \
	server/log/message_end.h \
	server/log/observer.c \
	server/log/observer.h \
	server/log/quote.c \
	server/log/quote.h \
	server/log/refusals.c \
	server/log/refusals.h \
	server/log/security.c \
	server/log/security.h \
	server/log/trace.c \
	server/log/trace.h \
	server/log/words.c \
	server/log/words.h
