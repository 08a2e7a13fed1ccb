/** The addresses of a text in which a person wrote any number of them, with commas, semicolons or spaces between. */
export const addressesIn = (text: string | null | undefined): string[] =>
  (text ?? '').split(/[,;\s]+/).filter((address) => address !== '')
