#include "act/room.h"

#include <assert.h>

void **room_memory(struct context *context, const struct room *room)
{
    size_t number = 0;
    while (number < ROOMS_MAX && context->rooms[number] != NULL && context->rooms[number] != room)
        number++;
    assert(number < ROOMS_MAX && context->rooms[number] == room);
    return &context->memory[number];
}
