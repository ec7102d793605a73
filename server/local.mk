# The server.  All of it but main() is a library, so that the unit tests can link it.

noinst_LIBRARIES += server/libserver.a
bin_PROGRAMS += server/smtpd-proto

server_libserver_a_SOURCES = \
	server/aftermath.c \
	server/aftermath.h \
	server/alive.c \
	server/alive.h \
	server/blocks.c \
	server/blocks.h \
	server/clients.c \
	server/clients.h \
	server/commit.c \
	server/commit.h \
	server/connection.c \
	server/connection.h \
	server/conversation.c \
	server/conversation.h \
	server/delivery.c \
	server/delivery.h \
	server/envelope.c \
	server/envelope.h \
	server/event.c \
	server/event.h \
	server/explain.c \
	server/explain.h \
	server/group.c \
	server/group.h \
	server/idle.c \
	server/idle.h \
	server/incoming.c \
	server/incoming.h \
	server/intent.c \
	server/intent.h \
	server/intents.c \
	server/intents.h \
	server/lane.c \
	server/lane.h \
	server/lines.c \
	server/lines.h \
	server/listener.c \
	server/listener.h \
	server/lock.c \
	server/lock.h \
	server/log.c \
	server/log.h \
	server/loop.c \
	server/loop.h \
	server/mail_folder.c \
	server/mail_folder.h \
	server/mailbox.c \
	server/mailbox.h \
	server/mailbox_name.c \
	server/mailbox_name.h \
	server/mbox.c \
	server/mbox.h \
	server/monotonic.h \
	server/options.c \
	server/options.h \
	server/patience.c \
	server/patience.h \
	server/plan.c \
	server/plan.h \
	server/polled.h \
	server/quota.c \
	server/quota.h \
	server/reception.c \
	server/reception.h \
	server/recovery.c \
	server/recovery.h \
	server/refusals.c \
	server/refusals.h \
	server/reload.c \
	server/reload.h \
	server/same_file.h \
	server/seat.h \
	server/session.c \
	server/session.h \
	server/sources.c \
	server/sources.h \
	server/spool.c \
	server/spool.h \
	server/start.c \
	server/start.h \
	server/store.c \
	server/store.h \
	server/terminal.c \
	server/terminal.h \
	server/texts.c \
	server/texts.h \
	server/thread.c \
	server/thread.h \
	server/trace.c \
	server/trace.h \
	server/users.c \
	server/users.h \
	server/users_file.c \
	server/users_file.h \
	server/verbs.c \
	server/verbs.h \
	server/watch.c \
	server/watch.h \
	server/whole.c \
	server/whole.h \
	server/wire.c \
	server/wire.h \
	server/words.c \
	server/words.h

server_smtpd_proto_SOURCES = server/main.c
server_smtpd_proto_LDADD = \
	server/libserver.a \
	common/libcommon.a \
	$(UNISTRING_LIBS) \
	$(LIBINTL) \
	$(LIBICONV) \
	$(PTHREAD_LIBS)

EXTRA_DIST += server/RECOVERY.md
