import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from 'playwright/test'
import type { DemoFile } from '@/cli/demo-file'
import { readDemoFile } from './town'

export { expect }

type Fixtures = {
  /** The town as it is now: pairing codes are made anew while it runs. */
  demo: DemoFile
}

export const dataDir = (): string => {
  const folder = process.env.PORTALE_E2E_DATA_DIR
  if (!folder) throw new Error('No town: run through playwright.config.ts')
  return folder
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture asks for from here
  demo: async ({}, use) => use(readDemoFile(dataDir())),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  baseURL: async ({}, use) => use(readDemoFile(dataDir()).url),
})

/** Signs a family in through the form. */
export const signIn = async (page: Page, family: { childCode: string; password: string }): Promise<void> => {
  await page.goto('/accedi')
  await page.getByLabel('Codice utente').fill(family.childCode)
  await page.getByLabel('Password', { exact: true }).fill(family.password)
  await page.getByRole('button', { name: 'Accedi' }).click()
  await expect(page).not.toHaveURL(/accedi/)
}

/** Signs a member of the staff in through Payload's own form. */
export const signInStaff = async (page: Page, staff: { email: string; password: string }): Promise<void> => {
  const answer = await page.request.post('/api/staff/login', { data: staff })
  expect(answer.status()).toBe(200)
}

/** Pairs a tablet with a code that nobody has used, and waits for its classes. */
export const pairTablet = async (page: Page, schoolId?: number): Promise<number> => {
  const { tablets } = readDemoFile(dataDir())
  const tablet = tablets.find((one) => schoolId === undefined || one.schoolId === schoolId)
  if (!tablet) throw new Error('The town offers no pairing code for this school')
  await page.goto('/tablet')
  await page.getByLabel('Codice di abbinamento').fill(tablet.pairingCode)
  const name = page.getByLabel('Nome del tablet')
  if ((await name.inputValue()) === '') await name.fill('Tablet di prova')
  await page.getByRole('button', { name: /Abbina|Collega/ }).click()
  await expect(page.getByText(tablet.schoolName).first()).toBeVisible()
  return tablet.schoolId
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Expects axe to find nothing on the page as it is. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
  expect(
    violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.target.join(' ')) })),
    `axe: ${page.url()}`,
  ).toEqual([])
}
