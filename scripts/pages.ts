/** Every page of the families' site, for what looks at all of them: screenshots, axe, weights. */
export const publicPages = [
  ['home-pubblica', '/'],
  ['accedi', '/accedi'],
  ['news', '/news'],
] as const

/** The pages behind the sign-in. */
export const familyPages = [
  ['home', '/'],
  ['anagrafica', '/anagrafica'],
  ['presenze', '/presenze'],
  ['pagamenti', '/pagamenti'],
  ['ricarica', '/pagamenti/ricarica'],
  ['utility', '/utility'],
] as const
