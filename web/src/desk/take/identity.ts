/** Kinds of identity documents, GA/T 2000.156; which numbers are good is the program's matter. */
export const RESIDENT_ID_TYPE = '111'
export const RESIDENT_ID_LENGTH = 18
export const ID_TYPES = [RESIDENT_ID_TYPE, '112', '516', '511', '553', '554', '414', '113', '114', '990', '001'] as const
