import { useEffect } from 'react'

/**
 * Keeps the screen on while `isNeeded`: a roll call or a ride is not cut short by a dark screen. The browser lets go whenever
 * the page is hidden; it is asked again when the page comes back. Where a browser cannot, nothing changes.
 */
export const useScreenOn = (isNeeded: boolean): void => {
  useEffect(() => {
    if (!isNeeded || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let isOver = false
    const ask = async () => {
      if (document.visibilityState !== 'visible') return
      const asked = await navigator.wakeLock.request('screen').catch(() => null)
      if (isOver) await asked?.release()
      else lock = asked
    }
    const back = () => void ask()
    void ask()
    document.addEventListener('visibilitychange', back)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', back)
      void lock?.release()
    }
  }, [isNeeded])
}
