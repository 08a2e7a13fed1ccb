import { type ChildMenu, shownDays } from '@/modules/menu'
import { siteContacts } from '@/modules/site'
import { nameInFile } from './file-name'
import { menuPdf } from './menu-pdf'
import type { DocumentFile } from './payment-documents'

/** A child's menu of a month as a file; its name says the service and the month, never the child. */
export const menuDocument = async (menu: ChildMenu): Promise<DocumentFile> => ({
  name: `menu-${nameInFile(menu.service?.name ?? '')}-${menu.from.slice(0, 7)}.pdf`,
  type: 'application/pdf',
  bytes: await menuPdf(menu, shownDays(menu.days), (await siteContacts())?.municipality ?? 'Comune'),
})
