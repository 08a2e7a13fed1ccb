import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for argon2id; about 25 ms. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash of nothing anybody knows, made with the same cost: verified when there is no other. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$ZVYLA/taDt6ywGhCOTTOyg$cIG924n1U1guBCwYqLQsuY8HKSAp7KY18if66CR+MjM'

// The same letters typed on two keyboards can be different code points.
const normalise = (password: string): string => password.normalize('NFC')

/** An argon2id hash in PHC form, to store. */
export const hashPassword = (password: string): Promise<string> => hash(normalise(password), OPTIONS)

/** Takes as long, and does the same, when there is no hash to compare with. */
export const isPassword = async (stored: string | null, password: string): Promise<boolean> => {
  const matches = await verify(stored ?? NOBODYS, normalise(password))
  return matches && stored !== null
}
