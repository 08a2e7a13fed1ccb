import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'

/**
 * What Playwright turns off, repeated because a later list replaces an earlier one; and the suggestions of the address
 * bar, for which Chromium loads two pages of its own in every new window: on a small machine they took more of the
 * processor than the page under test.
 */
const FEATURES_OFF = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
]

/** How every browser of the project is started: no sandbox, as in containers, and no traffic of its own. */
export const launchOptions = (extraArgs: readonly string[] = []) => {
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (file) => file && existsSync(file),
  )
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-gpu',
      `--disable-features=${FEATURES_OFF.join(',')}`,
      ...extraArgs,
    ],
  }
}

export const launchBrowser = (extraArgs: readonly string[] = []): Promise<Browser> =>
  chromium.launch(launchOptions(extraArgs))
