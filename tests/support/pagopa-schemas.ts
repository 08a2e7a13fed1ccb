import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { validateXML } from 'xmllint-wasm'
import { PA_FOR_NODE } from '@/modules/payments'

const root = path.resolve(import.meta.dirname, '../..')
const folder = ['../shared', '../../shared']
  .map((shared) => path.join(root, shared, 'contracts/pagopa'))
  .find((at) => existsSync(at))

/** False where the published schemas are not beside the project: what needs them is then skipped, and says so. */
export const hasSchemas = folder !== undefined
if (!hasSchemas)
  console.warn('SKIPPED: the published pagoPA schemas are not beside the project; messages are not validated')

const file = (name: string): string => readFileSync(path.join(folder ?? '', name), 'utf8')

/** What the published schemas say against messages of the station, requests or answers: envelopes and contents. */
export const schemaErrors = async (messages: readonly string[]): Promise<string[]> => {
  const distinct = [...new Set(messages)]
  const contents = distinct.flatMap((message) => {
    const [, prefix, name, rest] = /:Body>\s*<(\w+):(\w+)(.*)<\/\w+:Body>/s.exec(message) ?? []
    if (!prefix || name === 'Fault') return []
    return [`<${prefix}:${name} xmlns:${prefix}="${PA_FOR_NODE}"${rest}`]
  })
  const schema = file('wsdl/xsd/paForNode.xsd').replace(
    '../../xsd-common/sac-common-types-1.0.xsd',
    'sac.xsd',
  )
  const named = (name: string, all: readonly string[]) =>
    all.map((text, index) => ({ fileName: `${name}-${index}.xml`, contents: text }))
  const results = await Promise.all([
    validateXML({
      xml: named('content', contents),
      schema: [{ fileName: 'paForNode.xsd', contents: schema }],
      preload: [{ fileName: 'sac.xsd', contents: file('xsd-common/sac-common-types-1.0.xsd') }],
    }),
    validateXML({
      xml: named('envelope', distinct),
      schema: [{ fileName: 'envelope.xsd', contents: file('xsd-common/envelope.xsd') }],
    }),
  ])
  return results.flatMap(({ errors }) => errors.map(({ rawMessage }) => rawMessage))
}
