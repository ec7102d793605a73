/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_internal.h - shared by client.c, client_auth.c, client_end.c,
 * client_login.c and client_tls.c; no other file includes it.
 */
#ifndef TUI_CLIENT_CLIENT_CLIENT_INTERNAL_H
#define TUI_CLIENT_CLIENT_CLIENT_INTERNAL_H

#include "tui-client/client/client.h"

/* --- client_end.c --- */

/* What became of the file of --save, in OUT, "" if it is complete: a path may be too long for a
 * buffer, but the reason is not cut off; and a remark on why it is incomplete. */
void client_describe_save(const struct client *client, char *out, size_t size);
void client_note_failed_save(struct client *client);

/* The connection, or the attempt, has ended. */
void client_end(struct client *client, enum connection_end end);

/* Ends the connection because of PROBLEM, which is said. */
void client_end_for(struct client *client, const char *problem);
void client_end_for_memory(struct client *client);

/* The link has ended because of PROBLEM.  A close after the server's goodbye, in whatever words, is
 * not an error. */
void client_take_end(struct client *client, enum link_problem problem);

/* A reply did not come in time. */
void client_end_silence(struct client *client);

/* --- client_login.c --- */

void client_init_login(struct client *client);

/* Ends the exchange that is under way, if any.  What the server may repeat of it later, since its
 * reply may be late, is still hidden. */
void client_forget_login(struct client *client);

/* The same where no reply comes any more: all of it is forgotten. */
void client_end_login(struct client *client);

/* Returns LINE as it is kept and shown: without a secret.  Borrowed until the next call. */
struct dialogue_line client_without_secret(struct client *client, const struct dialogue_line *line);

/* LINE, as it came, may belong to an exchange: notes that, and adds a remark on what it says. */
void client_hear_login(struct client *client, const struct dialogue_line *line);
void client_explain_login(struct client *client, const struct dialogue_line *line);

/* --- client_auth.c --- */

/* The answer that is being made may be ready: sends it. */
void client_take_answer(struct client *client, int64_t now_ms);

/* Sends what is next in the exchange of the client's own. */
void client_follow_login(struct client *client, int64_t now_ms);

/* --- client_tls.c --- */

/* Says how the connection is encrypted, if it is. */
void client_note_security(struct client *client);

/* The certificate is not trusted.  Without a user to ask the connection ends. */
void client_take_doubt(struct client *client);

/* What was received may lead to TLS, or show that there will be none. */
void client_follow_tls(struct client *client, int64_t now_ms);

#endif
