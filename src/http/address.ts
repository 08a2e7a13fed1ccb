/**
 * The caller's address, for throttling: the last entry of X-Forwarded-For, the one that our own reverse proxy
 * (or, without one, Next itself) wrote.
 */
export const addressOf = (headers: Headers): string =>
  headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown'
