import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'

/** How every browser of the project is started: no sandbox, as in containers, and no traffic of its own. */
export const launchOptions = (extraArgs: readonly string[] = []) => {
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (file) => file && existsSync(file),
  )
  return {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu', ...extraArgs],
  }
}

export const launchBrowser = (extraArgs: readonly string[] = []): Promise<Browser> =>
  chromium.launch(launchOptions(extraArgs))
