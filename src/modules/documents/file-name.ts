/** A name as a file may carry it: "Nido d’infanzia" is `nido-d-infanzia`. */
export const nameInFile = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
