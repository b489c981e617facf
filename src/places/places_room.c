/* Places as a part of the program. */
#include "act/room.h"
#include "http/http.h"
#include "places/places.h"
#include "places/places_api.h"

static const struct room_table tables[] = {
    {"place_city", NULL}, {"place_revision", NULL}, {"place_district", NULL}, {"place_abolished", NULL},
    {"place_division", NULL}, {"place_committee", NULL}, {"place_day", NULL}, {"place_hours", NULL},
    {"place_centre", NULL}, {"place_duty", NULL}, {"place_sub_centre_item", NULL}, {0}};
static const db_statement_list statements[] = {places_statements, NULL};

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    return places_open(session, &context->places, fault, fault_size);
}

static void close_room(struct context *context) { places_close(context->places); }

const struct room places_room = {
    .name = "places",
    .purpose = "The city: districts, divisions, service centres and their hours, working days, addresses, numbers of documents.",
    .tables = tables, .statements = statements, .routes = places_routes, .open = open_room, .close = close_room};
