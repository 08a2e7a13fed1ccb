/**
 * Registers the service worker that lets the tablet open without a network, and asks the browser not to throw away what
 * is kept. A new version takes over once `saved` resolves. Where a browser has no service workers, nothing changes.
 */
export const keepOffline = async (saved: () => Promise<unknown>): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  await navigator.storage?.persist?.().catch(() => false)
  const registration = await navigator.serviceWorker
    .register('/tablet-worker.js', { scope: '/tablet', updateViaCache: 'none' })
    .catch(() => null)
  if (!registration) return
  const takeOver = async () => {
    const { waiting } = registration
    if (!waiting) return
    await saved()
    waiting.postMessage({ type: 'SKIP_WAITING' })
  }
  const follow = () => {
    registration.installing?.addEventListener('statechange', () => void takeOver())
  }
  registration.addEventListener('updatefound', follow)
  follow()
  await takeOver()
}
