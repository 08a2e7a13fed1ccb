/** A code as it is compared: `portal.code_key` does the same in SQL. "a-123 456" and "A123456" are one code. */
export const codeKey = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
