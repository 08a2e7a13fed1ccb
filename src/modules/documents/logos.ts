import { readFileSync } from 'node:fs'
import { env } from '@/env'
import { type Box, PAGOPA_BLUE, type Pdf } from './pdf'

const read = new Map<string, Buffer>()

/** A picture of the configuration, PNG or JPEG, read once per process; null when none is set. */
const logoAt = (file: string | undefined): Buffer | null => {
  if (!file) return null
  const known = read.get(file) ?? readFileSync(file)
  read.set(file, known)
  return known
}

/** The municipality's coat of arms. */
export const creditorLogo = (): Buffer | null => logoAt(env.DOCUMENTS_CREDITOR_LOGO)

/** pagoPA's mark: its official picture where one is set, else its name in its colour. */
export const pagopaLogo = (pdf: Pdf, box: Box): void => {
  const logo = logoAt(env.DOCUMENTS_PAGOPA_LOGO)
  pdf.figure('pagoPA', box, () => {
    if (logo) pdf.doc.image(logo as never, box.x, box.y, { fit: [box.width, box.height] })
    else
      pdf.drawText(
        'pagoPA',
        { x: box.x, y: box.y, width: box.width, lines: 1 },
        { weight: 'bold', size: 20, colour: PAGOPA_BLUE },
      )
  })
}
