import { useI18n } from 'vue-i18n'

const ZONE = 'Asia/Shanghai'

/** The moment of a day `YYYY-MM-DD` (its noon in the city) or of a time with its offset. */
function momentOf(text: string): Date {
  return new Date(text.length === 10 ? `${text}T12:00:00+08:00` : text)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function write(text: string, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...options, timeZone: ZONE })
    formats.set(key, format)
  }
  const moment = momentOf(text)
  return Number.isNaN(moment.getTime()) ? text : format.format(moment)
}

/** 2026年11月23日 · 23 November 2026 */
export const dayText = (text: string, language: string): string =>
  write(text, language, { year: 'numeric', month: 'long', day: 'numeric' })

/** 11月23日 周一 · Mon 23 Nov */
export const shortDayText = (text: string, language: string): string =>
  language.startsWith('zh')
    ? `${write(text, language, { month: 'long', day: 'numeric' })} ${write(text, language, { weekday: 'short' })}`
    : write(text, language, { weekday: 'short', day: 'numeric', month: 'short' })

/** 09:05 in the city */
export const clockText = (text: string, language: string): string =>
  write(text, language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** 2026年11月23日 09:05 · 23 Nov 2026, 09:05 */
export const timeText = (text: string, language: string): string =>
  language.startsWith('zh')
    ? `${dayText(text, language)} ${clockText(text, language)}`
    : `${write(text, language, { day: 'numeric', month: 'short', year: 'numeric' })}, ${clockText(text, language)}`

/** Days and times as the city's calendar has them, in the language of the page. Empty for what is not there. */
export function useDates() {
  const { locale } = useI18n({ useScope: 'global' })
  const bound = (make: (text: string, language: string) => string) => (text: string | null | undefined): string =>
    text ? make(text, locale.value) : ''
  return { day: bound(dayText), shortDay: bound(shortDayText), clock: bound(clockText), time: bound(timeText) }
}
