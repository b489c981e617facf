export interface Outline {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: unknown
}

type Ring = [number, number][]

/** The centre of gravity of a ring and its area; the ring is small enough to be taken as flat. */
function weigh(ring: Ring): { area: number; lon: number; lat: number } {
  let area = 0
  let lon = 0
  let lat = 0
  ring.forEach(([x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] as [number, number]
    const part = x * nextY - nextX * y
    area += part
    lon += (x + nextX) * part
    lat += (y + nextY) * part
  })
  return { area: Math.abs(area) / 2, lon: lon / (3 * area), lat: lat / (3 * area) }
}

/** Where a name stands well: the centre of gravity of the largest part, and that part's area. */
export function middleOf(outline: Outline): { area: number; lon: number; lat: number } {
  const parts = (outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates) as Ring[][]
  return parts.map((rings) => weigh(rings[0] as Ring)).reduce((best, each) => (each.area > best.area ? each : best))
}
