'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { createApi } from './core/api'
import { follow } from './core/follow'
import { createIdbStorage } from './core/storage'
import { createTablet, type Tablet } from './core/tablet'
import { keepOffline } from './keep-offline'
import { ClassList } from './screens/class-list'
import { Lock } from './screens/lock'
import { useRoute } from './screens/navigation'
import { Pairing } from './screens/pairing'
import { ResultScreen } from './screens/result-screen'
import { RollCall } from './screens/roll-call'
import { RunList } from './screens/run-list'
import { RunScreen } from './screens/run-screen'
import { UndoBar } from './screens/undo-bar'
import { useScreenOn } from './wake-lock'

const WAKE_EVERY_MS = 30_000

const later = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** The store over what a browser offers. */
const createBrowserTablet = (): Tablet =>
  createTablet({
    api: createApi((input, init) => fetch(input, init), Date.now),
    storage: createIdbStorage(),
    now: Date.now,
    random: Math.random,
    randomBytes: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    later,
    isOnline: () => navigator.onLine,
  })

/** Pairing, then the roll call of a school (classes, one class, what was sent) or the rides of a bus line (runs, one run). */
export function TabletApp() {
  const [tablet] = useState(createBrowserTablet)
  const state = useSyncExternalStore(tablet.subscribe, tablet.getState, tablet.getState)
  const route = useRoute()
  useScreenOn(state.phase === 'paired' && !tablet.isLocked())

  useEffect(() => {
    void tablet.start()
    void keepOffline(tablet.saved)
    const wake = () => {
      if (document.visibilityState === 'visible') void tablet.wake(false)
    }
    const online = () => void tablet.wake(true)
    const timer = setInterval(() => void tablet.tick(), WAKE_EVERY_MS)
    document.addEventListener('visibilitychange', wake)
    document.addEventListener('pointerdown', tablet.touched)
    window.addEventListener('focus', wake)
    window.addEventListener('online', online)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', wake)
      document.removeEventListener('pointerdown', tablet.touched)
      window.removeEventListener('focus', wake)
      window.removeEventListener('online', online)
    }
  }, [tablet])

  const token = state.device?.token
  useEffect(() => {
    if (!token) return
    const { stop, retryNow } = follow(
      { fetcher: (input, init) => fetch(input, init), random: Math.random, later },
      token,
      () => void tablet.news(),
    )
    window.addEventListener('online', retryNow)
    return () => {
      window.removeEventListener('online', retryNow)
      stop()
    }
  }, [tablet, token])

  return (
    <>
      <Screen route={route} state={state} tablet={tablet} />
      <UndoBar state={state} tablet={tablet} />
      <div aria-live="polite" className="for-screen-readers" role="status">
        <span key={state.announcement.count}>{state.announcement.text}</span>
      </div>
    </>
  )
}

function Screen({
  tablet,
  state,
  route,
}: {
  tablet: Tablet
  state: ReturnType<Tablet['getState']>
  route: ReturnType<typeof useRoute>
}) {
  if (state.phase === 'starting')
    return (
      <main className="screen starting">
        <h1>Presenze</h1>
        <p>Apertura in corso…</p>
      </main>
    )
  if (state.phase === 'unpaired') return <Pairing state={state} tablet={tablet} />
  if (tablet.isLocked()) return <Lock operators={tablet.operators()} tablet={tablet} />
  if (state.device?.line)
    return route.screen === 'run' ? (
      <RunScreen key={route.run} run={route.run} state={state} tablet={tablet} />
    ) : (
      <RunList state={state} tablet={tablet} />
    )
  const group = state.roster?.classes.find((each) => each.id === route.classId)
  if (group && route.screen === 'result') return <ResultScreen group={group} state={state} tablet={tablet} />
  if (group) return <RollCall group={group} key={group.id} state={state} tablet={tablet} />
  return <ClassList state={state} tablet={tablet} />
}
