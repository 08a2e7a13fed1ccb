import type { WalletStatement } from '@/modules/family'
import { siteContacts } from '@/modules/site'
import { nameInFile } from './file-name'
import type { DocumentFile } from './payment-documents'
import { statementCsv } from './statement-csv'
import { statementPdf } from './statement-pdf'

/** A statement as a file; its name says the service and the period, never the child. */
export const statementDocument = async (
  statement: WalletStatement,
  format: 'pdf' | 'csv',
): Promise<DocumentFile> => {
  const service = nameInFile(statement.serviceName)
  const name = `estratto-conto-${service}-dal-${statement.from}-al-${statement.to}.${format}`
  if (format === 'csv')
    return {
      name,
      type: 'text/csv; charset=utf-8',
      bytes: new TextEncoder().encode(statementCsv(statement)),
    }
  const municipality = (await siteContacts())?.municipality ?? 'Comune'
  return { name, type: 'application/pdf', bytes: await statementPdf(statement, municipality) }
}
