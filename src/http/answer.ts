/** An answer before it is anybody's: Next's, or Node's own server's. */
export type Answer = { status: number; headers: Record<string, string>; body: string | null }

/** Headers every answer of the site carries; the tablets and the admin need nothing looser. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
}

/** The answer for Next, which adds the headers that all have in common. */
export const responseOf = ({ status, headers, body }: Answer): Response =>
  new Response(body, { status, headers })
