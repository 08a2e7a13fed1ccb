import { escapeHtml } from '@/shared/escape-html'

/** What a message says and who signs it. The child's first name is all it tells of a person; null for a letter to staff. */
export type MessageText = {
  subject: string
  body: string
  childFirstName: string | null
  /** Municipality and office; null until the office has filled in the site's settings. */
  signature: { municipality: string; office: string; email: string } | null
  /** The portal's own address, without a final slash. */
  portalUrl: string
}

const paragraphsOf = (body: string) =>
  body
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')

const signatureLines = ({ signature }: MessageText): string[] => [
  ...(signature ? [signature.municipality, signature.office] : []),
  'Portale Genitori',
]

const replyLine = ({ signature }: MessageText) =>
  `Questa casella non riceve risposte.${signature ? ` Per informazioni: ${signature.email}` : ''}`

/** What a family finds below: whom it is about, and where to read it again. */
const familyLines = ({ childFirstName, portalUrl }: MessageText) =>
  childFirstName === null ? null : { about: childFirstName, address: `${portalUrl}/anagrafica` }

/** Addresses in a text already escaped, as links. */
const withLinks = (html: string) =>
  html.replace(
    /https?:\/\/(?:[^\s<&]|&amp;)*[^\s<&.,;:)]/g,
    (address) => `<a href="${address}">${address}</a>`,
  )

const whereLine = 'Il messaggio si trova anche nell’area personale, tra le comunicazioni ricevute:'

/** A subject that stays on one line whatever was typed: a line break would let a text write mail headers. */
export const subjectOf = ({ subject }: Pick<MessageText, 'subject'>): string =>
  subject
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)

/** The e-mail as plain text. */
export const emailText = (message: MessageText): string => {
  const family = familyLines(message)
  return [
    ...paragraphsOf(message.body),
    ...(family ? [`Il messaggio riguarda: ${family.about}`, `${whereLine}\n${family.address}`] : []),
    signatureLines(message).join('\n'),
    replyLine(message),
  ].join('\n\n')
}

/** The same e-mail as HTML: no image, no tracking, readable without styles. */
export const emailHtml = (message: MessageText): string => {
  const paragraph = (lines: string) => `<p>${withLinks(lines)}</p>`
  const family = familyLines(message)
  return [
    '<!doctype html><html lang="it"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(subjectOf(message))}</title></head>`,
    '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #17324d; max-width: 40em; margin: 0 auto; padding: 16px">',
    ...paragraphsOf(message.body).map((text) => paragraph(escapeHtml(text).replaceAll('\n', '<br>'))),
    ...(family
      ? [
          paragraph(`Il messaggio riguarda: <strong>${escapeHtml(family.about)}</strong>`),
          paragraph(`${whereLine}<br>${escapeHtml(family.address)}`),
        ]
      : []),
    paragraph(signatureLines(message).map(escapeHtml).join('<br>')),
    paragraph(`<small>${escapeHtml(replyLine(message))}</small>`),
    '</body></html>',
  ].join('\n')
}

/** Two segments of the SMS alphabet: beyond, each further segment is paid for. */
const SMS_LENGTH_MAX = 306

/**
 * The SMS: whom it is about, the subject and where to read the rest. Typographic signs become plain ones, because a single one of them
 * makes the provider send, and bill, the whole message in an alphabet with less than half the room.
 */
export const smsText = (message: MessageText): string => {
  const tail = `. Il messaggio completo: ${message.portalUrl}/anagrafica`
  const head =
    `Portale Genitori${message.childFirstName === null ? '' : `, ${message.childFirstName}`}: ${subjectOf(message)}`
      .replace(/[‘’]/g, "'")
      .replace(/[“”«»]/g, '"')
      .replace(/[–—]/g, '-')
      .replaceAll('…', '...')
  return head.slice(0, SMS_LENGTH_MAX - tail.length).replace(/[\s.]+$/, '') + tail
}
