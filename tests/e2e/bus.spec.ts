// Guarantee: what an escort says of a child is on the office's page without a reload, and on the family's in plain words.
import { randomUUID } from 'node:crypto'
import type { LineRides } from '@/modules/bus'
import { expect, expectAccessible, markPage, signIn, signInStaff, test, wasReloaded } from './support/test'

test('a ride: escort, office, family', async ({ page: office, demo, browser, baseURL, request }) => {
  await signInStaff(office, demo.staff.office)
  await office.setViewportSize({ width: 390, height: 844 })
  await office.goto('/admin/ufficio/scuolabus')
  await expect(office.getByRole('heading', { name: 'Scuolabus', level: 1 })).toBeVisible()
  await expectAccessible(office)
  expect(
    await office.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0)

  // A tablet of each line, until the one on which a child of a demo family rides.
  const families = demo.families.flatMap((family) => [family, ...family.siblings])
  const known = await (async () => {
    for (const { lineId } of demo.busTablets) {
      const code = await office.request.post('/api/v1/staff/pairing-codes', { data: { lineId } })
      const { pairingCode } = (await code.json()) as { pairingCode: string }
      const paired = await request.post('/api/v1/tablet/pair', { data: { pairingCode, deviceName: 'Bus' } })
      const headers = { authorization: `Bearer ${((await paired.json()) as { token: string }).token}` }
      const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date())
      const answer = await request.get(`/api/v1/tablet/rides?day=${day}`, { headers })
      const { runs } = (await answer.json()) as LineRides
      for (const { run, stops } of runs)
        for (const { children } of stops)
          for (const child of children) {
            const family = families.find(({ childId }) => childId === child.id)
            if (family && child.expected) return { run, child, family, headers, day }
          }
    }
    throw new Error('No child of a demo family rides a bus today')
  })()
  const { run, child, family, headers, day } = known
  const say = async (state: string) => {
    const mark = { markId: randomUUID(), childId: child.id, run, state, markedAt: new Date().toISOString() }
    const answer = await request.post('/api/v1/tablet/rides', { headers, data: { day, marks: [mark] } })
    expect(await answer.json()).toEqual({ outcomes: [{ markId: mark.markId, outcome: 'recorded' }] })
  }

  const table = office.getByRole('table', { name: new RegExp(run === 'outward' ? 'andata' : 'ritorno') })
  const row = table.getByRole('row').filter({ hasText: child.name })
  await markPage(office)
  await say('notSeen')
  await expect(row).toContainText('Non visto')
  await expect(office.getByRole('alert').filter({ hasText: 'Bambini da cercare subito' })).toContainText(
    child.name,
  )
  await expectAccessible(office)
  await say('boarded')
  await expect(row).toContainText('salito alle')
  await say('left')
  await expect(row).toContainText('Sceso')
  expect(await wasReloaded(office)).toBe(false)

  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), locale: 'it-IT' })
  const parent = await context.newPage()
  await signIn(parent, family)
  await parent.goto(`/presenze?figlio=${child.id}&servizio=scuolabus`)
  await expect(parent.getByRole('main')).toContainText(/salito alle \d\d:\d\d.*; sceso alle \d\d:\d\d/)
  await expectAccessible(parent)
  await context.close()
})
