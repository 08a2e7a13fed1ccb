/** Whoever may unlock the tablet; `pin` is `<iterations>$<salt>$<hash>`, PBKDF2 with SHA-256, base64url. */
export type Operator = { id: number; name: string; pin: string }

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))

/** True when the PIN is the one of the verifier; needs no network. */
export const verifyPin = async (pin: string, verifier: string): Promise<boolean> => {
  const [iterations, salt, hash] = verifier.split('$')
  if (!iterations || !salt || !hash) return false
  const wanted = bytesOf(hash)
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ])
  const derived = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: Number(iterations) },
    key,
    wanted.length * 8,
  )
  const found = new Uint8Array(derived)
  return wanted.every((byte, index) => byte === found[index])
}

/** How long after so many wrong PINs in a row: three are free, then 5 seconds, doubled up to 5 minutes. */
export const waitAfterWrongMs = (wrong: number): number =>
  wrong < 3 ? 0 : Math.min(5_000 * 2 ** (wrong - 3), 300_000)
