import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from 'playwright/test'
import type { DemoFile } from '@/cli/demo-file'
import { readDemoFile } from './town'

export { orderNotice, pairTablet, signIn, signInStaff, startTopUp } from './actions'
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

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Expects axe to find nothing on the page as it is. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
  expect(
    violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.target.join(' ')) })),
    `axe: ${page.url()}`,
  ).toEqual([])
}

/** Marks the page as it stands; `wasReloaded` tells later whether it was loaded anew. */
export const markPage = (page: Page): Promise<void> =>
  page.evaluate(() => void Object.assign(window, { isMarked: true }))

export const wasReloaded = (page: Page): Promise<boolean> => page.evaluate(() => !('isMarked' in window))
