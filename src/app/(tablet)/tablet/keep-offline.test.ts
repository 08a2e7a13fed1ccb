// Guarantee: a new version of the app takes over in the middle of a queue only once all that happened is on the device.
import { afterEach, expect, test, vi } from 'vitest'
import { keepOffline } from './keep-offline'

/** A browser in which a new version of the worker is found while the page is open. */
const browser = () => {
  const worker = Object.assign(new EventTarget(), { postMessage: vi.fn() })
  const registration = Object.assign(new EventTarget(), {
    installing: null as typeof worker | null,
    waiting: null as typeof worker | null,
  })
  vi.stubGlobal('navigator', { serviceWorker: { register: async () => registration }, storage: {} })
  const update = () => {
    registration.installing = worker
    registration.dispatchEvent(new Event('updatefound'))
    registration.installing = null
    registration.waiting = worker
    worker.dispatchEvent(new Event('statechange'))
  }
  return { worker, update }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

afterEach(() => vi.unstubAllGlobals())

test('the new worker waits for what is being saved', async () => {
  const { worker, update } = browser()
  let saved = () => {}
  const saving = new Promise<void>((resolve) => {
    saved = resolve
  })
  await keepOffline(() => saving)
  update()
  await settled()
  expect(worker.postMessage).not.toHaveBeenCalled()
  saved()
  await settled()
  expect(worker.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'SKIP_WAITING' })
})

test('a browser without service workers works as before', async () => {
  vi.stubGlobal('navigator', {})
  await expect(keepOffline(async () => {})).resolves.toBeUndefined()
})
