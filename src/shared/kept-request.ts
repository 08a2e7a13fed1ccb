/** The longest that a request may have waited in a phone without network; then the family asks again. */
export const WAITED_MS_MAX = 24 * 3_600_000
