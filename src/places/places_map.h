/* The outlines of the districts in a city pack (districts.geojson), for the loader's checks. */
#ifndef TONGBAN_PLACES_PLACES_MAP_H
#define TONGBAN_PLACES_PLACES_MAP_H

#include "db/pack.h"

#define MAP_FILE "districts.geojson"

struct box { double west, south, east, north; };

struct outline {
    const char *code;
    const char *text; /* GeoJSON geometry */
    const struct json *polygons; /* array of polygons, each an array of rings */
    struct box box;
};

struct map {
    struct outline *outlines;
    size_t count;
    struct box box;
};

/* NULL (with faults) when the file is at fault. */
const struct map *map_read(struct pack *pack);
/* NULL for an unknown code or a NULL map. */
const struct outline *map_find(const struct map *map, const char *code);
bool map_box_holds(const struct map *map, double lon, double lat);
bool outline_box_holds(const struct outline *outline, double lon, double lat);
/* Even-odd over all rings, so that holes are outside. */
bool outline_holds(const struct outline *outline, double lon, double lat);

#endif
