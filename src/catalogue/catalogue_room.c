/* The catalogue as a part of the program. */
#include "act/room.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_api.h"
#include "http/http.h"

static const struct room_table tables[] = {
    {"catalogue_department", NULL}, {"catalogue_system", NULL}, {"catalogue_choice", NULL},
    {"catalogue_element", NULL}, {"catalogue_material", NULL}, {"catalogue_item", NULL},
    {"catalogue_guide", NULL}, {"catalogue_version", NULL}, {0}};
static const db_statement_list statements[] = {catalogue_statements, NULL};

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    return catalogue_open(session, &context->catalogue, fault, fault_size);
}

static void close_room(struct context *context) { catalogue_close(context->catalogue); }

const struct room catalogue_room = {
    .name = "catalogue",
    .purpose = "What can be done at the counters: items with their guides, materials and departments, on any day.",
    .tables = tables, .statements = statements, .routes = catalogue_routes, .open = open_room, .close = close_room};
