/** What stays on one line: the parts of a text that are read as one. */
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*'
const CLOCK = '\\d{1,2}:\\d{2}(?:\\s?[–—-]\\s?\\d{1,2}:\\d{2})?'
const KEPT = new RegExp(
  [
    `(?:\\d{4}\\s?年\\s?)?\\d{1,2}\\s?月\\s?\\d{1,2}\\s?日(?:\\s?周[一二三四五六日])?(?:\\s?${CLOCK})?`,
    `(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\\s)?\\d{1,2}\\s${MONTH}(?:\\s\\d{4})?(?:,\\s${CLOCK})?`,
    '\\d{4}-\\d{2}-\\d{2}',
    CLOCK,
    '[A-Z]{2}[A-Z0-9*]{8,}', // the number of a case
    '[A-Z]{2}-\\d{3}',
    '\\d{3,4}-\\d{7,8}',
    '\\d[\\d,.*]*(?:\\s?(?:个工作日|个月|小时|分钟|工作日|年|天|日|项|份|件|处|位|次|岁|元|秒|%))',
    '\\d[\\d,.*]*\\s(?:working\\sdays?|days?|hours?|minutes?|seconds?|months?|years?|services?|items?)',
    '\\d[\\d,.*]+',
  ].join('|'),
  'g',
)

/** The text in pieces: every second one, from the second on, is kept on one line. */
export function keptPieces(text: string): string[] {
  const pieces: string[] = []
  let end = 0
  for (const found of text.matchAll(KEPT)) {
    pieces.push(text.slice(end, found.index), found[0])
    end = found.index + found[0].length
  }
  return [...pieces, text.slice(end)]
}
