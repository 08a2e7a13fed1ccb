// Guarantee: what a parent cancels is off the tablet's list at once; a strike declared after the count gives the charge
// back and says so; a charge that is contested is given back by the office's answer.

import type { APIRequestContext } from 'playwright/test'
import { Temporal } from 'temporal-polyfill'
import { dayInRome } from '@/shared/dates'
import { expect, expectAccessible, signIn, signInStaff, test } from './support/test'

type Roster = {
  classes: {
    id: number
    children: {
      id: number
      expected: boolean
      status: string | null
      cancelledAt: string | null
      services: string[]
    }[]
  }[]
}

const SERVICE = 'refezione'

test('a parent’s day: cancelled, charged, struck, contested', async ({ page, demo, browser, baseURL }) => {
  const today = dayInRome(Temporal.Now.instant())
  const office = await (await browser.newContext({ ...(baseURL ? { baseURL } : {}) })).newPage()
  await signInStaff(office, demo.staff.admin)
  const staff = async (method: 'get' | 'post' | 'delete', address: string, data?: object) => {
    const answer = await office.request[method](`/api/${address}`, data ? { data } : {})
    expect(answer.ok(), `${address}: ${answer.status()}`).toBe(true)
    return answer.json()
  }
  const rosterOf = async (request: APIRequestContext, token: string): Promise<Roster> =>
    (
      await request.get(`/api/v1/tablet/roster?day=${today}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).json()

  // A tablet of a school, not the first, where a child of a family whose sign-in is known is awaited.
  const found = await (async () => {
    for (const { pairingCode, schoolId } of demo.tablets.toReversed()) {
      const paired = await page.request.post('/api/v1/tablet/pair', {
        data: { pairingCode, deviceName: 'Tablet di prova' },
      })
      const { token } = (await paired.json()) as { token: string }
      for (const group of (await rosterOf(page.request, token)).classes)
        for (const child of group.children) {
          const family = demo.families.find(({ childId }) => childId === child.id)
          if (family && child.expected && child.status === null && child.services.includes(SERVICE))
            return { token, schoolId, classId: group.id, child, family }
        }
    }
    throw new Error('No child of a demo family is awaited today')
  })()
  const { token, schoolId, child, family } = found
  const listed = async () =>
    (await rosterOf(page.request, token)).classes
      .flatMap(({ children }) => children)
      .find(({ id }) => id === child.id)

  // Whatever the hour of this test, the cut-off is ahead.
  const services = await staff('get', `services?where[code][equals]=${SERVICE}`)
  const service = services.docs[0].id
  const cutoff = await staff('post', 'school-cutoffs', {
    school: schoolId,
    service,
    cutoffTime: '23:59',
    graceMinutes: 0,
  })

  // A tablet of the school listens.
  const line = await fetch(new URL('/api/v1/tablet/live', demo.url), {
    headers: { authorization: `Bearer ${token}` },
  })
  const news = line.body?.pipeThrough(new TextDecoderStream()).getReader()
  const told = async (): Promise<true> => {
    for (;;) {
      const { done, value } = (await news?.read()) ?? { done: true }
      if (done) throw new Error('The portal ended the line')
      if (value?.includes('data:')) return true
    }
  }
  await told()

  // Cancelled from the calendar, and taken back.
  await signIn(page, family)
  await page.goto(`/presenze?figlio=${child.id}&servizio=${SERVICE}`)
  await page.getByRole('link', { name: 'Menù della settimana' }).click()
  await expect(page.getByRole('region', { name: /Oggi$/ })).toContainText(/allergen[ei]/)
  await expectAccessible(page)
  await page.goBack()
  await page.locator('td.today a').click()
  await expectAccessible(page)
  const heard = told()
  await page.getByRole('button', { name: 'Disdici il pasto' }).click()
  await heard
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Conferma n\. \d{6}$/)
  await expectAccessible(page)
  expect(await listed()).toMatchObject({ expected: false, cancelledAt: expect.any(String) })
  await news?.cancel()
  await page.getByRole('button', { name: 'Ripristina il pasto' }).click()
  await expect(page.getByText('Pasto ripristinato').first()).toBeVisible()
  expect(await listed()).toMatchObject({ expected: true, cancelledAt: null })

  // Counted, then struck: the charge is given back, and a message says so.
  const day = `/presenze/giorno?figlio=${child.id}&servizio=${SERVICE}&giorno=${today}`
  const marks = await page.request.post('/api/v1/tablet/marks', {
    headers: { authorization: `Bearer ${token}` },
    data: {
      day: today,
      service: SERVICE,
      marks: [
        {
          markId: crypto.randomUUID(),
          childId: child.id,
          status: 'present',
          markedAt: Temporal.Now.instant().toString(),
        },
      ],
    },
  })
  expect((await marks.json()).outcomes[0].outcome).toBe('recorded')
  await page.goto(day)
  await expect(page.getByText('Addebito', { exact: true })).toBeVisible()
  const { doc } = await staff('post', 'calendar-exceptions', {
    effect: 'closed',
    reason: 'strikeSchool',
    note: 'Sciopero della scuola',
    class: found.classId,
    validFrom: `${today}T12:00:00.000Z`,
    validTo: `${today}T12:00:00.000Z`,
  })
  await page.goto(day)
  await expect(page.getByText('servizio chiuso: Sciopero della scuola')).toBeVisible()
  await expect(page.getByText('Addebito', { exact: true })).toHaveCount(0)
  await expect(async () => {
    await page.goto('/anagrafica/comunicazioni')
    await expect(page.getByText(/servizio chiuso, addebito stornato/)).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 10_000 })
  await staff('delete', `calendar-exceptions/${doc.id}`)

  // Open again it is charged again; contested, the office gives it back.
  await page.goto(day)
  await page.getByLabel('Perché').fill('Era a casa con la febbre')
  await page.getByRole('button', { name: 'Contesta l’addebito' }).click()
  await expect(page.getByText('In attesa di risposta')).toBeVisible()
  await office.goto('/admin/ufficio/contestazioni')
  await expectAccessible(office)
  await office.getByRole('table', { name: 'Contestazioni da decidere' }).getByRole('link').last().click()
  await expect(office.getByText('Era a casa con la febbre')).toBeVisible()
  await expectAccessible(office)
  await office.getByText('Accogli', { exact: true }).click()
  await office.getByLabel('Testo per la famiglia').fill('La scuola conferma l’assenza')
  await office.getByRole('button', { name: 'Registra la risposta' }).click()
  await expect(office.getByText('la famiglia avvisata')).toBeVisible()
  await page.goto(day)
  await expect(page.getByText('Accolta, addebito stornato')).toBeVisible()
  await expect(page.getByText('La scuola conferma l’assenza')).toBeVisible()
  await staff('delete', `school-cutoffs/${cutoff.doc.id}`)
  await office.context().close()
})
