/*
 * The one script of the families' site: what it adds, the pages can do without. It is served as `/ui/portal.js`, with
 * its types stripped, so it imports nothing and uses only types that vanish.
 */
const all = <Kind extends HTMLElement>(selector: string): Kind[] => [
  ...document.querySelectorAll<Kind>(selector),
]

/** A password that can be looked at while it is typed. */
const revealPasswords = () => {
  for (const button of all<HTMLButtonElement>('[data-reveals]')) {
    const input = document.getElementById(button.dataset.reveals ?? '') as HTMLInputElement | null
    if (!input) continue
    button.hidden = false
    button.addEventListener('click', () => {
      const isShown = input.type === 'password'
      input.type = isShown ? 'text' : 'password'
      button.setAttribute('aria-checked', String(isShown))
    })
  }
}

/** A form on its way says so, and is not sent a second time. */
const sendOnce = () => {
  const sent = new Map<HTMLFormElement, () => void>()
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (sent.has(form)) {
      event.preventDefault()
      return
    }
    const button = (event.submitter ?? form.querySelector('[data-pending]')) as HTMLButtonElement | null
    const label = button?.textContent ?? ''
    const { pending } = button?.dataset ?? {}
    sent.set(form, () => {
      button?.removeAttribute('aria-disabled')
      if (button && pending) button.textContent = label
    })
    button?.setAttribute('aria-disabled', 'true')
    if (button && pending) button.textContent = pending
  })
  // Back from the browser's history the page is as it was left: its forms can be sent again.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const restore of sent.values()) restore()
    sent.clear()
  })
}

/** Buttons that write a usual value into a field. */
const fillFields = () => {
  for (const group of all('[data-fills]')) {
    const input = document.getElementById(group.dataset.fills ?? '') as HTMLInputElement | null
    if (!input) continue
    group.hidden = false
    group.addEventListener('click', (event) => {
      const { value } = (event.target as HTMLElement).dataset
      if (value === undefined) return
      input.value = value
      input.focus()
    })
  }
}

/** What went wrong is read out first. */
const goToSummary = () => all('[data-summary]')[0]?.focus()

/** Writes the parts of the page that changed, from the same address, without loading it again. */
const renewParts = async () => {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!answer.ok || answer.redirected) return location.reload()
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of all('[data-part]')) {
    const renewed = fresh.querySelector<HTMLElement>(`[data-part="${part.dataset.part}"]`)
    if (renewed && renewed.innerHTML !== part.innerHTML) part.innerHTML = renewed.innerHTML
  }
  return fresh
}

/** Follows what the page shows: when the server says that its state is another, the page's parts are renewed. */
const follow = () => {
  for (const followed of all('[data-live]')) {
    let { state = '' } = followed.dataset
    const source = new EventSource(followed.dataset.live ?? '')
    source.onmessage = async ({ data }) => {
      const now = JSON.parse(data).status
      if (now === state) return
      state = now
      const fresh = await renewParts()
      if (fresh && !fresh.querySelector('[data-live]')) source.close()
    }
    addEventListener('pagehide', () => source.close())
  }
}

/** A page that says the service or the network is away tries again by itself, and says so. */
const tryAgain = () => {
  for (const note of all('[data-retry-seconds]')) {
    note.hidden = false
    setTimeout(() => location.reload(), Number(note.dataset.retrySeconds) * 1_000)
    addEventListener('online', () => location.reload())
  }
}

/**
 * Once a family's page is there, the worker that keeps its last pages for when there is no network; the first time it is
 * told to keep some at once.
 */
const keepOffline = () => {
  const workers = navigator.serviceWorker
  if (!workers || !document.body.dataset.family) return
  addEventListener('online', () => workers.controller?.postMessage('send'))
  setTimeout(async () => {
    const isNew = !workers.controller
    await workers.register('/family-worker.js', { updateViaCache: 'none' }).catch(() => null)
    if (isNew) (await workers.ready).active?.postMessage('keep')
  }, 2_000)
}

revealPasswords()
sendOnce()
fillFields()
goToSummary()
follow()
tryAgain()
keepOffline()
