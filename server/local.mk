# The server.  Everything except main() is a library, so that the unit tests can link it.

noinst_LIBRARIES += server/libserver.a
if PLANTED_EXPLOIT
noinst_PROGRAMS = server/smtpd-proto
else
bin_PROGRAMS += server/smtpd-proto
endif

server_libserver_a_SOURCES = \
	server/accounts.c \
	server/accounts.h \
	server/certificate.c \
	server/certificate.h \
	server/check.c \
	server/check.h \
	server/confinement.c \
	server/confinement.h \
	server/dialect_limits.c \
	server/dialect_limits.h \
	server/dialect_print.c \
	server/dialect_print.h \
	server/inputs.c \
	server/inputs.h \
	server/listening.c \
	server/listening.h \
	server/options.c \
	server/options.h \
	server/options_faults.c \
	server/options_faults.h \
	server/options_flaws.c \
	server/options_flaws.h \
	server/options_values.c \
	server/options_values.h \
	server/output_files.c \
	server/output_files.h \
	server/outputs.c \
	server/outputs.h \
	server/own_files.c \
	server/own_files.h \
	server/resources.c \
	server/resources.h \
	server/serving.c \
	server/serving.h \
	server/start.c \
	server/start.h \
	server/verdict_output.c \
	server/verdict_output.h

include server/base/local.mk
include server/sandbox/local.mk
include server/fault/local.mk
include server/session/local.mk
include server/verdict/local.mk
include server/mail/local.mk
include server/tls/local.mk
include server/auth/local.mk
include server/log/local.mk
include server/events/local.mk
include server/users/local.mk
include server/net/local.mk

server_smtpd_proto_SOURCES = server/main.c
include tests/exploit/local.mk
server_smtpd_proto_LDFLAGS = $(AM_LDFLAGS) $(STATIC_LDFLAGS) $(EXPLOIT_LDFLAGS)
server_smtpd_proto_LDADD = \
	server/libserver.a \
	common/libcommon.a \
	$(UNISTRING_LIBS) \
	$(OPENSSL_LIBS) \
	$(GSASL_LIBS) \
	$(JANSSON_LIBS) \
	$(SECCOMP_LIBS) \
	$(LIBINTL) \
	$(LIBICONV) \
	$(PTHREAD_LIBS)
