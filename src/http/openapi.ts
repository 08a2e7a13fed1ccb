import { z } from 'zod'
import { AdultCountOutcome, AdultCounts, MarkBatch, MarkOutcome, Roster } from '@/modules/attendance'
import { LineRides, RideBatch, RideOutcome } from '@/modules/bus'
import { AskedMeals, KeptRequest } from '@/modules/family'
import {
  type createLinePairingCode,
  type createPairingCode,
  PairingCodeRequest,
  PairRequest,
  type pairTablet,
} from '@/modules/identity'
import { Acknowledgement, KitchenBoard } from '@/modules/kitchen'
import { AbsenceBatch, AbsencesTaken } from '@/modules/school-day'
import { CivilDate } from '@/shared/dates'
import { sessionCookie } from './session-cookie'

type UseCase = (...args: never[]) => Promise<unknown>
/** A schema that the answers of a use case fit; one that they do not fit does not compile. */
const answerOf =
  <Use extends UseCase>() =>
  <Schema extends z.ZodType>(
    schema: Schema & (Awaited<ReturnType<Use>> extends z.input<Schema> ? unknown : never),
  ): Schema =>
    schema

const school = z.object({ id: z.int().meta({ description: 'Numero della scuola' }), name: z.string() })

const line = z.object({
  id: z.int().meta({ description: 'Numero della linea dello scuolabus' }),
  code: z.string(),
  name: z.string(),
})

const Paired = answerOf<typeof pairTablet>()(
  z.object({
    token: z
      .string()
      .meta({ description: '256 bit, da inviare come `Authorization: Bearer`; non si rilegge' }),
    device: z.object({ id: z.int() }),
    school: school.optional().meta({ description: 'Con il codice di una scuola' }),
    line: line.optional().meta({ description: 'Con il codice di una linea dello scuolabus' }),
  }),
)
const PairingCode = answerOf<typeof createPairingCode | typeof createLinePairingCode>()(
  z.object({
    pairingCode: z.string().meta({ description: 'Vale 15 minuti, una volta', examples: ['ABCD-2345'] }),
    expiresAt: z.string().meta({ format: 'date-time' }),
    school: school.optional(),
    line: line.optional(),
  }),
)

const Problem = z
  .object({
    type: z.string(),
    title: z.string().meta({ description: 'La frase per chi legge, in italiano' }),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    code: z.string().optional().meta({ description: 'Il codice del rifiuto: stabile, per i programmi' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string().meta({ description: 'Da citare a chi gestisce il portale' }),
  })
  .meta({ description: 'Errore secondo RFC 9457' })

/** Sets of named schemas become `components.schemas`. */
const COMPONENTS = {
  AbsenceBatch,
  AbsencesTaken,
  Problem,
  PairRequest,
  Paired,
  PairingCode,
  MarkBatch,
  MarkOutcome,
  AdultCounts,
  AdultCountOutcome,
  Roster,
  LineRides,
  RideBatch,
  RideOutcome,
  KitchenBoard,
  KeptRequest,
  AskedMeals,
}

/** What callers send; of the others the answers are described. */
const SENT: ReadonlySet<string> = new Set([
  'PairRequest',
  'MarkBatch',
  'AdultCounts',
  'AbsenceBatch',
  'KeptRequest',
  'RideBatch',
])

type JsonSchema = { [key: string]: unknown }

const SAFE = Number.MAX_SAFE_INTEGER
/**
 * Integers say how wide they are, as the Italian rules for APIs ask; the bounds of JavaScript say nothing. Answers may
 * gain fields within a version, so nothing promises that there are no others.
 */
const withFormats = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withFormats)
  if (typeof node !== 'object' || node === null) return node
  const { $schema: _, additionalProperties: __, ...schema } = node as JsonSchema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withFormats(value)]))
  if (copy.type !== 'integer') return copy
  const { minimum, maximum, ...rest } = copy
  return {
    ...rest,
    format: 'int64',
    ...(minimum !== undefined && minimum !== -SAFE ? { minimum } : {}),
    ...(maximum !== undefined && maximum !== SAFE ? { maximum } : {}),
  }
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  withFormats(z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }))

const ref = (name: keyof typeof COMPONENTS) => ({ $ref: `#/components/schemas/${name}` })

const header = (description: string, schema: object = { type: 'string' }) => ({ description, schema })
const noStore = { 'Cache-Control': header('Sempre `no-store`') }
const retryAfter = {
  'Retry-After': header('Secondi da attendere', { type: 'integer', format: 'int32', minimum: 1 }),
}

const REFUSALS = {
  401: 'Manca una sessione o un token valido',
  403: 'Chi chiama non può farlo',
  404: 'Non esiste',
  409: 'Non si può: `code` dice perché',
  413: 'Richiesta troppo grande',
  415: 'Il corpo non è application/json',
  422: 'Richiesta malformata: `errors` dice dove',
  429: 'Troppi tentativi: riprovare dopo i secondi indicati',
  503: 'La base dati non risponde: riprovare',
  default: 'Errore interno',
} as const
type Refusal = Exclude<keyof typeof REFUSALS, 'default'>

const problems = (...statuses: Refusal[]) =>
  Object.fromEntries(
    [...statuses, 503 as const, 'default' as const].map((status) => [
      String(status),
      {
        description: REFUSALS[status],
        headers: status === 429 || status === 503 ? { ...retryAfter, ...noStore } : noStore,
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  )

const json = (description: string, schema: object, headers: object = noStore) => ({
  description,
  headers,
  content: { 'application/json': { schema } },
})
const stream = {
  description: 'Un flusso che resta aperto',
  headers: { 'Cache-Control': header('Sempre `no-store, no-transform`') },
  content: { 'text/event-stream': { schema: { type: 'string' } } },
}
const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } })
const day = (required: boolean, description: string) => ({
  name: 'day',
  in: 'query',
  required,
  description,
  schema: jsonSchema(CivilDate, 'input'),
})

const kitchen = {
  name: 'kitchen',
  in: 'query',
  required: false,
  description: 'Il codice di un centro cottura, o `nessuno` per le scuole che non ne hanno; senza, tutti',
  schema: { type: 'string', maxLength: 60 },
}

const asTablet = [{ tablet: [] }]
const asFamily = [{ family: [] }]
const asStaff = [{ staff: [] }]

const paths = {
  '/status': {
    get: {
      operationId: 'status',
      tags: ['Servizio'],
      summary: 'Il servizio risponde',
      security: [],
      responses: {
        200: json('La base dati risponde', {
          type: 'object',
          required: ['status'],
          properties: { status: { type: 'string', const: 'ok' } },
        }),
        ...problems(),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      tags: ['Servizio'],
      summary: 'Questa descrizione',
      security: [],
      responses: { 200: json('Documento OpenAPI 3.1', { type: 'object' }), ...problems() },
    },
  },
  '/tablet/pair': {
    post: {
      operationId: 'tabletPairing',
      tags: ['Tablet'],
      summary: 'Abbina un tablet a una scuola o a una linea dello scuolabus',
      description:
        'Un codice vale 15 minuti, una volta; cinque codici sbagliati chiudono l’indirizzo per 15 minuti.',
      security: [],
      requestBody: body(ref('PairRequest')),
      responses: { 201: json('Tablet abbinato', ref('Paired')), ...problems(413, 415, 422, 429) },
    },
  },
  '/tablet/roster': {
    get: {
      operationId: 'roster',
      tags: ['Tablet'],
      summary: 'Classi e bambini della scuola del tablet in un giorno',
      description: 'Nomi, attesi, codice dieta: nulla dei genitori e nulla del denaro.',
      security: asTablet,
      parameters: [
        day(true, 'Il giorno, AAAA-MM-GG'),
        { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } },
      ],
      responses: {
        200: json('L’elenco del giorno', ref('Roster'), {
          ETag: header('Impronta della risposta'),
          'Cache-Control': header('Sempre `private, no-cache`'),
        }),
        304: { description: 'Come nella risposta che si ha già' },
        ...problems(401, 403, 422),
      },
    },
  },
  '/tablet/marks': {
    post: {
      operationId: 'marks',
      tags: ['Tablet'],
      summary: 'Registra le presenze di un servizio e di un giorno',
      description:
        'Ripetibile: lo stesso `markId` dà `already-recorded`. Decide il tocco più recente; un bambino, un servizio e un giorno hanno al più un addebito non stornato. Un esito per ogni presenza, nell’ordine inviato.',
      security: asTablet,
      requestBody: body(ref('MarkBatch')),
      responses: {
        200: json('Un esito per ogni presenza', {
          type: 'object',
          required: ['outcomes'],
          properties: { outcomes: { type: 'array', items: ref('MarkOutcome') } },
        }),
        ...problems(401, 403, 413, 415, 422),
      },
    },
  },
  '/tablet/adults': {
    post: {
      operationId: 'adultCounts',
      tags: ['Tablet'],
      summary: 'Registra i pasti degli adulti di una classe, per tipo e senza nomi',
      description:
        'Ripetibile: lo stesso `countId` dà `already-recorded`. Per classe, servizio e tipo vale il tocco più recente.',
      security: asTablet,
      requestBody: body(ref('AdultCounts')),
      responses: {
        200: json('Un esito per ogni conteggio', {
          type: 'object',
          required: ['outcomes'],
          properties: { outcomes: { type: 'array', items: ref('AdultCountOutcome') } },
        }),
        ...problems(401, 403, 413, 415, 422),
      },
    },
  },
  '/tablet/rides': {
    get: {
      operationId: 'rides',
      tags: ['Tablet'],
      summary: 'Corse, fermate e bambini della linea del tablet in un giorno',
      description: 'Nomi, attesi e ciò che ha detto l’accompagnatore: nulla dei genitori e nulla del denaro.',
      security: asTablet,
      parameters: [
        day(true, 'Il giorno, AAAA-MM-GG'),
        { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } },
      ],
      responses: {
        200: json('Le corse del giorno', ref('LineRides'), {
          ETag: header('Impronta della risposta'),
          'Cache-Control': header('Sempre `private, no-cache`'),
        }),
        304: { description: 'Come nella risposta che si ha già' },
        ...problems(401, 403, 422),
      },
    },
    post: {
      operationId: 'recordRides',
      tags: ['Tablet'],
      summary: 'Registra chi sale, chi scende e chi non si è visto',
      description:
        'Ripetibile: lo stesso `markId` dà `already-recorded`. Per bambino, giorno e corsa decide il tocco più recente; `waiting` ritira ciò che era stato detto. La presenza del giorno nel servizio scuolabus ne segue. Un esito per ogni tocco, nell’ordine inviato.',
      security: asTablet,
      requestBody: body(ref('RideBatch')),
      responses: {
        200: json('Un esito per ogni tocco', {
          type: 'object',
          required: ['outcomes'],
          properties: { outcomes: { type: 'array', items: ref('RideOutcome') } },
        }),
        ...problems(401, 403, 413, 415, 422),
      },
    },
  },
  '/tablet/live': {
    get: {
      operationId: 'tabletLive',
      tags: ['Tablet'],
      summary: 'Che l’elenco di oggi è cambiato per mano d’altri',
      description:
        'Server-Sent Events: ogni evento dice che è ora di rileggere l’elenco della scuola o della linea, ad esempio per una disdetta; mai che cosa è cambiato. Il primo arriva subito.',
      security: asTablet,
      responses: { 200: stream, ...problems(401, 403) },
    },
  },
  '/top-ups/{id}/live': {
    get: {
      operationId: 'topUpLive',
      tags: ['Famiglie'],
      summary: 'Lo stato di una propria ricarica, a ogni cambiamento',
      description: 'Server-Sent Events, per la pagina che attende il pagamento.',
      security: asFamily,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      responses: { 200: stream, ...problems(401, 403, 404) },
    },
  },
  '/carts/{id}/live': {
    get: {
      operationId: 'cartLive',
      tags: ['Famiglie'],
      summary: 'Gli stati delle ricariche di un proprio pagamento, a ogni cambiamento',
      description: 'Server-Sent Events, per la pagina che attende il pagamento di più ricariche.',
      security: asFamily,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      responses: { 200: stream, ...problems(401, 403, 404) },
    },
  },
  '/family/requests': {
    post: {
      operationId: 'keptRequest',
      tags: ['Famiglie'],
      summary: 'Riceve una richiesta che l’app ha tenuto mentre non c’era rete',
      description:
        'Ripetibile: la stessa `requestId` dà la stessa conferma. È in tempo se è stata fatta entro l’orario limite ed è arrivata entro la tolleranza del servizio; altrimenti 409 `cutoff-passed`, con quando è arrivata e qual era il limite.',
      security: asFamily,
      requestBody: body(ref('KeptRequest')),
      responses: {
        200: json('La conferma', ref('AskedMeals')),
        ...problems(401, 403, 404, 409, 413, 415, 422),
      },
    },
  },
  '/staff/pairing-codes': {
    post: {
      operationId: 'pairingCode',
      tags: ['Personale'],
      summary: 'Crea un codice di abbinamento per una scuola o per una linea dello scuolabus',
      security: asStaff,
      requestBody: body(jsonSchema(PairingCodeRequest, 'input') as object),
      responses: { 201: json('Il codice', ref('PairingCode')), ...problems(401, 403, 404, 413, 415, 422) },
    },
  },
  '/staff/absences': {
    post: {
      operationId: 'suggestAbsences',
      tags: ['Personale'],
      summary: 'Riceve dal registro elettronico chi è assente',
      description:
        'Un suggerimento: sul tablet decide la scuola. Inviato di nuovo non cambia nulla; di un bambino vale l’ultima parola. Il personale di una scuola parla solo dei propri bambini.',
      security: asStaff,
      requestBody: body(ref('AbsenceBatch')),
      responses: {
        200: json('Quanti sono stati capiti', ref('AbsencesTaken')),
        ...problems(401, 403, 413, 415, 422),
      },
    },
  },
  '/kitchen/board': {
    get: {
      operationId: 'kitchenBoard',
      tags: ['Cucina'],
      summary: 'Conteggi per scuola, classe, servizio e dieta',
      description: 'Solo numeri, mai un nome.',
      security: asStaff,
      parameters: [day(false, 'Il giorno; senza, oggi'), kitchen],
      responses: { 200: json('I conteggi', ref('KitchenBoard')), ...problems(401, 403, 422) },
    },
  },
  '/kitchen/live': {
    get: {
      operationId: 'kitchenLive',
      tags: ['Cucina'],
      summary: 'Gli stessi conteggi, a ogni cambiamento',
      description: 'Server-Sent Events: ogni evento porta un intero `KitchenBoard`.',
      security: asStaff,
      parameters: [day(false, 'Il giorno; senza, oggi'), kitchen],
      responses: { 200: stream, ...problems(401, 403, 422) },
    },
  },
  '/bus/live': {
    get: {
      operationId: 'busLive',
      tags: ['Personale'],
      summary: 'Che le corse di un giorno sono cambiate',
      description:
        'Server-Sent Events: ogni evento porta `status`, diverso quando la pagina delle corse sarebbe diversa. Il personale di una scuola segue i propri bambini.',
      security: asStaff,
      parameters: [day(false, 'Il giorno; senza, oggi')],
      responses: { 200: stream, ...problems(401, 403, 422) },
    },
  },
  '/kitchen/acknowledgements': {
    post: {
      operationId: 'acknowledgeOrder',
      tags: ['Cucina'],
      summary: 'La cucina prende visione di una versione dell’ordine',
      description: 'Vale la prima volta; ripetuta, non cambia nulla.',
      security: asStaff,
      requestBody: body(jsonSchema(Acknowledgement, 'input') as object),
      responses: {
        200: json(
          'L’esito',
          jsonSchema(
            z.object({ orderId: z.int(), outcome: z.enum(['acknowledged', 'already-acknowledged']) }),
            'output',
          ) as object,
        ),
        ...problems(401, 403, 404, 413, 415, 422),
      },
    },
  },
}

/** The version of the contract, not of the program: a field taken away or changed makes `/api/v2`. */
const API_VERSION = '1.0.0'

/** OpenAPI 3.1 of everything under `/api/v1`, made from the schemas that parse the requests and shape the answers. */
export const openapiDocument = (portalUrl: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Portale Genitori',
    version: API_VERSION,
    description:
      'Presenze a mensa e sullo scuolabus dai tablet delle scuole, conteggi per la cucina. Gli errori seguono RFC 9457.',
    'x-summary': 'Presenze scolastiche, conteggi della cucina, abbinamento dei tablet',
    contact: { name: 'Gestori del Portale Genitori', url: portalUrl },
    license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
  },
  servers: [{ url: `${portalUrl.replace(/\/+$/, '')}/api/v1`, description: 'Questo portale' }],
  tags: [
    { name: 'Tablet', description: 'Per i tablet delle classi e degli autobus' },
    { name: 'Cucina', description: 'Per chi cucina' },
    { name: 'Famiglie', description: 'Per le pagine delle famiglie' },
    { name: 'Personale', description: 'Per chi lavora nell’ufficio' },
    { name: 'Servizio', description: 'Stato e descrizione' },
  ],
  paths,
  components: {
    schemas: Object.fromEntries(
      Object.entries(COMPONENTS).map(([name, schema]) => [
        name,
        jsonSchema(schema, SENT.has(name) ? 'input' : 'output'),
      ]),
    ),
    securitySchemes: {
      tablet: { type: 'http', scheme: 'bearer', description: 'Il token ricevuto con l’abbinamento' },
      family: {
        type: 'apiKey',
        in: 'cookie',
        name: sessionCookie.name,
        description: 'La sessione aperta in /accedi',
      },
      staff: {
        type: 'apiKey',
        in: 'cookie',
        name: 'payload-token',
        description: 'La sessione aperta in /admin',
      },
    },
  },
})
