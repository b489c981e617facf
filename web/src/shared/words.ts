import { useI18n } from 'vue-i18n'

export type Named = object | null | undefined

/**
 * The text of `thing` called `name` in the reader's language: `name_zh`/`name_en`, or `name` with `name_en`
 * beside it. Falls back to the other language rather than to nothing.
 */
export function wordOf(thing: Named, name: string, language: string): string {
  if (!thing) return ''
  const read = (key: string): string => {
    const value = (thing as Record<string, unknown>)[key]
    return typeof value === 'string' ? value : ''
  }
  const zh = read(`${name}_zh`) || read(name) || read(name === 'text' ? 'zh' : '')
  const en = read(`${name}_en`) || read(name === 'text' ? 'en' : '')
  return language.startsWith('zh') ? zh || en : en || zh
}

/** `word(thing, 'name')` in the language of the page; `word({zh, en}, 'text')` for a bare pair. */
export function useWords() {
  const { locale } = useI18n({ useScope: 'global' })
  return { word: (thing: Named, name: string): string => wordOf(thing, name, locale.value) }
}
