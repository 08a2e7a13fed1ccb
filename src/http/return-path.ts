const NEVER = /^\/(accedi|esci|api)(\/|$)/

/**
 * Where to go after signing in: the path asked for if it is a page of this site, else the home page. Anything that
 * a browser could read as another site is refused.
 */
export const returnPath = (asked: unknown): string => {
  if (typeof asked !== 'string' || asked.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked)) return '/'
  if (asked.includes('\\')) return '/'
  const base = 'http://same.invalid'
  const url = URL.parse(asked, base)
  if (url?.origin !== base || url.pathname.startsWith('//') || NEVER.test(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}
