// What a page is on paper: printed by Chromium as it would be by hand, and read again with poppler's tools.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const DPI = 150
const POINTS_PER_MM = 72 / 25.4
export const A4 = [210, 297]
export const A5 = [148, 210]
export const LANDSCAPE = [297, 210]

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name])

/**
 * print(page) → the sheets that the page is on paper: {sheets: [{width, height, words, text, ink}], fonts, text}.
 * width and height in mm; words: [{text, box: [left, top, right, bottom]}] in mm; ink: {width, height, at(x, y)} in pixels,
 * true where it is dark. With PAPER_OUT=FOLDER the PDF stays there under `name`. What is printed has all its pictures.
 */
export async function print(page, name = 'page') {
  const folder = await mkdtemp(join(tmpdir(), 'tongban-paper-'))
  try {
    const file = join(folder, `${name}.pdf`)
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())))
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
    await writeFile(file, pdf)
    if (process.env.PAPER_OUT) await writeFile(join(process.env.PAPER_OUT, `${name}.pdf`), pdf)
    const [boxes, order, fonts] = await Promise.all([
      run('pdftotext', ['-bbox', file, '-'], { maxBuffer: 1 << 26 }),
      run('pdftotext', ['-raw', file, '-'], { maxBuffer: 1 << 26 }),
      run('pdffonts', [file]),
      run('pdftoppm', ['-r', String(DPI), '-gray', file, join(folder, 'sheet')]),
    ])
    const texts = order.stdout.split('\f') // in the order in which it was written, column by column
    const sheets = [...boxes.stdout.matchAll(/<page width="([\d.]+)" height="([\d.]+)">([^]*?)<\/page>/g)].map(([, width, height, inside], index) => {
      const words = [...inside.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^]*?)<\/word>/g)]
        .map(([, ...found]) => ({ text: plain(found[4]), box: found.slice(0, 4).map((each) => Number(each) / POINTS_PER_MM) }))
      return { width: width / POINTS_PER_MM, height: height / POINTS_PER_MM, words, text: texts[index] }
    })
    const digits = String(sheets.length).length
    for (const [index, sheet] of sheets.entries()) {
      sheet.ink = inkOf(await readFile(join(folder, `sheet-${String(index + 1).padStart(digits, '0')}.pgm`)))
    }
    return { sheets, fonts: fonts.stdout.split('\n').slice(2).filter(Boolean), text: sheets.map((each) => each.text).join('\n') }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A PGM of 8 bits. */
function inkOf(bytes) {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString('latin1'))
  const [width, height] = [Number(head[1]), Number(head[2])]
  const pixels = bytes.subarray(head[0].length)
  return { width, height, at: (x, y) => pixels[y * width + x] < 128 }
}

/** What holds for everything that is printed: no empty sheet, nothing over an edge, letters that travel with the file. */
export function assertPrinted(paper, what, { size = A4, pages } = {}) {
  const { sheets, fonts } = paper
  assert.ok(sheets.length > 0, `${what}: no sheet`)
  if (pages) assert.equal(sheets.length, pages, `${what}: sheets`)
  for (const [index, sheet] of sheets.entries()) {
    const where = `${what}, sheet ${index + 1} of ${sheets.length}`
    assert.deepEqual([sheet.width, sheet.height].map(Math.round), size, `${where}: paper`)
    // the number of the sheet alone is no content
    assert.ok(sheet.words.length > 5, `${where} is empty: ${sheet.text}`)
    const cut = sheet.words.filter(({ box: [left, top, right, bottom] }) => left < 4 || top < 4 || right > sheet.width - 4 || bottom > sheet.height - 4)
    assert.deepEqual(cut.map((each) => each.text), [], `${where}: cut or in the margin no printer prints`)
  }
  assert.ok(fonts.length > 0, `${what}: fonts`)
  // emb sub uni: the three columns behind the encoding
  for (const font of fonts) assert.match(font, /\syes\s+(yes|no)\s+yes\s+\d+\s+\d+$/, `${what}: not embedded or without its letters: ${font}`)
}

/** Every word of `wanted` stands on the paper, letter by letter, whatever it is broken into. */
export function assertSays(paper, ...wanted) {
  const all = paper.text.replace(/\s/g, '')
  for (const words of wanted) assert.ok(all.includes(words.replace(/\s/g, '')), `not on the paper: ${words}\n${paper.text}`)
}

/** The three corners of a QR code on a sheet, in mm; fewer when it is cut or something stands in it. */
export function qrCorners(sheet) {
  const { width, height, at } = sheet.ink
  const found = []
  for (let y = 0; y < height; y += 1) {
    for (const { middle, module } of cornersIn(width, (x) => at(x, y))) {
      if (!isCorner(at, middle, y, module)) continue
      const near = found.find((each) => Math.hypot(each.x - middle, each.y - y) < 7 * module)
      if (!near) found.push({ x: middle, y, module })
    }
  }
  const mm = 25.4 / DPI
  return found.map((each) => ({ x: each.x * mm, y: each.y * mm, module: each.module * mm }))
}

/** A dark middle, a light ring and a dark ring around it, in all eight directions. */
const AROUND = [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]]
function isCorner(at, middle, y, module) {
  const is = (steps) => AROUND.every(([dx, dy]) => at(Math.round(middle + dx * steps * module), Math.round(y + dy * steps * module)) === (steps !== 2))
  return is(1) && is(2) && is(3)
}

/** Where a line goes dark, light, dark, light, dark in the proportions 1 1 3 1 1, with light around it. */
function cornersIn(length, dark) {
  const runs = []
  for (let at = 0; at < length; ) {
    const start = at
    const is = dark(at)
    while (at < length && dark(at) === is) at += 1
    runs.push({ is, start, size: at - start })
  }
  return runs.flatMap((run, index) => {
    const five = runs.slice(index, index + 5)
    if (!run.is || five.length < 5) return []
    const module = five.reduce((sum, each) => sum + each.size, 0) / 7
    const fits = module >= 2 && five.every((each, place) => Math.abs(each.size - module * (place === 2 ? 3 : 1)) <= Math.max(1, module * 0.5))
    return fits ? [{ middle: five[2].start + five[2].size / 2, module }] : []
  })
}

/** The QR code is whole: three corners of one size at a right angle, and room around them. */
export function assertQrWhole(sheet, what) {
  const corners = qrCorners(sheet)
  assert.equal(corners.length, 3, `${what}: corners of the QR code ${JSON.stringify(corners)}`)
  const [first, second, third] = corners.sort((a, b) => a.y - b.y || a.x - b.x)
  const [left, right] = first.x < second.x ? [first, second] : [second, first]
  const side = right.x - left.x
  assert.ok(Math.abs(right.y - left.y) < 1 && Math.abs(third.x - left.x) < 1 && Math.abs(third.y - left.y - side) < 1, `${what}: ${JSON.stringify(corners)}`)
  assert.ok(left.module >= 0.4, `${what}: modules of ${left.module} mm are too small for a phone`)
}
