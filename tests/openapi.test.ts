// Guarantee: every address of the API is described, as the Italian rules for public APIs ask.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openapiDocument } from '@/http/openapi'

type Response = { description: string; headers?: Record<string, object>; content?: Record<string, object> }
type Operation = {
  operationId: string
  summary: string
  security: object[]
  requestBody?: object
  responses: Record<string, Response>
}

const document = openapiDocument('https://servizi.example.org/')
const paths = document.paths as unknown as Record<string, Record<string, Operation>>
const operations = Object.entries(paths).flatMap(([address, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ address, method, operation })),
)

/** The routes of the folder: address and method, as Next reads them. */
const routesOf = (): string[] => {
  const root = path.resolve(import.meta.dirname, '../src/app/api/v1')
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'route.ts')
    .flatMap((entry) => {
      const address = `/${path.relative(root, entry.parentPath).replaceAll(path.sep, '/')}`
      const source = readFileSync(path.join(entry.parentPath, entry.name), 'utf8')
      const methods = [
        ...source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm),
      ]
      return methods.map(([, method]) => `${method?.toLowerCase()} ${address.replace(/\[(\w+)\]/g, '{$1}')}`)
    })
}

/** Every object in the document. */
const nodesOf = (node: unknown): Record<string, unknown>[] => {
  if (Array.isArray(node)) return node.flatMap(nodesOf)
  if (typeof node !== 'object' || node === null) return []
  return [node as Record<string, unknown>, ...Object.values(node).flatMap(nodesOf)]
}

test('every route is described, and every description has its route', () => {
  const routes = routesOf()
  expect(routes.length).toBeGreaterThan(6)
  const described = operations.map(({ method, address }) => `${method} ${address}`)
  expect(described.sort()).toEqual(routes.sort())
})

test('who answers for it, where it is, what it is', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(document.info.contact.url).toMatch(/^https:/)
  expect(document.info['x-summary']).toBeTruthy()
  expect(document.servers).toEqual([
    { url: 'https://servizi.example.org/api/v1', description: expect.any(String) },
  ])
  expect(Object.keys(paths)).toContain('/status')
})

test('what is referred to exists', () => {
  const refs = nodesOf(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
  expect(refs.length).toBeGreaterThan(10)
  for (const ref of refs) {
    const found = ref
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
    expect(found, ref).toBeDefined()
  }
})

test('integers and numbers say their format; no schema is empty', () => {
  const numbers = nodesOf(document).filter(({ type }) => type === 'integer' || type === 'number')
  expect(numbers.length).toBeGreaterThan(10)
  expect(numbers.filter(({ format }) => !format)).toEqual([])
  for (const schema of Object.values(document.components.schemas))
    expect(schema).toMatchObject({ type: 'object' })
})

test('money is whole cents or nothing', () => {
  const { MarkOutcome } = document.components.schemas as Record<
    string,
    { properties: Record<string, unknown> }
  >
  expect(MarkOutcome?.properties.chargeCents).toEqual({
    anyOf: [{ type: 'integer', format: 'int64' }, { type: 'null' }],
  })
})

describe.each(
  operations.map((operation) => [`${operation.method} ${operation.address}`, operation] as const),
)('%s', (_, { address, method, operation }) => {
  test('names', () => {
    expect(address).toMatch(/^(\/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z]+\}|openapi\.json))+$/)
    expect(operations.filter((other) => other.operation.operationId === operation.operationId)).toHaveLength(
      1,
    )
    expect(operation.summary).toBeTruthy()
    expect(operation.security).toBeDefined()
  })

  test('errors are problems, and say when to come back', () => {
    const errors = Object.entries(operation.responses).filter(([status]) => !/^[23]/.test(status))
    expect(errors.map(([status]) => status)).toEqual(expect.arrayContaining(['503', 'default']))
    for (const [status, response] of errors) {
      expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json'])
      if (status === '429' || status === '503') expect(response.headers).toHaveProperty('Retry-After')
    }
  })

  test('bodies only where they belong', () => {
    expect(Boolean(operation.requestBody)).toBe(method !== 'get' && method !== 'delete')
    for (const [status, response] of Object.entries(operation.responses))
      if (status !== '304') expect(response.headers).toHaveProperty('Cache-Control')
  })
})
