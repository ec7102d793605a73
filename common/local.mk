# Code shared by server and client, mainly the protocol: bytes in, bytes out.

noinst_LIBRARIES += common/libcommon.a

common_libcommon_a_SOURCES = \
	common/address.c \
	common/address.h \
	common/argument.c \
	common/argument.h \
	common/auth_line.c \
	common/auth_line.h \
	common/base64.c \
	common/base64.h \
	common/buffer.c \
	common/buffer.h \
	common/charset.c \
	common/charset.h \
	common/command.c \
	common/command.h \
	common/command_line.c \
	common/command_line.h \
	common/count.h \
	common/deadline.h \
	common/descriptor.c \
	common/descriptor.h \
	common/dialect.c \
	common/dialect.h \
	common/dialect_names.c \
	common/dialect_policy.c \
	common/dialect_policy.h \
	common/dialect_prototype.c \
	common/dialect_rfc5321.c \
	common/dot.c \
	common/dot.h \
	common/duration.c \
	common/duration.h \
	common/entropy.c \
	common/entropy.h \
	common/grammar.h \
	common/i18n.h \
	common/i18n_mark.h \
	common/line.c \
	common/line.h \
	common/mechanism.c \
	common/mechanism.h \
	common/monotonic.h \
	common/near_miss.c \
	common/near_miss.h \
	common/pace.c \
	common/pace.h \
	common/program.c \
	common/program.h \
	common/reply.c \
	common/reply.h \
	common/session_file.c \
	common/session_file.h \
	common/span.h \
	common/text.c \
	common/text.h \
	common/tls.h \
	common/transport.c \
	common/transport.h \
	common/uncleared.h \
	common/utf8.h \
	common/waiting.c \
	common/waiting.h

if OPENSSL
common_libcommon_a_SOURCES += common/tls.c
else
common_libcommon_a_SOURCES += common/tls_absent.c
endif
