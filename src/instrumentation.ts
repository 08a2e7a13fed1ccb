/** Next calls this once, when a server starts; the constant is Next's own, filled in when it builds. */
export const register = async (): Promise<void> => {
  if (process.env.NEXT_RUNTIME === 'nodejs') await (await import('./instrumentation-node')).start()
}
