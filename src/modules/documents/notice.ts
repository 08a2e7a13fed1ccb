import type { CivilDate } from '@/shared/dates'
import type { Cents } from '@/shared/money'

/** Who is paid, the same on every notice. */
export type Creditor = {
  name: string
  fiscalCode: string
  office: string | null
  /** How to reach the office: telephone, e-mail. */
  contacts: readonly string[]
  /** The interbank code, with which home banking finds the creditor; null when it has none yet. */
  cbillCode: string | null
  /** Present only when the creditor has a postal account for notices. */
  postal: { account: string; holder: string; authorisation: string } | null
}

/** What an "avviso di pagamento" says. The description names the service, never a child. */
export type Notice = {
  noticeNumber: string
  cents: Cents
  expiresOn: CivilDate
  description: string
  /** The guardian whose account made it; null when the office knows none, or keeps them from the family. */
  debtor: { name: string; fiscalCode: string | null } | null
  creditor: Creditor
}

/** The longest texts that the guidelines admit; longer ones are cut, and an ellipsis says so. */
export const LIMITS = {
  description: 90,
  creditorName: 100,
  office: 50,
  contacts: 100,
  debtorName: 70,
  postalAccount: 20,
  postalHolder: 50,
} as const

/** At most `length` characters, never half of one. */
export const cut = (text: string, length: number): string => {
  const chars = [...text.trim().replace(/\s+/g, ' ')]
  return chars.length <= length
    ? chars.join('')
    : `${chars
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}

/** A text that shouts, in sentence case: the guidelines want no subject in capitals. */
export const inSentenceCase = (text: string): string =>
  text !== text.toUpperCase() || text === text.toLowerCase()
    ? text
    : text.charAt(0) + text.slice(1).toLowerCase()

/** What fits of the contacts, whole ones only. */
export const contactLine = (contacts: readonly string[], length: number = LIMITS.contacts): string => {
  let line = ''
  for (const contact of contacts) {
    const longer = line === '' ? contact : `${line} · ${contact}`
    if (longer.length > length) break
    line = longer
  }
  return line
}
