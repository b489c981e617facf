/** Who may apply, as the catalogue knows them. */
export const APPLICANTS = ['hukou', 'permit_holder', 'non_resident', 'organisation'] as const
