#include "places/places_map.h"

#include <math.h>

#include "base/arena.h"
#include "base/spec.h"
#include "base/text.h"

static const char *const collection_types[] = {"FeatureCollection", NULL};
static const char *const feature_types[] = {"Feature", NULL};
static const char *const geometry_types[] = {"Polygon", "MultiPolygon", NULL};

static const struct field property_fields[] = {
    {.name = "code", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 6, .max = 6},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "centre", .type = FIELD_ANY},
    {.name = NULL},
};
static const struct field geometry_fields[] = {
    {.name = "type", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .choices = geometry_types},
    {.name = "coordinates", .type = FIELD_ANY, .flags = FIELD_REQUIRED},
    {.name = "id", .type = FIELD_ANY},
    {.name = NULL},
};
static const struct field feature_fields[] = {
    {.name = "type", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .choices = feature_types},
    {.name = "properties", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = property_fields},
    {.name = "geometry", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = geometry_fields},
    {.name = NULL},
};
static const struct field feature_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = feature_fields}};
static const struct field map_fields[] = {
    {.name = "type", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .choices = collection_types},
    {.name = "features", .type = FIELD_LIST, .flags = FIELD_REQUIRED, .min = 1, .max = 500, .fields = feature_item},
    {.name = NULL},
};

static double number(const struct json *value)
{
    if (value != NULL && value->type == JSON_REAL)
        return value->real;
    return value != NULL && value->type == JSON_INTEGER ? (double)value->integer : (double)NAN;
}

static double lon_of(const struct json *ring, size_t index) { return number(json_at(json_at(ring, index), 0)); }
static double lat_of(const struct json *ring, size_t index) { return number(json_at(json_at(ring, index), 1)); }

static void widen(struct box *box, double lon, double lat)
{
    box->west = lon < box->west ? lon : box->west;
    box->east = lon > box->east ? lon : box->east;
    box->south = lat < box->south ? lat : box->south;
    box->north = lat > box->north ? lat : box->north;
}

/* A ring is closed and of four or more places on the earth. */
static bool read_ring(const struct json *ring, struct box *box)
{
    size_t count = json_count(ring);
    for (size_t i = 0; i < count; i++) {
        double lon = lon_of(ring, i), lat = lat_of(ring, i);
        if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90))
            return false;
        widen(box, lon, lat);
    }
    return count >= 4 && lon_of(ring, 0) == lon_of(ring, count - 1) && lat_of(ring, 0) == lat_of(ring, count - 1);
}

static bool read_polygons(const struct json *polygons, struct box *box)
{
    for (size_t i = 0; i < json_count(polygons); i++) {
        const struct json *rings = json_at(polygons, i);
        for (size_t k = 0; k < json_count(rings); k++)
            if (!read_ring(json_at(rings, k), box))
                return false;
        if (json_count(rings) == 0)
            return false;
    }
    return json_count(polygons) > 0;
}

/* A polygon is read as a list of one polygon. */
static const struct json *polygons_of(struct arena *arena, const struct json *geometry)
{
    const struct json *coordinates = json_get(geometry, "coordinates");
    if (text_equal(json_get_text(geometry, "type"), "MultiPolygon"))
        return coordinates;
    struct json *one = arena_alloc(arena, sizeof(*one));
    if (one != NULL)
        *one = (struct json){.type = JSON_ARRAY, .array = {coordinates, 1}};
    return one;
}

static bool read_feature(struct pack *pack, const char *bytes, const struct json *features, size_t index, struct map *map)
{
    const struct json *feature = json_at(features, index), *geometry = json_get(feature, "geometry");
    struct outline *outline = &map->outlines[map->count];
    const char *path = arena_format(pack->arena, "features.%zu.geometry", index);
    size_t size = 0;
    const char *slice = path == NULL ? NULL : pack_json_slice(bytes, path, &size);
    *outline = (struct outline){.code = json_get_text(json_get(feature, "properties"), "code"),
                                .text = slice == NULL ? NULL : arena_copy_bytes(pack->arena, slice, size),
                                .polygons = polygons_of(pack->arena, geometry), .box = {180, 90, -180, -90}};
    if (outline->text == NULL || outline->polygons == NULL)
        return false;
    if (map_find(map, outline->code) != NULL) {
        pack_fault(pack, MAP_FILE, pack_json_line(bytes, path), "district %s has two outlines", outline->code);
        return false;
    }
    if (!read_polygons(outline->polygons, &outline->box)) {
        pack_fault(pack, MAP_FILE, pack_json_line(bytes, path),
                   "the outline of %s is not made of closed rings of at least four lon, lat pairs", outline->code);
        return false;
    }
    map->count++;
    widen(&map->box, outline->box.west, outline->box.south);
    widen(&map->box, outline->box.east, outline->box.north);
    return true;
}

const struct map *map_read(struct pack *pack)
{
    const char *bytes = NULL;
    const struct json *features = json_get(pack_read_json(pack, MAP_FILE, map_fields, &bytes), "features");
    struct map *map = arena_alloc(pack->arena, sizeof(*map));
    if (features == NULL || map == NULL)
        return NULL;
    *map = (struct map){.outlines = arena_array(pack->arena, json_count(features), sizeof(*map->outlines)),
                        .box = {180, 90, -180, -90}};
    bool good = map->outlines != NULL;
    for (size_t i = 0; map->outlines != NULL && i < json_count(features); i++)
        good &= read_feature(pack, bytes, features, i, map);
    return good ? map : NULL;
}

const struct outline *map_find(const struct map *map, const char *code)
{
    for (size_t i = 0; map != NULL && i < map->count; i++)
        if (text_equal(map->outlines[i].code, code))
            return &map->outlines[i];
    return NULL;
}

static bool box_holds(const struct box *box, double lon, double lat)
{
    return lon >= box->west && lon <= box->east && lat >= box->south && lat <= box->north;
}

bool map_box_holds(const struct map *map, double lon, double lat)
{
    return box_holds(&map->box, lon, lat);
}

bool outline_box_holds(const struct outline *outline, double lon, double lat)
{
    return box_holds(&outline->box, lon, lat);
}

/* How often a ray to the east crosses the ring: odd or even. */
static bool ring_holds(const struct json *ring, double lon, double lat)
{
    bool inside = false;
    for (size_t i = 0; i + 1 < json_count(ring); i++) {
        double lon_a = lon_of(ring, i), lat_a = lat_of(ring, i), lon_b = lon_of(ring, i + 1), lat_b = lat_of(ring, i + 1);
        if ((lat_a > lat) != (lat_b > lat) && lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a))
            inside = !inside;
    }
    return inside;
}

bool outline_holds(const struct outline *outline, double lon, double lat)
{
    bool inside = false;
    for (size_t i = 0; i < json_count(outline->polygons); i++) {
        const struct json *rings = json_at(outline->polygons, i);
        for (size_t k = 0; k < json_count(rings); k++)
            inside ^= ring_holds(json_at(rings, k), lon, lat);
    }
    return inside;
}
