/*
 * `next start` or `next dev` as a child of a command: when its parent is gone, killed or not, it ends in good order
 * instead of staying behind on the port.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
await import('../node_modules/next/dist/bin/next')
