import { type PrecacheEntry, Serwist } from 'serwist'

/** The page and all it loads, put in by the build (bin/service-workers.mjs). */
declare const TABLET_ASSETS: PrecacheEntry[]

/*
 * The tablet's service worker: keeps the page with its styles, fonts and scripts, so that it opens without a network.
 * It never touches the API: marks are kept and sent by the page. A new version waits until the page says that all is
 * saved; the page that is open keeps what it has loaded, the next opening is the new one.
 */
new Serwist({
  precacheEntries: TABLET_ASSETS,
  precacheOptions: { cleanupOutdatedCaches: true, ignoreURLParametersMatching: [/.*/] },
  skipWaiting: false,
  clientsClaim: true,
  cacheId: 'portale-tablet',
}).addEventListeners()
