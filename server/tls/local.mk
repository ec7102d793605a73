# The server's certificate and key: read from files, or made, and the sides of TLS that use them.
#
# Files here include each other, common/ and server/base/ to server/mail/.

server_libserver_a_SOURCES += \
	server/tls/complaint.h \
	server/tls/credentials.h \
	server/tls/pem_file.h \
	server/tls/self_signed.h

if OPENSSL
server_libserver_a_SOURCES += \
	server/tls/complaint.c \
	server/tls/credentials.c \
	server/tls/pem_file.c \
	server/tls/self_signed.c
else
server_libserver_a_SOURCES += server/tls/credentials_absent.c
endif
