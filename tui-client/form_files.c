/* form_files.c - files that come into a message: attached, inserted, or back from an editor.
 *
 * A file is read when it is named, so that what is shown is what will be sent.
 */
#include <config.h>

#include "tui-client/form.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistr.h>

#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/files.h"

/* Most bytes of all attachments together: in base64 they still are a message that can be sent. */
#define ATTACHED_MAX ((size_t)80 << 20)

/* --- attachments ----------------------------------------------------------------------------- */

static size_t attached_bytes(const struct form *form)
{
    size_t bytes = 0;

    for (size_t i = 0; i < form->attachment_count; i++)
        bytes += buffer_size(&form->attachments[i].content);
    return bytes;
}

static const char *load(const char *path, struct buffer *content)
{
    if (files_load(path, content) == 0)
        return NULL;
    return errno == ENOBUFS ? _("it is too large") : files_error(errno);
}

__attribute__((format(printf, 3, 4))) static void report(struct form *form, enum guide_tone tone,
                                                         const char *format, ...)
{
    char text[TEXTS_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    guide_say(form->pane.guide, tone, text);
}

bool form_attach(struct form *form, const char *path)
{
    struct form_attachment *attachment = &form->attachments[form->attachment_count];
    const char *why = NULL;
    char *copy = strdup(path);

    if (form->attachment_count == COMPOSE_ATTACHMENTS_MAX) {
        why = _("the message has as many attachments as it may have");
    } else {
        buffer_init(&attachment->content, ATTACHED_MAX - attached_bytes(form));
        why = copy == NULL ? strerror(ENOMEM) : load(path, &attachment->content);
        if (why != NULL)
            buffer_release(&attachment->content);
    }
    if (why == NULL)
        report(form, GUIDE_GOOD, _("Attached: %s."), path);
    else
        report(form, GUIDE_BAD, _("cannot read %s: %s"), path, why);
    if (why != NULL) {
        free(copy);
        return false;
    }
    attachment->path = copy;
    form->attachment_count++;
    form->is_sent = false;
    return true;
}

void form_attach_all(struct form *form, const struct compose_message *message)
{
    char text[TEXTS_MAX];
    size_t missing = 0, length = 0;

    for (size_t i = 0; i < message->attachment_count; i++) {
        struct span path = message->attachments[i].path;
        char *copy = strndup(path.data, path.size);
        if (copy == NULL || !form_attach(form, copy)) {
            snprintf(text + length, sizeof text - length, "%s%.*s",
                     missing++ > 0 ? ", " : _("Missing from the message: "), (int)path.size,
                     path.data);
            length = strlen(text);
        }
        free(copy);
    }
    if (missing > 0)
        guide_say(form->pane.guide, GUIDE_BAD, text);
}

static void free_attachment(struct form_attachment *attachment)
{
    free(attachment->path);
    buffer_release(&attachment->content);
}

void form_detach(struct form *form, size_t number)
{
    free_attachment(&form->attachments[number]);
    form->attachment_count--;
    memmove(&form->attachments[number], &form->attachments[number + 1],
            (form->attachment_count - number) * sizeof form->attachments[0]);
    form->is_sent = false;
}

void form_detach_all(struct form *form)
{
    while (form->attachment_count > 0)
        form_detach(form, form->attachment_count - 1);
}

/* --- asking for a file ----------------------------------------------------------------------- */

/* The same item keeps the focus when one more stands above it. */
static void attach(struct pane *pane, struct span path, long long now_ms)
{
    struct form *form = (struct form *)pane;

    (void)now_ms;
    form_show_message(form);
    if (form_attach(form, path.data) && form->item >= COMPOSE_FIELDS)
        form->item++;
}

static bool is_text(struct span bytes)
{
    return memchr(bytes.data, '\0', bytes.size) == NULL &&
           u8_check((const uint8_t *)bytes.data, bytes.size) == NULL;
}

/* What a file holds becomes the text at the cursor or, if ALL, all of the text. */
static bool take_file(struct form *form, const char *path, bool all)
{
    struct span bytes;
    struct buffer content;
    const char *why;

    buffer_init(&content, FORM_BODY_MAX);
    why = load(path, &content);
    bytes = text_skip_mark(buffer_span(&content));
    if (why == NULL && bytes.size > 0 && !is_text(bytes))
        why = _("it is no text in UTF-8; Alt-a attaches any file");
    if (why == NULL && (all ? area_set(&form->body, bytes) : area_insert(&form->body, bytes)) != 0)
        why = errno == ENOBUFS ? _("it is too large") : strerror(errno);
    if (why != NULL)
        report(form, GUIDE_BAD, all ? _("Not taken back from %s: %s") : _("cannot read %s: %s"),
               path, why);
    else if (all)
        report(form, GUIDE_GOOD, "%s", _("The text came back from the editor."));
    else
        report(form, GUIDE_GOOD, _("Inserted: %s."), path);
    buffer_release(&content);
    if (why == NULL)
        form->is_sent = false;
    return why == NULL;
}

static void insert_file(struct pane *pane, struct span path, long long now_ms)
{
    struct form *form = (struct form *)pane;

    (void)now_ms;
    form_show_message(form);
    take_file(form, path.data, false);
}

bool form_take_edited(struct form *form, const char *path)
{
    form_show_message(form);
    return take_file(form, path, true);
}

bool form_ask_for_file(struct form *form, enum keys_action action)
{
    struct errand errand = {.kind = ERRAND_ASK, .is_path = true};

    switch (action) {
    case KEYS_ATTACH:
        errand.label = N_("Attach the file: ");
        errand.answer = attach;
        break;
    case KEYS_READ_FILE:
        errand.label = N_("Insert the file: ");
        errand.answer = insert_file;
        break;
    default:
        return false;
    }
    form->pane.errand = errand;
    return true;
}
