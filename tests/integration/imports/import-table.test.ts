// Guarantee: a municipality's file comes in whole or not at all, and the same file again changes nothing.

import { given } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { systemCtx } from '@/cli/system-ctx'
import { db, rows, sql } from '@/db/client'
import { type Import, importTable, UnreadableTable } from '@/modules/imports'
import { dayInRome, schoolYearOf } from '@/shared/dates'
import { fiscalCodeOf } from '@/shared/fiscal-code'

const bring = (what: Import, text: string | Uint8Array, isTrial = false) =>
  importTable(systemCtx('test'), {
    what,
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
    isTrial,
  })
const count = async (table: ReturnType<typeof sql>) =>
  (await rows(db, z.object({ n: z.coerce.number() }), sql`select count(*) as n from ${table}`))[0]?.n
const codeOf = (index: number) =>
  fiscalCodeOf({
    surname: 'Rossi',
    name: 'Giulia',
    sex: 'F',
    birthDate: Temporal.PlainDate.from('2012-01-01').add({ days: index }).toString(),
    placeCode: ['G479', 'D488', 'L500', 'H294'][Math.floor(index / 2_500)] ?? 'A271',
  })

beforeAll(async () => {
  await given.service({ code: 'mensa' })
})

test('schools, classes, children, guardians and enrolments come in, and twice changes nothing', async () => {
  const files: [Import, string, number][] = [
    [
      'schools',
      'Codice;Denominazione;Ordine;Indirizzo\r\nPSEE1;"Scuola ""Carducci""; centro";Primaria;via Rossini 1\r\nPSAA1;Il Glicine;infanzia;\r\n',
      2,
    ],
    ['classes', 'scuola,classe,giorni mensa\nPSEE1,1A,"lun, mer"\nPSEE1,2A,\nPSAA1,Sezione A,\n', 3],
    [
      'children',
      `codice utente;codice fiscale;cognome;nome;data di nascita;scuola;classe\n;RSSGLI16C52G479Q;Rossi;Giulia;12/03/2016;PSEE1;1a\nX-77;RSSGLI16C52G47VF;Rossi;Giulia;2016-03-12;PSEE1;2A\n;00316820547;Zhang;Wei;1.2.2017;;\n`,
      3,
    ],
    [
      'guardians',
      'cf;cognome;nome;e-mail;cellulare;cf bambino;riferimento\nRSSMRA80A01H501U;Rossi;Mario;Mario@example.org;333 1234567;RSSGLI16C52G479Q;\nRSSMRA80A01H501U;Rossi;Mario;Mario@example.org;333 1234567;00316820547;sì\n',
      2,
    ],
    ['enrolments', 'codice utente;servizio;dal;al\nx77;mensa;01/09/2026;30/06/2027\n', 1],
  ]
  for (const [what, text, lines] of files) {
    const first = await bring(what, text)
    expect([what, first.problems, first.counts]).toEqual([
      what,
      [],
      { created: lines, updated: 0, unchanged: 0 },
    ])
    const again = await bring(what, text)
    expect([what, again.counts]).toEqual([what, { created: 0, updated: 0, unchanged: lines }])
  }
  const [girl] = await rows(
    db,
    z.object({
      child_code: z.string(),
      accounts: z.coerce.number(),
      name: z.string(),
      is_reference: z.boolean(),
    }),
    sql`select c.child_code, (select count(*) from portal.account a where a.child_id = c.child_id) as accounts, g.name,
          (select is_reference from public.guardianships l where l.child_id = c.child_id)
        from portal.child c join portal.placement p using (child_id) join portal.class_group g using (class_id)
        where c.fiscal_code = 'RSSGLI16C52G479Q'`,
  )
  expect(girl).toEqual({
    child_code: expect.stringMatching(/^\d{8}$/),
    accounts: 1,
    name: '1A',
    is_reference: true,
  })
})

test('a change of class moves the child today; the first class keeps its past', async () => {
  const header = 'codice fiscale;cognome;nome;data di nascita;scuola;classe\n'
  const moved = await bring('children', `${header}RSSGLI16C52G479Q;Rossi;Giulia;12/03/2016;PSEE1;2A\n`)
  expect(moved.counts).toEqual({ created: 0, updated: 1, unchanged: 0 })
  const today = dayInRome(Temporal.Now.instant())
  const places = await rows(
    db,
    z.object({ name: z.string(), valid_to: z.string() }),
    sql`select g.name, p.valid_to from portal.placement p join portal.class_group g using (class_id) join portal.child c using (child_id)
        where c.fiscal_code = 'RSSGLI16C52G479Q' order by g.name`,
  )
  expect(places).toEqual([
    { name: '1A', valid_to: today },
    { name: '2A', valid_to: `${schoolYearOf(today).slice(5)}-08-31` },
  ])
})

test('one bad line among good ones: nothing is imported, and the report names lines, never people', async () => {
  const before = await count(sql`public.children`)
  const report = await bring(
    'children',
    [
      'codice fiscale;cognome;nome;data di nascita;scuola;classe',
      `${codeOf(1)};Buono;Uno;01/01/2015;;`,
      'RSSGLI16C52G479X;Errato;Due;01/01/2015;;',
      `${codeOf(2)};Errato;Tre;31/02/2015;;`,
      `${codeOf(3)};=cmd();Quattro;01/01/2015;;`,
      `${codeOf(4)};Errato;Cinque;01/01/2015;PSEE1;9Z`,
      `${codeOf(1)};Doppio;Sei;01/01/2015;;`,
      `;;Sette;01/01/2015;;`,
    ].join('\n'),
  )
  expect(report.imported).toBe(false)
  expect(report.problems.map(({ line, column }) => [line, column])).toEqual([
    [3, 'fiscalCode'],
    [4, 'birthDate'],
    [5, 'surname'],
    [6, 'className'],
    [7, 'fiscalCode'],
    [8, 'surname'],
  ])
  expect(JSON.stringify(report)).not.toMatch(/Errato|Doppio|RSSGLI16C52/)
  expect(await count(sql`public.children`)).toBe(before)
})

test('a file of Windows is read as one; a trial writes nothing', async () => {
  const bytes = Uint8Array.from(
    Buffer.from(
      `codice fiscale;cognome;nome;data di nascita\r\n${codeOf(9)};Colò;Niccolò;01/01/2015\r\n`,
      'latin1',
    ),
  )
  const trial = await bring('children', bytes, true)
  expect([trial.encoding, trial.imported, trial.counts.created]).toEqual(['Windows-1252', false, 1])
  expect((await bring('children', bytes)).counts.created).toBe(1)
  expect(await count(sql`public.children where surname = 'Colò' and name = 'Niccolò'`)).toBe(1)
})

test('what is no table of this kind is refused whole', async () => {
  await expect(bring('children', '')).rejects.toThrow(UnreadableTable)
  await expect(bring('children', 'cognome;nome\nRossi;Anna\n')).rejects.toThrow('birthDate')
  await expect(bring('children', 'cognome;nome;data di nascita\n"Rossi;Anna\n')).rejects.toThrow(
    UnreadableTable,
  )
})

test('10,000 children in less than 20 seconds, and again without a change', async () => {
  const text = [
    'codice fiscale;cognome;nome;data di nascita;scuola;classe',
    ...Array.from(
      { length: 10_000 },
      (_, index) => `${codeOf(20_000 + index)};Rossi;Giulia;01/01/2015;PSEE1;1A`,
    ),
  ].join('\n')
  const startedAt = performance.now()
  const first = await bring('children', text)
  expect([first.problems.slice(0, 3), first.counts.created]).toEqual([[], 10_000])
  expect(performance.now() - startedAt).toBeLessThan(20_000)
  expect((await bring('children', text)).counts).toEqual({ created: 0, updated: 0, unchanged: 10_000 })
}, 90_000)
