# The mailbox engine: records, locks, journal, commit, recovery, and the threads of the store.
# RECOVERY.md says why it is correct.
#
# Files here include each other, common/, server/base/ and server/session/.

server_libserver_a_SOURCES += \
	server/mail/aftermath.c \
	server/mail/aftermath.h \
	server/mail/blocks.c \
	server/mail/blocks.h \
	server/mail/commit.c \
	server/mail/commit.h \
	server/mail/delivery.c \
	server/mail/delivery.h \
	server/mail/group.c \
	server/mail/group.h \
	server/mail/heading.c \
	server/mail/heading.h \
	server/mail/incoming.c \
	server/mail/incoming.h \
	server/mail/intent.c \
	server/mail/intent.h \
	server/mail/journal.c \
	server/mail/journal.h \
	server/mail/lane.c \
	server/mail/lane.h \
	server/mail/lock.c \
	server/mail/lock.h \
	server/mail/mail_folder.c \
	server/mail/mail_folder.h \
	server/mail/mailbox.c \
	server/mail/mailbox.h \
	server/mail/mbox.c \
	server/mail/mbox.h \
	server/mail/pauses.c \
	server/mail/pauses.h \
	server/mail/recovery.c \
	server/mail/recovery.h \
	server/mail/spool.c \
	server/mail/spool.h \
	server/mail/store.c \
	server/mail/store.h \
	server/mail/trusted_name.c \
	server/mail/trusted_name.h \
	server/mail/watch.c \
	server/mail/watch.h

EXTRA_DIST += server/mail/RECOVERY.md
