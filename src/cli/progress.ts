/** Whatever takes more than a second says so when it begins to, and how long it took when it ends. */
export const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1).replace('.', ',')} s`
  let isSlow = false
  const slow = setTimeout(() => {
    isSlow = true
    console.log(`· ${what}…`)
  }, 1_000)
  const beat = setInterval(() => console.log(`· ${what}: ${seconds()}`), 15_000)
  try {
    const result = await work()
    console.log(isSlow ? `· ${what}: fatto in ${seconds()}` : `· ${what}`)
    return result
  } finally {
    clearTimeout(slow)
    clearInterval(beat)
  }
}
