// Guarantee: what a tablet sends is on the kitchen's screen and in the family's credit, to the cent, without a reload; so
// is a top-up.
import type { Locator, Page } from 'playwright/test'
import { readEuro } from '@/shared/money'
import {
  expect,
  expectAccessible,
  markPage,
  pairTablet,
  signIn,
  signInStaff,
  startTopUp,
  test,
  wasReloaded,
} from './support/test'

type Roster = {
  services: { code: string; name: string }[]
  classes: {
    id: number
    name: string
    children: { id: number; name: string; services: string[]; expected: boolean; status: string | null }[]
  }[]
}

const centsOf = async (amount: Locator): Promise<number> => {
  const reading = readEuro((await amount.textContent()) ?? '')
  if (!reading.ok) throw new Error('Not an amount')
  return reading.cents
}

/** The four numbers above the kitchen's table. */
const kitchenCounts = async (board: Page): Promise<Record<string, number>> => {
  const figures = board.getByRole('main').locator('.figures > div')
  const texts = await figures.evaluateAll((all) =>
    all.map((one) => [
      one.querySelector('dt')?.textContent ?? '',
      one.querySelector('dd')?.textContent ?? '',
    ]),
  )
  return Object.fromEntries(texts.map(([label, count]) => [label, Number(count)]))
}

test('a school day: tablet, kitchen, family, top-up', async ({ page: tablet, demo, browser, baseURL }) => {
  test.setTimeout(120_000)
  const open = async (viewport?: { width: number; height: number }) => {
    const context = await browser.newContext({
      ...(baseURL ? { baseURL } : {}),
      ...(viewport ? { viewport } : {}),
      locale: 'it-IT',
      timezoneId: 'Europe/Rome',
    })
    return context.newPage()
  }

  // The tablet: paired once, then the class of a child whose family we know.
  await tablet.goto('/tablet')
  await expect(tablet.getByLabel('Codice di abbinamento')).toBeVisible()
  await expectAccessible(tablet)
  const reading = tablet.waitForResponse((answer) => answer.url().includes('/tablet/roster') && answer.ok())
  const schoolId = await pairTablet(tablet, demo.tablets)
  await expectAccessible(tablet)
  const roster = (await (await reading).json()) as Roster
  const [service] = roster.services
  if (!service) throw new Error('The school has no service')
  const isExpected = (child: Roster['classes'][number]['children'][number]) =>
    child.expected && child.status === null && child.services.includes(service.code)
  const known = roster.classes.flatMap((group) =>
    group.children.filter(isExpected).flatMap((child) => {
      const family = demo.families.find(({ childId }) => childId === child.id)
      return family ? [{ group, child, family }] : []
    }),
  )[0]
  if (!known) throw new Error('No child of a demo family is expected today')
  const expected = known.group.children.filter(isExpected)
  const absent = expected.filter(({ id }) => id !== known.child.id).slice(0, 2)

  // The family, before.
  const parent = await open()
  await signIn(parent, known.family)
  const wallet = parent
    .getByRole('region', { name: / / })
    .filter({ has: parent.locator(`a[href="/anagrafica?figlio=${known.child.id}"]`) })
  const card = wallet.getByRole('article').filter({ hasText: service.name })
  const before = await centsOf(card.locator('.balance'))
  await expect(wallet.getByRole('listitem').filter({ hasText: service.name })).toContainText(
    'non ancora rilevato',
  )
  await parent.goto(`/presenze?figlio=${known.child.id}&servizio=${service.code}`)
  const tariff = await centsOf(parent.getByText('Prezzo di un giorno').locator('strong').last())
  expect(tariff).toBeGreaterThan(0)

  // The kitchen, on a phone, with the school open.
  const board = await open({ width: 390, height: 844 })
  await signInStaff(board, demo.staff.kitchen)
  await board.goto('/cucina')
  await expect(board.getByRole('radio').first()).toBeChecked()
  await board.getByLabel('Scuola', { exact: true }).selectOption(String(schoolId))
  await expect(board.getByRole('region', { name: /^Classi di/ })).toBeVisible()
  await expect(board.getByRole('status')).toHaveText('in diretta')
  await expectAccessible(board)
  // Nothing sticks out of the screen, nor of its box.
  const tooWide = await board.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('details, section')]
      .filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} > ${one.clientWidth}`),
  )
  expect(tooWide).toEqual([])
  const counted = await kitchenCounts(board)
  await markPage(board)

  // The roll call: two absent, everybody else present.
  await tablet.getByRole('link', { name: `Classe ${known.group.name}` }).click()
  for (const child of absent) await tablet.getByRole('button', { name: child.name }).click()
  await expectAccessible(tablet)
  await tablet.getByRole('button', { name: 'Invia' }).click()
  await expect(tablet.getByRole('heading', { name: 'Presenze inviate' })).toBeVisible()
  await expectAccessible(tablet)

  const present = expected.length - absent.length
  await expect
    .poll(() => kitchenCounts(board))
    .toEqual({
      ...counted,
      Presenti: (counted.Presenti ?? 0) + present,
      Assenti: (counted.Assenti ?? 0) + absent.length,
      'Da segnare': (counted['Da segnare'] ?? 0) - expected.length,
    })
  expect(await wasReloaded(board)).toBe(false)

  // The family: today's mark, and the credit less one day.
  await parent.goto('/')
  await expect(wallet.getByRole('listitem').filter({ hasText: service.name })).toContainText(
    /presente, rilevato alle \d\d:\d\d/,
  )
  expect(await centsOf(card.locator('.balance'))).toBe(before - tariff)

  // The top-up: back from the Checkout before the receipt, the page changes by itself.
  await card.getByRole('link', { name: /^Ricarica/ }).click()
  await expectAccessible(parent)
  await startTopUp(parent, 20)
  await expectAccessible(parent)
  await parent.getByRole('button', { name: /ricevuta arriva 5 secondi dopo/ }).click()
  await expect(parent.getByText('Pagamento in corso').first()).toBeVisible()
  await markPage(parent)
  await expectAccessible(parent)
  await expect(parent.getByText('Ricarica accreditata')).toBeVisible({ timeout: 30_000 })
  expect(await wasReloaded(parent)).toBe(false)
  await parent.goto('/')
  expect(await centsOf(card.locator('.balance'))).toBe(before - tariff + 20_00)

  // What the sandbox kept: the receipt, and the message to the family.
  await parent.goto('/sandbox/pagopa')
  await expectAccessible(parent)
  await parent.goto('/sandbox/posta')
  await expect(parent.getByRole('article').first()).toBeVisible()
  await expectAccessible(parent)
  for (const one of [parent, board]) await one.context().close()
})
