'use client'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Run } from '../core/rides'

const RUN_PATHS: Record<Run, string> = { outward: 'andata', return: 'ritorno' }

/** Where the tablet is, in the fragment of the address: the back button works and a reload stays in its class. */
export type Route =
  | { screen: 'classes' | 'roll-call' | 'result'; classId: number | null }
  | { screen: 'run'; classId: null; run: Run }

export const classHref = (classId: number): string => `#/classe/${classId}`
export const resultHref = (classId: number): string => `#/classe/${classId}/esito`
export const CLASSES_HREF = '#/'
export const runHref = (run: Run): string => `#/corsa/${RUN_PATHS[run]}`

/** Reads a fragment; anything unknown is the first screen: the classes, or the runs. */
export const readRoute = (fragment: string): Route => {
  for (const run of ['outward', 'return'] as const)
    if (fragment === runHref(run)) return { screen: 'run', classId: null, run }
  const match = /^#\/classe\/(\d+)(\/esito)?$/.exec(fragment)
  if (!match) return { screen: 'classes', classId: null }
  return { screen: match[2] ? 'result' : 'roll-call', classId: Number(match[1]) }
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The current route; the list of classes while the server renders. */
export const useRoute = (): Route =>
  readRoute(
    useSyncExternalStore(
      subscribe,
      () => window.location.hash,
      () => '',
    ),
  )

/** For the heading of a screen: takes the focus when the screen opens, so that screen readers start there. */
export const useScreenHeading = () => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return heading
}
