/** A number or code as people type it: full-width characters as plain ones, small letters, blanks, hyphens and dashes. */
export function tidyCode(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-\u2010-\u2015\u2212]/g, '').toUpperCase()
}

export const isCaseNumber = (text: string): boolean => /^SQ\d{23}[\dX]$/.test(text)
export const isQueryPassword = (text: string): boolean => /^\d{6}$/.test(text)

/** What is wrong with a number and a password that cannot be ones: told before anything is asked, so that it costs no try. */
export type Misshapen = 'no_number' | 'no_password' | 'swapped' | 'letter_o' | 'letter_i' | 'number' | 'password'
export function misshapenOf(number: string, password: string): Misshapen | null {
  const [first, second] = [isCaseNumber(number), isQueryPassword(password)]
  if (first && second) return null
  if (!number) return 'no_number'
  if (!password) return 'no_password'
  if (isQueryPassword(number) || password.startsWith('SQ')) return 'swapped'
  const wrong = (first ? '' : number.replace(/^SQ/, '')) + (second ? '' : password)
  if (wrong.includes('O')) return 'letter_o'
  if (/[IL]/.test(wrong)) return 'letter_i'
  return first ? 'password' : 'number'
}
