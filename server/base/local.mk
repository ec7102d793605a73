# Threads, clocks, complete reads and writes, quotas, the service manager: nothing specific to mail.
#
# Files here include each other, common/.

server_libserver_a_SOURCES += \
	server/base/alive.c \
	server/base/alive.h \
	server/base/descriptors.c \
	server/base/descriptors.h \
	server/base/file_lock.c \
	server/base/file_lock.h \
	server/base/full_io.c \
	server/base/full_io.h \
	server/base/hash_table.c \
	server/base/hash_table.h \
	server/base/identity.c \
	server/base/identity.h \
	server/base/input_file.c \
	server/base/input_file.h \
	server/base/journald.c \
	server/base/journald.h \
	server/base/json_line.c \
	server/base/json_line.h \
	server/base/outlet.c \
	server/base/outlet.h \
	server/base/quota.c \
	server/base/quota.h \
	server/base/readiness.c \
	server/base/readiness.h \
	server/base/same_file.h \
	server/base/signals.c \
	server/base/signals.h \
	server/base/space.c \
	server/base/space.h \
	server/base/terminal.c \
	server/base/terminal.h \
	server/base/thread.c \
	server/base/thread.h \
	server/base/timestamp.c \
	server/base/timestamp.h \
	server/base/wake.c \
	server/base/wake.h
