/* delivery.c - see delivery.h. */
#include <config.h>

#include "server/mail/delivery.h"

#include <errno.h>

void delivery_judge(struct delivery *delivery, enum mailbox_status status, int error)
{
    delivery->status = status;
    delivery->error_number = error;
}

struct delivery *delivery_judge_all(struct delivery *first, size_t count,
                                    enum mailbox_status status)
{
    int error = errno;

    for (; count > 0; count--, first = first->next)
        delivery_judge(first, status, error);
    return first;
}

const struct delivery *delivery_set_failure(const struct delivery_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->deliveries[i].status != MAILBOX_OK)
            return &set->deliveries[i];
    return NULL;
}

void delivery_queue_init(struct delivery_queue *queue)
{
    queue->first = NULL;
    queue->end = &queue->first;
}

void delivery_queue_push(struct delivery_queue *queue, struct delivery *delivery)
{
    delivery->next = NULL;
    *queue->end = delivery;
    queue->end = &delivery->next;
}

void delivery_queue_join(struct delivery_queue *queue, struct delivery_queue *from)
{
    if (from->first == NULL)
        return;
    *queue->end = from->first;
    queue->end = from->end;
    delivery_queue_init(from);
}

struct delivery *delivery_queue_take(struct delivery_queue *queue)
{
    struct delivery *delivery = queue->first;

    if (delivery == NULL)
        return NULL;
    queue->first = delivery->next;
    if (queue->first == NULL)
        queue->end = &queue->first;
    delivery->next = NULL;
    return delivery;
}
