// Guarantee: the kitchen's order is frozen, a late correction from the tablet makes the next version with its difference, the
// kitchen takes note and prints order and labels; the office sees who did what.
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readPdf } from '@tests/support/pdf'
import type { Locator, Page } from 'playwright/test'
import { dataDir, expect, expectAccessible, signInStaff, test } from './support/test'

const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(Date.now())

/** What the jobs do every minute, now. */
const runKitchen = () =>
  execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/portale.ts', 'kitchen', 'run', '--json'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: { ...process.env, DATABASE_URL: '', PORTALE_DATA_DIR: dataDir() },
    encoding: 'utf8',
  })

const download = async (page: Page, link: Locator): Promise<Buffer> => {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  return readFile(await file.path())
}

type Roster = {
  school: { id: number; name: string }
  services: { code: string; name: string; isOpen: boolean }[]
  classes: {
    name: string
    children: {
      id: number
      name: string
      attendance: { service: string; expected: boolean; status: string | null }[]
    }[]
  }[]
}

test('freeze, late correction, version 2 read and printed', async ({ page, demo, browser, request }) => {
  test.setTimeout(120_000)
  const office = await (await browser.newContext({ baseURL: demo.url })).newPage()
  await signInStaff(office, demo.staff.office)

  // A tablet of its own, in a school that no other test marks, by the API that the tablet's app speaks.
  const found = await office.request.get('/api/schools?where[level][equals]=preschool&limit=1')
  const [school] = ((await found.json()) as { docs: { id: number }[] }).docs
  const made = await office.request.post('/api/v1/staff/pairing-codes', { data: { schoolId: school?.id } })
  const { pairingCode } = (await made.json()) as { pairingCode: string }
  const paired = await request.post('/api/v1/tablet/pair', {
    data: { pairingCode, deviceName: 'Prova della cucina' },
  })
  const { token } = (await paired.json()) as { token: string }
  const headers = { authorization: `Bearer ${token}` }
  const roster = (await (await request.get(`/api/v1/tablet/roster?day=${day}`, { headers })).json()) as Roster
  const awaitedIn = (code: string) =>
    roster.classes.flatMap((group) =>
      group.children
        .filter(({ attendance }) =>
          attendance.some(
            ({ service, expected, status }) => service === code && expected && status !== 'absent',
          ),
        )
        .map((child) => ({ child, group })),
    )
  const service = roster.services.find(
    ({ code, isOpen }) => isOpen && code !== 'scuolabus' && awaitedIn(code).length > 0,
  )
  if (!service) throw new Error('nobody is awaited')
  const [late] = awaitedIn(service.code)
  if (!late) throw new Error('nobody is awaited')
  const send = async (status: 'present' | 'absent') => {
    const answer = await request.post('/api/v1/tablet/marks', {
      headers,
      data: {
        day,
        service: service.code,
        marks: [
          {
            markId: crypto.randomUUID(),
            childId: late.child.id,
            status,
            markedAt: new Date().toISOString(),
            reason: 'Uscita anticipata',
          },
        ],
      },
    })
    expect(answer.ok()).toBe(true)
  }

  // The office moves this school's cut-off to the first minute of the day: it is past whenever this runs.
  const services = await office.request.get(`/api/services?where[code][equals]=${service.code}`)
  const { docs } = (await services.json()) as { docs: { id: number }[] }
  const moved = await office.request.post('/api/school-cutoffs', {
    data: { school: roster.school.id, service: docs[0]?.id, cutoffTime: '00:00', graceMinutes: 0 },
  })
  expect(moved.ok()).toBe(true)
  await send('present')
  runKitchen()

  await signInStaff(page, demo.staff.kitchen)
  await page.goto(`/cucina?servizio=${service.code}`)
  await expect(page.getByText('in diretta')).toBeVisible()
  const schools = await office.request.get(`/api/schools/${roster.school.id}?depth=1`)
  const { kitchen } = (await schools.json()) as { kitchen: { code: string; name: string } }
  await page.getByLabel('Centro cottura').selectOption(kitchen.code)
  await expect(page).toHaveURL(new RegExp(`centro=${kitchen.code}`))
  const order = page.getByRole('article').filter({ has: page.getByRole('heading', { name: /versione \d+/ }) })
  await expect(order).toHaveCount(1)
  const version = Number(/versione (\d+)/.exec((await order.getByRole('heading').textContent()) ?? '')?.[1])
  await expectAccessible(page)

  // The correction, too late: the board says it by itself, in words.
  await send('absent')
  runKitchen()
  await expect(order.getByRole('heading')).toHaveText(new RegExp(`versione ${version + 1}$`))
  await expect(order.getByRole('listitem').first()).toHaveText(
    new RegExp(`^−1 .*${roster.school.name} ${late.group.name}$`),
  )
  await order.getByRole('button', { name: `Prendi visione della versione ${version + 1}` }).click()
  await expect(order.getByText(/Presa visione alle/)).toBeVisible()

  const printed = await readPdf(await download(page, order.getByRole('link', { name: /PDF/ })))
  expect(printed.text).toContain(`Ordine pasti, versione ${version + 1}`)
  expect(printed.text).toContain(roster.school.name)
  expect(printed.text).not.toContain(late.child.name)
  const labels = await readPdf(
    await download(page, page.getByRole('link', { name: 'Etichette delle diete (PDF)' })),
  )
  expect(labels.title).toMatch(/^Etichette delle diete/)
  expect(labels.text).not.toContain(late.child.name)

  // The screen on the wall.
  await page.getByRole('button', { name: 'Schermo grande' }).click()
  await expect(page.getByRole('region', { name: 'Pasti da preparare' })).toBeVisible()
  await expectAccessible(page)

  // The office, and who may not.
  await office.goto('/admin/ufficio/cucina')
  await expect(office.getByRole('row').filter({ hasText: 'Letta' }).first()).toContainText('−1')
  await expectAccessible(office)
  expect((await office.request.get(`/cucina/etichette?servizio=${service.code}`)).status()).toBe(403)
  expect((await request.get(`/cucina/etichette?servizio=${service.code}`)).status()).toBe(401)
  await office.context().close()
})
