export { printNotices } from './notice-pdf'
export { attestationDocument, type DocumentFile, noticeDocument, openNotices } from './payment-documents'
export { statementDocument } from './statement-document'
export { movementLabel } from './statement-words'
