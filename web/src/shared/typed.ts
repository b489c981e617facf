/** A number or code as people type it: full-width characters as plain ones, small letters, blanks, hyphens and dashes. */
export function tidyCode(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-\u2010-\u2015\u2212]/g, '').toUpperCase()
}

export const isCaseNumber = (text: string): boolean => /^SQ\d{23}[\dX]$/.test(text)
export const isQueryPassword = (text: string): boolean => /^\d{6}$/.test(text)
