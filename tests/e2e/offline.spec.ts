// Guarantee: after one sync a tablet opens and marks without a network, through reload and restart; when the network is
// back each mark is sent once and charged once.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright'
import { launchOptions } from './support/browser'
import { expect, expectAccessible, pairTablet, test } from './support/test'

test('a class marked offline, through reload and restart, is sent once and charged once', async ({
  demo,
  baseURL,
}) => {
  test.setTimeout(60_000)
  const profile = mkdtempSync(path.join(os.tmpdir(), 'portale-tablet-'))
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions(),
      ...(baseURL ? { baseURL } : {}),
      locale: 'it-IT',
      timezoneId: 'Europe/Rome',
    })
    return { context, page: context.pages()[0] ?? (await context.newPage()) }
  }
  try {
    const first = await open()
    await pairTablet(first.page, demo.tablets)
    await first.page.evaluate(() => navigator.serviceWorker.ready)
    const todo = first.page.getByRole('link', { name: /Classe.*Da inviare/ }).last()
    const name = (await todo.locator('.name').textContent())?.replace('Classe ', '').trim() ?? ''

    await first.context.setOffline(true)
    await first.page.reload()
    await todo.click()
    await expect(first.page.getByRole('heading', { name })).toBeVisible()
    await first.page.locator('button.child').first().click()
    await first.page.getByRole('button', { name: 'Invia', exact: true }).click()
    await expect(first.page.getByRole('heading', { name: 'In attesa di invio' })).toBeVisible()
    await expectAccessible(first.page)
    await first.page.reload()
    await expect(first.page.getByRole('heading', { name: 'In attesa di invio' })).toBeVisible()
    await first.context.close()

    const second = await open()
    await second.context.setOffline(true)
    await second.page.goto('/tablet')
    await expect(second.page.getByText(/presenze in attesa di invio/).first()).toBeVisible()
    const answers: { outcome: string; chargeCents: number | null }[] = []
    second.page.on('response', async (answer) => {
      if (answer.url().endsWith('/tablet/marks') && answer.ok())
        answers.push(...((await answer.json()) as { outcomes: typeof answers }).outcomes)
    })
    const session = await second.page.evaluate(
      () =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open('portale-tablet')
          opening.onerror = () => reject(opening.error)
          opening.onsuccess = () => {
            const get = opening.result.transaction('settings').objectStore('settings').get('device')
            get.onsuccess = () => resolve((get.result as { token: string }).token)
          }
        }),
    )
    const outbox = await second.page.evaluate(
      () =>
        new Promise<{ day: string; service: string; marks: object[] }[]>((resolve) => {
          const opening = indexedDB.open('portale-tablet')
          opening.onsuccess = () => {
            const get = opening.result.transaction('outbox').objectStore('outbox').getAll()
            get.onsuccess = () => resolve(get.result)
          }
        }),
    )
    await second.context.setOffline(false)
    await expect(second.page.getByText(/presenze in attesa di invio/)).toHaveCount(0, { timeout: 30_000 })
    await expect.poll(() => answers.length).toBeGreaterThan(0)
    expect(answers.every(({ outcome }) => outcome === 'recorded')).toBe(true)
    expect(answers.filter(({ chargeCents }) => chargeCents !== null).length).toBeGreaterThan(0)

    // The answer might have been lost: sent again, nothing is recorded or charged a second time.
    for (const { day, service, marks } of outbox) {
      const again = await second.page.request.post('/api/v1/tablet/marks', {
        headers: { authorization: `Bearer ${session}` },
        data: { day, service, marks },
      })
      const { outcomes } = (await again.json()) as { outcomes: typeof answers }
      expect(outcomes.every(({ outcome }) => outcome === 'already-recorded')).toBe(true)
      expect(outcomes.map(({ chargeCents }) => chargeCents)).toEqual(
        answers.map(({ chargeCents }) => chargeCents),
      )
    }
    await second.context.close()
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
})
